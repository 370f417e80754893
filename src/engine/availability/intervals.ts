import {
  flagKinds,
  type FlagKind,
  type Interval,
  type PackedIntervals,
  type SeriesIntervals,
} from "#domain/availability";
import type { IngestedSeries } from "#domain/series";
import { timeAt } from "#engine/series";

/**
 * Where values are, in one pass over them.
 *
 * @param values [steps], NaN = missing
 * @returns [2 × runs]: the first step of each run of values, and the step after its last
 */
export function valueRuns(values: Float64Array): Uint32Array {
  const ends: number[] = [];
  let isInside = false;
  for (let step = 0; step < values.length; step += 1) {
    // NaN alone is not itself; a call per value would cost more than all the rest.
    const value = values[step];
    const isValue = value === value;
    if (isValue === isInside) continue;
    ends.push(step);
    isInside = isValue;
  }
  if (isInside) ends.push(values.length);
  return Uint32Array.from(ends);
}

/**
 * The stretches of time of a series. Each step lasts until the next one begins, so that what the calendar leaves out, the weekends of
 * business days, is no gap.
 *
 * @param runs of its values, as {@link valueRuns} finds them
 */
export function intervalsOf(
  { times, frequency, flags }: Pick<IngestedSeries, "times" | "frequency" | "flags">,
  runs: Uint32Array,
): SeriesIntervals {
  const end = timeAt(times.at(-1) ?? 0, frequency, 1);
  const timeOf = (step: number): number => times[step] ?? end;
  const data = new PackedList();
  for (let i = 0; i < runs.length; i += 2) data.add(timeOf(runs[i] ?? 0), timeOf(runs[i + 1] ?? 0));
  const flagged: Partial<Record<FlagKind, PackedIntervals>> = {};
  for (const kind of flagKinds) {
    if (flags.steps[kind] === undefined) continue;
    const list = new PackedList();
    for (const { code, fromStep, toStep } of flags.spans)
      if (code === kind) list.add(timeOf(fromStep), timeOf(toStep + 1));
    flagged[kind] = list.packed();
  }
  return { from: timeOf(0), to: end, data: data.packed(), flagged };
}

/** Where a series has no values: before its first one, between them and after the last, as far as its steps go. */
export function gapsOf({ from, to, data }: SeriesIntervals): PackedIntervals {
  const list = new PackedList();
  let since = from;
  for (let i = 0; i < data.length; i += 2) {
    list.add(since, data[i] ?? 0);
    since = data[i + 1] ?? 0;
  }
  list.add(since, to);
  return list.packed();
}

/** The longest gaps, longest first and the earlier first of equal ones. */
export function longestGaps(series: SeriesIntervals, limit: number): readonly Interval[] {
  return unpacked(gapsOf(series))
    .toSorted((left, right) => right.to - right.from - (left.to - left.from) || left.from - right.from)
    .slice(0, limit);
}

/** The intervals that touch a stretch of time, as copies: whatever is counted in there, they are enough. */
export function intervalsWithin(
  { data, flagged, ...span }: SeriesIntervals,
  from: number,
  to: number,
): SeriesIntervals {
  const within = (intervals: PackedIntervals): PackedIntervals =>
    intervals.slice(firstEndingAfter(intervals, from), firstBeginningFrom(intervals, to));
  const own = flagKinds.flatMap((kind) => {
    const intervals = flagged[kind];
    return intervals === undefined ? [] : [[kind, within(intervals)] as const];
  });
  return { ...span, data: within(data), flagged: Object.fromEntries(own) };
}

/** The place of the first interval that ends after `ms`; the length where none does. */
export function firstEndingAfter(intervals: PackedIntervals, ms: number): number {
  return firstPlace(intervals, (place) => (intervals[place + 1] ?? 0) > ms);
}

function firstBeginningFrom(intervals: PackedIntervals, ms: number): number {
  return firstPlace(intervals, (place) => (intervals[place] ?? 0) >= ms);
}

function firstPlace(intervals: PackedIntervals, isFrom: (place: number) => boolean): number {
  let low = 0;
  let high = intervals.length / 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isFrom(2 * middle)) high = middle;
    else low = middle + 1;
  }
  return 2 * low;
}

function unpacked(packed: PackedIntervals): Interval[] {
  return Array.from({ length: packed.length / 2 }, (_, index) => ({
    from: packed[2 * index] ?? 0,
    to: packed[2 * index + 1] ?? 0,
  }));
}

/**
 * Intervals in order of time; empty ones are left out and touching ones are one. Where a clock is set back, times run backwards for
 * an hour: what lies twice in it counts once.
 */
class PackedList {
  readonly #ends: number[] = [];

  add(from: number, to: number): void {
    const last = this.#ends.at(-1) ?? -Infinity;
    if (to <= from || to <= last) return;
    if (from <= last) this.#ends[this.#ends.length - 1] = to;
    else this.#ends.push(from, to);
  }

  packed(): PackedIntervals {
    return Float64Array.from(this.#ends);
  }
}
