import { boundsOf } from "#domain/chart";
import { type Forecast, bandLevels, bandShares } from "#domain/forecast";
import { type SeriesSummary, type SeriesValues, dayMs } from "#domain/series";

/** The bounds of one central interval at one step. */
export interface Bounds {
  readonly lower: number;
  readonly upper: number;
}

export interface ForecastRow {
  readonly time: number;
  readonly median: number;
  /** Inner to outer, in the order of the wanted levels; NaN where the model has no such level. */
  readonly intervals: readonly Bounds[];
  /** NaN where nothing was observed. */
  readonly actual: number;
}

/** Central intervals that are read out as numbers, with the two levels that bound each. */
export const intervalLevels = bandShares.map((share) => ({
  share,
  lower: bandLevels[share][0],
  upper: bandLevels[share][1],
}));

/** The value at one level and step, exactly as the model gave it; NaN where it has no such level. */
export function quantileAt(
  forecast: Pick<Forecast, "levels" | "quantiles" | "horizon">,
  level: number,
  step: number,
): number {
  // Levels are decimal fractions that went through 32 bits at some point; a millionth apart is the same level.
  const row = forecast.levels.findIndex((candidate) => Math.abs(candidate - level) < 1e-6);
  return row < 0 ? Number.NaN : (forecast.quantiles[row * forecast.horizon + step] ?? Number.NaN);
}

/** A central interval by the two levels that bound it. */
export type IntervalLevels = { readonly share: number; readonly lower: number; readonly upper: number };

/** The same for intervals that the user chose, from inner to outer. */
export function intervalLevelsOf(shares: readonly number[]): readonly IntervalLevels[] {
  return shares.map((share) => {
    const [lower, upper] = boundsOf(share);
    return { share, lower, upper };
  });
}

/** One step of a forecast as numbers. */
export function rowAt(
  forecast: Forecast,
  step: number,
  levels: readonly IntervalLevels[] = intervalLevels,
): ForecastRow {
  return {
    time: forecast.times[step] ?? Number.NaN,
    median: quantileAt(forecast, 0.5, step),
    intervals: levels.map(({ lower, upper }) => ({
      lower: quantileAt(forecast, lower, step),
      upper: quantileAt(forecast, upper, step),
    })),
    actual: forecast.actuals?.[step] ?? Number.NaN,
  };
}

/**
 * Whether an interval holds a value, ends included; null where nothing was observed or the model has no such interval. Bounds
 * have 32 bits: a value that lies on one has more digits than it.
 */
export function holds({ lower, upper }: Bounds, actual: number): boolean | null {
  if (!Number.isFinite(actual) || Number.isNaN(lower) || Number.isNaN(upper)) return null;
  const single = Math.fround(actual);
  return single >= lower && single <= upper;
}

/**
 * How many of the observed steps a central interval held. Without such an interval none counts as observed.
 *
 * @param share of the interval, a fraction
 */
export function insideCount(forecast: Forecast, share = 0.8): { readonly inside: number; readonly observed: number } {
  const [lower, upper] = boundsOf(share);
  let inside = 0;
  let observed = 0;
  for (let step = 0; step < forecast.horizon; step += 1) {
    const bounds = { lower: quantileAt(forecast, lower, step), upper: quantileAt(forecast, upper, step) };
    const isInside = holds(bounds, forecast.actuals?.[step] ?? Number.NaN);
    if (isInside === null) continue;
    observed += 1;
    if (isInside) inside += 1;
  }
  return { inside, observed };
}

/** Wall-clock time of an origin's last visible step. */
export function originTime(values: SeriesValues, origin: number): number {
  return values.times[values.times.length - 1 + origin] ?? Number.NaN;
}

/** Average spacing in milliseconds: good enough to place things on a time axis, never used for arithmetic on dates. */
export function averageStepMs(values: SeriesValues): number {
  const { times } = values;
  const steps = times.length - 1;
  return steps > 0 ? ((times[steps] ?? 0) - (times[0] ?? 0)) / steps : dayMs;
}

/** The longest season that the picture should show whole. */
export function seasonSteps(series: SeriesSummary): number {
  return series.seasonLengths[0] ?? 1;
}

/** The step at or after a time: index in [0, length]. Times ascend. */
export function indexAtOrAfter(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? Infinity) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Levels that went through 32 bits come back as 0.02500000037; the nearest ten-thousandth is what was meant. */
export function exactLevels(levels: readonly number[]): number[] {
  return levels.map((level) => Math.round(level * 1e4) / 1e4);
}
