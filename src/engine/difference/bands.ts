/** What changed between two forecasts of the same future, and how the earlier one did. */
import type { BandDifference, CrossingDifference, ForecastOutcome, ForecastStep, StepBand } from "#domain/difference";
import { type QuantileFunction, quantileFunction } from "#engine/density";

/** A forecast of the steps at its times. */
export interface TimedForecast {
  readonly levels: readonly number[];
  /** [levels × horizon], row-major. */
  readonly quantiles: ArrayLike<number>;
  /** [horizon] wall-clock milliseconds, ascending. */
  readonly times: Float64Array;
}

/**
 * At the steps that both forecast; null where there is none.
 *
 * @param level also say how likely values above it have become
 */
export function bandDifference(
  earlier: TimedForecast,
  later: TimedForecast,
  level: number | null = null,
): BandDifference | null {
  const steps = commonSteps(earlier.times, later.times);
  let [shift, size, width, laterWidth] = [0, 0, 0, 0];
  let largest: ForecastStep | null = null;
  let crossing: CrossingDifference | null = null;
  for (const [step, other] of steps) {
    const time = earlier.times[step] as number;
    const [before, after] = [distributionAt(earlier, step), distributionAt(later, other)];
    const moved = { time, earlier: bandOf(before), later: bandOf(after) };
    shift += shiftOf(moved);
    size += Math.abs(shiftOf(moved));
    width += moved.earlier.upper - moved.earlier.lower;
    laterWidth += moved.later.upper - moved.later.lower;
    if (largest === null || isLarger(moved, largest)) largest = moved;
    if (level === null) continue;
    const chances = { level, time, earlier: 1 - before.cdf(level), later: 1 - after.cdf(level) };
    if (crossing === null || changeOf(chances) > changeOf(crossing)) crossing = chances;
  }
  if (largest === null) return null;
  const count = steps.length;
  return {
    steps: count,
    meanShift: shift / count,
    meanAbsoluteShift: size / count,
    relativeShift: width > 0 ? size / (width / 2) : null,
    widthRatio: width > 0 ? laterWidth / width : null,
    largest,
    crossing,
  };
}

/**
 * How a forecast did at the steps that have a value by now; null where none has.
 *
 * @param times [steps] and values [steps] of the later version, NaN = missing
 * @param scale seasonal naive's mean absolute error within what the forecast knew; NaN where unknown
 */
export function forecastOutcome(
  forecast: TimedForecast,
  { times, values }: { readonly times: Float64Array; readonly values: Float64Array },
  scale: number,
): ForecastOutcome | null {
  let [steps, inside, bias, error] = [0, 0, 0, 0];
  for (const [step, at] of commonSteps(forecast.times, times)) {
    const actual = values[at] as number;
    if (Number.isNaN(actual)) continue;
    const { lower, median, upper } = bandOf(distributionAt(forecast, step));
    // Quantiles have the digits of a float32: an actual at the end of a band must not fall out by its own other digits.
    const single = Math.fround(actual);
    steps += 1;
    if (single >= Math.fround(lower) && single <= Math.fround(upper)) inside += 1;
    bias += median - actual;
    error += Math.abs(median - actual);
  }
  if (steps === 0) return null;
  return {
    steps,
    inside80: inside / steps,
    bias: bias / steps,
    meanAbsoluteError: error / steps,
    mase: Number.isNaN(scale) ? null : error / steps / scale,
  };
}

/** Places of the same times in both, ascending; `times` are few, `others` may be a whole history. */
function commonSteps(times: Float64Array, others: Float64Array): readonly (readonly [number, number])[] {
  return Array.from(times).flatMap((time, place) => {
    const other = firstAtLeast(others, time);
    return others[other] === time ? [[place, other] as const] : [];
  });
}

function firstAtLeast(ascending: Float64Array, wanted: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

function distributionAt({ levels, quantiles, times }: TimedForecast, step: number): QuantileFunction {
  const column = levels.map((_, row) => quantiles[row * times.length + step] as number);
  return quantileFunction(levels, column);
}

function bandOf(distribution: QuantileFunction): StepBand {
  const [lower, median, upper] = [0.1, 0.5, 0.9].map((level) => distribution.quantile(level)) as [
    number,
    number,
    number,
  ];
  return { lower, median, upper };
}

function shiftOf({ earlier, later }: ForecastStep): number {
  return later.median - earlier.median;
}

/** By the median, and where that is as far by the ends of the interval. */
function isLarger(one: ForecastStep, other: ForecastStep): boolean {
  const by = Math.abs(shiftOf(one)) - Math.abs(shiftOf(other));
  return by > 0 || (by === 0 && endShiftOf(one) > endShiftOf(other));
}

function endShiftOf({ earlier, later }: ForecastStep): number {
  return Math.abs(later.lower - earlier.lower) + Math.abs(later.upper - earlier.upper);
}

function changeOf({ earlier, later }: CrossingDifference): number {
  return Math.abs(later - earlier);
}
