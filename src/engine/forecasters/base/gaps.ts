import { EngineError } from "#domain/errors";

/** The observations from the first to the last, gaps filled by straight lines; also how many steps are missing at the end. */
export interface Filled {
  readonly values: Float64Array;
  /** Missing steps after the last observation: a forecast has to bridge them before its own first step. */
  readonly trailingSteps: number;
}

/**
 * For models that need every step. A filled step counts as an observation for them, which makes them a little surer than they
 * should be when much is missing.
 */
export function fillGaps(values: ArrayLike<number>): Filled {
  let first = 0;
  while (first < values.length && Number.isNaN(values[first] as number)) first++;
  let last = values.length - 1;
  while (last >= first && Number.isNaN(values[last] as number)) last--;
  if (last < first) throw new EngineError("series-too-short", "The series has no observation before this origin.");
  const filled = new Float64Array(last - first + 1);
  let previous = first;
  for (let index = first; index <= last; index++) {
    const value = values[index] as number;
    if (Number.isNaN(value)) continue;
    const before = values[previous] as number;
    for (let gap = previous + 1; gap < index; gap++) {
      filled[gap - first] = before + ((value - before) * (gap - previous)) / (index - previous);
    }
    filled[index - first] = value;
    previous = index;
  }
  return { values: filled, trailingSteps: values.length - 1 - last };
}

/**
 * Errors as residuals of the series that {@link fillGaps} was given (or {@link recent} before it): [values], NaN where the value
 * is missing or has no error.
 *
 * @param errors one for each of the last filled values
 */
export function residualsOf(values: ArrayLike<number>, trailingSteps: number, errors: Float64Array): Float64Array {
  const residuals = new Float64Array(values.length).fill(Number.NaN);
  const from = values.length - trailingSteps - errors.length;
  errors.forEach((error, index) => {
    if (!Number.isNaN(values[from + index] as number)) residuals[from + index] = error;
  });
  return residuals;
}

/** Fits stay quick and follow the present where a series is long: this many values, or this many seasons, if that is more. */
const maxValues = 1024;
const maxSeasons = 8;

/** The last stretch of a long series; the whole of a shorter one. */
export function recent(values: ArrayLike<number>, longestSeason: number): Float64Array {
  const kept = Math.max(maxValues, maxSeasons * longestSeason);
  const from = Math.max(0, values.length - kept);
  const stretch = new Float64Array(values.length - from);
  for (let index = 0; index < stretch.length; index++) stretch[index] = values[from + index] as number;
  return stretch;
}
