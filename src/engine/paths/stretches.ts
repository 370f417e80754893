import { EngineError } from "#domain/errors";
import { dayMs, fixedStepMs, type Frequency, monthsPerYear, stepMonths } from "#domain/series";
import type { PeriodUnit, SummedStretch, SumStretch } from "#domain/totals";

/** At least as long as any period of its kind. */
const longestDays = { week: 7, month: 31, quarter: 92, year: 366 } as const;

/**
 * The stretches of a horizon, earliest first. A step belongs to the period that its time lies in.
 *
 * @param times [horizon + 2] wall-clock milliseconds: the step before the horizon, its steps, the step after it
 * @throws EngineError wrong-arguments where one step is longer than such a period
 */
export function stretchesOf(times: ArrayLike<number>, frequency: Frequency, stretch: SumStretch): SummedStretch[] {
  const horizon = times.length - 2;
  if (stretch === "horizon") return [{ from: 0, to: horizon, name: "horizon", isWhole: true }];
  requireShorterSteps(frequency, stretch);
  const names = Array.from(times, (time) => periodNames[stretch](new Date(time)));
  const found: SummedStretch[] = [];
  let from = 0;
  for (let to = 1; to <= horizon; to++) {
    const name = names[from + 1] as string;
    if (to < horizon && names[to + 1] === name) continue;
    found.push({ from, to, name, isWhole: names[from] !== name && names[to + 1] !== name });
    from = to;
  }
  return found;
}

/** @throws EngineError wrong-arguments where one step is longer than such a period */
export function requireShorterSteps(frequency: Frequency, unit: PeriodUnit): void {
  if (shortestDays(frequency) > longestDays[unit])
    throw new EngineError("wrong-arguments", `Steps of the series are longer than a ${unit}, so none can be summed.`);
}

/** "2026-W05", "2026-01", "2026-Q1" or "2026": the period that a step at this time belongs to. */
export function periodName(unit: PeriodUnit, ms: number): string {
  return periodNames[unit](new Date(ms));
}

/** At most as long as any step. */
function shortestDays(frequency: Frequency): number {
  const fixed = fixedStepMs(frequency);
  if (fixed !== null) return fixed / dayMs;
  const months = stepMonths(frequency);
  // Business days are the only other ones.
  return months === null ? frequency.count : months * (365 / monthsPerYear - 3);
}

const periodNames = {
  week: (date) => {
    // The year and number of an ISO 8601 week are those of its Thursday.
    const thursday = new Date(date.getTime() + (3 - ((date.getUTCDay() + 6) % 7)) * dayMs);
    const dayOfYear = (thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / dayMs;
    return `${thursday.getUTCFullYear()}-W${two(Math.floor(dayOfYear / 7) + 1)}`;
  },
  month: (date) => `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}`,
  quarter: (date) => `${date.getUTCFullYear()}-Q${Math.floor(date.getUTCMonth() / 3) + 1}`,
  year: (date) => String(date.getUTCFullYear()),
} satisfies Record<PeriodUnit, (date: Date) => string>;

function two(value: number): string {
  return String(value).padStart(2, "0");
}
