/** Times as names of columns: 2021-01, Jan-21, 1/22/20, FY2005, "Units 2021-01". */
import type { DateOrder } from "#domain/dataset";
import { dayMs } from "#domain/series";
import { dayNumber, dayOrder, monthOfName, TimeReader, timeShapes, withoutMark } from "#engine/ingest/cells";
import { TimeSink, type Table } from "#engine/ingest/columns";
import { readWrittenTimes } from "./time-axis.ts";

/** A name that says a time. */
export interface Head {
  /** The part that is the time, as a `TimeReader` reads it; a year of four digits where it is only that. */
  readonly text: string;
  /** What else the name says, "Units" of "Units 2021-01"; empty where it is the time alone. */
  readonly measure: string;
}

/** A column and the time that its name says. */
export interface HeadTime {
  readonly column: number;
  readonly ms: number;
  readonly measure: string;
}

const longestHead = 60;
const ymdShape = timeShapes.indexOf("ymd");
const year = /^(?:1[5-9]|2[0-4])\d\d$/;
/** What statistics programs and planners write around a year: X2012, FY2012, 2012.0, "2012 [YR2012]". */
const wrappedYear = /^(?:[xy]_?|(?:fy|cy|gj|wj|ej)[\s_-]?)?(\d{4})(?:\.0|\s?\[(?:yr)?\d{4}\])?$/i;
/** 202401: a month, or the number of a thing. */
const compactMonth = /^((?:19|20)\d\d)(0[1-9]|1[0-2])$/;
const prefixed = /^[xy]_?(?=\d{4})/i;
const joint = /[\s_|:;,/\-–—]+/g;

/** Whether the text is a year and nothing else. */
export function isYear(text: string): boolean {
  return year.test(text);
}

/** A name that is a time as a whole; null for anything else. */
export function readHead(name: string, reader: TimeReader): Head | null {
  if (name === "" || name.length > longestHead || !/\d/.test(name)) return null;
  const digits = wrappedYear.exec(name)?.[1];
  if (digits !== undefined && year.test(digits)) return { text: digits, measure: "" };
  const month = compactMonth.exec(name);
  if (month !== null) return { text: `${month[1] ?? ""}-${month[2] ?? ""}`, measure: "" };
  const text = name.replace(prefixed, "");
  if (isDate(text, reader)) return { text, measure: "" };
  const plain = withoutMark(text);
  if (plain === null) return null;
  return year.test(plain) ? { text: plain, measure: "" } : isDate(plain, reader) ? { text, measure: "" } : null;
}

/** Milliseconds of a head as far as it alone says; day first where day and month could be either. */
export function timeOfHead({ text }: Head, reader: TimeReader): number {
  return isYear(text) ? dayNumber(Number(text), 1, 1) * dayMs : reader.read(withoutMark(text) ?? text);
}

/** A time of day is none: 08:00 divides a day, and names no time. */
function isDate(text: string, reader: TimeReader): boolean {
  const ms = reader.read(text);
  return ms === ms && timeShapes[reader.shape] !== "clock";
}

/** `Units 2021-01`, `2021-01 Units`, `Actual Jan 21`: the longest part at the end or the beginning that is a time. */
function splitHead(name: string, reader: TimeReader): Head | null {
  if (name.length > longestHead || !/\d/.test(name) || !/\p{L}/u.test(name)) return null;
  const joints = [...name.matchAll(joint)].map(({ index, 0: text }) => ({ from: index, to: index + text.length }));
  for (const { from, to } of joints) {
    const measure = name.slice(0, from);
    const head = /\p{L}/u.test(measure) ? readHead(name.slice(to), reader) : null;
    if (head !== null) return { text: head.text, measure };
  }
  for (const { from, to } of joints.reverse()) {
    const measure = name.slice(to);
    const head = /\p{L}/u.test(measure) ? readHead(name.slice(0, from), reader) : null;
    if (head !== null) return { text: head.text, measure };
  }
  return null;
}

/** A column and its name as one that says a time. */
export interface NamedColumn {
  readonly column: number;
  readonly head: Head;
}

/**
 * The columns whose names are times.
 * @param allowsWords whether a year may stand beside a word, and a month be 202401: "Item 2001" and 200112 are as likely
 *   names of items
 */
export function headsIn(table: Table, columns: readonly number[], allowsWords: boolean): NamedColumn[] {
  const reader = new TimeReader(table.options.dateOrder === "year-first");
  const named = columns.flatMap((column) => {
    const name = table.columns[column]?.name.trim() ?? "";
    const head = readHead(name, reader) ?? splitHead(name, reader);
    if (head === null) return [];
    const isUnsure = compactMonth.test(name) || (isYear(head.text) && head.measure !== "");
    return isUnsure && !allowsWords ? [] : [{ column, head }];
  });
  return areNumbered(named.map(({ head }) => head.text)) ? [] : named;
}

/**
 * All names read alike: one order of day and month from all of them, one run of two-digit years. Says what it decided.
 * @returns the times in the order of the names, NaN where one can't be read so
 */
export function readHeads(
  table: Table,
  named: readonly NamedColumn[],
): { readonly heads: readonly HeadTime[]; readonly dateOrder: DateOrder | null } {
  const reader = new TimeReader();
  const sink = new TimeSink(table.options.dateOrder === "year-first");
  for (const { head } of named) {
    if (isYear(head.text)) sink.pushRead(timeOfHead(head, reader), ymdShape, dayOrder.none, false);
    else sink.push(head.text);
  }
  const times = readWrittenTimes({
    ...table,
    columns: [{ name: "names of the columns", sink }],
    rows: named.length,
    fileRow: () => table.headRow,
  });
  return {
    heads: named.map(({ column, head }, at) => ({
      column,
      ms: times?.ms.get(at) ?? Number.NaN,
      measure: head.measure,
    })),
    dateOrder: times?.dateOrder ?? null,
  };
}

/** The columns Jan … Dec in their order, in any language; none where a table has not just these. */
export function monthHeads(names: readonly string[]): ReadonlySet<number> {
  const months = names.flatMap((name, column) => {
    const month = /\d/.test(name) ? 0 : monthOfName(name.trim());
    return month === 0 ? [] : [{ column, month }];
  });
  const areAll = months.length === 12 && months.every(({ month }, at) => month === at + 1);
  return new Set(areAll ? months.map(({ column }) => column) : []);
}

/** `GEN01`, `GEN02` … and `Mar 01`, `Mar 02` …: a word of a month and numbers that count on from it are no years. */
function areNumbered(heads: readonly string[]): boolean {
  const [first = "", second = ""] = heads;
  const [, word, from] = /^(\p{L}+\.?)[\s_-]?(0?[01])$/u.exec(first) ?? [];
  const [, next, to] = /^(\p{L}+\.?)[\s_-]?(0?[12])$/u.exec(second) ?? [];
  return word !== undefined && word === next && Number(to) === Number(from) + 1;
}
