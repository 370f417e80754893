import { dayMs, fixedStepMs, stepMonths, type Frequency } from "#domain/series";

/** 0 = Sunday … 6 = Saturday. */
export function dayOfWeek(ms: number): number {
  return (((Math.floor(ms / dayMs) + 4) % 7) + 7) % 7;
}

export function isWeekend(ms: number): boolean {
  const day = dayOfWeek(ms);
  return day === 0 || day === 6;
}

export function daysInMonth(year: number, monthIndex: number): number {
  return new Date(utcMs(year, monthIndex + 1, 0)).getUTCDate();
}

/** Like Date.UTC, but the years 0 to 99 are themselves and not 1900 to 1999. */
export function utcMs(year: number, monthIndex: number, day: number): number {
  if (year >= 100) return Date.UTC(year, monthIndex, day);
  const date = new Date(0);
  date.setUTCFullYear(year, monthIndex, day);
  return date.getTime();
}

/**
 * Wall-clock time of step `index` (may be negative) of a series that starts at `startMs`.
 *
 * Months, quarters and years keep the start's day of the month, clipped where a month is shorter; a start on the last day
 * of its month means a series of month ends (28 Feb → 31 Mar). Business days skip Saturdays and Sundays; public holidays
 * are ordinary days, because nothing in a file says which ones its owner keeps.
 */
export function timeAt(startMs: number, frequency: Frequency, index: number): number {
  const fixed = fixedStepMs(frequency);
  if (fixed !== null) return startMs + index * fixed;
  const months = stepMonths(frequency);
  if (months !== null) return addMonths(startMs, index * months);
  return addBusinessDays(startMs, index * frequency.count);
}

/** The `count` steps after `anchorMs`, the anchor itself not included. */
export function timesAfter(anchorMs: number, frequency: Frequency, count: number): Float64Array {
  const times = new Float64Array(count);
  for (let step = 0; step < count; step += 1) times[step] = timeAt(anchorMs, frequency, step + 1);
  return times;
}

/** ISO 8601 wall clock without offset: `1949-01-01T00:00:00`, with `.mmm` only where there are milliseconds. */
export function formatTimestamp(ms: number): string {
  const text = new Date(ms).toISOString();
  return text.endsWith(".000Z") ? text.slice(0, -5) : text.slice(0, -1);
}

function addMonths(startMs: number, months: number): number {
  const start = new Date(startMs);
  const year = start.getUTCFullYear();
  const month = start.getUTCMonth();
  const day = start.getUTCDate();
  const timeOfDayMs = startMs - Math.floor(startMs / dayMs) * dayMs;
  const isMonthEnd = day >= 28 && day === daysInMonth(year, month);
  const total = year * 12 + month + months;
  const targetYear = Math.floor(total / 12);
  const targetMonth = total - targetYear * 12;
  // Days up to the 28th exist in every month: the common case costs no look at the month's length.
  if (day < 28) return utcMs(targetYear, targetMonth, day) + timeOfDayMs;
  const last = daysInMonth(targetYear, targetMonth);
  return utcMs(targetYear, targetMonth, isMonthEnd ? last : Math.min(day, last)) + timeOfDayMs;
}

function addBusinessDays(startMs: number, days: number): number {
  // A start on a weekend counts from the Monday after it.
  let start = startMs;
  while (isWeekend(start)) start += dayMs;
  const fromMonday = dayOfWeek(start) - 1;
  const total = fromMonday + days;
  const weeks = Math.floor(total / 5);
  return start + (weeks * 7 + (total - weeks * 5) - fromMonday) * dayMs;
}

/** ISO 8601 wall clock, with or without a time of day, in milliseconds; null for anything else. */
export function readTimestamp(text: string): number | null {
  const match = /^\s*(\d{4,6}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?))?\s*$/.exec(text);
  if (match === null) return null;
  const ms = Date.parse(`${match[1]}T${match[2] ?? "00:00"}Z`);
  // What the calendar lacks, such as 30 February, is moved to another day by some, and is no time here.
  return Number.isNaN(ms) || !formatTimestamp(ms).startsWith(match[1] ?? "") ? null : ms;
}
