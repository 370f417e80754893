import { dayMs, minuteMs } from "#domain/series";
import {
  type Float64Column,
  GrowableFloat64,
  type Misfit,
  NumberSink,
  RepeatedCodes,
  type Table,
  TextSink,
  TiledColumn,
  TransposedColumn,
} from "#engine/ingest/columns";
import { monthOfName, dayNumber, TimeReader } from "#engine/ingest/cells";
import { leftOutRows } from "./left-out-rows.ts";
import { grainOf } from "./time-parts.ts";
import type { TimeAxis } from "./time-axis.ts";

const maxCells = 200_000_000;

/** A table whose columns were a part of its time, turned into one row per value. */
export interface Unpivoted {
  readonly table: Table;
  readonly axis: TimeAxis;
  /** Columns of the original table that became values. */
  readonly valueColumns: readonly number[];
  /** Rows of the original table that hold values. */
  readonly dataRows: number;
}

/** What a column's name adds to its row's time. */
interface Slot {
  readonly column: number;
  readonly timeOf: (rowMs: number) => number;
}

/**
 * Recognises days × hours, years × months or quarters, and series × dates by the names of the number columns.
 * @param axis the time that the rows have of their own; null when they have none.
 * @returns null for every ordinary table.
 */
export function unpivot(table: Table, axis: TimeAxis | null): Unpivoted | null {
  const numbers = table.columns.flatMap(({ sink }, column) =>
    sink instanceof NumberSink && axis?.columns.includes(column) !== true ? [column] : [],
  );
  const slots = axis === null ? slotsOfDates(table, numbers) : slotsWithinRow(table, axis, numbers);
  if (slots === null || table.rows * slots.length > maxCells) return null;
  return melt(table, axis, slots);
}

function slotsWithinRow(table: Table, axis: TimeAxis, numbers: readonly number[]): Slot[] | null {
  if (axis.columns.length !== 1) return null;
  const grain = grainOf(axis.ms);
  if (grain === "day") return hourSlots(table, numbers);
  if (grain === "year") return monthSlots(table, numbers) ?? quarterSlots(table, numbers);
  return null;
}

const clockName = /^(?:[a-z]{0,10}[\s_.-]*)?(\d{1,2})[:h.](\d\d)(?:[:.]\d\d)?(?:\s*(?:-|–|to)\s*\d.*)?$/i;
const hourName =
  /^(?:h|hr|hour|he|hh|std|stunde|uhr|ora|hora|heure|t|tp|p|period|v|interval|trading[\s_]?period)?[\s_.-]*0*(\d{1,3})(?:\s*(?:h|uhr))?$/i;
const slotCounts = [24, 48, 96, 144, 288];

function hourSlots(table: Table, numbers: readonly number[]): Slot[] | null {
  const clocks = numbers.flatMap((column) => {
    const match = clockName.exec(nameOf(table, column));
    return match === null ? [] : [{ column, minute: Number(match[1]) * 60 + Number(match[2]) }];
  });
  if (clocks.length >= 23 && areRising(clocks.map(({ minute }) => minute))) {
    const step = 1440 / clocks.length;
    // 01:00 … 24:00 names each stretch by its end.
    const isEnding = clocks[0]?.minute === step && clocks.at(-1)?.minute === 1440;
    if (isEnding) sayEnding(table);
    return clocks.map(({ column, minute }) => ({
      column,
      timeOf: (ms) => ms + (minute - (isEnding ? step : 0)) * minuteMs,
    }));
  }
  const counted = numbers.flatMap((column) => {
    const match = hourName.exec(nameOf(table, column));
    return match === null ? [] : [{ column, count: Number(match[1]) }];
  });
  const first = counted[0]?.count ?? -1;
  if (!slotCounts.includes(counted.length) || (first !== 0 && first !== 1)) return null;
  if (!counted.every(({ count }, i) => count === first + i)) return null;
  if (first === 1 && counted.length === 24) sayEnding(table);
  const stepMs = dayMs / counted.length;
  return counted.map(({ column, count }) => ({ column, timeOf: (ms) => ms + (count - first) * stepMs }));
}

function sayEnding(table: Table): void {
  table.log.warn(
    "hour-ending",
    "The columns count hours from 1 to 24: each is read as the hour that ends then, so hour 1 starts at 00:00.",
  );
}

function monthSlots(table: Table, numbers: readonly number[]): Slot[] | null {
  const months = numbers.flatMap((column) => {
    const name = nameOf(table, column);
    const month = monthOfName(name) || (/^(?:m|month|monat|mois)?[\s_.-]*0*(\d{1,2})$/i.exec(name)?.[1] ?? 0);
    return Number(month) === 0 ? [] : [{ column, month: Number(month) }];
  });
  if (months.length !== 12 || !months.every(({ month }, i) => month === i + 1)) return null;
  return months.map(({ column, month }) => ({ column, timeOf: monthsAfter(month - 1) }));
}

function quarterSlots(table: Table, numbers: readonly number[]): Slot[] | null {
  const quarters = numbers.flatMap((column) => {
    const match = /^(?:q|qtr|quarter|quartal|t)[\s_.-]*([1-4])$|^([1-4])[\s_.-]*(?:q|qtr|quarter|quartal)$/i.exec(
      nameOf(table, column),
    );
    return match === null ? [] : [{ column, quarter: Number(match[1] ?? match[2]) }];
  });
  if (quarters.length !== 4 || !quarters.every(({ quarter }, i) => quarter === i + 1)) return null;
  return quarters.map(({ column, quarter }) => ({ column, timeOf: monthsAfter((quarter - 1) * 3) }));
}

function monthsAfter(months: number): (yearMs: number) => number {
  return (ms) => (ms === ms ? dayNumber(new Date(ms).getUTCFullYear(), months + 1, 1) * dayMs : ms);
}

/** One row per series, dates or years as the names of the columns. */
function slotsOfDates(table: Table, numbers: readonly number[]): Slot[] | null {
  const reader = new TimeReader();
  const slots: Slot[] = [];
  const times: number[] = [];
  for (const column of numbers) {
    const name = nameOf(table, column).replace(/^[xy]_?(?=\d{4})/i, "");
    const year = /^(1[5-9]\d\d|2[0-4]\d\d)(?:\.0)?$/.exec(name);
    const ms = year === null ? reader.read(name) : dayNumber(Number(year[1]), 1, 1) * dayMs;
    if (Number.isNaN(ms)) continue;
    times.push(ms);
    slots.push({ column, timeOf: () => ms });
  }
  const isMost = slots.length >= 3 && slots.length >= numbers.length * 0.6;
  return isMost && (areRising(times) || areRising([...times].reverse())) ? slots : null;
}

function areRising(values: readonly number[]): boolean {
  return values.every((value, i) => i === 0 || value > (values[i - 1] ?? Infinity));
}

function nameOf(table: Table, column: number): string {
  return table.columns[column]?.name.trim() ?? "";
}

/** One row per row and slot. Values and words stay where they are. */
export function melt(table: Table, axis: TimeAxis | null, slots: readonly Slot[]): Unpivoted {
  const valueColumns = slots.map(({ column }) => column);
  const sinks = valueColumns.flatMap((column) => {
    const sink = table.columns[column]?.sink;
    return sink instanceof NumberSink ? [sink] : [];
  });
  const rows = rowsWithValues(table, sinks);
  const values = new TransposedColumn(
    sinks.map((sink) => sink.values),
    rows,
  );
  const value = sinks[0]?.likewise(values) ?? new NumberSink(".");
  for (const { index, text } of misfitsOf(sinks, rows)) value.addMisfit(index, text);
  const kept = table.columns.flatMap(({ name, sink }, column) =>
    sink instanceof TextSink && !sink.isFreeText && axis?.columns.includes(column) !== true
      ? [{ name, sink: new TextSink(sink.words, new RepeatedCodes(codesOf(sink, rows), slots.length)) }]
      : [],
  );
  return {
    table: {
      ...table,
      columns: [{ name: "value", sink: value }, ...kept],
      rows: rows.length * slots.length,
      fileRow: (index) => table.fileRow(rows[Math.floor(index / slots.length)] ?? 0),
      ...(axis === null ? { turnedWidth: slots.length } : {}),
    },
    axis: { columns: [], ms: timesOf(axis, slots, rows), unreadable: [], unreadableCount: 0 },
    valueColumns,
    dataRows: rows.length,
  };
}

/** Notes under the table have words and no numbers. */
function rowsWithValues(table: Table, sinks: readonly NumberSink[]): Int32Array {
  const rows: number[] = [];
  const leftOut = leftOutRows(table);
  for (let row = 0; row < table.rows; row += 1) {
    if (leftOut.has(row))
      table.log.add("left-out-row", table.fileRow(row), table.columns[0]?.name ?? "", "", "row left out");
    else if (sinks.some(({ values }) => !Number.isNaN(values.get(row)))) rows.push(row);
    else {
      const name = table.columns[0]?.name ?? "";
      table.log.add("footer-row", table.fileRow(row), name, "a row without values", "row left out");
    }
  }
  return Int32Array.from(rows);
}

/** Where they come to lie, in ascending order. */
function misfitsOf(sinks: readonly NumberSink[], rows: Int32Array): Misfit[] {
  if (sinks.every(({ misfitCount }) => misfitCount === 0)) return [];
  const placeOf = new Map(Array.from(rows, (row, place) => [row, place]));
  const misfits = sinks.flatMap((sink, slot) =>
    sink.misfits.flatMap(({ index, text }) => {
      const place = placeOf.get(index);
      return place === undefined ? [] : [{ index: place * sinks.length + slot, text }];
    }),
  );
  return misfits.sort((a, b) => a.index - b.index);
}

function codesOf({ codes }: TextSink, rows: Int32Array): Int32Array {
  return Int32Array.from(rows, (row) => codes.get(row));
}

function timesOf(axis: TimeAxis | null, slots: readonly Slot[], rows: Int32Array): Float64Column {
  if (axis === null)
    return new TiledColumn(
      Float64Array.from(slots, ({ timeOf }) => timeOf(0)),
      rows.length,
    );
  const ms = new GrowableFloat64();
  for (const row of rows) {
    const rowMs = axis.ms.get(row);
    for (const { timeOf } of slots) ms.push(timeOf(rowMs));
  }
  return ms;
}
