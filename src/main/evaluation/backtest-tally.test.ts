import { expect, test } from "vitest";
import type { ModelBacktest } from "#contract/worker";
import type { PastScore } from "#domain/score";
import { metricValues, ScorePool, scoreOrigin, scoreSteps, sumsOf } from "#engine/metrics";
import { BacktestTally, type TalliedSeries } from "./backtest-tally.ts";

const dayMs = 86_400_000;
const levels = [0.1, 0.5, 0.9];
const steps = 400;
const question = { horizon: 2, stride: 2, models: ["good", "bad", "naive"] };
const origins = Array.from({ length: 12 }, (_, index) => -2 * (12 - index));

/** Off by so much at each of the two steps of each origin. */
function modelOf(model: string, errorAt: (origin: number, step: number) => number): ModelBacktest {
  const forecasts = origins.map((_, origin) => ({
    levels,
    quantiles: Float32Array.from({ length: 6 }, (_cell, at) => 10 + errorAt(origin, at % 2) + Math.floor(at / 2) - 1),
    actuals: [10, 10],
    context: [1, 3, 5],
    seasonSteps: 1,
  }));
  const past = forecasts.map(scoreOrigin);
  const pools = [new ScorePool(), new ScorePool()];
  for (const forecast of forecasts) scoreSteps(forecast).forEach((step, index) => pools[index]?.add(step));
  const scores = { MASE: 0, sMAPE: 0, WQL: 0, coverage: { "0.5": 0, "0.8": 0, "0.95": 0 }, steps: 0, origins: 0 };
  return { model, past, scores, skill: 0, seconds: 0, byStep: pools.map((pool) => pool.sums()) };
}

const good = (shift = 0): ModelBacktest => modelOf("good", (origin, step) => shift + 0.1 * ((origin * 7 + step) % 4));
const bad = modelOf("bad", (origin, step) => 2 + 0.1 * ((origin * 5 + step) % 3) + step);
const naive = modelOf("naive", (origin) => (origin % 2 === 0 ? 1 : -1));

function seriesOf(key: string, models: readonly ModelBacktest[]): TalliedSeries {
  const times = Float64Array.from({ length: steps }, (_, index) => Date.UTC(2023, 0, 1) + index * dayMs);
  return { key, series: { times }, origins, models };
}

const pastOf = (...models: readonly ModelBacktest[]): readonly PastScore[] => models.flatMap(({ past }) => past);

test("pools series, names the leader and says who differs from it", () => {
  const tally = new BacktestTally(question, "MASE", "naive");
  tally.add(seriesOf("a", [good(), bad, naive]));
  tally.add(seriesOf("b", [good(0.2), bad, naive]));
  const { models, best, baseline, metric } = tally.report(new Map([["bad", 7]]));
  const [first, second, third] = models;
  expect([best, metric]).toEqual(["good", "MASE"]);
  expect(first?.metrics).toEqual(metricValues(sumsOf(pastOf(good(), good(0.2)))));
  expect(first).toMatchObject({
    forecasts: 24,
    steps: 48,
    nonZeroSteps: 48,
    againstBest: null,
    differsFromBest: false,
  });
  expect(second).toMatchObject({ seconds: 7, originsWon: 0, differsFromBest: true });
  expect(second?.againstBest).toMatchObject({ pairs: 12, pairedBy: "origin", verdict: "differs" });
  expect(second?.againstBest?.meanDifference).toBeCloseTo((second?.MASE ?? 0) - (first?.MASE ?? 0), 9);
  expect(first?.originsWon).toBe(24);
  expect(first?.skill).toBeCloseTo(1 - (first?.MASE ?? 0) / baseline.metrics.MASE, 12);
  expect(third?.skill).toBe(0);
  expect(baseline).toMatchObject({ id: "naive", forecasts: 24 });
  expect(models.every((model) => !("detail" in model))).toBe(true);
});

test("the metric decides who leads, and seasonal naive is compared with though nobody asked for it", () => {
  // Now and then far off, otherwise right: best by absolute errors, worst by squared ones.
  const wild = modelOf("good", (origin) => (origin === 3 ? 12 : 0));
  const steady = modelOf("bad", () => 1.5);
  for (const [metric, leader] of [
    ["MASE", "good"],
    ["RMSE", "bad"],
  ] as const) {
    const tally = new BacktestTally({ ...question, models: ["good", "bad"] }, metric, "naive");
    tally.add(seriesOf("a", [wild, steady, naive]));
    const report = tally.report(new Map());
    expect(report.best).toBe(leader);
    expect(report.models.map(({ id }) => id)).toEqual(["good", "bad"]);
    expect(report.baseline.metrics.MASE).toBeCloseTo(metricValues(sumsOf(naive.past)).MASE, 12);
  }
});

test("seasonal naive with other bands counts once, and its own bands are the baseline", () => {
  const tally = new BacktestTally(question, "MASE", "naive");
  const calibrated = modelOf("naive", () => 0.5);
  tally.add(seriesOf("a", [calibrated, good(), bad, naive]));
  const { models, baseline } = tally.report(new Map());
  expect(models[2]).toMatchObject({ id: "naive", forecasts: 12, metrics: metricValues(sumsOf(calibrated.past)) });
  expect(baseline).toMatchObject({ forecasts: 12, metrics: metricValues(sumsOf(naive.past)) });
});

test("too few origins tell nothing, a tie counts for each, and nobody leads where nothing was measured", () => {
  const tally = new BacktestTally({ ...question, models: ["good", "bad"] }, "MASE", "naive");
  const three = (model: ModelBacktest, id: string) => ({ ...model, model: id, past: model.past.slice(0, 3) });
  tally.add({ ...seriesOf("a", [three(naive, "good"), three(naive, "bad")]), origins: origins.slice(0, 3) });
  const { models } = tally.report(new Map());
  expect(models.map(({ originsWon }) => originsWon)).toEqual([3, 3]);
  expect(models[1]).toMatchObject({ differsFromBest: null, againstBest: { verdict: "too-few" } });
  const empty = new BacktestTally(question, "MASE", "naive").report(new Map());
  expect(empty.best).toBe(null);
  expect(empty.models.map(({ differsFromBest }) => differsFromBest)).toEqual([null, null, null]);
});

test("details are the same scores by step, period and origin", () => {
  const tally = new BacktestTally({ ...question, detail: true }, "MASE", "naive");
  tally.add(seriesOf("a", [good(), bad, naive]));
  const [, second] = tally.report(new Map()).models;
  const { byStep = [], byPeriod = [], byOrigin = [] } = second?.detail ?? {};
  expect(byStep.map(({ forecasts }) => forecasts)).toEqual([12, 12]);
  expect(byStep[1]?.metrics.MAE).toBeGreaterThan((byStep[0]?.metrics.MAE ?? 0) + 0.9);
  expect(byOrigin.map(({ origin }) => origin)).toEqual(origins);
  expect(byOrigin[4]?.metrics.CRPS).toBeCloseTo(metricValues(sumsOf(bad.past.slice(4, 5))).CRPS, 12);
  // The last steps that were seen, two days apart.
  expect(byOrigin[0]?.time).toBe(Date.UTC(2023, 0, 1) + (steps - 25) * dayMs);
  expect(byPeriod).toHaveLength(12);
  expect(byPeriod[0]).toMatchObject({ period: "2024-01-11", steps: 2 });
  expect(byPeriod.reduce((sum, period) => sum + period.steps, 0)).toBe(second?.steps);
});
