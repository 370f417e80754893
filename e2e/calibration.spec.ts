import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dropFiles, expect, root, test } from "./support/application.ts";
import {
  chart,
  expectAccessible,
  expectAccessibleInBothThemes,
  keepScreenshot,
  readForecast,
  useTheme,
} from "./support/window.ts";

const airline = "samples/airline-passengers.csv";

interface Document {
  manifest: { settings: { bands: string } };
  forecasts: {
    model: string;
    reason?: string;
    members?: { model: string; weight: number }[];
    calibration?: { residuals: number; steps: number };
    measured?: { coverage: Record<string, number>; steps: number };
    levels: number[];
    quantiles: number[][];
  }[];
}

const evidence = (page: Parameters<typeof chart>[0]) => page.locator("figcaption.evidence");
const ranges = (page: Parameters<typeof chart>[0], name: "Corrected" | "As modelled") =>
  evidence(page).getByRole("radiogroup", { name: "Ranges" }).getByRole("radio", { name });

test("the switch shows calibrated bands, says what they rest on and how they held, and is remembered", async ({
  start,
  commands,
}) => {
  test.setTimeout(240_000);
  const words = ["forecast", airline, "--horizon", "24"];
  const native = (await commands.json<Document>(words)).forecasts[0];
  const { manifest, forecasts } = await commands.json<Document>([...words, "--bands", "calibrated"]);
  const [calibrated] = forecasts;
  expect(manifest.settings.bands).toBe("calibrated");
  expect(calibrated?.calibration?.steps).toBeGreaterThan(50);
  expect(calibrated?.quantiles[0]).not.toEqual(native?.quantiles[0]);
  const middle = native?.levels.indexOf(0.5) ?? -1;
  expect(calibrated?.quantiles[middle]).toEqual(native?.quantiles[middle]);

  const { page, app, userData } = await start();
  await dropFiles(page, [join(root, airline)]);
  await expect(evidence(page)).toContainText("range contained", { timeout: 60_000 });
  await expect(evidence(page)).not.toContainText("Ranges corrected");
  await ranges(page, "Corrected").click();
  await expect(evidence(page)).toContainText(`Ranges corrected with ${calibrated?.calibration?.steps} past months`, {
    timeout: 30_000,
  });
  // The same bands as on the command line, and the coverage of these bands.
  const shown = await readForecast(page, 0);
  expect(shown.quantiles.size).toBeGreaterThan(0);
  for (const [level, values] of shown.quantiles) {
    const row = calibrated?.quantiles[calibrated.levels.indexOf(level)] ?? [];
    values.forEach((value, step) => expect(value).toBeCloseTo(row[step] ?? Number.NaN, 2));
  }
  const held = Math.round((calibrated?.measured?.coverage["0.8"] ?? Number.NaN) * 100);
  await expect(evidence(page)).toContainText(
    `the 80\u00A0% range contained ${held}\u00A0% of ${calibrated?.measured?.steps} values (`,
    { timeout: 60_000 },
  );
  await expectAccessible(page);
  await app.close();

  const again = await start({ userData });
  await dropFiles(again.page, [join(root, airline)]);
  await expect(ranges(again.page, "Corrected")).toBeChecked();
  await expect(evidence(again.page)).toContainText("Ranges corrected with", { timeout: 30_000 });
});

test("ranges that were wrong in the past say so beside the chart, are corrected from there, and put back", async ({
  start,
}) => {
  test.setTimeout(180_000);
  // To a model that has seen noise all its life, weeks that are all the same are surer than it says.
  const folder = await mkdtemp(join(tmpdir(), "fantail-trust-"));
  const path = join(folder, "clockwork.csv");
  const rows = Array.from({ length: 500 }, (_, index) => {
    const day = new Date(Date.UTC(2023, 0, 1 + index)).toISOString().slice(0, 10);
    return `${day},${[20, 55, 60, 58, 62, 80, 35][index % 7]}`;
  });
  await writeFile(path, `date,sales\n${rows.join("\n")}\n`);
  const { page } = await start({ words: [path] });
  await expect(evidence(page)).toHaveAttribute("data-verdict", "too-wide", { timeout: 90_000 });
  const badge = evidence(page).getByRole("button").first();
  await expect(badge).toHaveText(/^80.% range too wide: held \d+.%$/);
  await expectAccessibleInBothThemes(page, "too-wide");
  await badge.click();
  await expect(page.getByRole("dialog", { name: /range too wide/ })).toContainText("range contained");
  await expectAccessibleInBothThemes(page, "trust");
  await page.keyboard.press("Escape");

  const place = await page.locator(".chart-frame").boundingBox();
  const native = await readForecast(page, 0);
  await page.getByRole("button", { name: "Numbers", exact: true }).click();
  await expect(ranges(page, "Corrected")).toHaveText("Correct");
  await ranges(page, "Corrected").click();
  await expect(evidence(page)).toContainText("Ranges corrected with", { timeout: 60_000 });
  await expect(evidence(page)).not.toHaveAttribute("data-verdict", "unknown", { timeout: 60_000 });
  expect(await page.locator(".chart-frame").boundingBox()).toEqual(place);
  const width = ({ quantiles }: { quantiles: ReadonlyMap<number, readonly number[]> }): number =>
    (quantiles.get(0.9)?.[0] ?? Number.NaN) - (quantiles.get(0.1)?.[0] ?? Number.NaN);
  expect(width(await readForecast(page, 0))).toBeLessThan(width(native));
  await ranges(page, "As modelled").click();
  await expect(evidence(page)).not.toContainText("Ranges corrected with");
  await expect.poll(async () => width(await readForecast(page, 0))).toBe(width(native));
  await rm(folder, { recursive: true, force: true });
});

test("Automatic shows a forecast at once, then what it chose and why; the command line chooses the same", async ({
  shared: { app, page },
  commands,
}) => {
  test.setTimeout(240_000);
  const [chosen] = (await commands.json<Document>(["forecast", airline, "--horizon", "24", "--model", "auto"]))
    .forecasts;
  expect(chosen?.reason).toMatch(/: 0\.\d\d of the quantile loss of seasonal naive in \d past forecasts?, /);

  await dropFiles(page, [join(root, airline)]);
  await expect(chart(page).locator("[data-origin='0']")).toBeVisible({ timeout: 30_000 });
  await page.getByRole("button", { name: / Model$/ }).click();
  await page.getByRole("option", { name: /^Automatic/ }).click();
  await expect(evidence(page)).toContainText(chosen?.reason?.replace(/\.$/, "") ?? "?", { timeout: 60_000 });
  const shown = await readForecast(page, 0);
  chosen?.levels.forEach((level, row) => {
    shown.quantiles
      .get(level)
      ?.forEach((value, step) => expect(value).toBeCloseTo(chosen.quantiles[row]?.[step] ?? Number.NaN, 2));
  });
  for (const theme of ["light", "dark"] as const) {
    await useTheme(page, theme);
    await keepScreenshot(page, `automatic-${theme}`);
  }
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(640, 720));
  await expect(page.locator(".sidebar")).not.toBeInViewport();
  await keepScreenshot(page, "automatic-narrow");
  await expectAccessible(page);
});

test("a statistical model is a model like any other", async ({ shared: { page }, commands }) => {
  test.setTimeout(120_000);
  const [theta] = (
    await commands.json<Document>(["forecast", airline, "--horizon", "24", "--model", "theta", "--origin", "-12"])
  ).forecasts;
  await dropFiles(page, [join(root, airline)]);
  await page.getByRole("button", { name: / Model$/ }).click();
  await page.getByRole("option", { name: /^Theta/ }).click();
  const slider = page.getByRole("slider", { name: /^Time of the forecast/ });
  await slider.focus();
  for (let step = 0; step < 12; step++) await page.keyboard.press("ArrowLeft");
  const shown = await readForecast(page, -12);
  expect(shown.quantiles.get(0.5)?.[0]).toBeCloseTo(theta?.quantiles[theta.levels.indexOf(0.5)]?.[0] ?? Number.NaN, 2);
});
