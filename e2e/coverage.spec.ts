import { join } from "node:path";
import { dropFiles, expect, root, test } from "./support/application.ts";

interface Report {
  models: { id: string; WQL: number; coverage: Record<string, number> }[];
  perSeries: { origins: number }[];
}

const airline = "samples/airline-passengers.csv";

test("the line beside the badge says what a backtest of the same past says", async ({ shared: { page }, commands }) => {
  test.setTimeout(180_000);
  const report = await commands.json<Report>(["backtest", airline, "--horizon", "24", "--origins", "40"]);
  const [model, naive] = report.models;
  const origins = report.perSeries[0]?.origins ?? 0;
  const held = Math.round((model?.coverage["0.8"] ?? Number.NaN) * 100);
  const skill = Math.round((1 - (model?.WQL ?? 0) / (naive?.WQL ?? 1)) * 100);

  await dropFiles(page, [join(root, airline)]);
  const line = page.getByText(/range contained/);
  await expect(line).toContainText(
    `Error ${Math.abs(skill)}\u00A0% ${skill > 0 ? "lower" : "higher"} than repeating last year, in ${origins} past forecasts. ` +
      `In past forecasts the 80\u00A0% range contained ${held}\u00A0% of ${origins * 24} values: too few to judge`,
    { timeout: 60_000 },
  );
});
