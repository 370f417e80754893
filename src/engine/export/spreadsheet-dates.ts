import { dayMs } from "#domain/series";

/** Spreadsheets count days from here; before March 1900 they disagree about leap years, so that such dates stay text. */
const firstDayMs = Date.UTC(1899, 11, 30);
const firstSafeMs = Date.UTC(1900, 2, 1);

/** A wall clock as the number of days that spreadsheets keep; null where they disagree about it. */
export function spreadsheetDay(wallClockMs: number): number | null {
  return wallClockMs >= firstSafeMs ? (wallClockMs - firstDayMs) / dayMs : null;
}

/** Whether any of these times is within a day. */
export function haveClock(times: Iterable<number>): boolean {
  for (const time of times) if (time % dayMs !== 0) return true;
  return false;
}
