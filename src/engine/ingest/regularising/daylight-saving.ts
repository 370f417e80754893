import { dayOfWeek, formatTimestamps, utcMs } from "#engine/series";
import { dayMs, hourMs, type TimeZone } from "#domain/series";
/**
 * Local time with daylight saving, recognised from the data: the hour that does not exist in spring is absent, the hour that
 * occurs twice in autumn is there twice. "Elapsed" is the zone's standard time, in which every day has 24 hours.
 */
export interface DaylightSaving {
  /** @param isSecond the second row of a repeated wall-clock time. */
  readonly toElapsed: (wallMs: number, isSecond: boolean) => number;
  readonly toWall: (elapsedMs: number) => number;
  /** Wall-clock times of the changes that the data shows. */
  readonly springs: readonly number[];
  readonly autumns: readonly number[];
}

/** Writes single times of a grid, whose clock may know on which pass of a repeated hour it is. */
export function timeWriter(clock: DaylightSaving | null, zone: TimeZone): (ms: number) => string {
  return (ms) => {
    const wall = clock === null ? ms : clock.toWall(ms);
    const isSecond = clock !== null && clock.toWall(ms - hourMs) === wall;
    return formatTimestamps([wall], zone, isSecond ? [wall] : [])[0] ?? "";
  };
}

interface Rule {
  readonly spring: (year: number) => number;
  readonly autumn: (year: number) => number;
  /** Hour of the day at which the missing hour begins, and the repeated one. */
  readonly springHour: number;
  readonly autumnHour: number;
}

const europe = { spring: (year: number) => lastSunday(year, 3), autumn: (year: number) => lastSunday(year, 10) };
const america = {
  spring: (year: number) =>
    year >= 2007 ? nthSunday(year, 3, 2) : year >= 1987 ? nthSunday(year, 4, 1) : lastSunday(year, 4),
  autumn: (year: number) => (year >= 2007 ? nthSunday(year, 11, 1) : lastSunday(year, 10)),
};
const australia = { spring: (year: number) => nthSunday(year, 10, 1), autumn: (year: number) => nthSunday(year, 4, 1) };
const newZealand = { spring: (year: number) => lastSunday(year, 9), autumn: (year: number) => nthSunday(year, 4, 1) };

const rules: readonly Rule[] = [
  { ...europe, springHour: 2, autumnHour: 2 },
  { ...europe, springHour: 1, autumnHour: 1 },
  { ...europe, springHour: 3, autumnHour: 3 },
  { ...america, springHour: 2, autumnHour: 1 },
  { ...australia, springHour: 2, autumnHour: 2 },
  { ...newZealand, springHour: 2, autumnHour: 2 },
];

function nthSunday(year: number, month: number, nth: number): number {
  const first = utcMs(year, month - 1, 1);
  return first + (((7 - dayOfWeek(first)) % 7) + (nth - 1) * 7) * dayMs;
}

function lastSunday(year: number, month: number): number {
  const last = utcMs(year, month, 0);
  return last - dayOfWeek(last) * dayMs;
}

interface Evidence {
  readonly springs: number[];
  readonly autumns: number[];
  misses: number;
}

/**
 * @param times distinct wall-clock times, ascending.
 * @param isRepeated whether a time (by its index) has more than one row.
 * @param stepMs the usual step, at most an hour.
 * @returns null when the data shows no change of the clock, or contradicts it.
 */
export function detectDaylightSaving(
  times: Float64Array,
  isRepeated: (index: number) => boolean,
  stepMs: number,
): DaylightSaving | null {
  if (stepMs > hourMs || hourMs % stepMs !== 0 || times.length < 3) return null;
  let best: { evidence: Evidence; rule: Rule; shift: number } | null = null;
  for (const rule of rules) {
    // Rows that are named by the end of their hour show the change one step later.
    for (const shift of [0, stepMs]) {
      const evidence = gather(times, isRepeated, stepMs, rule, shift);
      const hits = evidence.springs.length + evidence.autumns.length;
      if (hits === 0 || evidence.misses > hits * 0.25) continue;
      const bestHits =
        best === null ? 0 : best.evidence.springs.length + best.evidence.autumns.length - best.evidence.misses;
      if (hits - evidence.misses > bestHits) best = { evidence, rule, shift };
    }
  }
  return best === null ? null : makeClock(times, best.rule, best.shift, best.evidence);
}

function gather(
  times: Float64Array,
  isRepeated: (index: number) => boolean,
  stepMs: number,
  rule: Rule,
  shift: number,
): Evidence {
  const evidence: Evidence = { springs: [], autumns: [], misses: 0 };
  const slots = hourMs / stepMs;
  for (const year of yearsOf(times)) {
    const gap = rule.spring(year) + rule.springHour * hourMs + shift;
    if (has(times, gap - stepMs) && has(times, gap + hourMs)) {
      if (countWithin(times, gap, stepMs, slots, () => true) === 0) evidence.springs.push(gap);
      else evidence.misses += 1;
    }
    const twice = rule.autumn(year) + rule.autumnHour * hourMs + shift;
    if (has(times, twice - stepMs) && has(times, twice + hourMs)) {
      const repeated = countWithin(times, twice, stepMs, slots, isRepeated);
      if (repeated === slots) evidence.autumns.push(twice);
      // An hour that is there once may have been averaged or left out by its publisher: no proof either way.
    }
  }
  return evidence;
}

function yearsOf(times: Float64Array): number[] {
  const first = new Date(times[0] ?? 0).getUTCFullYear();
  const last = new Date(times.at(-1) ?? 0).getUTCFullYear();
  return last - first > 400 ? [] : Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function indexOfTime(times: Float64Array, ms: number): number {
  let low = 0;
  let high = times.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const time = times[middle] ?? 0;
    if (time === ms) return middle;
    if (time < ms) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

function has(times: Float64Array, ms: number): boolean {
  return indexOfTime(times, ms) >= 0;
}

function countWithin(
  times: Float64Array,
  from: number,
  stepMs: number,
  slots: number,
  holds: (index: number) => boolean,
): number {
  let count = 0;
  for (let slot = 0; slot < slots; slot += 1) {
    const index = indexOfTime(times, from + slot * stepMs);
    if (index >= 0 && holds(index)) count += 1;
  }
  return count;
}

function makeClock(times: Float64Array, rule: Rule, shift: number, evidence: Evidence): DaylightSaving {
  // Summer in standard time: from the missing hour's beginning to the repeated hour's beginning.
  const changes: number[] = [];
  const kinds: boolean[] = [];
  const years = yearsOf(times);
  const from = (years[0] ?? 1970) - 1;
  const to = (years.at(-1) ?? 1970) + 1;
  const all: { at: number; isSpring: boolean }[] = [];
  for (let year = from; year <= to; year += 1) {
    all.push({ at: rule.spring(year) + rule.springHour * hourMs + shift, isSpring: true });
    all.push({ at: rule.autumn(year) + rule.autumnHour * hourMs + shift, isSpring: false });
  }
  for (const { at, isSpring } of all.sort((a, b) => a.at - b.at)) {
    changes.push(at);
    kinds.push(isSpring);
  }
  let cached = 0;
  const isSummer = (elapsed: number): boolean => {
    // Times come in order, so the last stretch almost always holds the next one too.
    while (cached + 1 < changes.length && elapsed >= (changes[cached + 1] ?? Infinity)) cached += 1;
    while (cached > 0 && elapsed < (changes[cached] ?? -Infinity)) cached -= 1;
    return elapsed >= (changes[cached] ?? Infinity) && kinds[cached] === true;
  };
  return {
    springs: evidence.springs,
    autumns: evidence.autumns,
    toWall: (elapsed) => (isSummer(elapsed) ? elapsed + hourMs : elapsed),
    toElapsed: (wall, isSecond) => {
      const asSummer = wall - hourMs;
      if (!isSummer(asSummer)) return wall;
      return isSecond && !isSummer(wall) ? wall : asSummer;
    },
  };
}
