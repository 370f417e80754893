/** Days and weeks of the Gregorian calendar. */
import { dayMs } from "#domain/series";

const daysBeforeMonth = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Day number of the civil date since 1970-01-01 (proleptic Gregorian). `month` 1 … 12. */
export function dayNumber(year: number, month: number, day: number): number {
  const before = year - 1;
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  const isAfterLeapDay = month > 2 && isLeapYear(year);
  return before * 365 + leapDays + (daysBeforeMonth[month - 1] ?? 0) + day + (isAfterLeapDay ? 1 : 0) - 719_163;
}

export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Whether the calendar has this day. */
export function isDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1 || year > 9999) return false;
  return day <= (monthLengths[month - 1] ?? 0) || (month === 2 && day === 29 && isLeapYear(year));
}

/** Monday of the ISO week, in milliseconds. */
export function isoWeekMs(year: number, week: number): number {
  const january4 = dayNumber(year, 1, 4);
  const monday = january4 - ((((january4 + 3) % 7) + 7) % 7);
  return (monday + (week - 1) * 7) * dayMs;
}

export function weeksOfIsoYear(year: number): number {
  return Math.round((isoWeekMs(year + 1, 1) - isoWeekMs(year, 1)) / (7 * dayMs));
}

/** Months since the year 0. */
export function monthNumber(ms: number): number {
  const date = new Date(ms);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** The same timestamp with day and month exchanged; NaN where that is no date. */
export function swapDayAndMonth(ms: number): number {
  const date = new Date(ms);
  const day = date.getUTCDate();
  if (day > 12) return Number.NaN;
  const year = date.getUTCFullYear();
  const timeOfDay = ms - Math.floor(ms / dayMs) * dayMs;
  return dayNumber(year, day, date.getUTCMonth() + 1) * dayMs + timeOfDay;
}
