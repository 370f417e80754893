import { formatRowRange, mergeRowRanges } from "#domain/dataset";
import type { Table } from "#engine/ingest/columns";
import type { TimeAxis } from "./time-axis.ts";

/** Data rows of the table that the user leaves out, and says so where there are none at all. */
export function leftOutRows(table: Table): ReadonlySet<number> {
  const { leftOutRows: ranges = [] } = table.options;
  const rows = new Set<number>();
  if (ranges.length === 0 || table.log.isUndone("left-out-row")) return rows;
  for (const range of mergeRowRanges(ranges)) {
    const first = firstRowFrom(table, range.from);
    for (let row = first; row < table.rows && table.fileRow(row) <= range.to; row += 1) rows.add(row);
    if (first >= table.rows || table.fileRow(first) > range.to)
      table.log.warn(
        "left-out-row",
        `${range.from === range.to ? "Row" : "Rows"} ${formatRowRange(range)} ${range.from === range.to ? "was" : "were"} to be left out, and no data is there: the file's rows of data are ${table.fileRow(0)} to ${table.fileRow(table.rows - 1)}.`,
      );
  }
  return rows;
}

/** The axis without these rows: they are no rows of data, whatever stands in them. */
export function withoutLeftOutRows(table: Table, axis: TimeAxis): TimeAxis {
  const rows = leftOutRows(table);
  if (rows.size === 0) return axis;
  const setAside = new Map(axis.setAside);
  for (const row of rows) setAside.set(row, { code: "left-out-row", text: "" });
  return { ...axis, ms: axis.ms.map((time, row) => (rows.has(row) ? Number.NaN : time)), setAside };
}

/** The first data row that stands in this row of the file or below. */
function firstRowFrom(table: Table, fileRow: number): number {
  let low = 0;
  let high = table.rows;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (table.fileRow(middle) < fileRow) low = middle + 1;
    else high = middle;
  }
  return low;
}
