import { sharedStore } from "#renderer/context";
import type { SeriesTablePage, SeriesTableState } from "./series-table.ts";

export const [SeriesTableContext, useSeriesTable, useSeriesTableState] = sharedStore<SeriesTableState, SeriesTablePage>(
  "table of series",
);
