import { expect, test } from "vitest";
import type { ExportedForecast, ExportManifest } from "#domain/export";
import type { Forecast } from "#domain/forecast";
import type { MeasuredCoverage } from "#domain/score";
import { Exporter, type ShownForecast } from "./exporter.ts";

const { signal } = new AbortController();
const dayMs = 86_400_000;
const shown: ShownForecast = { dataset: "d", series: "s", model: "n", horizon: 2, origin: -1, bands: "native" };
const measured: MeasuredCoverage = {
  coverage: { "0.5": 0.5, "0.8": 0.8, "0.95": 0.95 },
  steps: 8,
  origins: 4,
  skill: 0.2,
  range: { level: 0.8, coverage: 0.8, steps: 8, origins: 4, effectiveSteps: 6, margin: 0.3, verdict: "too-few" },
  rangeAsModelled: null,
};
const series = {
  id: "s",
  frequency: { unit: "day", count: 1 } as const,
  times: Float64Array.from({ length: 30 }, (_, index) => index * dayMs),
  values: Float64Array.from({ length: 30 }, (_, index) => index),
  missing: 0,
  seasonLengths: [7],
  isNonNegative: true,
  flags: { steps: {}, total: 0, spans: [] },
};

function forecastOf(part: Partial<Forecast> = {}): Forecast {
  return {
    dataset: "d",
    series: "s",
    model: { id: "n", version: "1", sha256: "f" },
    executionProvider: "cpu",
    horizon: 2,
    origin: -1,
    levels: [0.1, 0.5, 0.9],
    quantiles: Float32Array.of(1, 2, 3, 4, 5, 6),
    times: Float64Array.of(29 * dayMs, 30 * dayMs),
    actuals: Float64Array.of(29, Number.NaN),
    anchor: { time: 28 * dayMs, value: 28 },
    density: null,
    source: "cache",
    ...part,
  };
}

function setUp(forecast = forecastOf(), corrected: { count: number; csv: string } | null = null) {
  const written: { path: string; title: string; manifest: ExportManifest; forecasts: readonly ExportedForecast[] }[] =
    [];
  const asked: unknown[] = [];
  const exporter = new Exporter({
    version: "1.2.3",
    bandwidth: "isj",
    client: {
      write: async (request) => {
        written.push(request);
        return { path: request.path, bytes: 1 };
      },
      readManifest: () => Promise.reject(new Error("not asked")),
    },
    datasets: {
      get: () => ({ dataset: { zone: "Europe/Berlin", series: [series], columns: [] } }),
      series: () => series,
    },
    models: { nameOf: (id) => id.toUpperCase(), preprocessingOf: (id) => `how ${id}` },
    forecasts: {
      get: async (request) => {
        asked.push(request);
        return forecast;
      },
    },
    coverage: {
      measure: async (key, pace) => {
        asked.push([key, pace]);
        return measured;
      },
    },
    corrections: { listed: () => corrected },
    now: () => 0,
  });
  return { exporter, written, asked };
}

test("a shown forecast is written with all that it takes to make it again, and with how its bands did", async () => {
  const { exporter, written, asked } = setUp();
  await exporter.exportOne("/a.csv", { ...shown, isRounded: true }, { decimalMark: "," }, signal);
  const { origin: _, ...history } = shown;
  expect(asked).toEqual([{ ...shown, isRounded: true, view: null, density: false }, [history, "now"]]);
  expect(written[0]).toMatchObject({
    path: "/a.csv",
    title: "s",
    manifest: {
      app: "1.2.3",
      dataHash: "d",
      model: { id: "n", version: "1", sha256: "f" },
      executionProvider: "cpu",
      preprocessing: "how n",
      timezone: "Europe/Berlin",
      settings: {
        horizon: 2,
        origin: -1,
        levels: [0.1, 0.5, 0.9],
        model: "n",
        bands: "native",
        round: true,
        coverage: true,
        series: ["s"],
        import: '{"decimalMark":","}',
        title: "s",
      },
    },
  });
  expect(written[0]?.forecasts[0]?.measured).toEqual(measured);
  expect(exporter.health().latencyMs["export"]?.count).toBe(1);
});

test("the history that is written ends at the origin, and the median is there whichever levels are wanted", async () => {
  const { exporter, written } = setUp();
  const wanted = { forecast: forecastOf(), levels: [0.2], quantiles: Float32Array.of(1, 2) };
  await exporter.exportTo("/a.json", { title: "t", forecasts: [wanted], settings: {} });
  const [one] = written[0]?.forecasts ?? [];
  expect(one).toMatchObject({ levels: [0.2], median: Float32Array.of(3, 4), model: { name: "N" } });
  expect(one?.historyValues.at(-1)).toBe(28);
  expect(one?.historyTimes.at(-1)).toBe(28 * dayMs);
  expect(one).not.toHaveProperty("measured");
});

test("a combination is called by its members", async () => {
  const choice = { members: [], reason: "Combination of A and B: they did best.", origins: 3, ratio: 0.9 };
  const forecast = forecastOf({ model: { id: "auto", version: "3", sha256: "c" }, choice });
  const { exporter, written } = setUp(forecast);
  await exporter.exportOne("/a.csv", { ...shown, model: "auto" }, {}, signal);
  expect(written[0]?.forecasts[0]?.model.name).toBe("Combination of A and B");
});

test("what was adopted is named as what it is, in the settings, too", async () => {
  const forecast = forecastOf({ model: { id: "ses:alpha=0.3+log", version: "1", sha256: "" } });
  const { exporter, written } = setUp(forecast);
  await exporter.exportOne("/a.csv", { ...shown, model: "adopted" }, {}, signal);
  expect(written[0]?.manifest.model).toEqual(forecast.model);
  expect(written[0]?.manifest.settings).toMatchObject({ model: "ses:alpha=0.3+log" });
});

test("an export of nothing is refused", async () => {
  const { exporter } = setUp();
  const nothing = exporter.exportTo("/a.csv", { title: "", forecasts: [], settings: {} });
  await expect(nothing).rejects.toMatchObject({ code: "internal" });
});

test.each([
  [{ count: 1, csv: "series\r\n" }, "series\r\n", "1 correction was made to the data before this forecast."],
  [{ count: 1234, csv: "x".repeat(20_001) }, 1234, "1,234 corrections were made to the data before this forecast."],
])("what was corrected is said, and listed as far as that is of use", async (corrected, setting, message) => {
  const { exporter, written } = setUp(forecastOf(), corrected);
  await exporter.exportOne("/a.csv", shown, {}, signal);
  expect(written[0]?.manifest.settings["corrections"]).toBe(setting);
  expect(written[0]?.manifest.warnings).toEqual([{ code: "corrected", message }]);
});
