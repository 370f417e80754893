import {
  businessDaysPerWeek,
  dayMs,
  daysPerYear,
  type Frequency,
  hourMs,
  minuteMs,
  monthsPerYear,
  secondMs,
  weekMs,
  weeksPerYear,
} from "#domain/series";
import { formatCount, plural } from "./numbers.ts";

const adverbs: Record<Frequency["unit"], string> = {
  second: "Every second",
  minute: "Every minute",
  hour: "Hourly",
  day: "Daily",
  businessDay: "Business days",
  week: "Weekly",
  month: "Monthly",
  quarter: "Quarterly",
  year: "Yearly",
};

const unitNames: Record<Frequency["unit"], readonly [one: string, many: string]> = {
  second: ["second", "seconds"],
  minute: ["minute", "minutes"],
  hour: ["hour", "hours"],
  day: ["day", "days"],
  businessDay: ["business day", "business days"],
  week: ["week", "weeks"],
  month: ["month", "months"],
  quarter: ["quarter", "quarters"],
  year: ["year", "years"],
};

/** "Monthly", "Every 5 minutes". */
export function frequencyName(frequency: Frequency): string {
  return frequency.count === 1 ? adverbs[frequency.unit] : `Every ${frequency.count} ${unitNames[frequency.unit][1]}`;
}

/** What one step is called: "month"; "step" where a step is several units long. */
export function stepName(frequency: Frequency): string {
  return namesOf(frequency)[0];
}

/** How many steps, in the user's words: 12 monthly ones are "12 months"; `kind` stands before the unit, as in "12 past months". */
export function formatSteps(steps: number, frequency: Frequency, kind?: string): string {
  const [one, many] = namesOf(frequency);
  const unit = steps === 1 ? one : many;
  return [formatCount(steps), ...(kind === undefined ? [] : [kind]), unit].join(" ");
}

/** A horizon with the length of its steps where a step has no name of its own: "24 months", "48 steps of 15 minutes". */
export function formatHorizon(steps: number, frequency: Frequency): string {
  const text = formatSteps(steps, frequency);
  return frequency.count === 1 ? text : `${text} of ${formatStepSpan(1, frequency)}`;
}

/** How long a stretch of steps is: 12 steps of 5 minutes are "60 minutes". */
export function formatStepSpan(steps: number, { unit, count }: Frequency): string {
  return plural(steps * count, ...unitNames[unit]);
}

/** Calendar names for stretches that have one: 12 months are "1 year", 24 hours "1 day". */
export function formatCalendarSpan(steps: number, frequency: Frequency): string {
  const units = steps * frequency.count;
  for (const [perLarger, names] of largerUnits[frequency.unit])
    if (units % perLarger === 0) return plural(units / perLarger, ...unitNames[names]);
  return formatStepSpan(steps, frequency);
}

type LargerUnits = readonly (readonly [perLarger: number, unit: Frequency["unit"]])[];

/** The largest first. */
const largerUnits: Record<Frequency["unit"], LargerUnits> = {
  second: [
    [hourMs / secondMs, "hour"],
    [minuteMs / secondMs, "minute"],
  ],
  minute: [
    [weekMs / minuteMs, "week"],
    [dayMs / minuteMs, "day"],
    [hourMs / minuteMs, "hour"],
  ],
  hour: [
    [weekMs / hourMs, "week"],
    [dayMs / hourMs, "day"],
  ],
  day: [
    [daysPerYear, "year"],
    [weekMs / dayMs, "week"],
  ],
  businessDay: [[businessDaysPerWeek, "week"]],
  week: [[weeksPerYear, "year"]],
  month: [[monthsPerYear, "year"]],
  quarter: [[4, "year"]],
  year: [],
};

function namesOf({ unit, count }: Frequency): readonly [one: string, many: string] {
  return count === 1 ? unitNames[unit] : ["step", "steps"];
}
