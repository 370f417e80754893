/** Dates whose year, month, day and clock stand in columns of their own. */
import { dayMs, hourMs, minuteMs } from "#domain/series";
import { columnName, NumberSink, TextSink, TimeSink, GrowableFloat64, type Table } from "#engine/ingest/columns";
import { isDate, dayNumber, isoWeekMs, monthOfName, weeksOfIsoYear } from "#engine/ingest/cells";
import { sayHourEnding } from "./hour-ending.ts";
import type { TimeAxis } from "./time-axis.ts";

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
export function axisFromParts(table: Table): TimeAxis | null {
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
      if (isDate(y, m, d)) value = dayNumber(y, m, d) * dayMs;
    } else if (quarter !== null) {
      const m = numberAt(table, quarter, row) * 3 - 2;
      if (isDate(y, m, 1)) value = dayNumber(y, m, 1) * dayMs;
    } else if (week !== null) {
      const w = numberAt(table, week, row);
      if (w >= 1 && w <= weeksOfIsoYear(y)) value = isoWeekMs(y, w);
    }
    if (hour !== null) value += (within(numberAt(table, hour, row), 24) - shift) * hourMs;
    if (minute !== null) value += within(numberAt(table, minute, row), 59) * minuteMs;
    if (Number.isNaN(value)) {
      unreadableCount += 1;
      if (unreadable.length < 2000) unreadable.push({ index: row, text: String(y) });
    }
    ms.push(value);
  }
  const columns = [year, month, quarter, week, day, hour, minute].filter((column) => column !== null);
  return { columns, ms, unreadable, unreadableCount };
}

/** NaN for what no clock says. */
function within(value: number, most: number): number {
  return value >= 0 && value <= most ? value : Number.NaN;
}

function usable(table: Table, part: Part, from: number, to: number): number | null {
  const column = partNamed(table, part);
  return column !== null && isWithin(table, column, from, to) ? column : null;
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
  sayHourEnding(table, `"${columnName(table, column)}" counts hours`);
  return 1;
}
