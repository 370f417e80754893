import {
  fillGaps,
  type Forecaster,
  normalTable,
  numberSet,
  residualsOf,
  smoothingDimension,
  wholeSeason,
} from "#engine/forecasters/base";
import { levelsBefore, smooth } from "./simple-smoothing.ts";
import { lineThrough, withoutSeason } from "./theta-parts.ts";

/**
 * The Theta method (Assimakopoulos & Nikolopoulos 2000) in the form of Hyndman & Billah (2003): simple exponential smoothing
 * with half the slope of a straight line through the series as drift,
 * ŷ(n + h) = l(n) + b/2 · (h − 1 + (1 − (1 − α)ⁿ) / α). The same as R's `thetaf`.
 *
 * A series that passes the seasonality test is divided by its classical indices first (or freed of additive ones where it has
 * values at or below zero). The variance is that of the smoothing, σ²·(1 + (h − 1)·α²) with σ² = SSE / (n − 2); the deviation
 * is multiplied by the same seasonal index as the mean, which R leaves out. The residuals are those of the one-step forecasts
 * with their drift; σ² is that of the smoothing alone.
 *
 * Another θ than 2 takes the share 1 − 1/θ of the slope (Fiorucci et al. 2016, equation 8, with the line of least squares).
 */
export const theta: Forecaster = {
  id: "theta",
  name: "Theta",
  description: "A trend line averaged with exponential smoothing",
  family: "smoothing",
  version: "2",
  cost: "instant",
  needs: { observations: 3 },
  expectedRatio: 0.9,
  gainsFromTransform: true,
  space: [
    smoothingDimension("alpha", "α", "level"),
    {
      kind: "number",
      name: "theta",
      label: "θ",
      description: "How much of the trend line counts: 1 none, 2 half",
      min: 1,
      max: 100,
      grid: [1, 1.5, 2, 3, 5],
    },
  ],
  fit(given, seasonSteps, options) {
    const { values, trailingSteps } = fillGaps(given);
    const { adjusted, kind, factorAt, withSeason } = withoutSeason(values, wholeSeason(seasonSteps));
    const count = adjusted.length;
    const smoothed = smooth(adjusted, numberSet(options, "alpha"));
    const { alpha, level, sumOfSquares } = smoothed;
    const drift = lineThrough(adjusted).slope * (1 - 1 / (numberSet(options, "theta") ?? 2));
    const variance = count > 2 ? sumOfSquares / (count - 2) : 0;
    /** The forecast `ahead` steps after the next of a series whose level after `seen` values is given. */
    const meanAfter = (seen: number, levelThen: number, ahead: number): number =>
      levelThen + drift * (ahead + (1 - (1 - alpha) ** seen) / alpha);
    const before = levelsBefore(adjusted, smoothed);
    const errors = values.map((value, at) => value - withSeason(meanAfter(at, before[at] as number, 0), at));
    return {
      residuals: residualsOf(given, trailingSteps, errors),
      parameters: {
        method: "Theta",
        alpha,
        level,
        drift,
        season: kind,
        sigma: Math.sqrt(variance),
      },
      predict(horizonSteps, levels) {
        const means = new Float64Array(horizonSteps);
        const deviations = new Float64Array(horizonSteps);
        for (let step = 0; step < horizonSteps; step++) {
          const ahead = step + trailingSteps;
          const deviation = Math.sqrt(variance * (1 + ahead * alpha * alpha));
          means[step] = withSeason(meanAfter(count, level, ahead), count + ahead);
          deviations[step] = deviation * factorAt(count + ahead);
        }
        return normalTable(means, deviations, levels);
      },
    };
  },
};
