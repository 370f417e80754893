import { businessDaysPerWeek, dayMs, fixedStepMs, hourMs, minuteMs, secondMs, stepMonths, weekMs } from "./calendar.ts";
import type { Frequency } from "./frequency.ts";

/** The longest horizon that can be requested, in steps. */
export const maxHorizonSteps = 1024;

/** Fewer steps show no trend. Also the default for yearly series, which have no season. */
const minDefaultSteps = 6;
/** A chart can't show more steps apart. */
const maxReadableSteps = 96;
/** Planning periods for steps shorter than a day, longest first. */
const stretchesMs = [
  2 * dayMs,
  dayMs,
  12 * hourMs,
  6 * hourMs,
  2 * hourMs,
  hourMs,
  30 * minuteMs,
  10 * minuteMs,
  5 * minuteMs,
  2 * minuteMs,
  minuteMs,
  30 * secondMs,
];

/**
 * The horizon where nobody asks for another, in steps: two seasons of what people plan in. Two years of months and quarters
 * (24, 8), eight weeks, two weeks of days (14) and of business days (10), six years, two days of hours (48); of steps below
 * that, the longest round stretch of at most 96 steps (a day of quarter hours, six hours of 5 minutes, an hour of minutes, a
 * minute of seconds). At least six steps, and never more than the model or anyone may be asked for.
 *
 * @param modelLimitSteps the model's longest horizon
 */
export function defaultHorizon(frequency: Frequency, modelLimitSteps = maxHorizonSteps): number {
  const wanted = Math.max(minDefaultSteps, Math.round(plannedSteps(frequency)));
  return Math.min(wanted, modelLimitSteps, maxHorizonSteps);
}

function plannedSteps(frequency: Frequency): number {
  const months = stepMonths(frequency);
  if (months !== null) return 24 / months;
  const stepMs = fixedStepMs(frequency);
  if (stepMs === null) return (2 * businessDaysPerWeek) / frequency.count;
  if (stepMs >= weekMs) return (8 * weekMs) / stepMs;
  if (stepMs >= dayMs) return (2 * weekMs) / stepMs;
  const stretch = stretchesMs.find((ms) => ms <= maxReadableSteps * stepMs) ?? 0;
  return stretch / stepMs;
}
