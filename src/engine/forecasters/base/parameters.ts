import type { FitOptions, ParameterDimension } from "./forecaster.ts";

/** A number that was set, and so was checked by the catalogue. */
export function numberSet(options: FitOptions | undefined, name: string): number | undefined {
  return options?.parameters?.[name] as number | undefined;
}

/** One of a choice's values that was set. */
export function choiceSet<T extends string>(options: FitOptions | undefined, name: string): T | undefined {
  return options?.parameters?.[name] as T | undefined;
}

/** A smoothing parameter: how much of what is newest a smoothed number takes over at each step. */
export function smoothingDimension(
  name: string,
  label: string,
  of: string,
  grid: readonly number[] = levelGrid,
): ParameterDimension {
  return {
    kind: "number",
    name,
    label,
    description: `Smoothing of the ${of}`,
    min: leastSmoothing,
    max: mostSmoothing,
    grid,
  };
}

const leastSmoothing = 0.0001;
const mostSmoothing = 0.9999;
const levelGrid = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
