import { basename, join } from "node:path";
import { dropFiles, expect, root, test } from "./support/application.ts";
import { chart, keepScreenshot, originSlider, readForecast, request } from "./support/window.ts";

interface Document {
  forecasts: { series: string; levels: number[]; quantiles: number[][]; actuals: (number | null)[] | null }[];
}

const files = [
  { title: "a monthly classic", file: "samples/airline-passengers.csv", horizon: 24, origins: [0, -12, -60] },
  { title: "an hourly energy file", file: "samples/france-load-hourly.csv", horizon: 48, origins: [0, -24, -1000] },
  {
    title: "a long file with many series",
    file: "samples/us-employment-monthly.csv",
    horizon: 24,
    origins: [0, -12, -30],
  },
] as const;

test.describe("a dropped file", () => {
  for (const { title, file, horizon, origins } of files) {
    test(`${title}: the chart's numbers are the command line's`, async ({ shared: { page }, commands }) => {
      await dropFiles(page, [join(root, file)]);
      await expect(chart(page)).toBeVisible();
      await expect(originSlider(page)).toBeVisible();
      for (const origin of origins) {
        await page.evaluate(() => performance.clearMarks());
        await originSlider(page).evaluate((input: HTMLInputElement, value) => {
          Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(input, String(value));
          input.dispatchEvent(new Event("input", { bubbles: true }));
          input.dispatchEvent(new Event("change", { bubbles: true }));
        }, origin);
        const shown = await readForecast(page, origin);
        expect(shown.horizon).toBe(horizon);
        const expected = await commands.json<Document>([
          "forecast",
          file,
          "--series",
          shown.series,
          "--origin",
          String(origin),
          "--horizon",
          String(horizon),
        ]);
        const forecast = expected.forecasts[0];
        expect(forecast?.series).toBe(shown.series);
        for (const [level, values] of shown.quantiles) {
          // The same numbers of 32 bits: the document writes no more digits than they have.
          expect(values, `level ${level}`).toEqual(
            forecast?.quantiles[forecast.levels.indexOf(level)]?.map(Math.fround),
          );
        }
        expect(shown.quantiles.size).toBe(7);
        const actuals = forecast?.actuals?.map((value) => value ?? Number.NaN) ?? new Array(horizon).fill(Number.NaN);
        expect(shown.actuals).toEqual(actuals);
      }
      await keepScreenshot(page, `full-${basename(file, ".csv")}`);
    });
  }

  test("a second visit to an origin is answered from the cache", async ({ shared: { page } }) => {
    await dropFiles(page, [join(root, "samples/airline-passengers.csv")]);
    await readForecast(page, 0);
    const slider = originSlider(page);
    await slider.focus();
    await page.keyboard.press("ArrowLeft");
    await readForecast(page, -1);
    await page.keyboard.press("ArrowRight");
    await readForecast(page, 0);
    await page.evaluate(() => performance.clearMarks());
    await page.keyboard.press("ArrowLeft");
    await readForecast(page, -1);
    const painted = await page.evaluate(() =>
      performance
        .getEntriesByName("fantail:painted")
        .map((entry) => (entry as PerformanceMark).detail as Record<string, unknown>),
    );
    expect(painted.at(-1)).toMatchObject({ origin: -1, source: "cache" });
    const { value } = await request(page, "diagnostics:get", {});
    expect((value as { health: { counts: Record<string, number> } }).health.counts["hit"]).toBeGreaterThan(0);
  });

  test("several files become several datasets, each with its own place", async ({ shared: { page } }) => {
    await dropFiles(page, [join(root, files[0].file), join(root, files[2].file)]);
    await expect(page.getByText(basename(files[0].file)).first()).toBeVisible();
    await expect(page.getByText(basename(files[2].file)).first()).toBeVisible();
  });
});
