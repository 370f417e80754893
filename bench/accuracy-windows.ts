/** From series to the questions that every method answers: a history, and what came after it. */
import { rollingOrigins, splitAt } from "#engine/evaluation";
import type { DataSet } from "./accuracy-sets.ts";

const maxSeries = 300;
/** The application forecasts from no fewer steps. */
const fewestSteps = 8;

export interface Window {
  /** Everything before the origin. */
  readonly history: Float64Array;
  /** [horizon], NaN where nothing was observed. */
  readonly actuals: Float64Array;
  /** As far as the history tells: whether the series ever goes below zero later is not known at the origin. */
  readonly isNonNegative: boolean;
  /** Its place among the series that windows were cut from. */
  readonly series: number;
}

/** `count` of the items, evenly spread from the first to the last; all of them when there are no more. */
export function evenly<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  if (count < 2) return items.slice(0, count);
  const stride = (items.length - 1) / (count - 1);
  return Array.from(
    { length: count },
    (_, index) => items[index === count - 1 ? items.length - 1 : Math.floor(index * stride)] as T,
  );
}

export function windowsOf(
  { season, horizon, origins }: Pick<DataSet, "season" | "horizon" | "origins">,
  series: readonly Float64Array[],
): Window[] {
  // Two seasons, but a long season must not drop the short series of a set.
  const minContextSteps = Math.max(fewestSteps, Math.min(2 * season, 24));
  return evenly(series, maxSeries).flatMap((values, series) =>
    rollingOrigins({ steps: values.length, horizonSteps: horizon, count: origins, minContextSteps })
      .map((origin) => splitAt(values, origin, horizon))
      .filter(({ actuals }) => actuals.some((value) => !Number.isNaN(value)))
      .map(({ context, actuals }) => windowOf(context, actuals, series)),
  );
}

export function windowOf(history: Float64Array, actuals: Float64Array, series = 0): Window {
  return { history, actuals, series, isNonNegative: !history.some((value) => value < 0) };
}

/** Contexts as models take them, one row each: the last steps at the right end, NaN on the left where the history is shorter. */
export function contextRows(windows: readonly Window[], contextSteps: number): Float32Array {
  const rows = new Float32Array(windows.length * contextSteps).fill(Number.NaN);
  windows.forEach(({ history }, index) => {
    const last = history.subarray(Math.max(0, history.length - contextSteps));
    rows.set(last, (index + 1) * contextSteps - last.length);
  });
  return rows;
}
