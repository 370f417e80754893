import { describe, expect, test } from "vitest";
import type { Forecast, ModelInfo } from "#contract/data";
import type { IngestedSeries } from "#contract/worker";
import { QueryCache } from "#engine/cache";
import { EngineError } from "#engine/errors";
import type { BacktestAnswer, BacktestQuestion, StatisticalQuestion } from "./evaluate-client.ts";
import { Backtests, type BacktestPorts } from "./backtests.ts";

const dayMs = 86_400_000;
const { signal } = new AbortController();

function seriesOf(steps: number, missing = 0): IngestedSeries {
  return {
    id: "s",
    frequency: { unit: "day", count: 1 },
    times: Float64Array.from({ length: steps }, (_, index) => index * dayMs),
    values: Float64Array.from({ length: steps }, (_, index) => (index < missing ? Number.NaN : index)),
    missing,
    seasonLengths: [7],
    isNonNegative: true,
    flags: { steps: {}, total: 0, spans: [] },
  };
}

function modelOf(id: string, part: Partial<ModelInfo> = {}): ModelInfo {
  return {
    id, name: id.toUpperCase(), version: "1", sha256: "0", licence: "x", output: "quantiles", levels: [0.1, 0.5, 0.9],
    maxContextSteps: 64, nativeHorizonSteps: 8, maxHorizonSteps: 64, parameters: 1, sizeBytes: 1, state: "ready",
    executionProvider: "cpu", ...part,
  };
}

function setUp(series: IngestedSeries, part: Partial<BacktestPorts> = {}) {
  const asked: BacktestQuestion[] = [];
  const forecast: StatisticalQuestion[] = [];
  const backtests = new Backtests({
    evaluate: {
      forecast: async (question) => {
        forecast.push(question);
        return new Float32Array(question.levels.length * question.horizon);
      },
      backtest: async (question): Promise<BacktestAnswer> => {
        asked.push(question);
        const scores = { MASE: 1, sMAPE: 1, WQL: 1, coverage: { "0.5": 0.5, "0.8": 0.8, "0.95": 0.9 }, steps: 12, origins: 3 };
        const ids = [...question.forecasts.map(({ model }) => model), ...new Set(["seasonal-naive", ...question.statistical])];
        return {
          models: ids.map((model) => ({ model, past: [], scores, skill: 0.25, seconds: 0.5 })),
          choice: { model: "theta", reason: "Theta: because.", origins: question.origins.length },
        };
      },
      summarise: async (groups) =>
        groups.map(() => ({ MASE: 1, sMAPE: 1, WQL: 1, coverage: { "0.5": 0, "0.8": 0, "0.95": 0 }, steps: 1, origins: 1 })),
    },
    series: () => series,
    models: () => [modelOf("n")],
    defaultModel: () => "n",
    forecast: async ({ model, horizon, origin }) =>
      ({ model: { id: model }, origin, levels: [0.1, 0.5, 0.9], quantiles: new Float32Array(3 * horizon).fill(origin) }) as unknown as Forecast,
    computed: async (_key, origins) => ({
      levels: [0.5],
      found: new Map(origins.slice(-2).map((origin) => [origin, new Float32Array(4)])),
    }),
    queries: new QueryCache({ maxBytes: 1e6, ttlMs: 1e6, now: () => 0 }),
    now: () => 0,
    ...part,
  });
  return { backtests, asked, forecast };
}

describe("auto", () => {
  test("looks at origins before the forecast's own only, and sends nothing of what came after", async () => {
    const { backtests, asked } = setUp(seriesOf(60));
    const choice = await backtests.choose({ dataset: "d", series: "s", horizon: 5, origin: -10 }, signal);
    expect(choice).toEqual({ model: "theta", reason: "Theta: because.", origins: 5 });
    const [question] = asked;
    expect(question?.series.values).toHaveLength(50);
    expect(question?.series.values.buffer.byteLength).toBe(50 * 8);
    expect(question?.origins).toEqual([-25, -20, -15, -10, -5]);
    // Neural forecasts are those of the same moments, counted from the end of the data.
    expect(question?.forecasts[0]?.quantiles.map((quantiles) => quantiles[0])).toEqual([-35, -30, -25, -20, -15]);
  });

  test("short horizons rest on more origins", async () => {
    const { backtests, asked } = setUp(seriesOf(60));
    await backtests.choose({ dataset: "d", series: "s", horizon: 1, origin: 0 }, signal);
    expect(asked[0]?.origins).toHaveLength(20);
  });

  test("a history too short to compare on gets the default model, and the reason says so", async () => {
    const { backtests, asked } = setUp(seriesOf(12));
    const choice = await backtests.choose({ dataset: "d", series: "s", horizon: 7, origin: 0 }, signal);
    expect(choice).toEqual({ model: "n", reason: "N: the history is too short to compare models on it.", origins: 0 });
    expect(asked).toHaveLength(0);
  });

  test("models that can't be used, or not so far ahead, are no candidates", async () => {
    const { backtests, asked } = setUp(seriesOf(60), {
      models: () => [modelOf("n"), modelOf("damaged", { state: "damaged" }), modelOf("short", { maxHorizonSteps: 2 }), modelOf("refuses")],
      forecast: async ({ model, origin }) => {
        if (model === "refuses") throw new EngineError("model-refused", "No.");
        return { origin, levels: [0.5], quantiles: new Float32Array(5) } as unknown as Forecast;
      },
    });
    await backtests.choose({ dataset: "d", series: "s", horizon: 5, origin: 0 }, signal);
    expect(asked[0]?.forecasts.map(({ model }) => model)).toEqual(["n"]);
  });
});

describe("a backtest", () => {
  const control = { signal, onProgress: () => undefined };

  test("leaves out a series without a single origin, and keeps the rest", async () => {
    const long = seriesOf(60);
    const short = seriesOf(9);
    const { backtests } = setUp(long, { series: (_dataset, id) => (id === "short" ? short : long) });
    const targets = [{ dataset: "d", series: "short" }, { dataset: "d", series: "long" }];
    const report = await backtests.run({ targets, horizon: 4, origins: 3, stride: 4, models: ["n", "ets"] }, control);
    expect(report.skipped.map(({ series, code }) => [series, code])).toEqual([["short", "series-too-short"]]);
    expect(report.perSeries.map(({ series, model }) => [series, model])).toEqual([["long", "n"], ["long", "ets"]]);
    expect(report.models.map(({ id }) => id)).toEqual(["n", "ets"]);
  });

  test("skips origins before which nothing is observed", async () => {
    const { backtests, asked } = setUp(seriesOf(40, 30));
    await backtests.run(
      { targets: [{ dataset: "d", series: "s" }], horizon: 4, origins: 9, stride: 4, models: ["ets"] },
      control,
    );
    expect(asked[0]?.origins).toEqual([-8, -4]);
  });

  test("a failure that no other series can make up for is not swallowed", async () => {
    const { backtests } = setUp(seriesOf(60), { forecast: () => Promise.reject(new EngineError("model-damaged", "No.")) });
    const run = backtests.run({ targets: [{ dataset: "d", series: "s" }], horizon: 4, origins: 3, stride: 4, models: ["n"] }, control);
    await expect(run).rejects.toMatchObject({ code: "model-damaged" });
  });
});

describe("measured coverage", () => {
  test("is measured once for the same forecasts, and again when there are more of them", async () => {
    let known = 2;
    const { backtests, asked } = setUp(seriesOf(60), {
      computed: async (_key, origins) => ({
        levels: [0.5],
        found: new Map(origins.slice(-known).map((origin) => [origin, new Float32Array(4)])),
      }),
    });
    const key = { dataset: "d", series: "s", model: "n", horizon: 4 };
    const first = await backtests.coverage(key, signal);
    expect(await backtests.coverage(key, signal)).toEqual(first);
    expect(asked).toHaveLength(1);
    known = 3;
    expect((await backtests.coverage(key, signal))?.origins).toBe(3);
    await backtests.coverage({ ...key, horizon: 5 }, signal);
    expect(asked).toHaveLength(3);
  });

  test("rests on what is computed already", async () => {
    const { backtests, asked } = setUp(seriesOf(60));
    const measured = await backtests.coverage({ dataset: "d", series: "s", model: "n", horizon: 4 }, signal);
    expect(asked[0]?.origins).toEqual([-8, -4]);
    expect(measured).toEqual({ coverage: { "0.5": 0.5, "0.8": 0.8, "0.95": 0.9 }, steps: 12, origins: 2, skill: 0.25 });
  });

  test("is nothing where nothing is computed", async () => {
    const { backtests } = setUp(seriesOf(60), { computed: async () => ({ levels: [0.5], found: new Map() }) });
    expect(await backtests.coverage({ dataset: "d", series: "s", model: "n", horizon: 4 }, signal)).toBeNull();
  });
});

test("a statistical forecast has the default model's levels and sees up to its origin", async () => {
  const { backtests, forecast } = setUp(seriesOf(60));
  const made = await backtests.statistical({ dataset: "d", series: "s", model: "ets", horizon: 4, origin: -6 }, signal);
  expect(made.levels).toEqual([0.1, 0.5, 0.9]);
  expect(forecast[0]?.series.values).toHaveLength(54);
  expect(Array.from(made.actuals ?? [])).toEqual([54, 55, 56, 57]);
  expect(made.anchor).toEqual({ time: 53 * dayMs, value: 53 });
});
