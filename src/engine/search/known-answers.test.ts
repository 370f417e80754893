import { describe, expect, test } from "vitest";
import { splitAt } from "#engine/evaluation";
import { forecasters } from "#engine/forecasters/catalogue";
import { forecastMethod, knownAt } from "#engine/forecasters/method";
import { metricOf, neededLevels, scoreOrigin } from "#engine/metrics";
import { normalQuantile } from "#engine/numerics";
import { type FinishedTrial, type PlannedTrial, type SearchedSeries, SearchPlan, searchResult } from "./index.ts";
import { hashOf, runAll, settings, trialsOf } from "./search-fixtures.ts";

const horizon = 4;
const count = 16;
const steps = 84;
/** What fits in an instant. */
const models = [
  "naive",
  "drift",
  "theta",
  "croston",
  "tsb",
  "moving-average",
  "linear-trend",
  "seasonal-moving-average",
  "fourier-regression",
];

/** Series of one kind; each step is given the value before it and a standard normal number. */
function simulated(kind: string, next: (step: number, before: number, normal: number) => number): SearchedSeries[] {
  return Array.from({ length: count }, (_, index) => {
    const values = new Float64Array(steps);
    for (let step = 0; step < steps; step++)
      values[step] = next(
        step,
        values[step - 1] ?? 0,
        normalQuantile((hashOf(`${kind} ${index} ${step}`) + 1e-9) / (1 + 2e-9)),
      );
    return { id: `${kind} ${index}`, values, usualSeasons: [4] };
  });
}

/** Really forecast and scored, as searches do. */
function endOf(plan: SearchPlan): (trial: PlannedTrial) => FinishedTrial {
  const knownOf = plan.series.map(knownAt);
  return (trial) => {
    const { values } = plan.series[trial.series] as SearchedSeries;
    const past = trial.origins.map((origin) => {
      const { context, actuals } = splitAt(values, origin, horizon);
      const known = (knownOf[trial.series] as (typeof knownOf)[number])(context.length);
      const { quantiles } = forecastMethod(forecasters, trial.method, known, horizon, neededLevels, () => 0);
      return scoreOrigin({ levels: neededLevels, quantiles, actuals, context, seasonSteps: known.seasonSteps });
    });
    return { ...trial, state: "completed", past, seconds: 1 };
  };
}

function found(series: readonly SearchedSeries[]) {
  const plan = new SearchPlan({ ...settings, horizon, models }, series, forecasters, []);
  const finished = runAll(plan, endOf(plan));
  const { winners } = searchResult(plan, trialsOf(finished), null);
  const naive = finished.filter(({ method, stage }) => method === "seasonal-naive" && stage === "all");
  return {
    forecasters: winners.map(({ method }) => method.forecaster),
    /** Relative to seasonal naive: where the choice was made, and where it was not. */
    chosen: mean(winners.map(({ score }) => score)) / mean(naive.map(({ past }) => metricOf(past, "MASE"))),
    honest: mean(winners.map((one) => one.honestScore)) / mean(winners.map((one) => one.baselineScore)),
  };
}

function mean(values: readonly (number | null)[]): number {
  return values.reduce<number>((sum, value) => sum + (value ?? Number.NaN), 0) / values.length;
}

describe("a search over series whose best methods are known", () => {
  const seasons = [0, 0.4, 0, -0.4];
  const kinds = {
    // A trend, and a season that grows with it.
    seasonal: found(
      simulated("seasonal", (step, _, normal) => (50 + step) * (1 + (seasons[step % 4] ?? 0)) * (1 + 0.08 * normal)),
    ),
    walk: found(simulated("walk", (_, before, normal) => before + normal)),
    demand: found(
      simulated("demand", (step, _, normal) =>
        hashOf(`demand ${step} ${normal}`) < 0.3 ? Math.ceil(Math.exp(normal)) : 0,
      ),
    ),
  };
  const shareOf = (chosen: readonly string[], known: readonly string[]): number =>
    chosen.filter((one) => known.includes(one)).length / chosen.length;

  test.each([
    ["seasonal", ["theta", "fourier-regression"]],
    ["walk", ["seasonal-naive", "naive", "drift"]],
    ["demand", ["croston", "tsb"]],
  ] as const)("finds one of them: %s", (kind, known) => {
    expect(shareOf(kinds[kind].forecasters, known)).toBeGreaterThanOrEqual(0.7);
  });

  test("does better than seasonal naive where the choice was not made, if there is anything to find", () => {
    expect(kinds.seasonal.honest).toBeLessThan(0.8);
    expect(kinds.demand.honest).toBeLessThan(0.9);
    expect(kinds.walk.honest).toBeLessThan(1.25);
    expect(mean(Object.values(kinds).map(({ honest }) => honest))).toBeLessThan(0.95);
  });

  test.each(["seasonal", "walk", "demand"] as const)(
    "flatters itself where the choice was made, which is why it is judged elsewhere: %s",
    (kind) => {
      expect(kinds[kind].chosen).toBeLessThan(kinds[kind].honest);
    },
  );
});
