import { dayMs, type Frequency, type SeriesSummary } from "#domain/series";
import { formatStep, parseWallClock } from "#engine/format";
import { missingText } from "./words.ts";

/** A step's wall-clock time, as fine as its frequency and no finer. */
export function formatTime(time: number, frequency: Frequency): string {
  return Number.isFinite(time) ? formatStep(time, frequency) : missingText;
}

/** "at the end of Dec 1959", and "after 5 Jan 2024, 13:00" for moments rather than periods. */
export function formatEnd(time: number, frequency: Frequency): string {
  return `${isWithinDay(frequency) ? "after" : "at the end of"} ${formatTime(time, frequency)}`;
}

/** Start and end of a series: "1949-01 – 1960-12". */
export function formatSpan(series: SeriesSummary): string {
  const start = parseWallClock(series.start);
  const end = parseWallClock(series.end);
  return `${formatTime(start, series.frequency)} – ${formatTime(end, series.frequency)}`;
}

/** The same in days, where the series is long enough that nobody asks for the hour. */
export function formatDays(series: SeriesSummary): string {
  const days = (parseWallClock(series.end) - parseWallClock(series.start)) / dayMs;
  const isLong = isWithinDay(series.frequency) && days >= 7;
  return formatSpan(isLong ? { ...series, frequency: { unit: "day", count: 1 } } : series);
}

function isWithinDay({ unit }: Frequency): boolean {
  return unit === "hour" || unit === "minute" || unit === "second";
}
