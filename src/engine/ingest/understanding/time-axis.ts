import type { DateOrder } from "#domain/dataset";
import { dayMs, hourMs, minuteMs, type Frequency, type TimeZone } from "#domain/series";
import { EngineError } from "#domain/errors";
import { formatTimestamp, wallClockIn, zoneOfOffset } from "#engine/series";
import {
  NumberSink,
  TextSink,
  TimeSink,
  GrowableFloat64,
  type Float64Column,
  type Table,
  type Misfit,
} from "#engine/ingest/columns";
import {
  christianYear,
  monthOfName,
  dayNumber,
  isoWeekMs,
  swapDayAndMonth,
  timeShapes,
  weeksOfIsoYear,
} from "#engine/ingest/cells";
import type { RepairCode } from "#engine/ingest/report";
import { settleCenturies, type Centuries } from "./centuries.ts";
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

const timeName =
  /(?:^|[\s_.\-([])(?:date|dates|datetime|time|timestamp|ts|ds|dt|datum|zeit|zeitstempel|zeitpunkt|tag|day|fecha|hora|data|heure|jour|month|monat|mois|mes|week|year_?week|calendar_?week|kalenderwoche|woche|kw|period|periode|year|jahr|annee|année|ano|año|anno|quarter|quartal|epoch|unixtime|t)(?:$|[\s_.\-)\]])|date|time|stamp|datum|zeit|fecha|时间|日期|日時|年月/i;

/** Whether a column's name says that it is a time. */
export function isTimeName(name: string): boolean {
  return timeName.test(name);
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

/** @throws EngineError `wrong-arguments` when no column has the name. */
export function columnNamed(table: Table, name: string): number {
  const exact = table.columns.findIndex((column) => column.name === name);
  if (exact >= 0) return exact;
  const loose = table.columns.findIndex((column) => column.name.toLowerCase() === name.trim().toLowerCase());
  if (loose >= 0) return loose;
  throw new EngineError("wrong-arguments", `There is no column "${name}".`, {
    column: name,
    hint: `The columns are: ${table.columns.map((column) => column.name).join(", ")}.`,
  });
}

function axisFromColumn(table: Table, column: number): TimeAxis {
  const sink = table.columns[column]?.sink;
  const ofWritten = sink instanceof TimeSink ? axisOfWritten(table, column) : null;
  if (ofWritten !== null) return withTimeParts(table, ofWritten);
  if (sink instanceof NumberSink) {
    const kind = recogniseNumericTime(sink.values, table.columns[column]?.name ?? "", true);
    if (kind !== null) return withTimeParts(table, axisOfNumbers(table, column, kind));
  }
  throw new EngineError(
    "bad-timestamp",
    `Column "${table.columns[column]?.name ?? ""}" does not hold dates or times.`,
    {
      column: table.columns[column]?.name ?? "",
      hint: "Name another column: --time COLUMN; in the window: its role.",
    },
  );
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

/** As the user says, or by the evidence of the whole column. */
function settleOrders(table: Table, column: number, sink: TimeSink): DateOrder | null {
  const name = table.columns[column]?.name ?? "";
  const { dateOrder } = table.options;
  if (dateOrder === "year-first") return dateOrder;
  let settled: DateOrder | null = null;
  for (const [shape, counts] of sink.orders) {
    if (counts.dayFirst + counts.monthFirst + counts.either === 0) continue;
    if (dateOrder !== undefined) {
      settled = dateOrder;
      const isMonthFirst = dateOrder === "month-first";
      if (isMonthFirst) sink.swapAmbiguous(shape);
      const others = isMonthFirst ? counts.dayFirst : counts.monthFirst;
      if (others > 0) warnMixed(table, name, others, isMonthFirst);
      continue;
    }
    if (counts.dayFirst === 0 && counts.monthFirst === 0) {
      const order = settleUndecided(table, name, sink, shape);
      settled ??= order;
      continue;
    }
    settled ??= counts.monthFirst > counts.dayFirst ? "month-first" : "day-first";
    const isMonthFirst = counts.monthFirst > counts.dayFirst;
    if (isMonthFirst) sink.swapAmbiguous(shape);
    const proof = isMonthFirst ? counts.firstMonthFirst : counts.firstDayFirst;
    const other = isMonthFirst ? counts.dayFirst : counts.monthFirst;
    if (counts.either > 0 && proof !== null && timeShapes[shape] !== "numeric-dot") {
      table.log.warn(
        "date-order",
        `"${name}" is read ${isMonthFirst ? "month" : "day"} first: "${proof.text.trim()}" in row ${table.fileRow(proof.index)} cannot be read the other way round.`,
      );
    }
    if (other > 0) warnMixed(table, name, other, isMonthFirst);
  }
  return settled;
}

function warnMixed(table: Table, name: string, others: number, isMonthFirst: boolean): void {
  const dates = others === 1 ? "one date" : `${others} dates`;
  table.log.warn(
    "mixed-date-order",
    `"${name}" holds ${dates} that can only be read ${isMonthFirst ? "day" : "month"} first; each was read the way it can be.`,
  );
}

/** No date of this shape proves its order: take the reading whose steps are the more regular, and say so. */
function settleUndecided(table: Table, name: string, sink: TimeSink, shape: number): DateOrder {
  const spans = sink.rowsOfShape(shape);
  const dayFirst: number[] = [];
  const monthFirst: number[] = [];
  for (const { from, to, offsetMinutes } of spans) {
    for (let i = from; i < to && dayFirst.length < 5000; i += 1) {
      const ms = sink.values.get(i) + offsetMinutes * minuteMs;
      if (Number.isNaN(ms)) continue;
      dayFirst.push(ms);
      monthFirst.push(swapDayAndMonth(ms));
    }
  }
  const isMonthFirst = regularity(monthFirst) > regularity(dayFirst) + 1e-9;
  if (isMonthFirst) sink.swapAmbiguous(shape);
  const example = dayFirst[0] ?? 0;
  table.log.warn(
    "ambiguous-date-order",
    `Nothing in "${name}" says whether the day or the month comes first. It is read ${isMonthFirst ? "month" : "day"} first, because that gives the more regular times: the first one is ${formatTimestamp(isMonthFirst ? swapDayAndMonth(example) : example).slice(0, 10)}. --date-order ${isMonthFirst ? "day" : "month"}-first reads the other.`,
  );
  return isMonthFirst ? "month-first" : "day-first";
}

/**
 * How regular the times are under one reading: share of the commonest step, in months where every day is the same, and share of the
 * steps that go the way that most go. Files are in order, and the wrong reading of 01/02, 02/01, 03/01 is not.
 */
function regularity(times: readonly number[]): number {
  const first = new Date(times[0] ?? 0).getUTCDate();
  const isOneDay = times.length > 1 && times.every((ms) => new Date(ms).getUTCDate() === first);
  const counts = new Map<number, number>();
  let most = 0;
  let rises = 0;
  let falls = 0;
  for (let i = 1; i < times.length; i += 1) {
    const step = isOneDay ? monthOf(times[i] ?? 0) - monthOf(times[i - 1] ?? 0) : (times[i] ?? 0) - (times[i - 1] ?? 0);
    const count = (counts.get(step) ?? 0) + 1;
    counts.set(step, count);
    if (step !== 0) most = Math.max(most, count);
    if (step > 0) rises += 1;
    else if (step < 0) falls += 1;
  }
  // A whole column on one day of the month is the habit of monthly figures.
  return (most + Math.max(rises, falls)) / Math.max(1, times.length - 1) + (isOneDay ? 0.5 : 0);
}

function monthOf(ms: number): number {
  const date = new Date(ms);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** Turns times with an offset into a wall clock. @returns where that hangs, if all times had an offset. */
function settleOffsets(table: Table, column: number, sink: TimeSink): TimeZone {
  if (sink.withOffset === 0) return null;
  const name = table.columns[column]?.name ?? "";
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
      `The times in "${name}" have different offsets from UTC; each is shown as it is written, because all have one time of day.`,
    );
    return null;
  }
  table.log.warn("mixed-offsets", `The times in "${name}" have different offsets from UTC; they are shown in UTC.`);
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
    table.log.warn(
      "mixed-time-formats",
      `"${table.columns[column]?.name ?? ""}" writes its times in ${shapes.length} ways; each was read in its own.`,
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

/** Hours that run from 1 to 24 name the hour by its end. */
function hourShift(table: Table, column: number): number {
  const sink = table.columns[column]?.sink;
  if (!(sink instanceof NumberSink)) return 0;
  let smallest = Infinity;
  let largest = -Infinity;
  sink.values.forEach((value) => {
    if (value < smallest) smallest = value;
    if (value > largest) largest = value;
  });
  if (smallest < 1 || largest !== 24) return 0;
  table.log.warn(
    "hour-ending",
    `"${table.columns[column]?.name ?? ""}" counts hours from 1 to 24: each is read as the hour that ends then, so hour 1 starts at 00:00.`,
  );
  return 1;
}

/** The mark belongs to the figure, not to the time. */
function noteMarked(table: Table, column: number, marked: readonly Misfit[]): void {
  const [first] = marked;
  if (first === undefined) return;
  const name = table.columns[column]?.name ?? "";
  for (const { index, text } of marked)
    table.log.add("marked-timestamp", table.fileRow(index), name, text, "the time without its mark");
  table.log.warn(
    "marked-timestamp",
    `${marked.length === 1 ? "One time has" : `${marked.length} times have`} a mark behind in "${name}", such as "${first.text.trim()}" in row ${table.fileRow(first.index)}; it was taken off.`,
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
    `"${table.columns[column]?.name ?? ""}" writes its years with two digits; they are read as ${years}.`,
  );
}

type Part = "year" | "month" | "day" | "hour" | "minute" | "quarter" | "week";
const partNames: Readonly<Record<Part, RegExp>> = {
  year: /^(?:year|yr|yyyy|jahr|ann?[eé]e|anno|ano|año|rok|år)$/i,
  month: /^(?:month|mnth|mo|mon|mm|monat|mois|mes|mese|mês|maand|miesiąc)$/i,
  day: /^(?:day|dd|tag|jour|d[ií]a|giorno|dag|day of month|mday)$/i,
  hour: /^(?:hour|hr|hh|stunde|std|heure|hora|ora|uur|he|hour[ _]?ending|settlement[ _]?hour)$/i,
  minute: /^(?:minute|min|mi|minuto)$/i,
  quarter: /^(?:quarter|qtr|quartal|trimestre|q)$/i,
  week: /^(?:week|wk|kw|woche|iso[ _]?week|semaine|semana|settimana|weeknum)$/i,
};

function partNamed(table: Table, part: Part): number | null {
  const index = table.columns.findIndex(
    ({ name, sink }) => !(sink instanceof TimeSink) && partNames[part].test(name.trim()),
  );
  return index < 0 ? null : index;
}

function numberAt(table: Table, column: number, row: number): number {
  const sink = table.columns[column]?.sink;
  if (sink instanceof NumberSink) return sink.values.get(row);
  if (sink instanceof TextSink) return monthOfName(sink.words[sink.codes.get(row)] ?? "") || Number.NaN;
  return Number.NaN;
}

function isWithin(table: Table, column: number, from: number, to: number): boolean {
  let seen = false;
  for (let row = 0; row < Math.min(table.rows, 5000); row += 1) {
    const value = numberAt(table, column, row);
    if (Number.isNaN(value)) continue;
    if (value < from || value > to || !Number.isInteger(value)) return false;
    seen = true;
  }
  return seen;
}

/** Year, month, day, hour, minute (or year and quarter, year and week) in columns of their own. */
function axisFromParts(table: Table): TimeAxis | null {
  const year = partNamed(table, "year");
  if (year === null || !isWithin(table, year, 1500, 2500)) return null;
  const month = usable(table, "month", 1, 12);
  const quarter = usable(table, "quarter", 1, 4);
  const week = usable(table, "week", 1, 53);
  if (month === null && quarter === null && week === null) return null;
  const day = month === null ? null : usable(table, "day", 1, 31);
  const hour = day === null ? null : usable(table, "hour", 0, 24);
  const minute = hour === null ? null : usable(table, "minute", 0, 59);
  const shift = hour === null ? 0 : hourShift(table, hour);
  const ms = new GrowableFloat64();
  const unreadable: { index: number; text: string }[] = [];
  let unreadableCount = 0;
  for (let row = 0; row < table.rows; row += 1) {
    const y = numberAt(table, year, row);
    let value = Number.NaN;
    if (month !== null) {
      const m = numberAt(table, month, row);
      const d = day === null ? 1 : numberAt(table, day, row);
      if (d >= 1 && d <= new Date(Date.UTC(y, m, 0)).getUTCDate()) value = dayNumber(y, m, d) * dayMs;
    } else if (quarter !== null) value = dayNumber(y, numberAt(table, quarter, row) * 3 - 2, 1) * dayMs;
    else if (week !== null) {
      const w = numberAt(table, week, row);
      if (w >= 1 && w <= weeksOfIsoYear(y)) value = isoWeekMs(y, w);
    }
    if (hour !== null) value += (numberAt(table, hour, row) - shift) * hourMs;
    if (minute !== null) value += numberAt(table, minute, row) * minuteMs;
    if (Number.isNaN(value)) {
      unreadableCount += 1;
      if (unreadable.length < 2000) unreadable.push({ index: row, text: String(y) });
    }
    ms.push(value);
  }
  const columns = [year, month, quarter, week, day, hour, minute].filter((column) => column !== null);
  return { columns, ms, unreadable, unreadableCount };
}

function usable(table: Table, part: Part, from: number, to: number): number | null {
  const column = partNamed(table, part);
  return column !== null && isWithin(table, column, from, to) ? column : null;
}

function bestNumericColumn(table: Table): { column: number; kind: NumericTimeKind } | null {
  const named = table.columns.flatMap(({ name }, column) => (isTimeName(name) ? [column] : []));
  // By name first; without a telling name only the first column is likely to be the time.
  for (const column of [...named, 0]) {
    const sink = table.columns[column]?.sink;
    if (!(sink instanceof NumberSink)) continue;
    const name = table.columns[column]?.name ?? "";
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
  const name = table.columns[column]?.name ?? "";
  noteMarked(table, column, sink.flaggedExamples);
  if (units.length > 1) {
    table.log.warn(
      "mixed-epoch-units",
      `"${name}" counts time in ${units.join(" and ")}; each value was read by its size.`,
    );
  }
  const first = sink.values.get(0);
  if (kind === "year" && christianYear(first) !== first) {
    table.log.warn(
      "buddhist-years",
      `"${name}" counts years in the Buddhist (Thai) era: 543 were taken off, so that ${first} in row ${table.fileRow(0)} is ${christianYear(first)}.`,
    );
  }
  if (kind === "excel-1904") {
    table.log.warn("excel-1904", `"${name}" holds spreadsheet day numbers; they are read as counted from 1904.`);
  }
  return { columns: [column], ms, unreadable: sink.misfits, unreadableCount: sink.misfitCount };
}
