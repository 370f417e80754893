import { fixedStepMs, hourMs, type IngestedSeries, type TimeZone } from "#domain/series";
import { calendarAfter, nonNegativeSteps, utcOffsets, wallClockIn } from "#engine/series";

/** How many steps a forecast from this origin may see. */
export function visibleSteps(series: IngestedSeries, origin: number): number {
  return series.values.length + origin;
}

/** A series' values never change, and their number may be large. */
const knownNonNegativeSteps = new WeakMap<IngestedSeries, number>();

/** Steps before the first value below zero. */
export function nonNegativeStepsOf(series: IngestedSeries): number {
  if (series.isNonNegative) return series.values.length;
  const known = knownNonNegativeSteps.get(series) ?? nonNegativeSteps(series.values);
  knownNonNegativeSteps.set(series, known);
  return known;
}

/** Whether a forecast from this origin is bounded below by zero: that a value after the origin lies below is not known there. */
export function isNonNegativeAt(series: IngestedSeries, origin: number): boolean {
  return visibleSteps(series, origin) <= nonNegativeStepsOf(series);
}

/** Copies the steps up to the origin to the right end of `target`; what is missing on the left becomes NaN. */
export function fillContext(series: IngestedSeries, origin: number, target: Float32Array): void {
  const end = visibleSteps(series, origin);
  const start = Math.max(0, end - target.length);
  const pad = target.length - (end - start);
  target.fill(Number.NaN, 0, pad);
  target.set(series.values.subarray(start, end), pad);
}

/** The last observed step at or before the origin; null when everything up to it is missing. */
export function anchorAt(series: IngestedSeries, origin: number): { time: number; value: number } | null {
  for (let index = visibleSteps(series, origin) - 1; index >= 0; index -= 1) {
    const value = series.values[index];
    const time = series.times[index];
    if (value !== undefined && time !== undefined && !Number.isNaN(value)) return { time, value };
  }
  return null;
}

/**
 * Time stamps of the horizon: the series' own where it has them, its calendar continued where it ends.
 * @param zone where the wall clock hangs: its rules change the clock beyond the data, too
 */
export function horizonTimes(
  series: IngestedSeries,
  origin: number,
  horizonSteps: number,
  zone: TimeZone,
): Float64Array {
  const first = visibleSteps(series, origin);
  const { times: known, frequency } = series;
  const stepMs = fixedStepMs(frequency);
  // Months are counted from the start: one that was clipped to its 28th must not pull the later ones with it. Fixed steps are
  // counted from the end, where the clock may be another than at the start.
  const continued = stepMs === null ? calendarStepsAfter(series) : stepsAfter(known, stepMs, zone);
  return Float64Array.from({ length: horizonSteps }, (_, step) => known[first + step] ?? continued(first + step));
}

/** Looking for the rule of the stamps takes a pass over them, and a backtest asks at hundreds of origins. */
const knownCalendars = new WeakMap<IngestedSeries, (index: number) => number>();

function calendarStepsAfter(series: IngestedSeries): (index: number) => number {
  const known = knownCalendars.get(series) ?? calendarAfter(series.times, series.frequency);
  knownCalendars.set(series, known);
  return known;
}

/** Wall clock of the steps after the last known one, by their index. */
function stepsAfter(known: Float64Array, stepMs: number, zone: TimeZone): (index: number) => number {
  const end = known.length - 1;
  const lastMs = known[end] ?? 0;
  // Longer steps are laid on the wall clock by the import.
  const offset = stepMs > hourMs ? null : (utcOffsets(known.subarray(end), zone, known.subarray(0, end))?.[0] ?? null);
  if (zone === null || offset === null) return (index) => lastMs + (index - end) * stepMs;
  const toWall = wallClockIn(zone);
  return (index) => toWall(lastMs - offset + (index - end) * stepMs);
}

/** What really happened over the horizon, NaN where the data ends or has a gap; null at origin 0, the real future. */
export function actualsAfter(series: IngestedSeries, origin: number, horizonSteps: number): Float64Array | null {
  if (origin === 0) return null;
  const first = visibleSteps(series, origin);
  const actuals = new Float64Array(horizonSteps).fill(Number.NaN);
  actuals.set(series.values.subarray(first, first + horizonSteps));
  return actuals;
}

/** Index of the first observed step; the number of steps when there is none. */
export function firstObserved(series: IngestedSeries): number {
  const index = series.values.findIndex((value) => !Number.isNaN(value));
  return index === -1 ? series.values.length : index;
}
