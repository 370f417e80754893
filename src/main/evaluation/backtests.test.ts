import { describe, expect, test } from "vitest";
import { EngineError } from "#domain/errors";
import { nothingScored, type PastScore } from "#domain/score";
import type { IngestedSeries } from "#domain/series";
import { backtestScores } from "#engine/metrics";
import type { ModelBacktestResult, ModelBacktestRequest } from "./evaluate-client.ts";
import { Backtests, type BacktestPorts } from "./backtests.ts";
import { emptyQueries, modelOf, nothingAdopted, openData, originAsForecast, seriesOf } from "./evaluation-fixtures.ts";

const { signal } = new AbortController();

/** What a model loses at an origin says which they are. */
function scoreAt(model: string, origin: number): PastScore {
  const loss = model.length - origin / 100;
  return { ...nothingScored, steps: 4, mase: loss, pinballSum: loss, absoluteActualSum: 4, inside: sharesOf(3) };
}

const sharesOf = (value: number) => ({ "0.5": value, "0.8": value, "0.95": value });

function setUp(series: IngestedSeries, part: Partial<BacktestPorts> = {}) {
  const asked: ModelBacktestRequest[] = [];
  const backtests = new Backtests({
    evaluate: {
      backtest: async (request): Promise<ModelBacktestResult> => {
        asked.push(request);
        const ids = [
          ...request.forecasts.map(({ model }) => model),
          ...new Set(["seasonal-naive", ...request.statistical]),
        ];
        return {
          models: ids.map((model) => {
            const past = request.origins.map((origin) => scoreAt(model, origin));
            return { model, past, scores: backtestScores(past), skill: 0.25, seconds: 0.5 };
          }),
          choice: null,
        };
      },
    },
    datasets: openData(series),
    models: { list: () => [modelOf("n")] },
    forecasts: originAsForecast,
    columns: { columnKey: (key) => JSON.stringify(key) },
    queries: emptyQueries(),
    adopted: nothingAdopted,
    now: () => 0,
    ...part,
  });
  return { backtests, asked };
}

describe("a backtest", () => {
  const control = { signal, onProgress: () => undefined };

  test("leaves out a series without a single origin, and keeps the rest", async () => {
    const long = seriesOf(60);
    const short = { ...seriesOf(9), id: "short" };
    const { backtests } = setUp(long, { datasets: openData(long, short) });
    const targets = [
      { dataset: "d", series: "short" },
      { dataset: "d", series: "long" },
    ];
    const report = await backtests.run({ targets, horizon: 4, origins: 3, stride: 4, models: ["n", "ets"] }, control);
    expect(report.skipped.map(({ series, code }) => [series, code])).toEqual([["short", "series-too-short"]]);
    expect(report.perSeries.map(({ series, model }) => [series, model])).toEqual([
      ["long", "n"],
      ["long", "ets"],
    ]);
    expect(report.models.map(({ id }) => id)).toEqual(["n", "ets"]);
  });

  test("configured forecasters are made by the evaluate process, and scores of one are not those of another", async () => {
    const { backtests, asked } = setUp(seriesOf(60));
    const run = { targets: [{ dataset: "d", series: "s" }], horizon: 4, origins: 2, stride: 4 };
    for (const models of [["ses:alpha=0.3"], ["ses:alpha=0.3+log"], ["ses:alpha=0.3"]])
      expect((await backtests.run({ ...run, models }, control)).perSeries.map(({ model }) => model)).toEqual(models);
    expect(asked.map(({ statistical }) => statistical)).toEqual([["ses:alpha=0.3"], ["ses:alpha=0.3+log"]]);
  });

  test("scores a model with influences by its forecasts, and other influences anew", async () => {
    const wanted: unknown[] = [];
    const { backtests, asked } = setUp(seriesOf(60), {
      forecasts: {
        get: async (key, aborted) => {
          wanted.push([key.model, key.origin]);
          return originAsForecast.get(key, aborted);
        },
      },
    });
    const run = { targets: [{ dataset: "d", series: "s" }], horizon: 4, origins: 1, stride: 4 };
    const scored = async (...models: string[]) => {
      const { perSeries } = await backtests.run({ ...run, models }, control);
      return perSeries.map(({ model }) => model);
    };
    expect(await scored("ets", "ets&c0ffee")).toEqual(["ets", "ets&c0ffee"]);
    expect(wanted).toEqual([["ets&c0ffee", -4]]);
    expect(asked).toMatchObject([{ statistical: ["ets"], forecasts: [{ model: "ets&c0ffee" }] }]);
    await scored("ets&c0ffee");
    await scored("ets&c0ffee");
    await scored("ets&beef");
    expect(asked.slice(1).map(({ forecasts }) => forecasts.map(({ model }) => model))).toEqual([
      ["ets&c0ffee"],
      ["ets&beef"],
    ]);
  });

  test("takes for adopted what was adopted for each series, whatever kind of model that is", async () => {
    const wanted: unknown[] = [];
    const { backtests, asked } = setUp(seriesOf(60), {
      datasets: openData(seriesOf(60), { ...seriesOf(60), id: "t" }),
      adopted: { modelOf: ({ series, model }) => (model === "adopted" ? (series === "s" ? "ses+log" : "n") : model) },
      forecasts: {
        get: async (key, aborted) => {
          wanted.push([key.series, key.model, key.origin]);
          return originAsForecast.get(key, aborted);
        },
      },
    });
    const targets = ["s", "t"].map((series) => ({ dataset: "d", series }));
    const run = { targets, horizon: 4, origins: 1, stride: 4, models: ["adopted", "ets"] };
    const { perSeries, models } = await backtests.run(run, control);
    expect(wanted).toEqual([["t", "n", -4]]);
    expect(asked).toMatchObject([
      { statistical: ["ses+log", "ets"], forecasts: [] },
      { statistical: ["ets"], forecasts: [{ model: "adopted" }] },
    ]);
    expect(perSeries.map(({ series, model }) => [series, model])).toEqual([
      ["s", "adopted"],
      ["s", "ets"],
      ["t", "adopted"],
      ["t", "ets"],
    ]);
    expect(models.map(({ id }) => id)).toEqual(["adopted", "ets"]);
  });

  test("calibrated bands and auto are asked for as they would have been made at each origin", async () => {
    const wanted: unknown[] = [];
    const { backtests, asked } = setUp(seriesOf(60), {
      forecasts: {
        get: async ({ bands, ...key }, aborted) => {
          wanted.push([key.model, key.origin, bands]);
          return originAsForecast.get(key, aborted);
        },
      },
    });
    const run = { targets: [{ dataset: "d", series: "s" }], horizon: 4, origins: 2, stride: 4 };
    await backtests.run({ ...run, models: ["auto", "ets"], bands: "calibrated" }, control);
    expect(wanted).toEqual([
      ["auto", -8, "calibrated"],
      ["auto", -4, "calibrated"],
      ["ets", -8, "calibrated"],
      ["ets", -4, "calibrated"],
    ]);
    expect(asked[0]).toMatchObject({ statistical: [], forecasts: [{ model: "auto" }, { model: "ets" }] });
    wanted.length = 0;
    await backtests.run({ ...run, models: ["auto", "ets"] }, control);
    expect(wanted).toEqual([
      ["auto", -8, "native"],
      ["auto", -4, "native"],
    ]);
    expect(asked[1]?.statistical).toEqual(["ets"]);
  });

  test("skips origins before which nothing is observed", async () => {
    const { backtests, asked } = setUp(seriesOf(40, 30));
    await backtests.run(
      { targets: [{ dataset: "d", series: "s" }], horizon: 4, origins: 9, stride: 4, models: ["ets"] },
      control,
    );
    expect(asked[0]?.origins).toEqual([-8, -4]);
  });

  test("skips origins whose window is empty", async () => {
    const series = seriesOf(60);
    series.values.fill(Number.NaN, 40, 52);
    const { backtests, asked } = setUp(series);
    const request = { targets: [{ dataset: "d", series: "s" }], horizon: 4, origins: 9, stride: 4, models: ["ets"] };
    await backtests.run({ ...request, windowSteps: 8 }, control);
    expect(asked[0]?.origins).toEqual([-36, -32, -28, -24, -20, -16, -4]);
  });

  test("asked for again is not scored again, unless anything that it rests on is another", async () => {
    const { backtests, asked } = setUp(seriesOf(60));
    const targets = [{ dataset: "d", series: "s" }];
    const request = { targets, horizon: 4, origins: 3, stride: 4, models: ["n", "ets"] };
    const first = await backtests.run(request, control);
    expect(await backtests.run(request, control)).toEqual(first);
    expect(asked).toHaveLength(1);
    for (const change of [{ horizon: 5 }, { origins: 4 }, { stride: 5 }, { models: ["n"] }, { models: ["n", "theta"] }])
      await backtests.run({ ...request, ...change }, control);
    expect(asked.slice(2, 4).map(({ origins }) => origins)).toEqual([[-16], [-14, -9]]);
    for (const change of [{ gapSteps: 1 }, { windowSteps: 60 }, { detail: true }])
      await backtests.run({ ...request, ...change }, control);
    expect(asked).toHaveLength(9);
    // Which model leads is no question of the scores.
    await backtests.run({ ...request, metric: "WQL" }, control);
    expect(asked).toHaveLength(9);
  });

  test("of fewer or more origins than one before scores only what is new, and is what it would have been alone", async () => {
    const request = { targets: [{ dataset: "d", series: "s" }], horizon: 4, stride: 4, models: ["n", "ets"] };
    const { backtests, asked } = setUp(seriesOf(60));
    for (const origins of [6, 2, 9]) {
      const alone = await setUp(seriesOf(60)).backtests.run({ ...request, origins }, control);
      const { models, perSeries, baseline, best } = await backtests.run({ ...request, origins }, control);
      // Seconds are those that the forecasts took when they were made.
      const timeless = alone.models.map((one, index) => ({ ...one, seconds: models[index]?.seconds }));
      expect({ models, perSeries, baseline, best }).toEqual({
        ...{ models: timeless, perSeries: alone.perSeries, baseline: alone.baseline, best: alone.best },
      });
    }
    expect(asked.map(({ origins }) => origins)).toEqual([
      [-24, -20, -16, -12, -8, -4],
      [-36, -32, -28],
    ]);
    expect(asked[1]?.forecasts[0]?.quantiles.map(([first]) => first)).toEqual([-36, -32, -28]);
  });

  test("sees a gap before the scored steps, and scores them by step where that is asked for", async () => {
    const { backtests, asked } = setUp(seriesOf(60));
    const request = { targets: [{ dataset: "d", series: "s" }], origins: 3, stride: 4, models: ["n", "ets"] };
    await backtests.run({ ...request, horizon: 4, gapSteps: 3, detail: true }, control);
    expect(asked[0]).toMatchObject({ horizon: 7, gapSteps: 3, byStep: true, origins: [-15, -11, -7] });
    expect(asked[0]?.forecasts[0]?.quantiles[0]).toHaveLength(3 * 7);
    await backtests.run({ ...request, horizon: 4 }, control);
    expect(asked[1]).toMatchObject({ horizon: 4, gapSteps: 0, byStep: false, origins: [-12, -8, -4] });
    expect(asked[1]).not.toHaveProperty("windowSteps");
  });

  test("holds statistical models to a window, and refuses one that a model can't be held to", async () => {
    const { backtests, asked } = setUp(seriesOf(60));
    const request = { targets: [{ dataset: "d", series: "s" }], horizon: 4, origins: 3, stride: 4 };
    await backtests.run({ ...request, models: ["ets"], windowSteps: 20 }, control);
    expect(asked[0]).toMatchObject({ windowSteps: 20 });
    // The network sees 64 steps, the series has 60.
    await backtests.run({ ...request, models: ["n", "ets"], windowSteps: 60 }, control);
    expect(asked[1]).toMatchObject({ windowSteps: 60 });
    const refused = { code: "wrong-arguments" };
    await expect(backtests.run({ ...request, models: ["n"], windowSteps: 59 }, control)).rejects.toMatchObject({
      ...refused,
      message: "N sees up to 64 steps, and can't be held to a window of 59.",
    });
    const windowed = { ...request, windowSteps: 20 };
    await expect(backtests.run({ ...windowed, models: ["auto"] }, control)).rejects.toMatchObject(refused);
    const calibrated = { ...windowed, models: ["ets"], bands: "calibrated" } as const;
    await expect(backtests.run(calibrated, control)).rejects.toMatchObject(refused);
    expect(asked).toHaveLength(2);
  });

  test("a failure that no other series can make up for is not swallowed", async () => {
    const { backtests } = setUp(seriesOf(60), {
      forecasts: { get: () => Promise.reject(new EngineError("model-damaged", "No.")) },
    });
    const run = backtests.run(
      { targets: [{ dataset: "d", series: "s" }], horizon: 4, origins: 3, stride: 4, models: ["n"] },
      control,
    );
    await expect(run).rejects.toMatchObject({ code: "model-damaged" });
  });
});
