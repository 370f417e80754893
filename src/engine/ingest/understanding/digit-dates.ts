/** Columns that are numbers by their characters and times by how these are arranged: 01.2021, 2021.01, 01112023, 202405. */
import {
  monthNumber,
  dayNumber,
  isDate,
  splitDigits,
  TimeReader,
  weeksOfIsoYear,
  type DigitOrder,
} from "#engine/ingest/cells";
import type { DateOrder } from "#domain/dataset";
import { dayMs } from "#domain/series";

/** What such a column holds. */
export interface DigitDates {
  /** How digits without marks are read; null where the cells have marks and are read as they are written. */
  readonly order: DigitOrder | null;
}

const weekName =
  /week|woche|semaine|semana|settimana|vecka|viikko|týden|tydzie|hafta|недел|тижд|周|週|(?:^|[\s_.-])(?:kw|wk|cw)(?:$|[\s_.-])/i;
/** Numbers below these names are clocks as likely as dates. */
const clockName = /time|clock|zeit|uhr|heure|hora|ora$/i;
const weekPattern = /^(\d{4})[-/ ]?(\d\d)$/;
const yearPoint = /^(\d{4})\.(\d{1,2})$/;
const pointYear = /^(\d{1,2})\.(\d{4})$/;
const orders: readonly DateOrder[] = ["year-first", "day-first", "month-first"];
const firstYear = 1500;
const lastYear = 2699;
const lastChristianYear = 2400;
const leastRows = 3;
const orderedShare = 0.9;

/**
 * @param cells the column's filled cells, from the first rows on
 * @param isNamed whether the column's name says that it is a time
 * @param wanted the user's order of day and month
 * @returns null for every ordinary column
 */
export function digitDatesIn(
  cells: readonly string[],
  name: string,
  isNamed: boolean,
  wanted: DateOrder | undefined,
): DigitDates | null {
  const [first = ""] = cells;
  if (cells.length < 2 || !/^\d[\d.\-/ ]{4,7}$/.test(first)) return null;
  if (isWeeks(cells, name, isNamed)) return { order: "week" };
  if (isDotted(cells, isNamed)) return { order: null };
  if (!cells.every((cell) => /^\d{5,8}$/.test(cell))) return null;
  if (cells.every((cell) => cell.length === 7 && isDayOfYear(cell)) && (isNamed || isOrdered(cells.map(Number))))
    return { order: null };
  const order = orderOfDigits(cells, isNamed && !clockName.test(name), wanted);
  return order === null ? null : { order };
}

/** 202405 or 2024-05 below the name of a week, or where years go on past the 31st. */
function isWeeks(cells: readonly string[], name: string, isNamed: boolean): boolean {
  if (!cells.every((cell) => weekPattern.test(cell))) return false;
  const weeks = cells.map((cell) => weekPattern.exec(cell));
  const largest = new Map<number, number>();
  for (const match of weeks) {
    const year = Number(match?.[1]);
    const week = Number(match?.[2]);
    if (year < firstYear || year > lastYear || week < 1 || week > weeksOfIsoYear(year)) return false;
    largest.set(year, Math.max(largest.get(year) ?? 0, week));
  }
  if (weekName.test(name)) return true;
  // Seasons, 2012/13, and days, 200131, come to more than 12, too.
  const areSeasons = weeks.every((match) => Number(match?.[2]) === (Number(match?.[1]) + 1) % 100);
  const inner = [...largest].filter(([year]) => year !== Math.max(...largest.keys())).map(([, week]) => week);
  const areWhole = inner.length === 0 ? Math.max(...largest.values()) > 31 : inner.every((week) => week >= 51);
  return !areSeasons && areWhole && isNamed && isOrdered(cells.map(toDigits));
}

function toDigits(cell: string): number {
  return Number(cell.replace(/\D/g, ""));
}

/** 2021.01 … 2021.12, 2015.1 … 2015.4, 01.2021: twelve or four endings, while decimal years have others. */
function isDotted(cells: readonly string[], isNamed: boolean): boolean {
  if (!cells.every((cell) => yearPoint.test(cell) || pointYear.test(cell))) return false;
  const yearFirst = cells.map((cell) => yearPoint.exec(cell));
  if (yearFirst.every((match) => match !== null && isYear(match[1]) && isMonth(match[2]))) {
    const endings = new Set(yearFirst.map((match) => match?.[2] ?? ""));
    const isQuarterly = endings.size === 4 && [...endings].every((ending) => Number(ending) <= 4);
    // 2021.10 is 2021.1 where a program took it for a number.
    const isMonthly = endings.size >= 11;
    const isShort = isNamed && endings.size >= Math.min(leastRows, cells.length);
    return (
      (isQuarterly || isMonthly || isShort) && (isNamed || isOrdered(yearFirst.map((match) => Number(match?.[1]))))
    );
  }
  const monthFirst = cells.map((cell) => pointYear.exec(cell));
  if (!monthFirst.every((match) => match !== null && isMonth(match[1]) && isYear(match[2]))) return false;
  const reader = new TimeReader();
  return isNamed || (cells.length >= leastRows && isOrdered(cells.map((cell) => reader.read(cell))));
}

function isYear(text: string | undefined): boolean {
  return Number(text) >= firstYear && Number(text) <= lastYear;
}

function isMonth(text: string | undefined): boolean {
  return Number(text) >= 1 && Number(text) <= 12;
}

/** 202405; 240501 is a day of 2024 rather than a month of 2405. */
function isYearMonth(cell: string): boolean {
  const year = Number(cell.slice(0, 4));
  return year >= 1800 && year < 2200 && isMonth(cell.slice(4));
}

function isDayOfYear(cell: string): boolean {
  return isYear(cell.slice(0, 4)) && Number(cell.slice(4)) >= 1 && Number(cell.slice(4)) <= 366;
}

/** Of the orders in which all cells are dates, the one with the most regular steps. */
function orderOfDigits(cells: readonly string[], isNamed: boolean, wanted: DateOrder | undefined): DateOrder | null {
  const lengths = new Set(cells.map((cell) => cell.length));
  const isLong = cells.every((cell) => cell.length >= 7);
  const isShort = cells.every((cell) => cell.length <= 6) && lengths.has(6);
  // Months of four-digit years, and whole dates that begin with them, are numbers that are known as times.
  if (!isLong && (!isShort || !isNamed || cells.every(isYearMonth))) return null;
  const possible = orders.flatMap((order) => {
    if (isLong && order === "year-first")
      return cells.every((cell) => isOfOrder(cell, order)) ? [{ order, score: Infinity }] : [];
    if (!cells.every((cell) => isOfOrder(cell, order))) return [];
    return [{ order, score: regularity(cells, order) }];
  });
  const chosen = possible.find(({ order }) => order === wanted) ?? possible.sort((a, b) => b.score - a.score)[0];
  // Whole dates that begin with their year are read as numbers, unless it is one of another era.
  if (chosen === undefined) return null;
  if (chosen.score === Infinity) return Number(cells[0]?.slice(0, 4)) > lastChristianYear ? chosen.order : null;
  return isNamed || (cells.length >= leastRows && chosen.score >= orderedShare) ? chosen.order : null;
}

function isOfOrder(cell: string, order: DateOrder): boolean {
  const { year, month, day, isShortYear } = splitDigits(Number(cell), cell.length, order);
  return (
    (isShortYear || (year >= firstYear && year <= lastYear)) && isDate(isShortYear ? 2000 + year : year, month, day)
  );
}

/** The mean of the shares of the steps that go forward and of the commonest step. */
function regularity(cells: readonly string[], order: DateOrder): number {
  const times = cells.map((cell) => {
    const { year, month, day, isShortYear } = splitDigits(Number(cell), cell.length, order);
    return dayNumber(isShortYear ? 1900 + ((year + 31) % 100) : year, month, day) * dayMs;
  });
  // A whole column on one day of the month is the habit of monthly figures: their steps are counted in months.
  const isOneDay = new Set(times.map((ms) => new Date(ms).getUTCDate())).size === 1;
  const places = isOneDay ? times.map(monthNumber) : times;
  const counts = new Map<number, number>();
  let forward = 0;
  let most = 0;
  for (let i = 1; i < places.length; i += 1) {
    const step = (places[i] ?? 0) - (places[i - 1] ?? 0);
    if (step >= 0) forward += 1;
    if (step === 0) continue;
    const count = (counts.get(step) ?? 0) + 1;
    counts.set(step, count);
    most = Math.max(most, count);
  }
  const steps = Math.max(1, places.length - 1);
  return (Math.max(forward, steps - forward) + most) / steps / 2;
}

function isOrdered(values: readonly number[]): boolean {
  let rising = 0;
  let falling = 0;
  for (let i = 1; i < values.length; i += 1) {
    if ((values[i] ?? 0) >= (values[i - 1] ?? 0)) rising += 1;
    if ((values[i] ?? 0) <= (values[i - 1] ?? 0)) falling += 1;
  }
  return Math.max(rising, falling) >= (values.length - 1) * orderedShare;
}
