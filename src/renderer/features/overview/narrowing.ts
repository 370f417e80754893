import { searchedText } from "#domain/series";
import { matching, sortedBy, type Sorting } from "#renderer/ui";
import { flaggedSteps } from "#renderer/charts";
import { knownOf } from "#renderer/overview";
import { type Column, type ColumnFacts, columnOf, type SeriesRow } from "./columns.ts";
import { fileOrder } from "./defaults.ts";
import type { Condition, Narrowing } from "./series-table.ts";

export interface Preset {
  readonly id: string;
  readonly label: string;
  readonly detail: string;
  /** The order that it brings; null: as it is. */
  readonly sorting: Sorting | null;
  /** Its rows, of all; absent: all of them. */
  readonly isIn?: (row: SeriesRow) => boolean;
  /** Only the first so many. */
  readonly first?: number;
}

const worst = 20;

/** Questions that a table of series is opened with. */
export const presets: readonly Preset[] = [
  { id: "all", label: "All series", detail: "In the order of the file", sorting: fileOrder },
  {
    id: "worst",
    label: `Worst ${worst}`,
    detail: "The least skill against repeating the last season",
    sorting: { column: "skill", direction: "ascending" },
    isIn: ({ row }) => !Number.isNaN(knownOf(row.evidence)?.skill ?? Number.NaN),
    first: worst,
  },
  {
    id: "risk",
    label: "Most at risk",
    detail: "Those whose thresholds are likeliest to be crossed",
    sorting: { column: "risk", direction: "descending" },
    isIn: ({ row }) => row.risk.state === "known",
  },
  {
    id: "growing",
    label: "Fastest growing",
    detail: "By the forecast at the horizon",
    sorting: { column: "growth", direction: "descending" },
  },
  {
    id: "narrow",
    label: "Ranges too narrow",
    detail: "The past held less than the 80 % range claims",
    sorting: { column: "coverage", direction: "ascending" },
    isIn: ({ row }) => knownOf(row.evidence)?.verdict === "too-narrow",
  },
  {
    id: "anomalies",
    label: "With anomalies",
    detail: "The newest first",
    sorting: { column: "anomaly", direction: "ascending" },
    isIn: ({ profile }) => (profile?.profile?.anomalies?.total ?? 0) > 0,
  },
  {
    id: "flagged",
    label: "With flags",
    detail: "The import changed or marked steps of them",
    sorting: { column: "flags", direction: "descending" },
    isIn: ({ row }) => flaggedSteps(row.series.flags) > 0,
  },
  {
    id: "failed",
    label: "Without a forecast",
    detail: "Those that could not be forecast",
    sorting: null,
    isIn: ({ row }) => row.forecast.state === "none",
  },
];

export function presetOf(id: string): Preset {
  return presets.find((preset) => preset.id === id) ?? (presets[0] as Preset);
}

/** The rows that are left, in their order. What has no answer yet comes last, and meets no condition. */
export function narrowed(
  rows: readonly SeriesRow[],
  { preset: presetId, query, conditions, sorting }: Narrowing,
  facts: ColumnFacts,
): readonly SeriesRow[] {
  const preset = presetOf(presetId);
  const left = rows.filter((row) => (preset.isIn?.(row) ?? true) && conditions.every((one) => meets(row, one, facts)));
  const sorted = inOrder(left, sorting, facts);
  const first = preset.first ?? sorted.length;
  if (query.trim() === "") return first < sorted.length ? sorted.slice(0, first) : sorted;
  // The words find those that begin with them first, which is no order that anybody asked for here.
  const found = new Set(matching(sorted, query, ({ row }) => searchedText(row.series)));
  return sorted.filter((row) => found.has(row)).slice(0, first);
}

export function inOrder(rows: readonly SeriesRow[], sorting: Sorting, facts: ColumnFacts): readonly SeriesRow[] {
  const column = columnOf(sorting.column);
  // As they come, which is the order of the file.
  if (column === undefined) return rows;
  return sortedBy(rows, (row) => column.valueOf(row, facts), sorting.direction);
}

export function meets(row: SeriesRow, { column: id, is, limit }: Condition, facts: ColumnFacts): boolean {
  const column = columnOf(id);
  const value = column?.valueOf(row, facts);
  if (column === undefined || typeof value !== "number") return true;
  const shown = inUnit(column, value);
  return is === "above" ? shown > limit : shown < limit;
}

/** A value as conditions are typed. */
export function inUnit({ unit }: Pick<Column, "unit">, value: number): number {
  return unit === "percent" ? 100 * value : value;
}
