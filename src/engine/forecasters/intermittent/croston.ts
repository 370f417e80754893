import { fillGaps, type Forecaster } from "#engine/forecasters/base";
import { seasonalNaive } from "#engine/forecasters/baseline";
import { smooth } from "#engine/forecasters/smoothing";

/** Fewer demands than this describe no distribution of sizes. */
const fewestDemands = 3;

/**
 * Intermittent demand: mostly zeros, now and then a size. Sizes and the steps between them are smoothed apart (Croston 1972);
 * demand occurs at a step with the probability p = (1 − α/2) / interval, Syntetos & Boylan's (2005) correction of the bias.
 *
 * Croston gives a mean only. The quantiles here are those of the mixture that its two rates stand for: nothing with probability
 * 1 − p, otherwise one of the past sizes, scaled so that their mean is the smoothed size. They are the same at every step and
 * never negative.
 *
 * Series without zeros or with negative values are not intermittent; they get the seasonal naive forecast.
 */
export const croston: Forecaster = {
  id: "croston",
  name: "Croston (SBA)",
  version: "1",
  forecast(given, seasonSteps, horizonSteps, levels) {
    const rates = intermittentRates(fillGaps(given).values);
    if (rates === null) return seasonalNaive.forecast(given, seasonSteps, horizonSteps, levels);
    const table = new Float32Array(levels.length * horizonSteps);
    const sorted = Float64Array.from(rates.sizes).sort();
    const mean = sorted.reduce((sum, size) => sum + size, 0) / sorted.length;
    levels.forEach((level, row) => {
      const withinDemand = (level - (1 - rates.probability)) / rates.probability;
      const value = withinDemand <= 0 ? 0 : (order(sorted, withinDemand) * rates.size) / mean;
      table.fill(value, row * horizonSteps, (row + 1) * horizonSteps);
    });
    return table;
  },
};

/** Whether demand comes now and then, with nothing between. */
export function isIntermittent(values: ArrayLike<number>): boolean {
  return intermittentRates(fillGaps(values).values) !== null;
}

export interface IntermittentRates {
  /** Smoothed size of a demand, and smoothed steps between demands. */
  readonly size: number;
  readonly interval: number;
  readonly probability: number;
  readonly sizes: Float64Array;
}

/** Null where the series is not intermittent. */
export function intermittentRates(values: Float64Array): IntermittentRates | null {
  const sizes: number[] = [];
  const intervals: number[] = [];
  let since = 0;
  for (const value of values) {
    if (value < 0) return null;
    since++;
    if (value === 0) continue;
    sizes.push(value);
    intervals.push(since);
    since = 0;
  }
  if (sizes.length < fewestDemands || sizes.length === values.length) return null;
  const size = smooth(Float64Array.from(sizes)).level;
  const gaps = smooth(Float64Array.from(intervals));
  const interval = Math.max(1, gaps.level);
  const probability = Math.min(1, (1 - gaps.alpha / 2) / interval);
  return { size: Math.max(0, size), interval, probability, sizes: Float64Array.from(sizes) };
}

/** The sample quantile by linear interpolation between order statistics (Hyndman & Fan's type 7). */
function order(sorted: Float64Array, level: number): number {
  const at = (sorted.length - 1) * Math.min(1, level);
  const low = sorted[Math.floor(at)] as number;
  const high = sorted[Math.ceil(at)] as number;
  return low + (high - low) * (at - Math.floor(at));
}
