import { type Signal, throwIfAborted } from "#engine/concurrency";
import { fillGaps } from "#engine/forecasters/base";
import { mstl, smoothTrend } from "#engine/forecasters/decomposition";
import { robustDeviation } from "./robust.ts";

/** Of one stretch of a series, from its first to its last value: value = trend + seasons + remainder. */
export interface Parts {
  /** [steps] observed values; missing ones as trend and seasons say. */
  readonly filled: Float64Array;
  readonly isObserved: Uint8Array;
  readonly trend: Float64Array;
  /** Shortest first. */
  readonly seasons: readonly { readonly season: number; readonly component: Float64Array }[];
  /** [steps], 0 where the value is missing. */
  readonly remainder: Float64Array;
  /** [steps] observed values less the seasons; missing ones are the trend. */
  readonly withoutSeasons: Float64Array;
  /**
   * Observed values alone, less what each season is on average over its cycles. Seasons that may change take some of the noise with
   * them, at their own frequencies, and tests of the rest would be misled.
   */
  readonly steady: Float64Array;
}

/** Remainders beyond so many robust deviations are pulled back to there, as if they were no larger. */
const pull = 3;
/** One repetition is enough, unless a remainder is so many times as large as that. */
const large = 2.5;
const maxRounds = 4;

/**
 * Several seasons by `mstl`, the trend by loess, made robust by pseudo-values: the fit is repeated on values whose remainders are cut at
 * three robust deviations (Huber 1981, 7.8), and on what the fit says where values are missing. So a spike bends neither trend nor
 * seasons, and a gap is bridged by the season and not by a straight line.
 *
 * @param values first and last observed, NaN = missing
 * @param lengths seasons in steps, each at least twice in the values
 */
export function partsOf(values: Float64Array, lengths: readonly number[], signal?: Signal): Parts {
  const count = values.length;
  const isObserved = Uint8Array.from(values, (value) => (Number.isNaN(value) ? 0 : 1));
  const hasGaps = isObserved.includes(0);
  let pseudo = fillGaps(values).values;
  let parts = fitOf(pseudo, lengths, signal);
  const remainder = new Float64Array(count);
  for (let round = 0; ; round++) {
    for (let at = 0; at < count; at++)
      remainder[at] = isObserved[at] === 1 ? (values[at] as number) - (parts.fit[at] as number) : 0;
    const limit = pull * robustDeviation(hasGaps ? remainder.filter((_, at) => isObserved[at] === 1) : remainder);
    const tolerated = round === 0 ? limit : large * limit;
    const isCut = limit > 0 && remainder.some((rest) => Math.abs(rest) > tolerated);
    if (round === maxRounds || (!isCut && !(hasGaps && round < 2))) break;
    pseudo = parts.fit.map((fit, at) => {
      const rest = remainder[at] as number;
      return fit + (limit > 0 ? Math.max(-limit, Math.min(limit, rest)) : rest);
    });
    parts = fitOf(pseudo, lengths, signal);
  }
  const withoutSeasons = new Float64Array(count);
  for (let at = 0; at < count; at++) withoutSeasons[at] = (parts.trend[at] as number) + (remainder[at] as number);
  return {
    filled: parts.fit.map((fit, at) => fit + (remainder[at] as number)),
    isObserved,
    trend: parts.trend,
    seasons: parts.seasons,
    remainder,
    withoutSeasons,
    steady: steadyOf(values, parts.seasons),
  };
}

function steadyOf(values: Float64Array, seasons: Parts["seasons"]): Float64Array {
  const rest = Float64Array.from(values);
  for (const { season, component } of seasons) {
    const means = phaseMeans(component, season);
    for (let at = 0, phase = 0; at < rest.length; at++, phase = phase + 1 === season ? 0 : phase + 1)
      rest[at] = (rest[at] as number) - (means[phase] as number);
  }
  return rest.filter((value) => !Number.isNaN(value));
}

/** [season] means of the values at each place of the season; NaN where a place has none. */
export function phaseMeans(values: Float64Array, season: number): Float64Array {
  const sums = new Float64Array(season);
  const counts = new Float64Array(season);
  for (let at = 0, phase = 0; at < values.length; at++, phase = phase + 1 === season ? 0 : phase + 1) {
    const value = values[at] as number;
    if (Number.isNaN(value)) continue;
    sums[phase] = (sums[phase] as number) + value;
    counts[phase] = (counts[phase] as number) + 1;
  }
  return sums.map((sum, phase) => sum / (counts[phase] as number));
}

function fitOf(
  values: Float64Array,
  lengths: readonly number[],
  signal?: Signal,
): Pick<Parts, "trend" | "seasons"> & { readonly fit: Float64Array } {
  const seasons = mstl(values, lengths, signal);
  const rest = Float64Array.from(values);
  for (const { component } of seasons)
    for (let at = 0; at < rest.length; at++) rest[at] = (rest[at] as number) - (component[at] as number);
  throwIfAborted(signal);
  const trend = smoothTrend(rest, trendWindow(values.length, Math.max(1, ...lengths)));
  const fit = trend.map((level, at) => seasons.reduce((sum, { component }) => sum + (component[at] as number), level));
  return { trend, seasons, fit };
}

/** As STL takes it where the season changes slowly (Cleveland et al. 1990, 3.3); without a season a fifth of the series. */
function trendWindow(count: number, longestSeason: number): number {
  const wanted = longestSeason > 1 ? (1.5 * longestSeason) / (1 - 1.5 / 11) : count / 5;
  return Math.max(7, Math.ceil(wanted)) | 1;
}
