/** What changed between two versions of one series. */
import { maxRevisedSpans, type RevisedSpan, type RevisedStep, type ValueDifference } from "#domain/difference";
import { type Frequency, isSameFrequency } from "#domain/series";

/** One version of a series. */
export interface SeriesVersion {
  readonly frequency: Frequency;
  /** [steps] wall-clock milliseconds, ascending. */
  readonly times: Float64Array;
  /** [steps], NaN = missing. */
  readonly values: Float64Array;
}

/**
 * O(steps of both). Both are laid over each other by their times, so that rows before or after the ones that both have change nothing.
 *
 * @param scale seasonal naive's mean absolute error within the earlier version, in the series' unit; NaN where it has none
 */
export function valueDifference(earlier: SeriesVersion, later: SeriesVersion, scale: number): ValueDifference {
  if (!isSameFrequency(earlier.frequency, later.frequency)) return { ...nothing, kind: "steps-differ" };
  const revisions = new Revisions();
  let [common, appended, prepended, dropped] = [0, 0, 0, 0];
  const first = earlier.times[0] ?? Number.POSITIVE_INFINITY;
  let [at, other] = [0, 0];
  while (at < earlier.times.length || other < later.times.length) {
    const time = earlier.times[at] ?? Number.POSITIVE_INFINITY;
    const otherTime = later.times[other] ?? Number.POSITIVE_INFINITY;
    if (time < otherTime) {
      dropped += 1;
      at += 1;
    } else if (otherTime < time) {
      if (otherTime < first) prepended += 1;
      else appended += 1;
      other += 1;
    } else {
      revisions.add(time, earlier.values[at] as number, later.values[other] as number);
      common += 1;
      at += 1;
      other += 1;
    }
  }
  const { revised, sum, both } = revisions;
  return {
    kind: kindOf({ common, revised, dropped, added: appended + prepended }),
    ...{ common, appended, prepended, dropped, revised },
    filled: revisions.filled,
    lost: revisions.lost,
    meanRevision: both === 0 ? null : sum / both,
    size: Number.isNaN(scale) ? null : sum / scale,
    largest: revisions.largest,
    spans: revisions.spans,
    spansInAll: revisions.spansInAll,
  };
}

const nothing: Omit<ValueDifference, "kind"> = {
  ...{ common: 0, appended: 0, prepended: 0, dropped: 0, revised: 0, filled: 0, lost: 0 },
  ...{ meanRevision: null, size: null, largest: null, spans: [], spansInAll: 0 },
};

function kindOf({
  common,
  revised,
  dropped,
  added,
}: Readonly<Record<"common" | "revised" | "dropped" | "added", number>>): ValueDifference["kind"] {
  if (common === 0) return "apart";
  if (revised > 0) return "revised";
  if (dropped > 0) return "shortened";
  return added > 0 ? "extended" : "same";
}

/** The steps that both versions have, in order of time. */
class Revisions {
  revised = 0;
  filled = 0;
  lost = 0;
  /** Of |later − earlier| where both have a value, and how many of these differ. */
  sum = 0;
  both = 0;
  largest: RevisedStep | null = null;
  readonly spans: RevisedSpan[] = [];
  spansInAll = 0;
  #open: { from: number; to: number; steps: number } | null = null;
  #largestSize = -1;

  add(time: number, earlier: number, later: number): void {
    const [was, is] = [!Number.isNaN(earlier), !Number.isNaN(later)];
    if (earlier === later || (!was && !is)) {
      this.#open = null;
      return;
    }
    this.revised += 1;
    if (!was) this.filled += 1;
    if (!is) this.lost += 1;
    // What came or went has no size, and is named only where nothing else is.
    const size = was && is ? Math.abs(later - earlier) : 0;
    if (was && is) this.both += 1;
    this.sum += size;
    if (size > this.#largestSize) {
      this.#largestSize = size;
      this.largest = { time, earlier: was ? earlier : null, later: is ? later : null };
    }
    this.#extend(time);
  }

  #extend(time: number): void {
    if (this.#open !== null) {
      this.#open.to = time;
      this.#open.steps += 1;
      return;
    }
    this.#open = { from: time, to: time, steps: 1 };
    this.spansInAll += 1;
    if (this.spans.length < maxRevisedSpans) this.spans.push(this.#open);
  }
}
