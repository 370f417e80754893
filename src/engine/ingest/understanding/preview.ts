import type { Preview, PreviewRow } from "#domain/dataset";
import { formatTimestamp } from "#engine/series";
import { NumberSink, TextSink, TimeSink, type Table } from "#engine/ingest/columns";
import type { TimeAxis } from "./time-axis.ts";

const headRows = 20;
const dataRows = 50;
const maxCells = 500;
const maxCellLength = 200;

/** A row as it was cut from the file. */
export interface RawRow {
  readonly row: number;
  readonly cells: readonly string[];
}

export interface RawPreview {
  readonly rows: readonly RawRow[];
  /** File rows before the first row of data. */
  readonly firstDataRow: number;
  /** File row of the column names, 0 without any. */
  readonly headerRow: number;
  readonly cellOf: readonly number[];
}

/**
 * The rows that are worth showing: the last ones above the data and the first ones of it.
 * @param rows from the table's first row on
 * @param before file rows above it
 */
export function rawRows(rows: readonly (readonly string[])[], firstDataRow: number, before = 0): RawRow[] {
  const from = Math.max(0, firstDataRow - headRows);
  return rows.slice(from, firstDataRow + dataRows).map((cells, i) => ({
    row: before + from + i + 1,
    cells: cells.slice(0, maxCells).map(shorten),
  }));
}

/** What the import understands under each of the rows. */
export interface Understanding {
  readonly table: Table;
  readonly axis: TimeAxis | null;
  /** The table that series are made of, when it holds only some of the rows; columns are the same. */
  readonly kept?: Table;
  /** Per column the numbers that stand for no value. */
  readonly missingCodes?: ReadonlyMap<number, ReadonlySet<number>>;
}

export function makePreview(raw: RawPreview, understanding: Understanding | null): Preview {
  const known = understanding === null ? null : rowsOf(understanding.table, raw.rows.length);
  const kept = understanding?.kept === undefined ? null : rowsOf(understanding.kept, raw.rows.length);
  return {
    cellOf: [...raw.cellOf],
    rows: raw.rows.map(({ row, cells }): PreviewRow => {
      const at = known?.get(row);
      const isKept = kept === null || kept.has(row);
      const kind =
        row === raw.headerRow
          ? "header"
          : row <= raw.firstDataRow
            ? "preamble"
            : at === undefined || !isKept
              ? "left-out"
              : "data";
      const understood =
        understanding === null || at === undefined || kind !== "data"
          ? null
          : understand(understanding, at, kept?.get(row) ?? at);
      return {
        row,
        kind: understanding === null && row > raw.firstDataRow ? "data" : kind,
        cells: [...cells],
        understood,
      };
    }),
  };
}

/** Data rows by file row, for the first of them. */
function rowsOf(table: Table, count: number): Map<number, number> {
  const rows = new Map<number, number>();
  for (let index = 0; index < Math.min(count, table.rows); index += 1) {
    const row = table.fileRow(index);
    if (!rows.has(row)) rows.set(row, index);
  }
  return rows;
}

function understand(
  { table, axis, kept, missingCodes }: Understanding,
  index: number,
  keptIndex: number,
): (string | null)[] {
  return table.columns.slice(0, maxCells).map(({ sink }, column) => {
    if (axis?.columns[0] === column) return timeText(axis.ms.get(index));
    if (sink instanceof TimeSink) return timeText(sink.values.get(index));
    if (sink instanceof TextSink) return sink.isFreeText ? null : (sink.words[sink.codes.get(index)] ?? null);
    const own = kept?.columns[column]?.sink;
    const value = own instanceof NumberSink ? own.values.get(keptIndex) : sink.values.get(index);
    return value !== value || missingCodes?.get(column)?.has(value) === true ? null : String(value);
  });
}

function timeText(ms: number): string | null {
  return ms === ms ? formatTimestamp(ms) : null;
}

function shorten(cell: string): string {
  return cell.length <= maxCellLength ? cell : `${cell.slice(0, maxCellLength - 1)}…`;
}
