/** Periods of the calendar: hours, days, weeks from Monday, months, quarters, years. */
import { timeAt, utcMs } from "#engine/series";
import { dayMs, fixedStepMs, stepMonths, weekMs, type Frequency } from "#domain/series";
import { monthNumber } from "#engine/ingest/cells";

/** Monday, 5 January 1970. */
const firstMondayMs = 4 * dayMs;

/** Beginning of the period that a wall-clock time belongs to. Weeks begin on Monday; counts divide the day or the year where they can. */
export function periodStart(ms: number, frequency: Frequency): number {
  const months = stepMonths(frequency);
  if (months !== null) {
    const first = Math.floor(monthNumber(ms) / months) * months;
    return utcMs(Math.floor(first / 12), first % 12, 1);
  }
  if (frequency.unit === "week") {
    const stepMs = frequency.count * weekMs;
    return Math.floor((ms - firstMondayMs) / stepMs) * stepMs + firstMondayMs;
  }
  const stepMs = fixedStepMs(frequency) ?? dayMs;
  // Steps that divide the day begin at midnight, all others count from 1970.
  return Math.floor(ms / stepMs) * stepMs;
}

/** Beginning of the period after the one that begins at `startMs`. */
export function nextPeriod(startMs: number, frequency: Frequency): number {
  const months = stepMonths(frequency);
  return months === null
    ? startMs + (fixedStepMs(frequency) ?? dayMs)
    : timeAt(startMs, { unit: "month", count: months }, 1);
}

/** How many periods lie between two times, both included. */
export function stepsBetween(firstMs: number, lastMs: number, frequency: Frequency): number {
  return periodIndex(periodStart(firstMs, frequency), lastMs, frequency) + 1;
}

/** Which period a time lies in, counted from the one that begins at `startMs`. */
function periodIndex(startMs: number, ms: number, frequency: Frequency): number {
  const months = stepMonths(frequency);
  if (months === null) return Math.floor((ms - startMs) / (fixedStepMs(frequency) ?? dayMs));
  const start = new Date(startMs);
  const date = new Date(ms);
  const distance = (date.getUTCFullYear() - start.getUTCFullYear()) * 12 + date.getUTCMonth() - start.getUTCMonth();
  return Math.floor(distance / months);
}
