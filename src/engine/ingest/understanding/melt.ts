/** Columns that are times become rows: one row per row of the file and time. */
import {
  columnName,
  type Float64Column,
  GrowableFloat64,
  type Misfit,
  NumberSink,
  RepeatedCodes,
  type Table,
  type TableColumn,
  TextSink,
  TiledColumn,
  TransposedColumn,
} from "#engine/ingest/columns";
import { leftOutRows } from "./left-out-rows.ts";
import { addHeadings, fillOutline } from "./outline.ts";
import { idsOf, labelsOf } from "./row-labels.ts";
import type { TimeAxis } from "./time-axis.ts";
import { isTotalName } from "./total-names.ts";
import { takeSubtotals, totalRows } from "./total-rows.ts";

/** A table whose columns were a part of its time, turned into one row per value. */
export interface Unpivoted {
  readonly table: Table;
  readonly axis: TimeAxis;
  /** Columns of the original table that became values. */
  readonly valueColumns: readonly number[];
  /** Rows of the original table that hold values. */
  readonly dataRows: number;
  /** Rows of the original table that reached no series. */
  readonly leftOut: ReadonlySet<number>;
  /** Columns that name every row of the original table on its own, where rows have no time; null where none do. */
  readonly ids: readonly number[] | null;
  /** The row of the original table that a row was made of. */
  readonly sourceRow: (row: number) => number;
}

/** One time of every row. */
export interface Slot {
  /** By quantity, as many as there are; −1 where the time has no column of one. */
  readonly columns: readonly number[];
  readonly timeOf: (rowMs: number, row: number) => number;
}

interface MeltOptions {
  /** Names of the quantities; "" is one without a name. */
  readonly measures?: readonly string[];
  /** Columns that are neither values nor names of rows. */
  readonly stated?: readonly number[];
  /** Rows that are left out for reasons that were given elsewhere. */
  readonly without?: ReadonlySet<number>;
  /** Whether each row begins or steps in its own way, also without times of its own. */
  readonly haveOwnTimes?: boolean;
}

/** What the values are called where the file does not say so. */
const valueName = "value";

/**
 * One row per row and slot, with the words that name the row. Rows without any value and totals are left out and listed. There
 * may be tens of millions of them: values and words stay where they are, and times that all rows share are kept once.
 */
export function melt(
  table: Table,
  axis: TimeAxis | null,
  slots: readonly Slot[],
  { measures = [""], stated = [], without = new Set(), haveOwnTimes = axis !== null }: MeltOptions = {},
): Unpivoted {
  const valueColumns = slots.flatMap(({ columns }) => columns.filter((column) => column >= 0));
  const leftOut = new Set(without);
  const filled = rowsWithValues(table, valueColumns, leftOut);
  const taken = new Set([...valueColumns, ...(axis?.columns ?? []), ...stated]);
  const labels = labelsOf(table, filled, taken, axis === null ? null : (row) => axis.ms.get(row));
  sayUnplaced(table, taken, new Set(labels.map(({ name }) => name)));
  if (axis === null) {
    fillOutline(table, filled, labels);
    addHeadings(table, filled, labels, taken);
    const headings = takeSubtotals(table, filled, labels, valueColumns);
    for (const at of headings) leftOut.add(filled[at] ?? 0);
    for (const row of totalRows(table, filled, labels, valueColumns, headings)) leftOut.add(row);
  }
  const kept = filled.flatMap((row, at) => (leftOut.has(row) ? [] : [at]));
  const rows = kept.map((at) => filled[at] ?? 0);
  const words = labels.map(({ name, words: own }) => {
    const each = new TextSink(true);
    for (const at of kept) each.push(own[at] ?? "");
    return { name, sink: new TextSink(true, each.words, new RepeatedCodes(codesOf(each), slots.length)) };
  });
  const ms = timesOf(axis, slots, rows, haveOwnTimes);
  const used = new Set(labels.map(({ name }) => name));
  const values = measures.map((measure, at): TableColumn => {
    const name = measure === "" ? valueName : measure;
    return {
      name: used.has(name) ? `${name} (2)` : name,
      sink: valuesOf(
        table,
        rows,
        slots.map(({ columns }) => columns[at] ?? -1),
      ),
    };
  });
  const only = rows.length === 1 ? words.map(({ sink }) => sink.words[0] ?? "").filter((word) => word !== "") : [];
  const sourceRow = (index: number): number => rows[Math.floor(index / slots.length)] ?? 0;
  return {
    table: {
      ...table,
      columns: [...values, ...words],
      // A table of one row is one series, and called what the row is.
      ...(only.length > 0 && measures.length === 1
        ? { seriesNames: new Map([[values[0]?.name ?? "", only.join(" / ")]]) }
        : {}),
      rows: rows.length * slots.length,
      fileRow: (index) => table.fileRow(sourceRow(index)),
      ...(haveOwnTimes ? {} : { turnedWidth: slots.length }),
    },
    axis: { columns: [], ms, unreadable: [], unreadableCount: 0 },
    valueColumns,
    dataRows: rows.length,
    leftOut,
    ids: axis === null ? (idsOf(labels, kept)?.map((at) => measures.length + at) ?? null) : null,
    sourceRow,
  };
}

/** Notes under the table, and names above its parts, have words and no numbers. */
function rowsWithValues(table: Table, columns: readonly number[], leftOut: Set<number>): number[] {
  const values = columns.map((column) => numbersOf(table, column));
  const rows: number[] = [];
  const byUser = leftOutRows(table);
  for (let row = 0; row < table.rows; row += 1) {
    if (leftOut.has(row)) continue;
    if (byUser.has(row)) {
      leftOut.add(row);
      table.log.add("left-out-row", table.fileRow(row), columnName(table, 0), "", "row left out");
      continue;
    }
    if (values.some((of) => of !== null && !Number.isNaN(of.values.get(row)))) rows.push(row);
    else {
      leftOut.add(row);
      table.log.add("footer-row", table.fileRow(row), columnName(table, 0), "a row without values", "row left out");
    }
  }
  return rows;
}

function codesOf({ codes, rows }: TextSink): Int32Array {
  const all = new Int32Array(rows);
  codes.copyTo(0, all);
  return all;
}

function timesOf(
  axis: TimeAxis | null,
  slots: readonly Slot[],
  rows: readonly number[],
  haveOwnTimes: boolean,
): Float64Column {
  if (!haveOwnTimes)
    return new TiledColumn(
      Float64Array.from(slots, ({ timeOf }) => timeOf(0, rows[0] ?? 0)),
      rows.length,
    );
  const ms = new GrowableFloat64();
  for (const row of rows) {
    const rowMs = axis === null ? 0 : axis.ms.get(row);
    for (const { timeOf } of slots) ms.push(timeOf(rowMs, row));
  }
  return ms;
}

function valuesOf(table: Table, rows: readonly number[], columns: readonly number[]): NumberSink {
  const sources = columns.map((column) => numbersOf(table, column));
  const nothing = new TiledColumn(Float64Array.of(Number.NaN), table.rows);
  const made = new TransposedColumn(
    sources.map((sink) => sink?.values ?? nothing),
    Int32Array.from(rows),
  );
  const first = sources.find((sink) => sink !== null);
  const value = first === undefined || first === null ? new NumberSink(".") : first.likewise(made);
  for (const { index, text } of misfitsOf(sources, rows)) value.addMisfit(index, text);
  return value;
}

/** Where they come to lie, in ascending order. */
function misfitsOf(sources: readonly (NumberSink | null)[], rows: readonly number[]): Misfit[] {
  if (sources.every((sink) => sink === null || sink.misfitCount === 0)) return [];
  const placeOf = new Map(rows.map((row, place) => [row, place]));
  const misfits = sources.flatMap((sink, slot) =>
    (sink?.misfits ?? []).flatMap(({ index, text }) => {
      const place = placeOf.get(index);
      return place === undefined ? [] : [{ index: place * sources.length + slot, text }];
    }),
  );
  return misfits.sort((a, b) => a.index - b.index);
}

function numbersOf(table: Table, column: number): NumberSink | null {
  const sink = table.columns[column]?.sink;
  return sink instanceof NumberSink ? sink : null;
}

/** Columns of numbers beside those of times: sums of them, or something that has no time. */
function sayUnplaced(table: Table, taken: ReadonlySet<number>, used: ReadonlySet<string>): void {
  for (const [column, { name, sink }] of table.columns.entries()) {
    if (!(sink instanceof NumberSink) || taken.has(column) || used.has(name)) continue;
    if (sink.missingCells >= table.rows) continue;
    if (isTotalName(name)) table.log.add("total-column", Math.max(1, table.headRow), name, name, "column left out");
    else
      table.log.warn(
        "unused-column",
        `Column "${name}" was left out: the names of the other columns of numbers are times, and its name is not.`,
      );
  }
}
