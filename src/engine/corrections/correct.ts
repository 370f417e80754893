import { changesValues, type Correction, type CorrectionProblem } from "#domain/correction";
import type { IngestedSeries } from "#domain/series";
import { detectSeasonLengths, nonNegativeSteps, seasonEvidence, seasonLengths } from "#engine/series";
import { fillLinear, fillSeasonal } from "./fill.ts";
import { correctedFlags, filledSteps } from "./flags.ts";
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
  /** Steps whose value is another one, in their order. */
  readonly changed: Uint32Array;
  /** In the order of the corrections. */
  readonly outcomes: readonly CorrectionOutcome[];
}

/**
 * One series with its corrections, each applied to what the ones before it left. The given series is not changed. What follows from the
 * values (missing steps, seasons, bound, flags) follows from the corrected ones. Beside one copy of the values it takes as long as the
 * corrected stretches are, not the series.
 *
 * @param base as the file has it
 * @param content that it is a part of
 * @param corrections of this series, in the order of their ids
 */
export function correct(base: IngestedSeries, content: Content, corrections: readonly Correction[]): CorrectedSeries {
  let values = base.values;
  const touched: StepRange[] = [];
  const outcomes = corrections.map((correction): CorrectionOutcome => {
    const { id, action } = correction;
    const place = placeOf(correction, base, content);
    if ("code" in place) return { id, steps: 0, problem: place };
    if (changesValues(action)) {
      touched.push(place);
      if (values === base.values) values = base.values.slice();
    }
    const result = change(values, place, correction, base);
    return typeof result === "number" ? { id, steps: result, problem: null } : { id, steps: 0, problem: result };
  });
  const changed = changedSteps(base.values, values, merged(touched));
  return { series: changed.length === 0 ? base : described(base, values, changed), changed, outcomes };
}

/** How many steps {@link correct} has to go through. */
export function stepsToCorrect(base: IngestedSeries, content: Content, corrections: readonly Correction[]): number {
  return corrections.reduce((sum, correction) => {
    const place = changesValues(correction.action) ? placeOf(correction, base, content) : null;
    return sum + (place === null || "code" in place ? 0 : place.last - place.first + 1);
  }, 0);
}

function changedSteps(before: Float64Array, after: Float64Array, ranges: readonly StepRange[]): Uint32Array {
  const steps: number[] = [];
  for (const { first, last } of ranges)
    for (let step = first; step <= last; step += 1)
      if (!isSameNumber(before[step] as number, after[step] as number)) steps.push(step);
  return Uint32Array.from(steps);
}

/** The same steps in their order, each once. */
function merged(ranges: readonly StepRange[]): readonly StepRange[] {
  const result: { first: number; last: number }[] = [];
  for (const { first, last } of [...ranges].sort((a, b) => a.first - b.first)) {
    const before = result.at(-1);
    if (before !== undefined && first <= before.last + 1) before.last = Math.max(before.last, last);
    else result.push({ first, last });
  }
  return result;
}

function change(
  values: Float64Array,
  place: StepRange,
  { action, series }: Correction,
  base: IngestedSeries,
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
      const filled = filledSteps(base.flags);
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
    // A zero has no sign: it has none in the identity, in the database and in CSV.
    const after = next(before) + 0;
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
  let { missing } = base;
  let mayBeNegative = !base.isNonNegative;
  for (const step of changed) {
    missing += Number(Number.isNaN(values[step])) - Number(Number.isNaN(base.values[step]));
    mayBeNegative ||= (values[step] as number) < 0;
  }
  const seasons = seasonLengths(base.frequency);
  const isEvidence = (changed.at(-1) ?? 0) >= values.length - seasonEvidence(seasons);
  const found = isEvidence ? detectSeasonLengths(values, seasons) : base.seasonLengths;
  return {
    ...base,
    values,
    missing,
    isNonNegative: !mayBeNegative || nonNegativeSteps(values) === values.length,
    seasonLengths: found.length === 0 ? [1] : found,
    flags: correctedFlags(base, values, changed),
  };
}
