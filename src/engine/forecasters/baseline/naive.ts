import type { Forecaster } from "#engine/forecasters/base";
import { seasonalNaive } from "./seasonal-naive.ts";

/**
 * The last value, once more and again: ŷ(n + h) = y(n). With σ² the mean square of the differences from one step to the next, the
 * quantiles are normal, ŷ ± z·σ·√h: the best forecast of a random walk (Hyndman & Athanasopoulos, Forecasting: Principles and
 * Practice, 5.2 and 5.5; R's `naive`). It is {@link seasonalNaive} with a season of one step.
 */
export const naive: Forecaster = {
  id: "naive",
  name: "Naive",
  description: "Repeats the last value",
  family: "benchmark",
  version: "1",
  cost: "instant",
  needs: { observations: 1, maxSeasonSteps: 1 },
  isByNameOnly: true,
  expectedRatio: 1,
  fit(values, _seasonSteps, options, signal) {
    const { parameters, ...fitted } = seasonalNaive.fit(values, 1, options, signal);
    return { ...fitted, parameters: { method: "Naive", sigma: parameters["sigma"] ?? 0 } };
  },
};
