import type { SeriesSummary } from "#domain/series";
import { parseWallClock } from "#renderer/format";

/** Steps in sight around what was found. */
const stepsAround = 40;

/** A stretch of the chart around a place, in wall-clock milliseconds, that never leaves the data. */
export function windowAround(
  { from, to }: { readonly from: number; readonly to: number },
  { start, end, steps }: SeriesSummary,
): { readonly from: number; readonly to: number } {
  const first = parseWallClock(start);
  const last = parseWallClock(end);
  const step = (last - first) / Math.max(steps - 1, 1);
  const length = Math.min(to - from + 2 * stepsAround * step, last - first + 2 * step);
  const middle = (from + to) / 2;
  const left = Math.max(Math.min(middle - length / 2, last + step - length), first - step);
  return { from: left, to: left + length };
}
