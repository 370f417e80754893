import type { ErrorsByStep } from "#domain/score";

/** A row of the table: how far ahead, and how forecasts of that step did. */
export interface StepRow {
  /** From 1. */
  readonly ahead: number;
  readonly error: number;
  readonly repeated: number;
  readonly outside: number;
}

/** So many steps tell how errors grow: near ones closer together, where they grow fastest. */
const shares = [0, 1 / 8, 1 / 4, 1 / 2, 3 / 4, 1];

/** Some steps from the first to the last that past forecasts reached. */
export function stepRows({ errors, repeated, outside }: ErrorsByStep): readonly StepRow[] {
  const reached = errors.findLastIndex((error) => !Number.isNaN(error)) + 1;
  const steps = new Set(shares.map((share) => Math.max(1, Math.round(share * reached))));
  return [...steps]
    .map((ahead) => ({
      ahead,
      error: errors[ahead - 1] ?? Number.NaN,
      repeated: repeated[ahead - 1] ?? Number.NaN,
      outside: outside[ahead - 1] ?? Number.NaN,
    }))
    .filter(({ error }) => !Number.isNaN(error));
}

/** Mean over the steps, each of which counts alike; NaN where there is none. */
export function meanOver(numbers: Float64Array): number {
  const known = numbers.filter((number) => !Number.isNaN(number));
  return known.reduce((sum, number) => sum + number, 0) / known.length;
}
