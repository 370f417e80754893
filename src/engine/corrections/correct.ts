import { changesValues, type Correction, type CorrectionProblem } from "#domain/correction";
import type { IngestedSeries } from "#domain/series";
import { detectSeasonLengths, seasonLengths } from "#engine/series";
import { fillLinear, fillSeasonal } from "./fill.ts";
import { correctedFlags, filledSteps, type KnownSteps } from "./flags.ts";
import { type Content, isSameNumber, placeOf, type StepRange } from "./place.ts";

/** What came of one correction. */
export interface CorrectionOutcome {
  readonly id: number;
  /** Steps whose value it changed, or, of an event or a note, that it is about; 0 where it is not applied. */
  readonly steps: number;
  /** Null where it is applied. */
  readonly problem: CorrectionProblem | null;
}

export interface CorrectedSeries {
  /** The given series itself where no value is another one in the end. */
  readonly series: IngestedSeries;
  /** In the order of the corrections. */
  readonly outcomes: readonly CorrectionOutcome[];
}

/**
 * One series with its corrections, each applied to what the ones before it left. The given series is not changed; numbers are copied
 * only where one is another in the end. What follows from the values (missing steps, seasons, bound, flags) follows from the
 * corrected ones.
 *
 * @param base as the file has it
 * @param content that it is a part of
 * @param corrections of this series, in the order of their ids
 */
export function correct(base: IngestedSeries, content: Content, corrections: readonly Correction[]): CorrectedSeries {
  const isOnlySaid = !corrections.some(({ action }) => changesValues(action));
  const values = isOnlySaid ? base.values : base.values.slice();
  const filled = filledSteps(base.flags);
  const outcomes = corrections.map((correction): CorrectionOutcome => {
    const { id } = correction;
    const place = placeOf(correction, base, content);
    if ("code" in place) return { id, steps: 0, problem: place };
    const result = change(values, place, correction, base, filled);
    return typeof result === "number" ? { id, steps: result, problem: null } : { id, steps: 0, problem: result };
  });
  if (isOnlySaid) return { series: base, outcomes };
  const changed = changedSteps(base.values, values);
  return { series: changed.length === 0 ? base : described(base, values, changed), outcomes };
}

/** Steps whose values differ, in their order. */
export function changedSteps(before: Float64Array, after: Float64Array): Uint32Array {
  let count = 0;
  for (let step = 0; step < after.length; step += 1)
    if (!isSameNumber(before[step] as number, after[step] as number)) count += 1;
  const steps = new Uint32Array(count);
  for (let step = 0, at = 0; at < count; step += 1)
    if (!isSameNumber(before[step] as number, after[step] as number)) steps[at++] = step;
  return steps;
}

function change(
  values: Float64Array,
  place: StepRange,
  { action, series }: Correction,
  base: IngestedSeries,
  filled: KnownSteps,
): number | CorrectionProblem {
  switch (action.kind) {
    case "note":
      return place.last - place.first + 1;
    case "event":
      if (action.isExcluded) setAll(values, place, () => Number.NaN);
      return place.last - place.first + 1;
    case "exclude":
      return setAll(values, place, () => Number.NaN);
    case "replace":
      return setAll(values, place, () => action.value);
    case "scale":
      return scaled(values, place, action.factor);
    case "fill":
      return fill(values, place, action.method, base);
    case "unfill": {
      if (place.last > filled.knownTo)
        return {
          code: "not-listed",
          message: `"${series}" has more filled gaps than are listed one by one. Read the file without filling gaps instead.`,
        };
      const steps = filled.steps.filter((step) => step >= place.first && step <= place.last);
      if (steps.length === 0) return { code: "nothing-filled", message: "The import filled none of these steps." };
      let changed = 0;
      for (const step of steps) changed += setAll(values, { first: step, last: step }, () => Number.NaN);
      return changed;
    }
  }
}

function setAll(values: Float64Array, { first, last }: StepRange, next: (value: number) => number): number {
  let changed = 0;
  for (let step = first; step <= last; step += 1) {
    const before = values[step] as number;
    const after = next(before);
    if (isSameNumber(before, after)) continue;
    values[step] = after;
    changed += 1;
  }
  return changed;
}

function scaled(values: Float64Array, place: StepRange, factor: number): number | CorrectionProblem {
  for (let step = place.first; step <= place.last; step += 1) {
    if (Math.abs((values[step] as number) * factor) === Infinity)
      return { code: "too-large", message: `Times ${factor}, a value is too large to be a number.` };
  }
  return setAll(values, place, (value) => value * factor);
}

function fill(
  values: Float64Array,
  place: StepRange,
  method: "linear" | "seasonal",
  { id, seasonLengths: seasons }: IngestedSeries,
): number | CorrectionProblem {
  const [season = 1] = seasons;
  if (method === "seasonal" && season < 2) return { code: "no-season", message: `"${id}" has no season to fill from.` };
  if (!values.subarray(place.first, place.last + 1).some(Number.isNaN))
    return { code: "nothing-missing", message: "None of these steps is missing." };
  const filled = method === "linear" ? fillLinear(values, place) : fillSeasonal(values, place, season);
  if (filled > 0) return filled;
  return {
    code: "no-neighbour",
    message:
      method === "linear"
        ? "There is no value on one side of the gap."
        : "There is no value at the same place of the seasons around.",
  };
}

function described(base: IngestedSeries, values: Float64Array, changed: Uint32Array): IngestedSeries {
  let missing = 0;
  let isNonNegative = true;
  for (let step = 0; step < values.length; step += 1) {
    const value = values[step] as number;
    if (value !== value) missing += 1;
    else if (value < 0) isNonNegative = false;
  }
  const seasons = detectSeasonLengths(values, seasonLengths(base.frequency));
  return {
    ...base,
    values,
    missing,
    isNonNegative,
    seasonLengths: seasons.length === 0 ? [1] : seasons,
    flags: correctedFlags(base, values, changed),
  };
}
