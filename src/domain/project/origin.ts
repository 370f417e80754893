import type { FileLook } from "./arrangement.ts";
import { isSameFrequency, stepsBetween, type SeriesSummary } from "#domain/series";

/**
 * The origin that a look at a series means in the series as it is now: the same time, not the same count. 0 stays 0, because it asks for the
 * newest forecast. Null where the steps are others now.
 *
 * @param wallClock milliseconds of an ISO 8601 wall clock
 */
export function originNow(
  { origin, end, frequency }: Pick<FileLook, "origin" | "end" | "frequency">,
  series: Pick<SeriesSummary, "end" | "frequency" | "oldestOrigin">,
  wallClock: (text: string) => number,
): number | null {
  if (!isSameFrequency(frequency, series.frequency)) return null;
  if (origin === 0) return 0;
  const later = stepsBetween(wallClock(end), wallClock(series.end), frequency);
  if (!Number.isFinite(later)) return null;
  // `|| 0` turns −0 into 0: they differ for Object.is, and so for React and for cache keys.
  return Math.min(Math.max(origin - later, series.oldestOrigin), 0) || 0;
}
