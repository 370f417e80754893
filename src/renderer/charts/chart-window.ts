import type { SeriesValues } from "#domain/series";

/** A stretch of an axis, low end first. */
export type Range = readonly [number, number];

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

/**
 * Moves a window of fixed length as little as possible so that it holds `needed`, as a text editor scrolls to its caret.
 * Scrubbing inside the window then moves nothing at all.
 */
export function follow(previous: Range | null, length: number, needed: Range, limits: Range): Range {
  const longest = Math.max(limits[1] - limits[0], needed[1] - needed[0]);
  const size = Math.min(Math.max(length, needed[1] - needed[0]), longest);
  let from = previous !== null && Math.abs(previous[1] - previous[0] - size) < 1 ? previous[0] : limits[1] - size;
  if (needed[0] < from) from = needed[0];
  if (needed[1] > from + size) from = needed[1] - size;
  from = Math.min(Math.max(from, limits[0]), Math.max(limits[1], needed[1]) - size);
  return [from, from + size];
}

/** Lowest and highest finite value inside a stretch of time; null when there is none. */
export function extent({ times, values }: Pick<SeriesValues, "times" | "values">, window: Range): Range | null {
  let low = Infinity;
  let high = -Infinity;
  for (let index = indexAtOrAfter(times, window[0]); index < times.length; index += 1) {
    if ((times[index] ?? Infinity) > window[1]) break;
    const value = values[index] ?? Number.NaN;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : null;
}

/** Air above and below, so that lines don't touch the frame; starts at zero when the data all but do so anyway. */
export function padded([low, high]: Range): Range {
  if (low === high) {
    const half = Math.abs(low) * 0.1 || 1;
    return [low - half, high + half];
  }
  const air = (high - low) * 0.06;
  const startsAtZero = low >= 0 && low < 0.35 * high;
  return [startsAtZero ? 0 : low - air, high + air];
}

/**
 * The value axis while scrubbing: it grows when something needs room and shrinks only when less than half of it is used, so
 * that neighbouring origins are drawn on the same scale.
 */
export function steady(previous: Range | null, needed: Range): Range {
  const wanted = padded(needed);
  if (previous === null) return wanted;
  const union: Range = [Math.min(previous[0], wanted[0]), Math.max(previous[1], wanted[1])];
  const used = (wanted[1] - wanted[0]) / (union[1] - union[0]);
  return used < 0.5 ? wanted : union;
}

/** A fan that blows up must not press the history flat: beyond three times the history's height it is cut off. */
export function restrained(history: Range, fan: Range): Range {
  const reach = 3 * (history[1] - history[0]) || Infinity;
  return [
    Math.min(history[0], Math.max(fan[0], history[0] - reach)),
    Math.max(history[1], Math.min(fan[1], history[1] + reach)),
  ];
}
