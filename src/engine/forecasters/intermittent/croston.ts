import { fillGaps, type Forecaster, numberSet, residualsOf, smoothingDimension } from "#engine/forecasters/base";
import { seasonalNaive } from "#engine/forecasters/baseline";
import { type AlphaRange, levelsBefore, type SimpleSmoothing, smooth } from "#engine/forecasters/smoothing";
import { demandTable } from "./demand-table.ts";

/** What is usual for rates that few values tell of (Syntetos & Boylan 2005). */
export const demandGrid = [0.05, 0.1, 0.15, 0.2, 0.3];

/** Fewer demands than this describe no distribution of sizes. */
export const minDemands = 3;
/**
 * Croston's own range. Least squares without it often ends at a level that hardly moves or at one that follows every demand: few
 * demands say little of α, and forecasts are better within, of real spare parts and of simulated demand.
 */
export const demandAlphas: AlphaRange = [0.1, 0.3];

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
  description: "For demand with many zeros",
  family: "intermittent",
  version: "3",
  cost: "instant",
  needs: { observations: minDemands + 1, isIntermittent: true },
  expectedRatio: 1,
  space: [
    smoothingDimension("alphaSize", "α of sizes", "size of a demand", demandGrid),
    smoothingDimension("alphaInterval", "α of intervals", "steps between demands", demandGrid),
  ],
  fit(given, seasonSteps, options) {
    const { values, trailingSteps } = fillGaps(given);
    const rates = intermittentRates(values, numberSet(options, "alphaSize"), numberSet(options, "alphaInterval"));
    if (rates === null) return seasonalNaive.fit(given, seasonSteps, options);
    const { sizes, size, interval, probability } = rates;
    return {
      residuals: residualsOf(given, trailingSteps, errorsOf(values, rates)),
      parameters: {
        method: "Croston (SBA)",
        alphaSize: rates.smoothedSizes.alpha,
        alphaInterval: rates.smoothedIntervals.alpha,
        size,
        interval,
        probability,
      },
      predict: (horizonSteps, levels) => demandTable({ sizes, size, probability }, horizonSteps, levels),
    };
  },
};

/** [values] each value less the mean demand that the rates before it stand for. */
function errorsOf(values: Float64Array, rates: IntermittentRates): Float64Array {
  const { sizes, intervals, smoothedSizes, smoothedIntervals } = rates;
  const sizesBefore = levelsBefore(sizes, smoothedSizes);
  const intervalsBefore = levelsBefore(intervals, smoothedIntervals);
  let demands = 0;
  return values.map((value) => {
    const size = Math.max(0, sizesBefore[demands] ?? smoothedSizes.level);
    const interval = intervalsBefore[demands] ?? smoothedIntervals.level;
    if (value !== 0) demands++;
    return value - size * probabilityOf(interval, smoothedIntervals.alpha);
  });
}

/** Whether demand comes now and then, with nothing between. */
export function isIntermittent(values: ArrayLike<number>): boolean {
  return demandsOf(fillGaps(values).values) !== null;
}

export interface IntermittentRates extends Demands {
  /** Smoothed size of a demand, and smoothed steps between demands. */
  readonly size: number;
  readonly interval: number;
  readonly probability: number;
  readonly smoothedSizes: SimpleSmoothing;
  readonly smoothedIntervals: SimpleSmoothing;
}

export interface Demands {
  /** [demands] */
  readonly sizes: Float64Array;
  /** [demands] steps since the demand before; of the first, since before the series. */
  readonly intervals: Float64Array;
}

/** Null where the series is not intermittent: without zeros, with hardly any demand, or with negative values. */
export function demandsOf(values: Float64Array): Demands | null {
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
  if (sizes.length < minDemands || sizes.length === values.length) return null;
  return { sizes: Float64Array.from(sizes), intervals: Float64Array.from(intervals) };
}

/**
 * Null where the series is not intermittent.
 *
 * @param alphaSize where it is not to be estimated, as `alphaInterval`
 */
export function intermittentRates(
  values: Float64Array,
  alphaSize?: number,
  alphaInterval?: number,
): IntermittentRates | null {
  const demands = demandsOf(values);
  if (demands === null) return null;
  const smoothedSizes = smooth(demands.sizes, alphaSize ?? demandAlphas);
  const smoothedIntervals = smooth(demands.intervals, alphaInterval ?? demandAlphas);
  return {
    ...demands,
    size: Math.max(0, smoothedSizes.level),
    interval: Math.max(1, smoothedIntervals.level),
    probability: probabilityOf(smoothedIntervals.level, smoothedIntervals.alpha),
    smoothedSizes,
    smoothedIntervals,
  };
}

/** Of demand at one step, without Croston's bias (Syntetos & Boylan 2005). */
function probabilityOf(interval: number, alpha: number): number {
  return Math.min(1, (1 - alpha / 2) / Math.max(1, interval));
}
