import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { CorrectionEdit } from "#domain/correction";
import type { Forecast } from "#domain/forecast";
import { adjustForecast } from "#domain/scenario";
import { parseAdjustments } from "#engine/scenarios";
import type { CliHost } from "./host.ts";
import { runOn } from "./cli-fixtures.ts";

const folder = mkdtempSync(join(tmpdir(), "fantail-adjust-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const days = [Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 2)];

function forecastOf(series: string, origin: number): Forecast {
  return {
    ...{ dataset: "d", series, model: { id: "n", version: "1", sha256: "f" }, executionProvider: "cpu" },
    ...{ horizon: 2, origin, levels: [0.1, 0.5, 0.9], quantiles: Float32Array.of(8, 8, 10, 10, 14, 14) },
    ...{ times: Float64Array.from(days), actuals: null, anchor: { time: 0, value: 1 }, density: null },
    source: "computed",
  };
}

/** What `forecast` says of two series of days. */
async function run(...args: string[]) {
  const corrected: (readonly CorrectionEdit[])[] = [];
  const host: Partial<CliHost> = {
    version: "1",
    models: () => [{ id: "n", nativeHorizonSteps: 12, maxHorizonSteps: 240, levels: [0.1, 0.5, 0.9] } as never],
    ...{ bandwidth: "isj", defaultModel: () => "n", adoptedMethod: () => null, warnings: () => [] },
    windowCorrections: () => 0,
    importFile: async (_path, _options, { corrections = [] }) => {
      corrected.push(corrections);
      const series = ["a", "b"].map((id) => ({ id, frequency: { unit: "day", count: 1 } }));
      return { handle: "d", name: "a.csv", warnings: [], series } as never;
    },
    forecast: async ({ series, origin }) => forecastOf(series, origin),
    requantile: async (_forecast, levels) => Float32Array.from(levels.flatMap((level) => [20 * level, 20 * level])),
    ...{ isNonNegative: () => true, isCount: () => true, preprocessingOf: () => "1" },
    clockOf: () => ({ zone: null, historyTimes: new Float64Array() }),
  };
  const { code, stdout, stderr } = await runOn(host, [
    "forecast",
    "a.csv",
    "--horizon",
    "2",
    "--once",
    "--json",
    ...args,
  ]);
  return { code, stderr, corrected, document: JSON.parse(stdout) };
}

const csv = "series,from,change,value,note\na,2026-01-02,multiply,+50 %,sale\nb,2026-02-01,add,1,later\n";

test("adjustments are put on top of the forecast as the window does it, and the manifest lists them", async () => {
  const { code, stderr, document } = await run("--adjust", file("a.csv", csv));
  expect(code).toBe(0);
  const [a, b] = document.forecasts;
  expect(a.quantiles).toEqual([
    [8, 12],
    [10, 15],
    [14, 21],
  ]);
  expect([a.median, a.plainMedian]).toEqual([
    [10, 15],
    [10, 10],
  ]);
  expect(b).toMatchObject({ median: [10, 10] });
  expect(b).not.toHaveProperty("plainMedian");
  expect(stderr).toContain("Adjusted: a.");
  expect(stderr).toContain("1 adjustment is of no step that is forecast.");
  const { adjustments } = document.manifest.settings;
  expect(adjustments).toContain("a,2026-01-02T00:00:00,2026-01-02T00:00:00,multiply,1.5,pulse,scale,sale");
  const edits = parseAdjustments(adjustments).flatMap(({ edit }) => ("unreadable" in edit ? [] : [edit]));
  const window = adjustForecast(forecastOf("a", 0), edits.slice(0, 1), { isNonNegative: true }).forecast;
  expect(a.quantiles.flat()).toEqual([...window.quantiles]);
});

test("other levels, and whole numbers, are adjusted alike", async () => {
  const levels = await run("--adjust", file("b.csv", csv), "--levels", "0.4,0.6");
  expect(levels.document.forecasts[0].quantiles).toEqual([
    [8, 12],
    [12, 18],
  ]);
  const odd = file("c.csv", "series,from,change,value\na,2026-01-02,multiply,1.25\n");
  const whole = await run("--adjust", odd, "--round");
  expect(whole.document.forecasts[0].quantiles).toEqual([
    [8, 10],
    [10, 13],
    [14, 18],
  ]);
});

test("a scenario brings its recent values and its adjustments", async () => {
  const scenario = {
    scenario: "Strike",
    adjustments: [{ series: "b", from: "2026-01-01", change: "set", value: 3, range: "certain" }],
    history: ["series,from,to,action,value,text", "a,2025-12-31,,exclude,,strike"],
  };
  const { code, document, corrected } = await run("--scenario", file("s.json", JSON.stringify(scenario)));
  expect(code).toBe(0);
  expect(corrected).toEqual([[expect.objectContaining({ series: "a", action: { kind: "exclude" }, text: "strike" })]]);
  expect(document.forecasts[1].quantiles).toEqual([
    [3, 8],
    [3, 10],
    [3, 14],
  ]);
  expect(document.manifest.settings).toMatchObject({
    scenario: "Strike",
    corrections: expect.stringContaining("strike"),
  });
});

test.each([
  [["--adjust", "none.csv"], 66, "can't be found"],
  [["--adjust", file("bad.csv", "series,from,change,value\na,2026-01-02,add,much\n")], 65, "needs a number"],
  [["--adjust", file("gone.csv", "series,from,change,value\nz,2026-01-02,add,1\n")], 2, 'no series named "z"'],
  [["--adjust", file("past.csv", csv), "--origin", "-3"], 2, "Only forecasts of the future"],
  [["--scenario", file("text.json", "hello")], 65, "not JSON"],
])("%j is refused with %i", async (args, exit, said) => {
  const { code, document } = await run(...args);
  expect([code, document.error.message]).toEqual([exit, expect.stringContaining(said)]);
});
