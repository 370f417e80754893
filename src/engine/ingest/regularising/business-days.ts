/** Series of days that have values on business days only: one column of a table may rest at weekends while others do not. */
import { isWeekend } from "#engine/series";
import { dayMs } from "#domain/series";
import { stepIndex } from "./frequency-evidence.ts";
import type { SeriesGrid } from "./series-grid.ts";
import { maxWeekendShare, WeekendRun } from "./weekends.ts";

/** So many values would stand on weekends if these were days like all others. */
const leastExpected = 6;
const leastWeekdayShare = 0.5;

export interface BusinessDays {
  readonly grid: SeriesGrid;
  /** [steps] step of the days' grid. */
  readonly oldStep: Uint32Array;
  /** Steps of the days' grid whose values on weekends were left out. */
  readonly strays: readonly number[];
}

/** The grid of days without its weekends; null where values stand on them. */
export function withoutWeekends(days: SeriesGrid): BusinessDays | null {
  const { frequency, startMs, values, flags } = days;
  if (frequency.unit !== "day" || frequency.count !== 1) return null;
  const strays = weekendValues(values, startMs);
  if (strays === null) return null;
  const oldStep = new Uint32Array(values.length);
  let steps = 0;
  for (let step = 0; step < values.length; step += 1) {
    if (isWeekend(startMs + step * dayMs)) continue;
    oldStep[steps] = step;
    steps += 1;
  }
  const kept = oldStep.slice(0, steps);
  const grid: SeriesGrid = {
    ...days,
    startMs: startMs + (kept[0] ?? 0) * dayMs,
    frequency: { unit: "businessDay", count: 1 },
    values: Float64Array.from(kept, (step) => values[step] ?? Number.NaN),
    flags: flags.pick(kept),
  };
  return { grid, oldStep: kept, strays };
}

/** Steps of the few values on weekends; null where these are days like all others, or too few days to tell. */
function weekendValues(values: Float64Array, startMs: number): number[] | null {
  const strays: number[] = [];
  const run = new WeekendRun();
  const firstSaturday = stepIndex(startMs, { unit: "day", count: 1 }, nextSaturday(startMs));
  for (let saturday = firstSaturday - 7; saturday < values.length; saturday += 7) {
    for (const step of [saturday, saturday + 1]) {
      if (step < 0 || step >= values.length || Number.isNaN(values[step])) continue;
      strays.push(step);
      run.add(startMs + step * dayMs);
      if (strays.length > values.length * maxWeekendShare || !run.isStray()) return null;
    }
  }
  let first = 0;
  let end = values.length;
  while (first < end && Number.isNaN(values[first])) first += 1;
  while (end > first && Number.isNaN(values[end - 1])) end -= 1;
  let observed = 0;
  let weekdays = 0;
  for (let step = first; step < end; step += 1) {
    if (!Number.isNaN(values[step])) observed += 1;
    if (!isWeekend(startMs + step * dayMs)) weekdays += 1;
  }
  const share = weekdays === 0 ? 0 : (observed - strays.length) / weekdays;
  const expected = (end - first - weekdays) * share;
  const areFew = strays.length <= observed * maxWeekendShare;
  return areFew && share >= leastWeekdayShare && expected >= leastExpected ? strays : null;
}

function nextSaturday(ms: number): number {
  let at = ms;
  while (!isWeekend(at) || !isWeekend(at + dayMs)) at += dayMs;
  return at;
}
