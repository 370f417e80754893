/** What is known of a series at each origin: from the values up to there, and from nothing that came later. */
import { detectSeasonLengths, nonNegativeSteps } from "#engine/series";

export interface KnownSeries {
  /** [steps] that were seen, NaN = missing. */
  readonly values: Float64Array;
  /** The season of seasonal naive, and so of the scale of MASE: the shortest that the values show; 1 where they show none. */
  readonly seasonSteps: number;
  /** All seasons that the values show, ascending. */
  readonly seasonLengths: readonly number[];
  /** No observed value is below zero. */
  readonly isNonNegative: boolean;
}

/** A series as far as anything is to be known of it. */
export interface WholeSeries {
  /** [steps], NaN = missing. */
  readonly values: Float64Array;
  /** Season lengths in steps that series of its frequency usually have. */
  readonly usualSeasons: readonly number[];
}

/**
 * What is known of a series where so many of its steps have been seen. Looking for seasons takes about as long as a quick
 * forecast, so each number of steps is looked at once, however many models are run there.
 */
export function knownAt({ values, usualSeasons }: WholeSeries): (seenSteps: number) => KnownSeries {
  const bounded = nonNegativeSteps(values);
  const found = new Map<number, KnownSeries>();
  return (seenSteps) => {
    const before = found.get(seenSteps);
    if (before !== undefined) return before;
    const seen = values.subarray(0, seenSteps);
    const seasonLengths = detectSeasonLengths(seen, usualSeasons);
    const known = {
      values: seen,
      seasonSteps: seasonLengths[0] ?? 1,
      seasonLengths,
      isNonNegative: seenSteps <= bounded,
    };
    found.set(seenSteps, known);
    return known;
  };
}
