import { daysInMonth, findStampRule, isWeekend, type StampRule, timeAt } from "#engine/series";
import { dayMs, fixedStepMs, hourMs, minuteMs, secondMs, stepMonths, type Frequency } from "#domain/series";
import { IntervalCounts } from "./interval-counts.ts";
import { maxWeekendShare, WeekendRun } from "./weekends.ts";

/** Steps that sensors and reports are set to; jittered times snap to the nearest one. */
const usualSeconds = [
  1, 2, 4, 5, 10, 15, 20, 30, 60, 120, 180, 240, 300, 360, 600, 720, 900, 1200, 1800, 3600, 7200, 10_800, 14_400,
  21_600, 28_800, 43_200, 86_400, 604_800,
];

/** Longer steps belong to the calendar; in seconds they are an accident of numbers that are no times. */
const maxClockStepMs = 31 * dayMs;

export interface FrequencyFinding {
  readonly frequency: Frequency;
  /** Times lie off the grid by more than rounding and have to be moved onto it. */
  readonly isJittered: boolean;
  /** Share of the steps between neighbours that are whole multiples, 0 … 1. */
  readonly support: number;
  /** Stamps that keep no day of the month and follow this rule instead; they stay as they are written. */
  readonly rule?: StampRule;
  /** Times on weekends of business days: too few to make days of them. */
  readonly strays?: number;
}

/**
 * The spacing of sorted, distinct times; null when no spacing explains them.
 *
 * The calendar comes first: the same day of every month is a month and not 30.4 days, days without any weekend are
 * business days.
 */
export function findFrequency(times: Float64Array): FrequencyFinding | null {
  if (times.length < 2) return null;
  if (hasOneTimeOfDay(times)) {
    const byDays = findDayFrequency(times);
    if (byDays !== null) return byDays;
  }
  return findClockFrequency(times);
}

function hasOneTimeOfDay(times: Float64Array): boolean {
  const first = timeOfDay(times[0] ?? 0);
  for (const time of times) if (timeOfDay(time) !== first) return false;
  return true;
}

function timeOfDay(ms: number): number {
  return ms - Math.floor(ms / dayMs) * dayMs;
}

function findDayFrequency(times: Float64Array): FrequencyFinding | null {
  const steps = new IntervalCounts();
  const run = new WeekendRun();
  let weekends = 0;
  for (let i = 0; i < times.length; i += 1) {
    const time = times[i] ?? 0;
    if (i > 0) steps.add(Math.round((time - (times[i - 1] ?? 0)) / dayMs));
    if (!isWeekend(time)) continue;
    weekends += 1;
    run.add(time);
  }
  if (steps.median() >= 27) {
    const byMonths = findMonthFrequency(times);
    if (byMonths !== null) return byMonths;
  }
  const usual = steps.mode();
  const weeks = steps.shareOfMultiples(7);
  if (usual % 7 === 0 && weeks >= 0.95) return found({ unit: "week", count: usual / 7 }, steps.shareOfMultiples(usual));
  const spanDays = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / dayMs;
  const areStrays = weekends <= times.length * maxWeekendShare && run.isStray();
  if (usual === 1 && areStrays && spanDays >= 5 && steps.shareOf(1) >= 0.5)
    return { ...found({ unit: "businessDay", count: 1 }, 1), strays: weekends };
  if (usual === 1 || steps.shareOfMultiples(usual) >= 0.9) {
    return found({ unit: "day", count: usual }, steps.shareOfMultiples(usual));
  }
  if (weeks >= 0.95) return found({ unit: "week", count: 1 }, weeks);
  return found({ unit: "day", count: 1 }, 1);
}

function findMonthFrequency(times: Float64Array): FrequencyFinding | null {
  const steps = new IntervalCounts();
  let anchor = 0;
  let monthEnds = 0;
  for (const time of times) {
    const date = new Date(time);
    anchor = Math.max(anchor, date.getUTCDate());
    if (date.getUTCDate() === daysInMonth(date.getUTCFullYear(), date.getUTCMonth())) monthEnds += 1;
  }
  const areMonthEnds = monthEnds === times.length;
  let onAnchor = 0;
  let before = Number.NaN;
  for (const time of times) {
    const date = new Date(time);
    const last = daysInMonth(date.getUTCFullYear(), date.getUTCMonth());
    if (areMonthEnds || date.getUTCDate() === Math.min(anchor, last)) onAnchor += 1;
    const month = date.getUTCFullYear() * 12 + date.getUTCMonth();
    if (!Number.isNaN(before)) steps.add(month - before);
    before = month;
  }
  const isAnchored = steps.shareOf(0) === 0 && onAnchor >= times.length * 0.95;
  const usual = steps.mode();
  const count = steps.shareOfMultiples(usual) >= 0.9 ? usual : steps.commonDivisor();
  const rule = isAnchored ? null : findStampRule(times, count);
  if (rule !== null) return { frequency: monthsAsFrequency(count), isJittered: false, support: 1, rule };
  // Two in one month, or days that wander through it: weeks or days, not months.
  if (steps.shareOf(0) > 0 || (!isAnchored && hasWholeWeeks(times))) return null;
  return { frequency: monthsAsFrequency(count), isJittered: !isAnchored, support: steps.shareOfMultiples(count) };
}

function hasWholeWeeks(times: Float64Array): boolean {
  for (let i = 1; i < times.length; i += 1) {
    if (Math.round(((times[i] ?? 0) - (times[i - 1] ?? 0)) / dayMs) % 7 !== 0) return false;
  }
  return true;
}

function monthsAsFrequency(months: number): Frequency {
  if (months % 12 === 0) return { unit: "year", count: months / 12 };
  if (months % 3 === 0) return months === 3 ? { unit: "quarter", count: 1 } : { unit: "month", count: months };
  return { unit: "month", count: months };
}

function findClockFrequency(times: Float64Array): FrequencyFinding | null {
  const steps = new IntervalCounts();
  for (let i = 1; i < times.length; i += 1) steps.add((times[i] ?? 0) - (times[i - 1] ?? 0));
  if (steps.mode() > maxClockStepMs) return null;
  const exact = findExactFrequency(steps);
  if (exact !== null && isFilled(steps, exact)) return exact;
  const usual = findUsualFrequency(steps, leastUsualShare);
  const jittered = usual ?? (exact === null ? findJitteredFrequency(steps) : null);
  const longer = jittered ?? findPhaseFrequency(times, steps, exact) ?? findLongestFrequency(steps);
  if (exact === null) return longer;
  // A minute of which nearly all are missing is what scans between the records leave in common with them.
  return longer !== null && isLonger(longer, exact) && isFilled(steps, longer) ? longer : exact;
}

/** Nearly all steps are multiples of the usual one, or all of a shorter one. */
function findExactFrequency(steps: IntervalCounts): FrequencyFinding | null {
  const usual = steps.mode();
  const exact = steps.shareOfMultiples(usual);
  if (usual >= secondMs && usual % secondMs === 0 && exact >= 0.9 && steps.shareOf(usual) >= 0.3) {
    const asFrequency = secondsAsFrequency(usual / secondMs);
    if (asFrequency !== null) return found(asFrequency, exact);
  }
  const divisor = steps.commonDivisor();
  // Exact but sparse: every step is a multiple of something usual.
  if (divisor >= minuteMs && usualSeconds.includes(divisor / secondMs) && steps.shareOf(divisor) >= 0.05) {
    const asFrequency = secondsAsFrequency(divisor / secondMs);
    if (asFrequency !== null) return found(asFrequency, 1);
  }
  return null;
}

const leastUsualShare = 0.6;
const leastLongestShare = 0.25;
const maxLongerShare = 0.05;
const usualTolerance = 0.1;
const leastFilled = 0.5;
const sampledPhases = 20_000;
const leastPhases = 4;

/** The step that most rows lie from the one before, give or take a tenth; what lies between them falls into their steps. */
function findUsualFrequency(steps: IntervalCounts, leastShare: number): FrequencyFinding | null {
  for (const center of [steps.mode(), steps.median()]) {
    const support = steps.shareWhere((step) => Math.abs(step - center) <= center * usualTolerance);
    if (center < secondMs || support < leastShare) continue;
    const setting = nearestSetting(center / secondMs);
    const isNear = Math.abs(setting * secondMs - center) <= center * usualTolerance;
    // Longer steps than an hour that nobody sets are an accident of times of day.
    if (!isNear && center > hourMs) continue;
    const frequency = secondsAsFrequency(isNear ? setting : Math.round(center / secondMs));
    if (frequency !== null) return { frequency, isJittered: true, support };
  }
  return null;
}

/** The usual step, where hardly any row comes later: scans between the records may be as many as these. */
function findLongestFrequency(steps: IntervalCounts): FrequencyFinding | null {
  const longest = steps.mode() * (1 + usualTolerance);
  if (steps.shareWhere((step) => step > longest) > maxLongerShare) return null;
  return findUsualFrequency(steps, leastLongestShare);
}

/** The longest setting of a clock at whose steps half of the rows lie; the others lie between them. */
function findPhaseFrequency(
  times: Float64Array,
  steps: IntervalCounts,
  exact: FrequencyFinding | null,
): FrequencyFinding | null {
  const finestMs = (exact === null ? null : fixedStepMs(exact.frequency)) ?? secondMs;
  const sample = times.subarray(0, sampledPhases);
  for (const seconds of usualSeconds.toReversed()) {
    const stepMs = seconds * secondMs;
    const frequency = secondsAsFrequency(seconds);
    // Of every other step or every third, half or a third of the rows lie on one phase by chance.
    if (stepMs < finestMs * leastPhases || stepMs > hourMs || frequency === null) continue;
    if (steps.filled(stepMs) < leastFilled) continue;
    if (commonPhase(sample, stepMs) !== null) return { frequency, isJittered: true, support: leastFilled };
  }
  return null;
}

const maxPhases = 10_000;

/** Distance from the steps counted from 1970 that half of the times share; null where none is so common. */
export function commonPhase(times: Float64Array, stepMs: number): number | null {
  const counts = new Map<number, number>();
  let phase = Number.NaN;
  let run = 0;
  const settle = (): void => {
    // A phase that comes up after so many others is not the common one.
    if (run > 0 && (counts.size < maxPhases || counts.has(phase))) counts.set(phase, (counts.get(phase) ?? 0) + run);
  };
  for (const time of times) {
    const own = time - Math.floor(time / stepMs) * stepMs;
    if (own === phase) {
      run += 1;
      continue;
    }
    settle();
    phase = own;
    run = 1;
  }
  settle();
  for (const [own, count] of counts) if (count * 2 >= times.length) return own;
  return null;
}

function isFilled(steps: IntervalCounts, { frequency }: FrequencyFinding): boolean {
  return steps.filled(fixedStepMs(frequency) ?? dayMs) >= leastFilled;
}

function isLonger(a: FrequencyFinding, b: FrequencyFinding): boolean {
  return (fixedStepMs(a.frequency) ?? dayMs) > (fixedStepMs(b.frequency) ?? dayMs);
}

function nearestSetting(seconds: number): number {
  let best = usualSeconds[0] ?? 1;
  for (const setting of usualSeconds) if (Math.abs(setting - seconds) < Math.abs(best - seconds)) best = setting;
  return best;
}

/** Sensors' clocks wander by seconds: the median step names the setting, and most steps must lie near its multiples. */
function findJitteredFrequency(steps: IntervalCounts): FrequencyFinding | null {
  const median = steps.median() / secondMs;
  const best = nearestSetting(median);
  if (median <= 0 || Math.abs(best - median) > best * 0.15) return null;
  const stepMs = best * secondMs;
  const near = steps.shareWhere((step) => {
    const multiple = Math.max(1, Math.round(step / stepMs));
    return Math.abs(step - multiple * stepMs) <= stepMs * 0.25;
  });
  const frequency = secondsAsFrequency(best);
  return near < 0.75 || frequency === null ? null : { frequency, isJittered: true, support: near };
}

function secondsAsFrequency(seconds: number): Frequency | null {
  if (!Number.isInteger(seconds) || seconds < 1) return null;
  const ms = seconds * secondMs;
  if (ms % (7 * dayMs) === 0) return { unit: "week", count: ms / (7 * dayMs) };
  if (ms % dayMs === 0) return { unit: "day", count: ms / dayMs };
  if (ms % hourMs === 0) return { unit: "hour", count: ms / hourMs };
  if (ms % minuteMs === 0) return { unit: "minute", count: ms / minuteMs };
  return { unit: "second", count: seconds };
}

function found(frequency: Frequency, support: number): FrequencyFinding {
  return { frequency, isJittered: false, support };
}

/** Which step of a grid that starts at `startMs` a time belongs to. */
export function stepIndex(startMs: number, frequency: Frequency, ms: number): number {
  const fixed = fixedStepMs(frequency);
  if (fixed !== null) return Math.round((ms - startMs) / fixed);
  const months = stepMonths(frequency);
  if (months !== null) {
    const start = new Date(startMs);
    const date = new Date(ms);
    const distance = (date.getUTCFullYear() - start.getUTCFullYear()) * 12 + date.getUTCMonth() - start.getUTCMonth();
    return Math.round(distance / months);
  }
  const weeks = Math.floor((ms - startMs) / (7 * dayMs));
  let days = weeks * 5;
  while (timeAt(startMs, { unit: "businessDay", count: 1 }, days + 1) <= ms) days += 1;
  return Math.floor(days / frequency.count);
}
