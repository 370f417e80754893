import { plural } from "#engine/format";
import type { DateOrder, RepairCode } from "#domain/dataset";
import { dayMs, minuteMs, type Frequency, type TimeZone } from "#domain/series";
import { EngineError } from "#domain/errors";
import { wallClockIn, zoneOfOffset } from "#engine/series";
import {
  columnName,
  NumberSink,
  TimeSink,
  type GrowableFloat64,
  type Float64Column,
  type Table,
  type Misfit,
} from "#engine/ingest/columns";
import { christianYear, timeShapes } from "#engine/ingest/cells";
import { listed, timeText } from "#engine/ingest/report";
import { settleCenturies, type Centuries } from "./centuries.ts";
import { findNamed, isTimeName } from "./column-names.ts";
import { axisFromParts } from "./date-columns.ts";
import { settleOrders } from "./date-orders.ts";
import { withoutOutlyingTimes } from "./outlying-times.ts";
import { withTimeParts } from "./time-parts.ts";
import { settlePeriods } from "./written-periods.ts";
import { convertNumericTimes, recogniseNumericTime, type NumericTimeKind } from "./numeric-time.ts";

/** The time of every data row, NaN where it could not be read. */
export interface TimeAxis {
  /** Indices of the columns that it was made of; the first one names it. */
  readonly columns: readonly number[];
  readonly ms: Float64Column;
  /** Rows that have no readable time, with what stood there. */
  readonly unreadable: readonly { readonly index: number; readonly text: string }[];
  readonly unreadableCount: number;
  /** Rows whose time is known and belongs to no step, with what is said about them. */
  readonly setAside?: ReadonlyMap<number, { readonly code: RepairCode; readonly text: string }>;
  /** How dates of digits were read; null where none could be read in two ways. */
  readonly dateOrder?: DateOrder | null;
  /** The step that the file states for the series of a row. */
  readonly stepOf?: (row: number) => Frequency;
  /** Null, and absent, where nothing says how far from UTC the times are. */
  readonly zone?: TimeZone;
}

/**
 * Decides which column, or which columns together, are the time, and reads it. Null when there is none.
 * @throws EngineError `wrong-arguments` when the one asked for does not exist, `bad-timestamp` when it is no time.
 */
export function findTimeAxis(table: Table): TimeAxis | null {
  const found = axisOf(table);
  return found === null ? null : withoutOutlyingTimes(table, found);
}

function axisOf(table: Table): TimeAxis | null {
  const wanted = table.options.timeColumn;
  if (wanted !== undefined) return axisFromColumn(table, columnNamed(table, wanted));
  const written = bestWrittenColumn(table);
  const ofWritten = written === null ? null : axisOfWritten(table, written);
  if (ofWritten !== null) return withTimeParts(table, ofWritten);
  const split = axisFromParts(table);
  if (split !== null) return split;
  const numeric = bestNumericColumn(table);
  return numeric === null ? null : withTimeParts(table, axisOfNumbers(table, numeric.column, numeric.kind));
}

/** A file of more columns is not written out. */
const maxListed = 40;

/** @throws EngineError `wrong-arguments` when no column has the name. */
export function columnNamed(table: Table, name: string): number {
  const found = findNamed(table.columns, name);
  if (found !== undefined) return table.columns.indexOf(found);
  throw new EngineError("wrong-arguments", `There is no column "${name}".`, {
    column: name,
    hint: `The columns are: ${listed(
      table.columns.map((column) => column.name),
      maxListed,
    )}.`,
  });
}

function axisFromColumn(table: Table, column: number): TimeAxis {
  const sink = table.columns[column]?.sink;
  const ofWritten = sink instanceof TimeSink ? axisOfWritten(table, column) : null;
  if (ofWritten !== null) return withTimeParts(table, ofWritten);
  if (sink instanceof NumberSink) {
    const kind = recogniseNumericTime(sink.values, columnName(table, column), true);
    if (kind !== null) return withTimeParts(table, axisOfNumbers(table, column, kind));
  }
  throw new EngineError("bad-timestamp", `Column "${columnName(table, column)}" does not hold dates or times.`, {
    column: columnName(table, column),
    hint: "Name another column: --time COLUMN; in the window: its role.",
  });
}

function isClockOnly(sink: TimeSink): boolean {
  return sink.shapes().every((shape) => shape === "clock");
}

function bestWrittenColumn(table: Table): number | null {
  let best: number | null = null;
  let bestScore = 0;
  for (const [index, { name, sink }] of table.columns.entries()) {
    if (!(sink instanceof TimeSink) || isClockOnly(sink)) continue;
    const readable = table.rows - sink.blank - sink.misfitCount;
    if (readable === 0) continue;
    const score =
      (readable / table.rows) * 40 +
      (isTimeName(name) ? 10 : 0) +
      Math.min(0.5, changeShare(sink.values)) * 40 +
      momentOf(name) * 15 +
      (/utc|gmt/i.test(name) ? 2 : 0) +
      1 / (index + 1);
    if (score > bestScore) {
      bestScore = score;
      best = index;
    }
  }
  return best;
}

const ownMoment =
  /order|invoice|creat|post(?:ed|ing)|book(?:ed|ing)|buchung|beleg|transaction|purchase|open(?:ed|ing)|submitted|registered|bestell|rechnung/i;
const laterMoment =
  /ship|paid|payment|due|value|valuta|wert|updat|modif|chang|clos|settle|deliver|liefer|fällig|resol|finish|end|expir|return|refund/i;

/** 1 for a time at which a transaction was made, −1 for one at which something came of it later. */
function momentOf(name: string): number {
  if (ownMoment.test(name)) return 1;
  return laterMoment.test(name) ? -1 : 0;
}

/** Whether times only rise, or only fall, from row to row; a single one is in no order. */
export function isInOrder(values: Float64Column): boolean {
  let direction = 0;
  for (let row = 1; row < values.length; row += 1) {
    const step = Math.sign(values.get(row) - values.get(row - 1));
    if (step === 0 || (direction !== 0 && step === -direction)) return false;
    if (step === step) direction = step;
  }
  return direction !== 0;
}

/** Share of the rows whose time differs from the row before: the date beside a full timestamp changes less often. */
function changeShare(values: Float64Column): number {
  const rows = Math.min(values.length, 20_000);
  let changes = 0;
  for (let i = 1; i < rows; i += 1) if (values.get(i) !== values.get(i - 1)) changes += 1;
  return rows < 2 ? 1 : changes / (rows - 1);
}

/** Turns times with an offset into a wall clock. @returns where that hangs, if all times had an offset. */
function settleOffsets(table: Table, column: number, sink: TimeSink): TimeZone {
  if (sink.withOffset === 0) return null;
  const name = columnName(table, column);
  const { timezone } = table.options;
  if (timezone !== undefined) {
    sink.values = inZone(sink.values, timezone);
    return timezone;
  }
  const haveAll = sink.withOffset === table.rows - sink.blank - sink.misfitCount;
  if (sink.minOffsetMinutes === sink.maxOffsetMinutes) {
    const shift = sink.minOffsetMinutes * minuteMs;
    if (shift !== 0) sink.values = sink.values.map((ms) => ms + shift);
    return haveAll ? zoneOfOffset(shift) : null;
  }
  const { clockMs } = sink;
  if (clockMs !== null && haveAll) {
    // Every row has the same time of day: these are days of a calendar, whose beginning UTC would move to the day before.
    const shift = ((sink.minOffsetMinutes + sink.maxOffsetMinutes) / 2) * minuteMs - clockMs;
    sink.values = sink.values.map((ms) => Math.round((ms + shift) / dayMs) * dayMs + clockMs);
    table.log.warn(
      "mixed-offsets",
      `The times in "${name}" have different offsets from UTC; each is shown as it is written, because all have the same time of day. --timezone UTC shows them in UTC.`,
    );
    return null;
  }
  table.log.warn(
    "mixed-offsets",
    `The times in "${name}" have different offsets from UTC; they are shown in UTC. --timezone Europe/Berlin, for example, shows them in that zone.`,
  );
  return haveAll ? "UTC" : null;
}

function inZone(utc: Float64Column, zone: string): GrowableFloat64 {
  const toWall = wallClockIn(zone);
  return utc.map((ms) => (ms === ms ? toWall(ms) : ms));
}

/** The names of columns, read as a column of times is; null where they say too little. @param table one column, a `TimeSink` */
export function readWrittenTimes(table: Table): TimeAxis | null {
  return axisOfWritten(table, 0);
}

/** Null where it says too little for a time, and the user said to count rows instead. */
function axisOfWritten(table: Table, column: number): TimeAxis | null {
  const sink = table.columns[column]?.sink;
  if (!(sink instanceof TimeSink)) throw new Error("the column was found to hold times");
  disownClocks(table, sink);
  if (!settlePeriods(table, column, sink)) return null;
  const dateOrder = settleOrders(table, column, sink) ?? (sink.digitOrder === "week" ? null : sink.digitOrder);
  const centuries = settleCenturies(sink, table.thisYear);
  if (centuries !== null) sayCenturies(table, column, centuries);
  const zone = settleOffsets(table, column, sink);
  noteMarked(table, column, sink.marked);
  const shapes = sink.shapes();
  if (shapes.length > 1) {
    const rarest = firstOfRarest(sink);
    table.log.warn(
      "mixed-time-formats",
      `"${columnName(table, column)}" writes its times in ${shapes.length} ways, one of them in row ${table.fileRow(rarest)}; each was read in its own.`,
    );
  }
  return {
    columns: [column],
    ms: sink.values,
    unreadable: sink.misfits,
    unreadableCount: sink.misfitCount,
    dateOrder,
    zone,
  };
}

/** The first row of the form of time that occurs least often. */
function firstOfRarest(sink: TimeSink): number {
  const counts = [...sink.shapeCounts].map((count, shape) => ({ count, shape })).filter(({ count }) => count > 0);
  const { shape = 0 } = counts.sort((a, b) => a.count - b.count)[0] ?? {};
  return sink.rowsOfShape(shape)[0]?.from ?? 0;
}

/** The mark belongs to the figure, not to the time. */
function noteMarked(table: Table, column: number, marked: readonly Misfit[]): void {
  const [first] = marked;
  if (first === undefined) return;
  const name = columnName(table, column);
  for (const { index, text } of marked)
    table.log.add("marked-timestamp", table.fileRow(index), name, text, "the time without its mark");
  table.log.warn(
    "marked-timestamp",
    `${plural(marked.length, "time in", "times in")} "${name}" ${marked.length === 1 ? "has a mark, which was taken off" : "have marks, which were taken off"}: "${first.text.trim()}" in row ${table.fileRow(first.index)}.`,
  );
}

const clockShape = timeShapes.indexOf("clock");
const maxClockShare = 0.1;

/** A lone "15:59" among dates has no date. */
function disownClocks(table: Table, sink: TimeSink): void {
  const clocks = sink.shapeCounts[clockShape] ?? 0;
  if (clocks > 0 && clocks <= table.rows * maxClockShare) sink.disown("clock");
}

/** Years of this century up to the next one are what everybody means. */
function sayCenturies(table: Table, column: number, { firstYear, lastYear }: Centuries): void {
  if (firstYear >= 2000 && lastYear <= table.thisYear + 1) return;
  const years = firstYear === lastYear ? `${firstYear}` : `${firstYear} to ${lastYear}`;
  table.log.warn(
    "two-digit-years",
    `"${columnName(table, column)}" writes its years with two digits; they are read as ${years}.`,
  );
}

function bestNumericColumn(table: Table): { column: number; kind: NumericTimeKind } | null {
  const named = table.columns.flatMap(({ name }, column) => (isTimeName(name) ? [column] : []));
  // By name first; without a telling name only the first column is likely to be the time.
  for (const column of [...named, 0]) {
    const sink = table.columns[column]?.sink;
    if (!(sink instanceof NumberSink)) continue;
    const name = columnName(table, column);
    const kind = recogniseNumericTime(sink.values, name, named.includes(column));
    if (kind !== null) return { column, kind };
  }
  // Values like 20140102 or 1700000000000 are times wherever they stand.
  for (const [column, { name, sink }] of table.columns.entries()) {
    if (!(sink instanceof NumberSink)) continue;
    const kind = recogniseNumericTime(sink.values, name, false);
    if (kind === "yyyymmdd" || kind === "epoch") return { column, kind };
  }
  return null;
}

function axisOfNumbers(table: Table, column: number, kind: NumericTimeKind): TimeAxis {
  const sink = table.columns[column]?.sink;
  if (!(sink instanceof NumberSink)) throw new Error("the column was found to hold numbers");
  const { ms: read, units } = convertNumericTimes(sink.values, kind);
  const { timezone } = table.options;
  // An epoch counts from an instant; days and years that are written as numbers are a wall clock already.
  const ms = kind === "epoch" && timezone !== undefined ? inZone(read, timezone) : read;
  const name = columnName(table, column);
  noteMarked(table, column, sink.flaggedExamples);
  if (units.length > 1) {
    table.log.warn(
      "mixed-epoch-units",
      `"${name}" counts time in ${units.join(" and ")}; each value was read by its size.`,
    );
  }
  const row = firstNumber(sink.values);
  const first = sink.values.get(row);
  if (kind === "year" && christianYear(first) !== first) {
    table.log.warn(
      "buddhist-years",
      `"${name}" counts years in the Buddhist (Thai) era: 543 were taken off, so that ${first} in row ${table.fileRow(row)} is ${christianYear(first)}.`,
    );
  }
  if (kind === "excel-1904") {
    table.log.warn(
      "excel-1904",
      `"${name}" holds spreadsheet day numbers, read as counted from 1904: ${first} in row ${table.fileRow(row)} is ${timeText(ms.get(row)).slice(0, 10)}.`,
    );
  }
  return { columns: [column], ms, unreadable: sink.misfits, unreadableCount: sink.misfitCount };
}

/** The first row that holds one. */
function firstNumber(values: Float64Column): number {
  let row = 0;
  while (row < values.length - 1 && Number.isNaN(values.get(row))) row += 1;
  return row;
}
