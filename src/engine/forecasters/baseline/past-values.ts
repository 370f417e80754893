import { type Forecaster, recent } from "#engine/forecasters/base";
import { sampleQuantile } from "#engine/numerics";
import { seasonalNaive } from "./seasonal-naive.ts";

/** Fewer values show no distribution. */
const minValues = 8;

/**
 * The quantiles of the past values, at every step ahead: what a series does that has no memory. Empirical quantiles by linear
 * interpolation (Hyndman & Fan 1996, type 7; R's `quantile`), of a long series those of its last stretch. The residuals are
 * differences from the median.
 */
export const pastValues: Forecaster = {
  id: "past-values",
  name: "Past values",
  description: "The quantiles of all past values",
  family: "benchmark",
  version: "1",
  cost: "instant",
  needs: { observations: minValues, maxSeasonSteps: 1 },
  isByNameOnly: true,
  expectedRatio: 1,
  fit(given, seasonSteps, options) {
    const stretch = recent(given, 1);
    const sorted = stretch.filter((value) => !Number.isNaN(value)).sort();
    if (sorted.length < minValues) return seasonalNaive.fit(given, seasonSteps, options);
    const quantile = (level: number): number => sampleQuantile(sorted, level);
    const median = quantile(0.5);
    const residuals = new Float64Array(given.length).fill(Number.NaN);
    residuals.set(
      stretch.map((value) => value - median),
      given.length - stretch.length,
    );
    return {
      residuals,
      parameters: { method: "Past values", median, quartileLow: quantile(0.25), quartileHigh: quantile(0.75) },
      predict: (horizonSteps, levels) =>
        Float32Array.from({ length: levels.length * horizonSteps }, (_, at) =>
          quantile(levels[Math.floor(at / horizonSteps)] as number),
        ),
    };
  },
};
