import { quantileFunction } from "#engine/density";
import { normalQuantile } from "#engine/numerics";

/** A forecast that was made at a past origin. */
export interface PastForecast {
  /** How many steps of the series it saw: its own first step has this index. */
  readonly end: number;
  /** [levels × horizon], row-major. */
  readonly quantiles: ArrayLike<number>;
}

/** How unusual what came was, beside what had been forecast: one row per past origin. */
export interface ErrorScores {
  readonly horizon: number;
  /** When each forecast was made, in any unit that all series of a file share, ascending. Rows of two series at one time belong together. */
  readonly origins: Float64Array;
  /** [origins × horizon], standard normal where the forecasts were right; NaN where nothing was observed. */
  readonly scores: Float32Array;
}

/** A value beyond every quantile is as unusual as this at most: tails are an assumption, and one outlier must not rule them all. */
const mostUnusual = 3.5;

/**
 * Normal scores Φ⁻¹(F(y)) of the probability integral transform of what came (Dawid 1984; of a point mass the middle). Their ranks over the past
 * origins are what the Schaake shuffle orders paths by (Clark et al. 2004), with the errors' past in place of the observations'.
 *
 * @param past earliest first
 * @param values the series; a step beyond its end, or without an observation, has no score
 * @param times of the origins, one per forecast
 */
export function errorScores(
  past: readonly PastForecast[],
  values: ArrayLike<number>,
  times: ArrayLike<number>,
  {
    levels,
    horizon,
    isNonNegative,
  }: { readonly levels: ArrayLike<number>; readonly horizon: number; readonly isNonNegative: boolean },
): ErrorScores {
  const scores = new Float32Array(past.length * horizon).fill(Number.NaN);
  const column = new Float64Array(levels.length);
  past.forEach(({ end, quantiles }, row) => {
    for (let step = 0; step < horizon; step++) {
      const value = values[end + step] ?? Number.NaN;
      if (!Number.isFinite(value)) continue;
      for (let level = 0; level < column.length; level++) column[level] = quantiles[level * horizon + step] as number;
      const distribution = quantileFunction(levels, column, isNonNegative ? { lowerBound: 0 } : {});
      const share = 0.5 * (distribution.cdfBelow(value) + distribution.cdf(value));
      scores[row * horizon + step] = Math.max(-mostUnusual, Math.min(mostUnusual, normalQuantile(share)));
    }
  });
  return { horizon, origins: Float64Array.from(times), scores };
}
