/** What the user chose of a series. */
import type { TimeSpan } from "#renderer/context";
import { indexAtOrAfter } from "#renderer/forecasts";

/** The steps between two times in either order; the nearest one where none lies between them, null in an empty series. */
export function stepsBetween(times: Float64Array, one: number, other: number): TimeSpan | null {
  const [low, high] = [Math.min(one, other), Math.max(one, other)];
  const first = indexAtOrAfter(times, low);
  let last = indexAtOrAfter(times, high);
  if ((times[last] ?? Infinity) > high) last -= 1;
  if (first <= last) return { from: times[first] as number, to: times[last] as number };
  const after = times[first] ?? Infinity;
  const before = times[first - 1] ?? -Infinity;
  const nearest = after - high < low - before ? after : before;
  return Number.isFinite(nearest) ? { from: nearest, to: nearest } : null;
}

/** Chosen steps that stand beside each other, as stretches of time. `times` are all that there are, ascending. */
export function stretches(times: ArrayLike<number>, chosen: ReadonlySet<number>): readonly TimeSpan[] {
  const found: { from: number; to: number }[] = [];
  let isInside = false;
  for (const time of Array.from(times)) {
    const last = found.at(-1);
    if (!chosen.has(time)) isInside = false;
    else if (isInside && last !== undefined) last.to = time;
    else {
      found.push({ from: time, to: time });
      isInside = true;
    }
  }
  return found;
}

/** Those of the times that lie in one of the spans, which ascend. */
export function within(times: ArrayLike<number>, spans: readonly TimeSpan[]): ReadonlySet<number> {
  const found = new Set<number>();
  let at = 0;
  for (const time of Array.from(times)) {
    while (at < spans.length && (spans[at] as TimeSpan).to < time) at += 1;
    if (at < spans.length && time >= (spans[at] as TimeSpan).from) found.add(time);
  }
  return found;
}

/** To a hundredth of how far the value is from it: more digits would claim a knowledge that nobody has. */
export function roundExpected(value: number, expected: number): number {
  const distance = Math.abs(value - expected);
  if (!(distance > 0)) return expected;
  const decimals = 2 - Math.floor(Math.log10(distance));
  // Fifteen digits are all that a number has.
  return decimals > 15 ? expected : Number(`${Math.round(Number(`${expected}e${decimals}`))}e${-decimals}`);
}

/** Stretches that may touch or overlap, as those that do neither. */
export function joined(times: ArrayLike<number>, spans: readonly TimeSpan[]): readonly TimeSpan[] {
  const found = new Set<number>();
  for (const span of spans) for (const time of within(times, [span])) found.add(time);
  return stretches(times, found);
}
