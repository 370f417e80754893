import { EngineError } from "#domain/errors";
import { dayMs, fixedStepMs, type Frequency, monthsPerYear, stepMonths, weekMs, weeksPerYear } from "#domain/series";
import type { WantedStretch } from "#domain/totals";
import { periodName, requireShorterSteps } from "./stretches.ts";

/** Steps from `from` to before `to`. */
interface Part {
  readonly from: number;
  readonly to: number;
}

/** The steps of a stretch, in the past and in the forecast. */
export interface StretchWindow {
  /** "2026-Q4"; "" where it is no period of the calendar. */
  readonly name: string;
  /** Of the series. */
  readonly past: Part;
  /** Of the forecast. */
  readonly ahead: Part;
  /** Wall-clock milliseconds of its first and last step. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** Whether the forecast reaches to its end. */
  readonly isWhole: boolean;
  /** The same steps a year before, as steps of the series; null where they lie before it, or where it has not seen them all. */
  readonly yearBefore: Part | null;
}

/**
 * @param times [steps] wall-clock milliseconds of the series
 * @param ahead [horizon + 1] of the forecast's steps and of the one after them
 * @throws EngineError wrong-arguments where the stretch has no step, or is shorter than one
 */
export function windowOf(
  times: Float64Array,
  ahead: Float64Array,
  frequency: Frequency,
  stretch: WantedStretch,
): StretchWindow {
  const steps = times.length;
  const horizon = ahead.length - 1;
  const timeOf = (step: number): number => (step < steps ? times[step] : ahead[step - steps]) as number;
  const { from, to, name, isWhole } = placeOf(times, ahead, frequency, stretch);
  if (from >= to)
    throw new EngineError("wrong-arguments", "No step of the series or its forecast lies in this stretch.", {
      hint: "A longer forecast reaches further.",
    });
  return {
    name,
    past: { from: Math.min(from, steps), to: Math.min(to, steps) },
    ahead: { from: Math.max(0, from - steps), to: Math.max(0, Math.min(to - steps, horizon)) },
    firstMs: timeOf(from),
    lastMs: timeOf(to - 1),
    isWhole,
    yearBefore: yearBefore(times, timeOf, frequency, { from, to }),
  };
}

/** Steps of the series, continued by those of its forecast. */
function placeOf(
  times: Float64Array,
  ahead: Float64Array,
  frequency: Frequency,
  stretch: WantedStretch,
): Part & { readonly name: string; readonly isWhole: boolean } {
  const steps = times.length;
  const horizon = ahead.length - 1;
  const end = steps + horizon;
  switch (stretch.kind) {
    case "horizon":
      return { from: steps, to: end, name: "", isWhole: true };
    case "next":
      return { from: steps, to: Math.min(steps + stretch.steps, end), name: "", isWhole: stretch.steps <= horizon };
    case "times": {
      const from = firstAtOrAfter(times, ahead, stretch.from);
      const to = firstAtOrAfter(times, ahead, stretch.to + 1);
      return { from, to: Math.min(to, end), name: "", isWhole: to <= end && stretch.to < (ahead[horizon] as number) };
    }
    case "period": {
      const { unit, place } = stretch;
      requireShorterSteps(frequency, unit);
      const nameAt = (step: number): string =>
        periodName(unit, (step < steps ? times[step] : ahead[step - steps]) as number);
      let from = steps;
      for (let passed = 0; passed < place && from < end; passed++) {
        const passing = nameAt(from);
        while (from < end && nameAt(from) === passing) from++;
      }
      if (from >= end) return { from, to: from, name: "", isWhole: false };
      const name = nameAt(from);
      let to = from;
      while (to < end && nameAt(to) === name) to++;
      if (place === 0) while (from > 0 && nameAt(from - 1) === name) from--;
      return { from, to, name, isWhole: nameAt(to) !== name };
    }
  }
}

function firstAtOrAfter(times: Float64Array, ahead: Float64Array, ms: number): number {
  const inPast = firstIn(times, ms);
  return inPast < times.length ? inPast : times.length + firstIn(ahead, ms);
}

/** Of ascending times. */
function firstIn(times: Float64Array, ms: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] as number) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** As many steps: of months and weeks those of the same number, of anything shorter those from the same day and time on. */
function yearBefore(
  times: Float64Array,
  timeOf: (step: number) => number,
  frequency: Frequency,
  { from, to }: Part,
): Part | null {
  const months = stepMonths(frequency);
  const fixed = fixedStepMs(frequency);
  const perYear =
    months !== null
      ? monthsPerYear / months
      : fixed !== null && fixed >= weekMs
        ? weeksPerYear / (fixed / weekMs)
        : null;
  let first: number;
  if (perYear !== null) {
    if (!Number.isInteger(perYear)) return null;
    first = from - perYear;
  } else {
    const wanted = aYearBefore(timeOf(from));
    if (times.length === 0 || wanted < (times[0] as number)) return null;
    first = firstIn(times, wanted);
    // A series that was not there then has no such step.
    if ((times[first] ?? Number.POSITIVE_INFINITY) - wanted > 7 * dayMs) return null;
  }
  const last = first + (to - from);
  return first < 0 || last > times.length ? null : { from: first, to: last };
}

function aYearBefore(ms: number): number {
  const date = new Date(ms);
  return Date.UTC(
    date.getUTCFullYear() - 1,
    date.getUTCMonth(),
    date.getUTCDate(),
    date.getUTCHours(),
    date.getUTCMinutes(),
    date.getUTCSeconds(),
    date.getUTCMilliseconds(),
  );
}
