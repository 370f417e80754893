/** Written times whose meaning shows in the whole column only: seasons, quarters, short years, names of months. */
import { dayNumber, indexOfShape, languagesOfMonths, monthWord, type TimeShape } from "#engine/ingest/cells";
import { columnName, type Table, type TimeSink } from "#engine/ingest/columns";
import { EngineError } from "#domain/errors";
import { dayMs } from "#domain/series";
import { formatTimestamp } from "#engine/series";
import { dayWithoutYear, withoutYear } from "./without-year.ts";

/** Days go through a month before they come to the next; the months of years change at nearly every step. */
const leastMonthChanges = 0.5;

interface YearMonth {
  readonly year: number;
  readonly month: number;
}

/**
 * Settles every shape of the column that is another one in other columns, and says what was decided.
 * False where the column is no time: days without a year, in a file whose rows the user counts.
 * @throws EngineError `no-time-column` where days have no year
 */
export function settlePeriods(table: Table, column: number, sink: TimeSink): boolean {
  const name = columnName(table, column);
  if (!settleShortYears(table, name, sink)) return false;
  settleSeasons(table, name, sink);
  settleParts(table, name, sink);
  settleMonthNames(table, name, sink);
  sayFiscalYears(table, name, sink);
  sayBuddhistYears(table, name, sink);
  sayDigitOrder(table, name, sink);
  sayOtherCalendar(table, name, sink);
  return true;
}

/** 2000-01 beside 1999-00, or where every year is followed by the next: seasons, one a year. */
function settleSeasons(table: Table, name: string, sink: TimeSink): void {
  const months = monthsOf(sink, "year-month");
  if (months.length === 0) return;
  const areSpans = months.every(({ year, month }) => month === (year + 1) % 100);
  if (areSpans && (sink.countOf("year-span") > 0 || distinctYears(months) >= 2)) {
    const [text, row] = firstCell(table, sink, "year-month");
    sink.reread("year-month", "year-span", (ms) => dayNumber(partsOf(ms).year, 1, 1) * dayMs);
    table.log.warn(
      "seasons",
      `"${name}" names seasons by two years: "${text}" in row ${row} is ${text.slice(0, 4)} and the year after it, not a month.`,
    );
  } else if (sink.countOf("year-span") > 0 && sink.countOf("year-span") <= months.length) {
    sink.disown("year-span", (ms) => `${partsOf(ms).year}-${String((partsOf(ms).year + 1) % 100).padStart(2, "0")}`);
  }
}

/** 2015:1 … 2015:4 are quarters, 2015:1 … 2015:12 months; 2015.1 is October where 2015.09 stands above it. */
function settleParts(table: Table, name: string, sink: TimeSink): void {
  const padded = monthsOf(sink, "year-month");
  for (const shape of ["part-of-year", "decimal-part"] as const) {
    const parts = monthsOf(sink, shape);
    if (parts.length === 0) continue;
    const endings = new Set(parts.map(({ month }) => month));
    const largest = Math.max(...endings);
    const years = distinctYears(parts);
    const [text, row] = firstCell(table, sink, shape);
    const isWhole = padded.length === 0 && years >= 2;
    const parted =
      isWhole && largest === 4 && endings.size === 4
        ? "quarter"
        : isWhole && largest === 2 && years >= 3
          ? "half-year"
          : null;
    if (parted !== null) {
      const length = parted === "quarter" ? 3 : 6;
      sink.reread(shape, parted, (ms) => monthMs(partsOf(ms).year, (partsOf(ms).month - 1) * length + 1));
      table.log.warn(
        "parts-of-years",
        `"${name}": "${text}" in row ${row} is read as a ${parted === "quarter" ? "quarter" : "half-year"}, because no year of the column has more than ${largest}.`,
      );
      continue;
    }
    if (shape === "decimal-part") settleLostZero(sink, padded);
    if (largest <= 4 && padded.length === 0) {
      table.log.warn(
        "ambiguous-period",
        `"${name}": "${text}" in row ${row} is read as a month; nothing in the column says whether it is a quarter. Written as ${text.slice(0, 4)}Q1 it is one.`,
      );
    }
    sink.reread(shape, "year-month", (ms) => ms);
  }
}

function settleLostZero(sink: TimeSink, padded: readonly YearMonth[]): void {
  const hasZeros = padded.some(({ month }) => month < 10);
  sink.reread("decimal-part", "decimal-part", (ms, before) => {
    const { year, month } = partsOf(ms);
    return month === 1 && (hasZeros || before === monthMs(year, 9)) ? monthMs(year, 10) : ms;
  });
}

/** 21-Jan … 21-Dec are months; 21-Jan, 22-Jan are days of a year that nothing names. */
function settleShortYears(table: Table, name: string, sink: TimeSink): boolean {
  for (const shape of ["short-year-month", "month-short-year"] as const) {
    const months = monthsOf(sink, shape);
    if (months.length === 0) continue;
    if (areDays(months, shape)) {
      if (table.options.frequency !== undefined && table.options.start !== undefined) return false;
      const [text, row] = firstCell(table, sink, shape);
      const { hint, sentence } = withoutYear(name, text, row, dayWithoutYear(text) ?? noDay(months), table.thisYear);
      throw new EngineError("no-time-column", sentence, { row, column: name, hint });
    }
    sink.reread(shape, "named-month", (ms) => ms);
  }
  return true;
}

function noDay([first]: readonly YearMonth[]): { readonly month: number; readonly day: number } {
  return { month: first?.month ?? 1, day: (first?.year ?? 1) % 100 };
}

/** Whether the numbers beside the months' names count days and not years. */
function areDays(months: readonly YearMonth[], shape: TimeShape): boolean {
  const isDay = ({ year, month }: YearMonth): boolean =>
    year % 100 >= 1 && year % 100 <= (daysOfMonths[month - 1] ?? 0);
  if (!months.every(isDay)) return false;
  // Years of one month may well follow each other: Dec-20, Dec-21.
  const isOneMonth = months.length > 1 && months.every(({ month }) => month === months[0]?.month);
  if (isOneMonth) return shape === "short-year-month";
  if (monthChanges(months) >= leastMonthChanges) return false;
  // Out of order, the reading under which they leave fewer gaps.
  const asDays = shareFilled(months.map(({ year, month }) => dayNumber(leapYear, month, year % 100)));
  return asDays >= shareFilled(months.map(({ year, month }) => year * 12 + month));
}

const daysOfMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const leapYear = 2024;

/** Of the whole numbers from the smallest to the largest, how many are there. */
function shareFilled(numbers: readonly number[]): number {
  const smallest = numbers.reduce((a, b) => Math.min(a, b), Infinity);
  const largest = numbers.reduce((a, b) => Math.max(a, b), -Infinity);
  return new Set(numbers).size / (largest - smallest + 1);
}

/** Names that mean different months in different languages, by the language that knows all names of the column. */
function settleMonthNames(table: Table, name: string, sink: TimeSink): void {
  if (sink.countOf("disputed-month") === 0) return;
  const languages = languagesOfMonths(sink.monthNames);
  const [text, row] = firstCell(table, sink, "disputed-month");
  const readings = new Map<string, Map<number, number>>();
  for (const language of languages) {
    const change = new Map<number, number>();
    for (const word of sink.monthNames) {
      const found = monthWord(word);
      const month = found?.disputed?.get(language);
      if (found !== null && month !== undefined) change.set(found.month, month);
    }
    const key = [...change].map(([from, to]) => `${from} ${to}`).join(",");
    if (!readings.has(key)) readings.set(key, change);
  }
  const [change = new Map<number, number>()] = readings.values();
  sink.reread("disputed-month", "named-month", (ms) => {
    const date = new Date(ms);
    const month = change.get(date.getUTCMonth() + 1) ?? date.getUTCMonth() + 1;
    return dayNumber(date.getUTCFullYear(), month, date.getUTCDate()) * dayMs + (ms - Math.floor(ms / dayMs) * dayMs);
  });
  if (readings.size > 1) {
    table.log.warn(
      "ambiguous-month",
      `"${name}": "${text}" in row ${row} is another month in another language, and no other name in the column says which language it is. It is read as ${formatTimestamp(sink.values.get(sink.firstOf("disputed-month")?.index ?? 0)).slice(0, 7)}.`,
    );
  }
}

function sayFiscalYears(table: Table, name: string, sink: TimeSink): void {
  if (sink.countOf("fiscal") === 0) return;
  const [text, row] = firstCell(table, sink, "fiscal");
  const ms = sink.values.get(sink.firstOf("fiscal")?.index ?? 0);
  table.log.warn(
    "fiscal-years",
    `"${name}" counts fiscal years: "${text}" in row ${row} is shown as ${formatTimestamp(ms).slice(0, 7)}. The month in which they begin is not in the file; steps and seasons do not depend on it.`,
  );
}

function sayBuddhistYears(table: Table, name: string, sink: TimeSink): void {
  const { firstBuddhistYear: first } = sink;
  if (first === null) return;
  table.log.warn(
    "buddhist-years",
    `"${name}" counts years in the Buddhist (Thai) era: 543 were taken off, so that "${first.text.trim()}" in row ${table.fileRow(first.index)} is in ${partsOf(sink.values.get(first.index)).year}.`,
  );
}

function sayDigitOrder(table: Table, name: string, sink: TimeSink): void {
  const { digitOrder } = sink;
  const first = sink.firstOf("compact") ?? sink.firstOf("iso-week");
  if (digitOrder === null || first === undefined) return;
  const text = first.text.trim();
  const day = formatTimestamp(sink.values.get(first.index)).slice(0, 10);
  table.log.warn(
    digitOrder === "week" ? "week-numbers" : "date-order",
    digitOrder === "week"
      ? `"${name}" counts ISO weeks: "${text}" in row ${table.fileRow(first.index)} is the week that begins on ${day}, not a month.`
      : `"${name}" is read ${digitOrder.replace("-", " ")}: "${text}" in row ${table.fileRow(first.index)} is ${day}. --date-order changes that.`,
  );
}

/** Days of 1403 or 1445 are no Gregorian ones, in whatever calendar they were written. */
function sayOtherCalendar(table: Table, name: string, sink: TimeSink): void {
  const first = sink.firstOf("ymd");
  if (first === undefined || sink.countOf("ymd") < table.rows / 2) return;
  const { smallest, largest } = sink.values.extent();
  if (partsOf(smallest).year < 1300 || partsOf(largest).year > 1500) return;
  table.log.warn(
    "other-calendar",
    `"${name}" is read by the Gregorian calendar: "${first.text.trim()}" in row ${table.fileRow(first.index)} is in the Middle Ages. If these are years of the Persian or the Islamic calendar, write Gregorian dates.`,
  );
}

function monthsOf(sink: TimeSink, shape: TimeShape): YearMonth[] {
  const found: YearMonth[] = [];
  for (const { from, to } of sink.rowsOfShape(indexOfShape(shape)))
    for (let row = from; row < to; row += 1) {
      const ms = sink.values.get(row);
      if (ms === ms) found.push(partsOf(ms));
    }
  return found;
}

function partsOf(ms: number): YearMonth {
  const date = new Date(ms);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1 };
}

function monthMs(year: number, month: number): number {
  return dayNumber(year, month, 1) * dayMs;
}

function distinctYears(months: readonly YearMonth[]): number {
  return new Set(months.map(({ year }) => year)).size;
}

/** Share of the steps from one time to another that lead into another month. */
function monthChanges(months: readonly YearMonth[]): number {
  let steps = 0;
  let changes = 0;
  for (const [at, { year, month }] of months.entries()) {
    const before = months[at - 1];
    if (before === undefined || (before.year === year && before.month === month)) continue;
    steps += 1;
    if (before.month !== month) changes += 1;
  }
  return steps === 0 ? 1 : changes / steps;
}

function firstCell(table: Table, sink: TimeSink, shape: TimeShape): readonly [text: string, row: number] {
  const first = sink.firstOf(shape) ?? { text: "", index: 0 };
  return [first.text.trim(), table.fileRow(first.index)];
}
