/** Columns that are times become rows: one row per row of the file and time. */
import { GrowableFloat64, NumberSink, TextSink, type Table, type TableColumn } from "#engine/ingest/columns";
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
}

/** What the values are called where the file does not say so. */
const valueName = "value";

/**
 * One row per row and slot, with the words that name the row. Rows without any value and totals are left out and listed.
 */
export function melt(
  table: Table,
  axis: TimeAxis | null,
  slots: readonly Slot[],
  { measures = [""], stated = [], without = new Set() }: MeltOptions = {},
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
    const sink = new TextSink(true);
    for (const at of kept) sink.pushRepeated(own[at] ?? "", slots.length);
    return { name, sink };
  });
  const ms = new GrowableFloat64();
  for (const row of rows) {
    const rowMs = axis === null ? 0 : axis.ms.get(row);
    for (const { timeOf } of slots) ms.push(timeOf(rowMs, row));
  }
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
  for (let row = 0; row < table.rows; row += 1) {
    if (leftOut.has(row)) continue;
    if (values.some((of) => of !== null && !Number.isNaN(of.values.get(row)))) rows.push(row);
    else {
      leftOut.add(row);
      table.log.add(
        "footer-row",
        table.fileRow(row),
        table.columns[0]?.name ?? "",
        "a row without values",
        "row left out",
      );
    }
  }
  return rows;
}

function valuesOf(table: Table, rows: readonly number[], columns: readonly number[]): NumberSink {
  const sources = columns.map((column) => numbersOf(table, column));
  const value = sources.find((sink) => sink !== null)?.likewise() ?? new NumberSink(".");
  const odd = sources.map((sink) =>
    sink !== null && sink.misfitCount > 0 ? new Map(sink.misfits.map(({ index, text }) => [index, text])) : null,
  );
  for (const row of rows)
    for (const [at, source] of sources.entries()) {
      const text = odd[at]?.get(row);
      if (text === undefined) value.values.push(source === null ? Number.NaN : source.values.get(row));
      else value.pushMisfit(text);
    }
  return value;
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
        `Column "${name}" is not used: the other columns of numbers are times, and its name says none.`,
      );
  }
}
