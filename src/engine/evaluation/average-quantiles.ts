import { EngineError } from "#domain/errors";
import { requantile, type QuantileTable } from "#engine/density";

export interface WeightedTable {
  readonly weight: number;
  readonly table: QuantileTable;
}

/**
 * The weighted mean of several forecasts' quantiles, level by level (Vincent 1912; Lichtendahl, Grushka-Cockayne & Winkler
 * 2013). It keeps the members' width, where averaging densities would widen the bands; errors that point in different
 * directions cancel. Rising with the level where the members are.
 *
 * @returns [levels × horizon], row-major
 */
export function averageQuantiles(
  members: readonly WeightedTable[],
  levels: readonly number[],
  isNonNegative: boolean,
): Float32Array {
  const horizon = members[0]?.table.horizon ?? 0;
  const total = members.reduce((sum, { weight }) => sum + weight, 0);
  if (members.some(({ table, weight }) => table.horizon !== horizon || !(weight >= 0)) || !(total > 0)) {
    throw new EngineError(
      "wrong-arguments",
      "Forecasts are averaged over one horizon, with weights that are not negative.",
    );
  }
  const tables = members.map(({ table }) => requantile(table, levels, isNonNegative));
  return Float32Array.from(
    { length: levels.length * horizon },
    (_, index) =>
      members.reduce(
        (sum, { weight }, member) => sum + weight * ((tables[member] as Float32Array)[index] as number),
        0,
      ) / total,
  );
}
