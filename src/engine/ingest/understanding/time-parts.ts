/** A column of dates, or of years, and another one that says which hour, period or month of it a row is about. */
import { plural } from "#engine/format";
import { dayMs, minuteMs } from "#domain/series";
import {
  columnName,
  NumberSink,
  TextSink,
  TimeSink,
  GrowableFloat64,
  type Float64Column,
  type Table,
} from "#engine/ingest/columns";
import { dayNumber, isoWeekMs, monthOfName, weeksOfIsoYear } from "#engine/ingest/cells";
import { isIdNumberName, isIdWord } from "./column-names.ts";
import { sayHourEnding } from "./hour-ending.ts";
import type { TimeAxis } from "./time-axis.ts";
import { rowsOfWholeTimes } from "./whole-times.ts";

/** Dates that stand alone are mostly not repeated. */
const maxDistinctDates = 0.6;
/** A part is there on half of the dates at least; what is rarer is a clock change, or no part at all. */
const usualShare = 0.5;
/** Of all pairs of dates and parts, how many there are. */
const leastFilled = 0.9;
/** Parts occur equally often, counts and measurements do not. */
const maxImbalance = 0.15;
const maxRareShare = 0.1;
const slotCounts = [24, 48, 96, 144, 288, 1440];
const clockName =
  /^(?:hour|hr|hh|h|stunde|std|uhr|uhrzeit|heure|hora|ora|uur|he|time|zeit|clock|hour[ _]?ending|hour[ _]?of[ _]?day|settlement[ _]?hour)s?$/i;

/** Columns that may count through the day; a shop or a machine may have 24 of its kind, too. */
const slotName =
  /hour|stunde|heure|hora|godzin|timme|tunti|saat|hodin|óra|час|годин|ώρα|时|時|시간|giờ|interval|period|slot|block|bucket|settlement|trading|dispatch|zeitscheibe|half|quarter|quart|viertel|kvarter|step|seq|time|zeit|uhr|^.{0,3}$|^column \d+$/i;
/** HHMM that stay within so many minutes are as likely numbers. */
const leastClockMinutes = 360;
const risingShare = 0.9;

type Part = "clock" | "hhmm" | "hhmmss" | "slot" | "month" | "quarter" | "week";

interface Found {
  readonly column: number;
  readonly part: Part;
  /** Parts of a day, for slots. */
  readonly slots: number;
  /** What the first one is called: 0 or 1. */
  readonly first: number;
}

/** The axis with the part of the day or year that another column holds; as it is where none does. */
export function withTimeParts(table: Table, axis: TimeAxis): TimeAxis {
  const grain = grainOf(axis.ms);
  if (grain === null) return axis;
  const rows = rowsOfWholeTimes(axis.ms);
  const dates = countDistinct(axis.ms, rows);
  if (dates > rows.length * maxDistinctDates) return axis;
  const free = table.columns.flatMap((_, column) => (axis.columns.includes(column) ? [] : [column]));
  const clock = grain === "day" ? clockColumn(table, axis, free, rows) : null;
  if (clock !== null) return join(table, axis, { column: clock, part: "clock", slots: 0, first: 0 });
  if (dates < 2) return axis;
  let best: { found: Found; worth: number } | null = null;
  for (const column of free) {
    const found = partIn(table, axis, column, rows, grain);
    const worth = found === null ? 0 : clockName.test(columnName(table, column)) ? 2 : 1;
    if (found !== null && (best === null || worth > best.worth)) best = { found, worth };
  }
  return best === null ? axis : join(table, axis, best.found);
}

/** Whether every time is a whole day, or even the first of January. */
export function grainOf(ms: Float64Column): "year" | "day" | null {
  let grain: "year" | "day" = "year";
  for (let row = 0; row < ms.length; row += 1) {
    const time = ms.get(row);
    if (time !== time) continue;
    if (time % dayMs !== 0) return null;
    if (grain === "day") continue;
    const date = new Date(time);
    if (date.getUTCMonth() !== 0 || date.getUTCDate() !== 1) grain = "day";
  }
  return grain;
}

function countDistinct(ms: Float64Column, rows: Uint32Array): number {
  let distinct = 0;
  let before = Number.NaN;
  for (const row of rows) {
    const time = ms.get(row);
    if (time !== before) distinct += 1;
    before = time;
  }
  return distinct;
}

/** Of the columns of clocks the one that repeats least within the dates: durations look like clocks, too. */
function clockColumn(table: Table, axis: TimeAxis, free: readonly number[], rows: Uint32Array): number | null {
  let best: number | null = null;
  let most = 0;
  for (const column of free) {
    const sink = table.columns[column]?.sink;
    if (!(sink instanceof TimeSink) || !sink.shapes().every((shape) => shape === "clock")) continue;
    const pairs = new Set<number>();
    for (const row of rows) pairs.add(axis.ms.get(row) + sink.values.get(row));
    if (pairs.size <= most) continue;
    most = pairs.size;
    best = column;
  }
  return best;
}

/** What a cell counts: whole numbers, also behind a letter or a word (`M01`, `Q1`, `H07`); months by their names. */
function partNumbers(table: Table, column: number): ((row: number) => number) | null {
  const sink = table.columns[column]?.sink;
  if (sink instanceof NumberSink) return (row) => sink.values.get(row);
  if (!(sink instanceof TextSink) || sink.isFreeText || sink.words.length > 1500) return null;
  const numbers = sink.words.map(numberIn);
  return (row) => numbers[sink.codes.get(row)] ?? Number.NaN;
}

const partWord =
  /^(?:(?:h|he|hr|hour|std|stunde|t|tp|p|sp|period|periode|interval|int|slot|m|month|monat|mois|mes|q|qtr|quarter|quartal|trimestre|trim|t|w|wk|kw|week|woche|semaine|semana)[\s._-]*)?0*(\d{1,6})$|^(\d{1,2})\.?\s*(?:quartal|quarter|trimestre|qtr|q)$/i;

function numberIn(word: string): number {
  const match = partWord.exec(word);
  if (match !== null) return Number(match[1] ?? match[2]);
  return monthOfName(word) || Number.NaN;
}

/** The letters before the numbers, where there are some. */
function prefixOf(table: Table, column: number): string {
  const sink = table.columns[column]?.sink;
  if (!(sink instanceof TextSink)) return "";
  const [word = ""] = sink.words.filter((text) => text !== "");
  if (/quart|trimest/i.test(word)) return "q";
  return monthOfName(word) > 0 && !/\d/.test(word) ? "month" : (/^[a-z]+/i.exec(word)?.[0] ?? "").toLowerCase();
}

interface Usual {
  /** Sorted. */
  readonly values: readonly number[];
  readonly largest: number;
}

/** The whole numbers that nearly every date has, equally often; null for counts and measurements. */
function usualNumbers(axis: TimeAxis, numberOf: (row: number) => number, rows: Uint32Array): Usual | null {
  const inner = innerRows(axis, rows);
  const seen = new Map<number, { dates: number; last: number; rows: number }>();
  let dates = 0;
  let counted = 0;
  let largest = 0;
  let time = Number.NaN;
  for (const row of inner) {
    const now = axis.ms.get(row);
    const value = numberOf(row);
    if (value !== value) continue;
    if (!Number.isInteger(value) || value < 0) return null;
    if (now !== time) dates += 1;
    time = now;
    counted += 1;
    largest = Math.max(largest, value);
    const of = seen.get(value);
    if (of === undefined) seen.set(value, { dates: 1, last: now, rows: 1 });
    else {
      of.rows += 1;
      if (of.last !== now) of.dates += 1;
      of.last = now;
    }
  }
  const usual = [...seen].filter(([, of]) => of.dates >= dates * usualShare);
  if (usual.length < 2 || dates === 0) return null;
  const pairs = usual.reduce((sum, [, of]) => sum + of.dates, 0);
  const usualRows = usual.reduce((sum, [, of]) => sum + of.rows, 0);
  if (pairs < dates * usual.length * leastFilled || usualRows < counted * (1 - maxRareShare)) return null;
  const each = usualRows / usual.length;
  const areBalanced = usual.every(([, of]) => Math.abs(of.rows - each) <= Math.max(2, each * maxImbalance));
  return areBalanced ? { values: usual.map(([value]) => value).sort((a, b) => a - b), largest } : null;
}

/** Without the first and the last date, which the file may cut, where others are left. */
function innerRows({ ms }: TimeAxis, rows: Uint32Array): Uint32Array {
  const first = ms.get(rows[0] ?? 0);
  const last = ms.get(rows.at(-1) ?? 0);
  const inner = rows.filter((row) => ms.get(row) !== first && ms.get(row) !== last);
  return inner.length * 2 >= rows.length ? inner : rows;
}

function partIn(table: Table, axis: TimeAxis, column: number, rows: Uint32Array, grain: "year" | "day"): Found | null {
  const name = columnName(table, column);
  const isNamed = clockName.test(name);
  if (!isNamed && (isIdNumberName(name) || (isIdWord(name) && prefixOf(table, column) === ""))) return null;
  const numberOf = partNumbers(table, column);
  if (numberOf === null) return null;
  const usual = usualNumbers(axis, numberOf, rows);
  if (usual === null) return isNamed && grain === "day" ? namedHour(axis, column, numberOf, rows) : null;
  const { values } = usual;
  const first = values[0] ?? 0;
  const last = values.at(-1) ?? 0;
  const areConsecutive = last - first === values.length - 1;
  if (grain === "year") {
    const part = areConsecutive && first === 1 ? yearPart(last, prefixOf(table, column)) : null;
    return part === null ? null : { column, part, slots: 0, first: 1 };
  }
  // Half and quarter hours come in numbers that little else comes in.
  const isLikely = slotName.test(name) || (values.length > 24 && rises(axis, numberOf));
  if (isLikely && areConsecutive && (first === 0 || first === 1) && slotCounts.includes(values.length))
    return { column, part: "slot", slots: values.length, first };
  if (areConsecutive && isNamed && last <= 24) return { column, part: "slot", slots: 24, first: last === 24 ? 1 : 0 };
  const part = last > 2400 ? "hhmmss" : "hhmm";
  return areClockNumbers(values, part, isNamed) ? { column, part, slots: 0, first: 0 } : null;
}

/** Whether the next row of a date is mostly about the same part or the one after it. */
function rises({ ms }: TimeAxis, numberOf: (row: number) => number): boolean {
  let pairs = 0;
  let rising = 0;
  for (let row = 1; row < Math.min(ms.length, 20_000); row += 1) {
    if (ms.get(row) !== ms.get(row - 1)) continue;
    const distance = numberOf(row) - numberOf(row - 1);
    pairs += 1;
    if (distance >= 0) rising += 1;
  }
  return pairs > 0 && rising >= pairs * risingShare;
}

/** Hours that a file calls so, though not every day has all of them. */
function namedHour(axis: TimeAxis, column: number, numberOf: (row: number) => number, rows: Uint32Array): Found | null {
  let smallest = Infinity;
  let largest = -Infinity;
  const pairs = new Set<number>();
  for (const row of rows) {
    const value = numberOf(row);
    if (value !== value) continue;
    if (!Number.isInteger(value) || value < 0 || value > 24) return null;
    smallest = Math.min(smallest, value);
    largest = Math.max(largest, value);
    pairs.add(axis.ms.get(row) + value);
  }
  const isEnding = smallest >= 1 && largest === 24;
  return pairs.size > countDistinct(axis.ms, rows)
    ? { column, part: "slot", slots: 24, first: isEnding ? 1 : 0 }
    : null;
}

function yearPart(last: number, prefix: string): Part | null {
  if (last === 4 || (last === 5 && prefix === "q")) return "quarter";
  if (last === 12 || (last === 13 && (prefix === "m" || prefix === "p"))) return "month";
  return last === 52 || last === 53 ? "week" : null;
}

/** 0, 30, 100, 130 … 2330: equal steps of minutes. */
function areClockNumbers(values: readonly number[], part: Part, isNamed: boolean): boolean {
  const minutes = values.map((value) => clockMs(value, part) / minuteMs);
  const step = (minutes[1] ?? 0) - (minutes[0] ?? 0);
  return (
    values.length >= 4 &&
    step > 0 &&
    1440 % step === 0 &&
    (isNamed || step * values.length >= leastClockMinutes) &&
    minutes.every((minute, at) => minute === (minutes[0] ?? 0) + at * step && minute < 1440 + step)
  );
}

/** HHMM or HHMMSS as a number; NaN where it is no time of day. */
function clockMs(value: number, part: Part): number {
  const hhmm = part === "hhmmss" ? Math.floor(value / 100) : value;
  const seconds = part === "hhmmss" ? value % 100 : 0;
  return hhmm % 100 < 60 && seconds < 60
    ? (Math.floor(hhmm / 100) * 60 + (hhmm % 100)) * minuteMs + seconds * 1000
    : Number.NaN;
}

function join(table: Table, axis: TimeAxis, found: Found): TimeAxis {
  const { column, part } = found;
  const sink = table.columns[column]?.sink;
  const numberOf =
    sink instanceof TimeSink
      ? (row: number) => sink.values.get(row)
      : (partNumbers(table, column) ?? (() => Number.NaN));
  const change = part === "slot" ? clockChanges(axis, numberOf, found) : new Map<number, number>();
  if (part === "slot" && found.first === 1) sayEnding(table, found);
  const setAside = new Map<number, { code: "other-period"; text: string }>();
  const ms = new GrowableFloat64();
  for (let row = 0; row < table.rows; row += 1) {
    const date = axis.ms.get(row);
    const value = numberOf(row);
    const time = timeOf(date, value, found, change.get(date) ?? 0);
    if (time !== time && date === date && value === value)
      setAside.set(row, { code: "other-period", text: `${new Date(date).getUTCFullYear()}, ${part} ${value}` });
    ms.push(time);
  }
  return { ...axis, columns: [...axis.columns, column], ms, ...(setAside.size > 0 ? { setAside } : {}) };
}

function timeOf(date: number, value: number, { part, slots, first }: Found, change: number): number {
  switch (part) {
    case "clock":
      return date + value;
    case "hhmm":
    case "hhmmss":
      return date + clockMs(value, part);
    case "slot": {
      const slot = value - first;
      return date + (slot + shiftOf(slot, slots, change, date)) * (dayMs / slots);
    }
    case "month":
    case "quarter": {
      const months = part === "month" ? value : value * 3 - 2;
      return months >= 1 && months <= 12 ? dayNumber(new Date(date).getUTCFullYear(), months, 1) * dayMs : Number.NaN;
    }
    case "week": {
      const year = new Date(date).getUTCFullYear();
      return value >= 1 && value <= weeksOfIsoYear(year) ? isoWeekMs(year, value) : Number.NaN;
    }
  }
}

/** Dates with an hour of periods too many or too few: 1 and −1. */
function clockChanges(axis: TimeAxis, numberOf: (row: number) => number, { slots, first }: Found): Map<number, number> {
  const largest = new Map<number, number>();
  for (let row = 0; row < axis.ms.length; row += 1) {
    const date = axis.ms.get(row);
    const value = numberOf(row);
    if (value === value && date === date) largest.set(date, Math.max(largest.get(date) ?? 0, value));
  }
  const dates = [...largest.keys()].sort((a, b) => a - b);
  const changes = new Map<number, number>();
  for (const date of dates.slice(1, -1)) {
    const hours = ((largest.get(date) ?? 0) - first + 1 - slots) / (slots / 24);
    // Both come on a Sunday.
    if (Math.abs(hours) === 1 && new Date(date).getUTCDay() === 0) changes.set(date, hours);
  }
  return changes;
}

/** On the two days of the year whose periods are counted through, those after the change belong to other hours. */
function shiftOf(slot: number, slots: number, change: number, date: number): number {
  if (change === 0) return 0;
  const hour = slots / 24;
  if (change < 0) return slot >= 2 * hour ? hour : 0;
  // America repeats the hour after one o'clock, in November; Europe and Australia the one after two.
  const repeated = new Date(date).getUTCMonth() === 10 ? 2 : 3;
  return slot >= repeated * hour ? -hour : 0;
}

function sayEnding(table: Table, { column, slots }: Found): void {
  const name = columnName(table, column);
  if (slots === 24) sayHourEnding(table, `"${name}" counts hours`);
  else
    table.log.warn(
      "hour-ending",
      `"${name}" counts the day from 1 to ${slots}, in steps of ${plural(1440 / slots, "minute", "minutes")}: 1 starts at 00:00.`,
    );
}
