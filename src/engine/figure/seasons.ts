import { dayMs, fixedStepMs, type Frequency } from "#domain/series";
import { conventions, formatStep, monthName } from "#engine/format";
import type { NumberColumn } from "./fan-input.ts";

/** What is laid over each other. */
export type CycleUnit = "year" | "week" | "day";

/** One year, week or day of a series, on the time axis that all of them share. */
export interface Cycle {
  /** Wall-clock milliseconds at which it begins. */
  readonly start: number;
  /** "1960", "4 Mar 2024". */
  readonly name: string;
  /** [steps] places on the shared axis, in milliseconds; ascending. */
  readonly places: readonly number[];
  /** [steps] NaN where nothing was observed. */
  readonly values: readonly number[];
}

/** The part of a forecast that lies in one cycle: steps `from` to `to`, without the last. */
export interface ForecastCycle extends Pick<Cycle, "start" | "name"> {
  readonly from: number;
  readonly to: number;
  readonly places: readonly number[];
}

export interface SeasonsOverlay {
  readonly unit: CycleUnit;
  /** Length of the shared axis in milliseconds. */
  readonly length: number;
  /** In time order, the last {@link maxCycles} that begin before the forecast; the last of them is this season. */
  readonly cycles: readonly Cycle[];
  /** How many earlier ones there are. */
  readonly left: number;
  readonly forecast: readonly ForecastCycle[];
}

/** More lines than this run into each other. */
export const maxCycles = 12;

/** A leap year, and the first of its Mondays: every month and day has a place. */
const yearStart = Date.UTC(2000, 0, 1);
const yearLength = 366 * dayMs;
const weekLength = 7 * dayMs;

/**
 * The calendar's cycle that says most of a series: the year where it saw at least one and a half of them, else the week, else the
 * day; null where steps are as long as a cycle, or none has come round.
 */
export function cycleUnitOf(frequency: Frequency, spanMs: number): CycleUnit | null {
  const stepMs = fixedStepMs(frequency) ?? (frequency.unit === "businessDay" ? dayMs : 28 * dayMs);
  if (frequency.unit === "year") return null;
  if (spanMs >= 1.5 * yearLength && stepMs <= yearLength / 4) return "year";
  if (spanMs >= 1.5 * weekLength && stepMs <= dayMs) return "week";
  return spanMs >= 1.5 * dayMs && stepMs <= dayMs / 4 ? "day" : null;
}

/** Where a time lies in its cycle: the cycle's begin, and the milliseconds from there on the shared axis. */
export function placeIn(time: number, unit: CycleUnit): { readonly start: number; readonly place: number } {
  if (unit === "day") {
    const start = Math.floor(time / dayMs) * dayMs;
    return { start, place: time - start };
  }
  if (unit === "week") {
    // 1 January 1970 was a Thursday, the fourth day of a week that begins on Monday.
    const sinceFirstMs = ((4 - conventions().firstDayOfWeek + 7) % 7) * dayMs;
    const start = Math.floor((time + sinceFirstMs) / weekLength) * weekLength - sinceFirstMs;
    return { start, place: time - start };
  }
  const date = new Date(time);
  const start = Date.UTC(date.getUTCFullYear(), 0, 1);
  const day = Date.UTC(2000, date.getUTCMonth(), date.getUTCDate());
  return { start, place: day - yearStart + (time - Math.floor(time / dayMs) * dayMs) };
}

export const cycleLength: Readonly<Record<CycleUnit, number>> = { year: yearLength, week: weekLength, day: dayMs };

/** "Year over year". */
export const overlayNames: Readonly<Record<CycleUnit, string>> = {
  year: "Year over year",
  week: "Week over week",
  day: "Day over day",
};

/**
 * A series and its forecast with the seasons laid over each other. Steps at or after the forecast's first are not drawn: they are the
 * forecast's to say.
 *
 * @param times wall-clock milliseconds, ascending, as are the forecast's
 */
export function seasonsOverlay(
  unit: CycleUnit,
  times: NumberColumn,
  values: NumberColumn,
  forecastTimes: NumberColumn,
): SeasonsOverlay {
  const end = forecastTimes[0] ?? Infinity;
  const lastTime = lastBefore(times, end);
  const all = new Set<number>();
  const cycles: { start: number; name: string; places: number[]; values: number[] }[] = [];
  // From the newest step back, and only as far as is drawn.
  for (let index = lastTime; index >= 0; index -= 1) {
    const time = times[index] ?? Number.NaN;
    const { start, place } = placeIn(time, unit);
    all.add(start);
    if (all.size > maxCycles) break;
    let cycle = cycles.at(-1);
    if (cycle?.start !== start) {
      cycle = { start, name: cycleName(start, unit), places: [], values: [] };
      cycles.push(cycle);
    }
    cycle.places.push(place);
    cycle.values.push(values[index] ?? Number.NaN);
  }
  for (const cycle of cycles) {
    cycle.places.reverse();
    cycle.values.reverse();
  }
  cycles.reverse();
  const later = forecastCycles(unit, forecastTimes);
  const oldest = cycles[0]?.start ?? 0;
  const firstStart = times.length === 0 ? oldest : placeIn(times[0] ?? oldest, unit).start;
  return {
    unit,
    length: lengthOf(unit, [...cycles, ...later]),
    cycles,
    left: Math.round((oldest - firstStart) / (unit === "year" ? 365.2425 * dayMs : cycleLength[unit])),
    forecast: later,
  };
}

/** As far as any step reaches: the last month of a year begins a month before its end. */
function lengthOf(unit: CycleUnit, cycles: readonly { readonly places: readonly number[] }[]): number {
  const last = Math.max(...cycles.map(({ places }) => places.at(-1) ?? 0));
  return last > cycleLength[unit] / 2 ? last : cycleLength[unit];
}

function forecastCycles(unit: CycleUnit, times: NumberColumn): ForecastCycle[] {
  const found: { start: number; name: string; from: number; to: number; places: number[] }[] = [];
  for (let step = 0; step < times.length; step += 1) {
    const { start, place } = placeIn(times[step] ?? Number.NaN, unit);
    const last = found.at(-1);
    if (last?.start === start) {
      last.to = step + 1;
      last.places.push(place);
    } else found.push({ start, name: cycleName(start, unit), from: step, to: step + 1, places: [place] });
  }
  return found;
}

function cycleName(start: number, unit: CycleUnit): string {
  return formatStep(start, { unit: unit === "year" ? "year" : "day", count: 1 });
}

/** Index of the last step before a time; −1 where there is none. */
function lastBefore(times: NumberColumn, end: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? Infinity) < end) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

/** Places on the shared axis to label, ascending, as many as there is room for. */
export function cycleTicks(
  unit: CycleUnit,
  count: number,
): readonly { readonly place: number; readonly label: string }[] {
  if (unit === "week") {
    const first = conventions().firstDayOfWeek - 1;
    return weekdays.map((_, index) => ({ place: index * dayMs, label: weekdays[(first + index) % 7] ?? "" }));
  }
  if (unit === "day") {
    const stride = count >= 12 ? 2 : count >= 8 ? 3 : count >= 4 ? 6 : 12;
    const hours = Array.from({ length: 24 / stride }, (_, index) => index * stride);
    return hours.map((hour) => ({ place: (hour / 24) * dayMs, label: `${String(hour).padStart(2, "0")}:00` }));
  }
  const stride = count >= 12 ? 1 : count >= 6 ? 2 : 3;
  return Array.from({ length: 12 / stride }, (_, index) => {
    const date = new Date(Date.UTC(2000, index * stride, 1));
    return { place: date.getTime() - yearStart, label: monthName(date) };
  });
}
