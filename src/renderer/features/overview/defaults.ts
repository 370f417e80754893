import type { Sorting } from "#renderer/ui";

/** As in the file. */
export const fileOrder: Sorting = { column: "place", direction: "ascending" };

/** Ids of the columns that are shown until the user chooses others. */
export const usualColumns: readonly string[] = [
  ...["series", "picture", "last", "forecast", "growth", "error", "skill", "coverage", "flags", "model", "anomaly"],
];

/** Where the user has chosen none: the usual ones, with those of thresholds where any is set. */
export function columnIds(tableColumns: readonly string[] | null, hasLimits: boolean): readonly string[] {
  return tableColumns ?? (hasLimits ? columnsWithLimits : usualColumns);
}

const at = usualColumns.indexOf("growth") + 1;
const columnsWithLimits: readonly string[] = [
  ...usualColumns.slice(0, at),
  "risk",
  "crossing",
  ...usualColumns.slice(at),
];
