import { dayMs, stepMonths, weekMs, type Frequency } from "#domain/series";
import { dayOfWeek, daysInMonth, isWeekend, timeAt, utcMs } from "./calendar.ts";

/**
 * How the stamps of steps made of months lie in the calendar where they keep no day of the month: the last business day, the
 * third Friday, the fiscal month of four or five weeks.
 */
export interface StampRule {
  /** Weeks of the three periods of a quarter, in a retail calendar; null where stamps lie in months of the calendar. */
  readonly weeks: readonly number[] | null;
  /** Steps from one stamp to another. */
  readonly stepsBetween: (fromMs: number, toMs: number) => number;
  /** The stamp that the rule gives `steps` steps after this one. */
  readonly after: (ms: number, steps: number) => number;
}

/** Day of the month, from 1. */
type DayRule = (year: number, monthIndex: number) => number;

/** The others are moved by holidays that no file names. */
const leastKept = 0.75;
const maxHolidayShiftDays = 5;
const leastStamps = 6;

/**
 * The rule that the stamps keep, or null when they keep none. They are ascending; steps may be missing between them.
 * @param months of one step
 */
export function findStampRule(times: Float64Array, months: number): StampRule | null {
  if (times.length < leastStamps) return null;
  const rule = findDayRule(times);
  if (rule !== null) return monthly(rule, months);
  return months === 1 ? findWeekRule(times) : null;
}

/**
 * Wall clock of the steps after the last known one, by their index: the calendar counted from the first stamp, or the rule that
 * all of them keep.
 * @param known stamps of all steps up to there, ascending
 * @param frequency one that the calendar decides
 */
export function calendarAfter(known: Float64Array, frequency: Frequency): (index: number) => number {
  const startMs = known[0] ?? 0;
  const onCalendar = (index: number): number => timeAt(startMs, frequency, index);
  const months = stepMonths(frequency);
  if (months === null || known.every((ms, index) => ms === onCalendar(index))) return onCalendar;
  const rule = findStampRule(known, months);
  const end = known.length - 1;
  return rule === null ? onCalendar : (index) => rule.after(known[end] ?? 0, index - end);
}

function findDayRule(times: Float64Array): DayRule | null {
  const dates = Array.from(times, (ms) => new Date(ms));
  if (dates.some((date, i) => i > 0 && monthOf(date) === monthOf(dates[i - 1] ?? date))) return null;
  let best: DayRule | null = null;
  let mostKept = dates.length * leastKept - 1;
  for (const rule of dayRules(dates)) {
    let kept = 0;
    const fits = dates.every((date) => {
      const distance = Math.abs(rule(date.getUTCFullYear(), date.getUTCMonth()) - date.getUTCDate());
      if (distance === 0) kept += 1;
      return distance <= maxHolidayShiftDays;
    });
    if (!fits || kept <= mostKept) continue;
    best = rule;
    mostKept = kept;
  }
  return best;
}

function monthOf(date: Date): number {
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** The rules that the first stamps allow; of equals the first wins. */
function dayRules(dates: readonly Date[]): DayRule[] {
  const rules: DayRule[] = [
    (year, month) => rolled(year, month, daysInMonth(year, month), -1),
    (year, month) => rolled(year, month, 1, 1),
  ];
  const [weekday] = byCount(dates.map((date) => date.getUTCDay()));
  if (weekday !== undefined) {
    for (let nth = 1; nth <= 4; nth += 1) rules.push((year, month) => nthWeekday(year, month, weekday, nth));
    rules.push((year, month) => lastWeekday(year, month, weekday));
  }
  for (const day of byCount(dates.map((date) => date.getUTCDate())).slice(0, 2)) {
    rules.push((year, month) => rolled(year, month, day, 1));
    rules.push((year, month) => rolled(year, month, day, -1));
  }
  return rules;
}

/** Distinct numbers, the most frequent first. */
function byCount(numbers: readonly number[]): number[] {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([number]) => number);
}

/** A day that falls on a weekend moves to the next business day in a direction, or back where that is another month. */
function rolled(year: number, monthIndex: number, day: number, direction: 1 | -1): number {
  const last = daysInMonth(year, monthIndex);
  const start = Math.min(day, last);
  let at = start;
  while (isWeekend(utcMs(year, monthIndex, at))) at += direction;
  if (at >= 1 && at <= last) return at;
  at = start;
  while (isWeekend(utcMs(year, monthIndex, at))) at -= direction;
  return at;
}

function nthWeekday(year: number, monthIndex: number, weekday: number, nth: number): number {
  return 1 + ((weekday - dayOfWeek(utcMs(year, monthIndex, 1)) + 7) % 7) + (nth - 1) * 7;
}

function lastWeekday(year: number, monthIndex: number, weekday: number): number {
  const last = daysInMonth(year, monthIndex);
  return last - ((dayOfWeek(utcMs(year, monthIndex, last)) - weekday + 7) % 7);
}

function monthly(rule: DayRule, months: number): StampRule {
  return {
    weeks: null,
    stepsBetween: (fromMs, toMs) => Math.round((monthOf(new Date(toMs)) - monthOf(new Date(fromMs))) / months),
    after: (ms, steps) => {
      const month = monthOf(new Date(ms)) + steps * months;
      const year = Math.floor(month / 12);
      const clock = ms - Math.floor(ms / dayMs) * dayMs;
      return utcMs(year, month - year * 12, rule(year, month - year * 12)) + clock;
    },
  };
}

const meanMonthMs = 30.436875 * dayMs;
const weeksPerQuarter = 13;

/**
 * Retail calendars: quarters of 4 + 4 + 5 weeks, in any order, twelve periods a year. Every five or six years a period has a week more; where the
 * data has it, it is kept, and none is foretold.
 */
function findWeekRule(times: Float64Array): StampRule | null {
  const anchor = times[0] ?? 0;
  const stepsBetween = (fromMs: number, toMs: number): number => Math.round((toMs - fromMs) / meanMonthMs);
  const indexOf = (ms: number): number => stepsBetween(anchor, ms);
  /** By place in the quarter, how often a step is of four and of five weeks. */
  const fours = [0, 0, 0];
  const fives = [0, 0, 0];
  let sixes = 0;
  for (let i = 1; i < times.length; i += 1) {
    const ms = times[i] ?? 0;
    const before = times[i - 1] ?? 0;
    if ((ms - before) % weekMs !== 0 || ms - before < 4 * weekMs) return null;
    if (indexOf(ms) - indexOf(before) !== 1) continue;
    const place = indexOf(before) % 3;
    const weeks = (ms - before) / weekMs;
    if (weeks === 4) fours[place] = (fours[place] ?? 0) + 1;
    else if (weeks === 5) fives[place] = (fives[place] ?? 0) + 1;
    else if (weeks === 6) sixes += 1;
    else return null;
  }
  const weeks = [0, 1, 2].map((place) => ((fives[place] ?? 0) > (fours[place] ?? 0) ? 5 : 4));
  const kept = weeks.reduce((sum, of, place) => sum + ((of === 5 ? fives : fours)[place] ?? 0), 0);
  const all = [...fours, ...fives].reduce((sum, count) => sum + count, sixes);
  if (weeks.reduce((sum, of) => sum + of, 0) !== weeksPerQuarter || kept < all * 0.9) return null;
  return {
    weeks,
    stepsBetween,
    after: (ms, steps) => {
      let at = ms;
      const first = indexOf(ms);
      for (let step = 0; step < steps; step += 1) at += (weeks[(((first + step) % 3) + 3) % 3] ?? 4) * weekMs;
      for (let step = -1; step >= steps; step -= 1) at -= (weeks[(((first + step) % 3) + 3) % 3] ?? 4) * weekMs;
      return at;
    },
  };
}
