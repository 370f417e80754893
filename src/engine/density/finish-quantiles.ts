import { EngineError } from "#domain/errors";
import type { DensityColumns } from "#domain/forecast";
import { checkLevels, type Numbers, quantileFunction } from "./quantile-function.ts";
import { gridDensity } from "./step-density.ts";

/** One window's forecast: `values` is [levels × horizon], row-major. */
export interface QuantileTable {
  readonly levels: Numbers;
  readonly horizon: number;
  readonly values: Float32Array;
}

/**
 * Makes native quantiles fit to show: at every step they rise with the level, and none lies below zero where the series
 * never does. Refuses numbers that are not finite, since nothing can be drawn from them.
 */
export function finishQuantiles(table: QuantileTable, isNonNegative: boolean): Float32Array {
  const { horizon } = table;
  const count = checkTable(table);
  const finished = Float32Array.from(table.values);
  const column = new Float32Array(count);
  for (let step = 0; step < horizon; step++) {
    let isSorted = true;
    for (let level = 0; level < count; level++) {
      const value = finished[level * horizon + step] ?? Number.NaN;
      if (!Number.isFinite(value)) {
        throw new EngineError(
          "input-poisonous",
          "The model answered with numbers that are not finite. Values of extreme size in the series can cause this.",
        );
      }
      column[level] = isNonNegative && value < 0 ? 0 : value;
      if (level > 0 && (column[level - 1] ?? 0) > (column[level] ?? 0)) isSorted = false;
    }
    if (!isSorted) column.sort();
    for (let level = 0; level < count; level++) finished[level * horizon + step] = column[level] ?? 0;
  }
  return finished;
}

/** The same forecast at other levels. A level that the table has keeps its numbers exactly. */
export function requantile(table: QuantileTable, wantedLevels: Numbers, isNonNegative: boolean): Float32Array {
  const { horizon } = table;
  const count = checkTable(table);
  for (let index = 0; index < wantedLevels.length; index++) {
    const level = wantedLevels[index] ?? Number.NaN;
    if (!(level > 0 && level < 1)) {
      throw new EngineError("wrong-arguments", `A quantile level lies between 0 and 1, not ${level}.`);
    }
  }
  const native = Array.from(wantedLevels, (wanted) =>
    Array.from(table.levels).findIndex((level) => Math.abs(level - wanted) < 1e-9),
  );
  const finished = finishQuantiles(table, isNonNegative);
  const result = new Float32Array(wantedLevels.length * horizon);
  const column = new Float64Array(count);
  const isAllNative = native.every((index) => index >= 0);
  for (let step = 0; step < horizon; step++) {
    for (let level = 0; level < count; level++) column[level] = finished[level * horizon + step] ?? 0;
    const distribution = isAllNative ? null : distributionOf(table.levels, column, isNonNegative);
    for (let wanted = 0; wanted < wantedLevels.length; wanted++) {
      const index = native[wanted] ?? -1;
      result[wanted * horizon + step] =
        index >= 0 || distribution === null
          ? (column[index] ?? Number.NaN)
          : distribution.quantile(wantedLevels[wanted] ?? Number.NaN);
    }
  }
  return result;
}

/** The density of every step on its own grid. */
export function stepDensities(table: QuantileTable, isNonNegative: boolean, points: number): DensityColumns {
  const { horizon } = table;
  const count = checkTable(table);
  const finished = finishQuantiles(table, isNonNegative);
  const from = new Float32Array(horizon);
  const stepWidths = new Float32Array(horizon);
  const values = new Float32Array(horizon * points);
  const column = new Float64Array(count);
  for (let step = 0; step < horizon; step++) {
    for (let level = 0; level < count; level++) column[level] = finished[level * horizon + step] ?? 0;
    const density = gridDensity(distributionOf(table.levels, column, isNonNegative), points);
    from[step] = density.from;
    stepWidths[step] = density.step;
    values.set(density.values, step * points);
  }
  return { points, from, step: stepWidths, values };
}

function distributionOf(levels: Numbers, column: Float64Array, isNonNegative: boolean) {
  return quantileFunction(levels, column, isNonNegative ? { lowerBound: 0 } : {});
}

function checkTable(table: QuantileTable): number {
  const count = checkLevels(table.levels);
  if (table.horizon < 1 || table.values.length !== count * table.horizon) {
    throw new EngineError(
      "wrong-arguments",
      `${table.values.length} quantiles do not fit ${count} levels × ${table.horizon} steps.`,
    );
  }
  return count;
}
