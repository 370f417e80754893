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
