import type { ValueScaleKind } from "#domain/chart";
import type { SeriesValues } from "#domain/series";
import { valueScale } from "#engine/figure";
import { indexAtOrAfter } from "#renderer/forecasts";

/** A stretch of an axis, low end first. */
export type Range = readonly [number, number];

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
export function padded([low, high]: Range, kind: ValueScaleKind = "linear"): Range {
  if (kind === "log" && low > 0) {
    const air = low === high ? 1.2 : (high / low) ** 0.06;
    return [low / air, high * air];
  }
  if (low === high) {
    const half = Math.abs(low) * 0.1 || 1;
    return [low - half, high + half];
  }
  if (kind === "symmetric") {
    const scale = valueScale(kind, [low, high]);
    const [from, to] = [scale.forward(low), scale.forward(high)];
    const air = (to - from) * 0.06;
    return [scale.inverse(from - air), scale.inverse(to + air)];
  }
  const air = (high - low) * 0.06;
  const startsAtZero = low >= 0 && low < 0.35 * high;
  return [startsAtZero ? 0 : low - air, high + air];
}

/**
 * The value axis while the period moves along with the origin: it grows when something needs room and shrinks only when less than half
 * of it is used, so that neighbouring origins are drawn on the same scale.
 */
export function steady(previous: Range | null, needed: Range, kind: ValueScaleKind = "linear"): Range {
  const wanted = padded(needed, kind);
  if (previous === null) return wanted;
  const union: Range = [Math.min(previous[0], wanted[0]), Math.max(previous[1], wanted[1])];
  const { forward } = valueScale(kind, union);
  const length = ([low, high]: Range): number => forward(high) - forward(low);
  return length(wanted) / length(union) < 0.5 ? wanted : union;
}

/** The value axis while nothing but the origin changes: it stays, and grows only where a line would leave the picture. */
export function pinned(previous: Range, lines: Range, kind: ValueScaleKind = "linear"): Range {
  const wanted = padded(lines, kind);
  return [
    lines[0] < previous[0] ? Math.min(wanted[0], previous[0]) : previous[0],
    lines[1] > previous[1] ? Math.max(wanted[1], previous[1]) : previous[1],
  ];
}

/** A fan that blows up must not press the history flat: beyond three times the history's height it is cut off. */
export function restrained(history: Range, fan: Range, kind: ValueScaleKind = "linear"): Range {
  if (kind === "log") {
    // A bound at zero is infinitely far down: it may take as much room as the history at most.
    const [low, high] = [Math.log(history[0]), Math.log(history[1])];
    const reach = high - low || 1;
    const bottom = fan[0] > 0 ? Math.max(Math.log(fan[0]), low - reach) : low - reach / 2;
    return [Math.exp(Math.min(low, bottom)), Math.exp(Math.max(high, Math.min(Math.log(fan[1]), high + 3 * reach)))];
  }
  const reach = 3 * (history[1] - history[0]) || Infinity;
  return [
    Math.min(history[0], Math.max(fan[0], history[0] - reach)),
    Math.max(history[1], Math.min(fan[1], history[1] + reach)),
  ];
}
