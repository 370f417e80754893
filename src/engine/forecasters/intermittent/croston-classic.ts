import { fillGaps, type Forecaster, numberSet, residualsOf, smoothingDimension } from "#engine/forecasters/base";
import { seasonalNaive } from "#engine/forecasters/baseline";
import { levelsBefore } from "#engine/forecasters/smoothing";
import { demandGrid, demandsOf, minDemands } from "./croston.ts";
import { demandTable } from "./demand-table.ts";

/** Croston's own advice is 0.1 to 0.3; R's `croston` has 0.1. */
const usualAlpha = 0.1;

/**
 * Croston's method as he published it (1972): the sizes of demands and the steps between them smoothed apart with α = 0.1 from
 * the first of each, the mean demand of a step being size / interval. It is known to be too high by about α / 2, which
 * {@link croston} corrects; this is R's `croston`. For the quantiles see there: demand occurs with the probability 1 / interval.
 *
 * Series without zeros or with negative values are not intermittent; they get the seasonal naive forecast.
 */
export const classicCroston: Forecaster = {
  id: "croston-classic",
  name: "Croston, uncorrected",
  description: "For demand with many zeros, as first published",
  family: "intermittent",
  version: "1",
  cost: "instant",
  needs: { observations: minDemands + 1, isIntermittent: true },
  isByNameOnly: true,
  expectedRatio: 1,
  space: [smoothingDimension("alpha", "α", "size of a demand and of the steps between two", demandGrid)],
  fit(given, seasonSteps, options) {
    const { values, trailingSteps } = fillGaps(given);
    const demands = demandsOf(values);
    if (demands === null) return seasonalNaive.fit(given, seasonSteps, options);
    const alpha = numberSet(options, "alpha") ?? usualAlpha;
    const sizes = levels(demands.sizes, alpha);
    const intervals = levels(demands.intervals, alpha);
    const [size, interval] = [sizes.at(-1) as number, intervals.at(-1) as number];
    let seen = 0;
    const errors = values.map((value) => {
      const mean = (sizes[seen] as number) / (intervals[seen] as number);
      if (value !== 0) seen++;
      return value - mean;
    });
    return {
      residuals: residualsOf(given, trailingSteps, errors),
      parameters: { method: "Croston, uncorrected", alpha, size, interval, probability: 1 / interval },
      predict: (horizonSteps, quantiles) =>
        demandTable({ sizes: demands.sizes, size, probability: 1 / interval }, horizonSteps, quantiles),
    };
  },
};

/** [values + 1] the level before each value, and after the last. */
function levels(values: Float64Array, alpha: number): Float64Array {
  const firstLevel = values[0] as number;
  return levelsBefore(Float64Array.of(...values, firstLevel), { alpha, firstLevel });
}
