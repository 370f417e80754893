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
}

/** Remainders beyond so many robust deviations are pulled back to there, as if they were no larger. */
const pull = 3;
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
    const isCut = limit > 0 && remainder.some((rest) => Math.abs(rest) > limit);
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
  };
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
  const trend = smoothTrend(rest, trendWindow(values.length, lengths.at(-1) ?? 1));
  const fit = trend.map((level, at) => seasons.reduce((sum, { component }) => sum + (component[at] as number), level));
  return { trend, seasons, fit };
}

/** Wide enough that a season does not come through, and that noise does not look like a trend. */
function trendWindow(count: number, longestSeason: number): number {
  return Math.max(7, Math.ceil(1.5 * longestSeason), Math.ceil(count / 5)) | 1;
}
