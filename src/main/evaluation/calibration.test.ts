import { expect, test } from "vitest";
import type { Forecast } from "#domain/forecast";
import type { IngestedSeries } from "#domain/series";
import { Calibration } from "./calibration.ts";
import type { CalibrationRequest } from "./evaluate-client.ts";
import { emptyQueries, openData, seriesOf } from "./evaluation-fixtures.ts";
import { regularSeries } from "../datasets/ingest-fixtures.ts";

const { signal } = new AbortController();

function forecastAt(origin: number, part: Partial<Forecast> = {}): Forecast {
  return {
    dataset: "d",
    series: "s",
    model: { id: "n", version: "1", sha256: "f" },
    executionProvider: "cpu",
    horizon: 8,
    origin,
    levels: [0.1, 0.5, 0.9],
    quantiles: new Float32Array(24).fill(origin),
    times: new Float64Array(8),
    actuals: null,
    anchor: { time: 0, value: 0 },
    density: null,
    source: "cache",
    ...part,
  };
}

function setUp(pastOrigins = 96, others: readonly IngestedSeries[] = []) {
  const asked: CalibrationRequest[] = [];
  const series = seriesOf(60);
  const calibration = new Calibration({
    evaluate: {
      calibrate: async (request) => {
        asked.push(request);
        return request.forecasts.map(({ quantiles }) => ({
          quantiles: quantiles.map((value) => 2 * value),
          residuals: 40,
          steps: 12,
          otherSeries: 0,
        }));
      },
    },
    datasets: openData(series, ...others),
    statistical: {
      alike: async (_forecast, origins) =>
        new Map(origins.filter((origin) => origin !== -20).map((origin) => [origin, forecastAt(origin)])),
      pastOrigins: () => pastOrigins,
    },
    queries: emptyQueries(),
  });
  return { calibration, asked };
}

test("bands rest on forecasts before the origin, and nothing of what came after is sent", async () => {
  const { calibration, asked } = setUp();
  const forecast = await calibration.get(forecastAt(-10, { samples: new Float32Array(8) }), signal);
  expect(forecast.quantiles[0]).toBe(-20);
  expect(forecast.calibration).toEqual({ residuals: 40, steps: 12, otherSeries: 0 });
  expect(forecast.samples).toBeUndefined();
  const [request] = asked;
  expect(request?.series.values).toHaveLength(50);
  // Two steps apart, all before step 50; the one that could not be made is missing.
  expect(request?.past.map(({ end }) => end)).toEqual([
    14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34, 36, 38, 42, 44, 46, 48,
  ]);
  expect(request?.past[0]?.quantiles[0]).toBe(-46);
  expect(request?.forecasts.map(({ end }) => end)).toEqual([50]);
});

test("the same bands are computed once, others again", async () => {
  const { calibration, asked } = setUp();
  const first = await calibration.get(forecastAt(-10), signal);
  first.quantiles.fill(0);
  expect((await calibration.get(forecastAt(-10), signal)).quantiles[0]).toBe(-20);
  expect(asked).toHaveLength(1);
  await calibration.get(forecastAt(-11), signal);
  await calibration.get(forecastAt(-10, { model: { id: "n", version: "1", sha256: "e" } }), signal);
  await calibration.get(forecastAt(-10, { executionProvider: "webgpu" }), signal);
  expect(asked).toHaveLength(4);
});

test("several origins share their past, each limited to its own", async () => {
  const { calibration, asked } = setUp(4);
  const forecasts = await calibration.all([forecastAt(-30), forecastAt(-10)], signal);
  expect(forecasts.map(({ origin, quantiles }) => [origin, quantiles[0]])).toEqual([
    [-30, -60],
    [-10, -20],
  ]);
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({ pastOrigins: 4, forecasts: [{ end: 30 }, { end: 50 }] });
  expect(asked[0]?.past.map(({ end }) => end)).toEqual([22, 24, 26, 28, 42, 44, 46, 48]);
  expect(await calibration.all([], signal)).toEqual([]);
});

test("a short past is helped out by other series of the same steps, none of them beyond the forecast's time", async () => {
  const ramp = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
  const dayMs = 86_400_000;
  const others = [
    regularSeries("hourly", ramp(60), { unit: "hour" }),
    regularSeries("too short", ramp(6)),
    ...Array.from({ length: 50 }, (_, index) => regularSeries(`o${index}`, ramp(60), { startMs: index * dayMs })),
  ];
  const { calibration, asked } = setUp(96, others);
  await calibration.all([forecastAt(-10), forecastAt(0)], signal);
  const pooled = asked[0]?.others ?? [];
  expect(pooled).toHaveLength(32);
  // The first one begins with the series, the last 49 days later; each is seen up to the day of the forecast.
  expect(pooled[0]?.seen).toEqual([50, 60]);
  expect(pooled.at(-1)?.seen).toEqual([1, 11]);
  for (const { values, past, seen } of pooled) {
    expect(values).toHaveLength(Math.max(...seen));
    expect(past.length).toBeLessThanOrEqual(3);
  }
  // A whole horizon is known after each of them.
  expect(pooled[0]?.past.map(({ end }) => end)).toEqual([14, 34, 52]);
});

test("a long past needs no other series", async () => {
  const long = { ...seriesOf(900), id: "s" };
  const asked: CalibrationRequest[] = [];
  const calibration = new Calibration({
    evaluate: {
      calibrate: async (request) => {
        asked.push(request);
        return request.forecasts.map(({ quantiles }) => ({ quantiles, residuals: 1, steps: 1, otherSeries: 0 }));
      },
    },
    datasets: openData(long, { ...seriesOf(900), id: "t" }),
    statistical: {
      alike: async (_forecast, origins) => new Map(origins.map((origin) => [origin, forecastAt(origin)])),
      pastOrigins: () => 200,
    },
    queries: emptyQueries(),
  });
  await calibration.get(forecastAt(0), signal);
  expect(asked[0]?.others).toEqual([]);
});
