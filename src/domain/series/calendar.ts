import type { Frequency } from "./frequency.ts";

export const secondMs = 1000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;
export const weekMs = 7 * dayMs;

export const monthsPerQuarter = 3;
export const monthsPerYear = 12;
export const businessDaysPerWeek = 5;
/** Whole weeks and days per year, as seasons count them. */
export const weeksPerYear = 52;
export const daysPerYear = 365;

/** Milliseconds of one step, or `null` where the calendar decides (business days, months, quarters, years). */
export function fixedStepMs(frequency: Frequency): number | null {
  switch (frequency.unit) {
    case "second":
      return frequency.count * secondMs;
    case "minute":
      return frequency.count * minuteMs;
    case "hour":
      return frequency.count * hourMs;
    case "day":
      return frequency.count * dayMs;
    case "week":
      return frequency.count * weekMs;
    case "businessDay":
    case "month":
    case "quarter":
    case "year":
      return null;
  }
}

/** Months of one step, or `null` where a step is not made of months. */
export function stepMonths(frequency: Frequency): number | null {
  if (frequency.unit === "month") return frequency.count;
  if (frequency.unit === "quarter") return frequency.count * monthsPerQuarter;
  if (frequency.unit === "year") return frequency.count * monthsPerYear;
  return null;
}

/**
 * Steps from one wall-clock time to a later one of the same grid, in milliseconds; negative where it is earlier. Rounded: stamps of one grid
 * may lie anywhere within their step.
 */
export function stepsBetween(fromMs: number, toMs: number, frequency: Frequency): number {
  const fixed = fixedStepMs(frequency);
  if (fixed !== null) return Math.round((toMs - fromMs) / fixed);
  const months = stepMonths(frequency);
  if (months !== null) return Math.round((monthsAt(toMs) - monthsAt(fromMs)) / months);
  return Math.round((businessDaysAt(toMs) - businessDaysAt(fromMs)) / frequency.count);
}

/** Months since 1970, the days as parts of a month. */
function monthsAt(ms: number): number {
  const time = new Date(ms);
  const [year, month] = [time.getUTCFullYear(), time.getUTCMonth()];
  const start = Date.UTC(year, month, 1);
  const share = (ms - start) / (Date.UTC(year, month + 1, 1) - start);
  return (year - 1970) * monthsPerYear + month + share;
}

/** Business days since Monday, 5 January 1970; a weekend counts as the Monday after it. */
function businessDaysAt(ms: number): number {
  const days = Math.floor(ms / dayMs) - 4;
  const weeks = Math.floor(days / 7);
  return weeks * businessDaysPerWeek + Math.min(days - weeks * 7, businessDaysPerWeek);
}
