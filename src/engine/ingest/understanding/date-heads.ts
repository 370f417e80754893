/** Rows of dates above a table: which rows name its columns, and what the names are, before anything else is known. */
import { isMissingToken, monthOfName, parseNumber, TimeReader, withoutFlag } from "#engine/ingest/cells";
import { isYear, readHead, timeOfHead } from "./head-times.ts";
import { isTotalName } from "./total-names.ts";

type Rows = readonly (readonly string[])[];

/** The heads of a table whose columns are times. */
export interface DateHeads {
  /** Rows that name columns or their groups, from the top down. */
  readonly headerRows: readonly number[];
  /** The row that names the columns that are no times, too. */
  readonly headerRow: number;
  readonly firstDataRow: number;
  /** By column. Where several rows make a name, the time is written as 2021-01 and the other words stand before it. */
  readonly names: readonly string[];
  /** Columns whose head is a time. */
  readonly dated: ReadonlySet<number>;
}

/** So many filled rows may stand above the heads. */
const maxRowsAbove = 20;
const leastDates = 3;
/** From the first date on, of the cells that are filled. */
const leastShare = 0.6;
/** Columns for each time that is written over several. */
const leastMerged = 1.3;
/** Of the filled cells below dates in a sample: else it is a roster, or a list of things. */
const leastNumbers = 0.3;
const sampledCells = 2000;

/** Finds the rows of dates, or of years over months, that name the columns; null for every other table. */
export function findDateHeads(rows: Rows, filled: readonly number[]): DateHeads | null {
  const reader = new TimeReader();
  for (const [at, index] of filled.slice(0, maxRowsAbove).entries()) {
    const row = rows[index] ?? [];
    const found = yearsOverMonths(rows, filled, at, reader) ?? datesIn(row, rows[filled[at + 1] ?? -1], reader);
    if (found === null) {
      // Where numbers stand side by side, data has begun.
      if (row.filter((cell) => isNumber(cell)).length > Math.max(leastDates, row.length / 2)) return null;
      continue;
    }
    const heads = withWords(rows, filled, at, found, reader);
    return heads !== null && holdNumbers(rows, heads) ? heads : null;
  }
  return null;
}

interface Dates {
  /** Times by column; one that is written once over several columns is that of all of them. */
  readonly texts: ReadonlyMap<number, string>;
  /** Columns over which a time is written. */
  readonly own: ReadonlySet<number>;
  /** How many rows they take. */
  readonly depth: number;
}

/** Dates from cell to cell, and none of the kind in the row below. */
function datesIn(row: readonly string[], next: readonly string[] | undefined, reader: TimeReader): Dates | null {
  const times = readableIn(row, reader);
  const columns = [...times.keys()];
  const first = columns[0] ?? 0;
  const last = columns.at(-1) ?? 0;
  const span = row.slice(first, last + 1).map((cell) => cell.trim());
  const filled = span.filter((cell, at) => cell !== "" && !isTotalName(cell) && !isBesideEach(cell, at, span)).length;
  if (columns.length < leastDates || columns.length < filled * leastShare) return null;
  if (areNumbers(row, columns) && !areRunning([...times.values()])) return null;
  if (next !== undefined) {
    const below = readableIn(next, reader);
    const again = columns.filter((column) => below.has(column));
    const areTimes = !areNumbers(next, again) || areRunning(again.map((column) => below.get(column) ?? 0));
    if (again.length >= columns.length / 2 && areTimes) return null;
  }
  const texts = new Map<number, string>();
  for (const [column, text] of filledRight(row).entries())
    if (column >= first && readHead(text, reader) !== null) texts.set(column, text);
  return { texts, own: new Set(columns), depth: 1 };
}

/** `2019, Flags, 2020, Flags`: the same word behind every date. */
function isBesideEach(cell: string, at: number, span: readonly string[]): boolean {
  return span.some((other, place) => other === cell && Math.abs(place - at) === 2);
}

function readableIn(row: readonly string[], reader: TimeReader): Map<number, number> {
  const times = new Map<number, number>();
  for (const [column, cell] of row.entries()) {
    const head = readHead(cell.trim(), reader);
    if (head !== null) times.set(column, timeOfHead(head, reader));
  }
  return times;
}

function areNumbers(row: readonly string[], columns: readonly number[]): boolean {
  return columns.every((column) => isNumber((row[column] ?? "").trim()));
}

/**
 * 2000, 2001, 2002 and 2021.01, 2021.02 are times where they run in equal steps, each once or for several columns, all of them
 * once or again for every group; among values they are values.
 */
function areRunning(written: readonly number[]): boolean {
  const all = written.filter((time, at) => time !== written[at - 1]);
  const again = all.indexOf(all[0] ?? 0, 1);
  const times = again < 0 ? all : all.slice(0, again);
  if (times.length < leastDates || all.some((time, at) => time !== times[at % times.length])) return false;
  const steps = times.slice(1).map((time, at) => time - (times[at] ?? 0));
  const usual = [...steps].sort((a, b) => a - b)[steps.length >> 1] ?? 0;
  const isUsual = (step: number): boolean => Math.abs(step - usual) <= Math.abs(usual) * 0.15;
  return (
    usual !== 0 &&
    steps.every((step) => Math.sign(step) === Math.sign(usual)) &&
    steps.filter(isUsual).length >= steps.length * 0.8
  );
}

/** A row of years, each written once, over a row of months, quarters or weeks; a row of quarters may lie between. */
function yearsOverMonths(rows: Rows, filled: readonly number[], at: number, reader: TimeReader): Dates | null {
  const top = rows[filled[at] ?? -1] ?? [];
  if (!top.some((cell) => readHead(cell.trim(), reader) !== null)) return null;
  const upper = filledRight(top);
  const first = firstFilled(top);
  for (const depth of [3, 2]) {
    const lower = rows[filled[at + depth - 1] ?? -1];
    if (lower === undefined) continue;
    const below = filledRight(lower, top);
    const texts = new Map<number, string>();
    let parts = 0;
    for (const [column, cell] of lower.entries()) {
      const year = readHead((upper[column] ?? "").trim(), reader)?.text ?? "";
      const text = joinParts(year, (below[column] ?? "").trim());
      if (text !== null) texts.set(column, text);
      if (cell.trim() !== "" && column >= first) parts += 1;
    }
    const own = [...texts.keys()].filter((column) => (lower[column] ?? "").trim() !== "");
    if (own.length < leastDates || own.length < parts * leastShare || !areParts(own, lower, upper)) continue;
    // Below a row of quarters and one of months values may begin.
    if (depth === 3 && areNumbers(lower, own)) continue;
    return { texts, own: new Set(own), depth };
  }
  return null;
}

/** 1, 2, 3 … below years that each stand over several of them; below a year of its own 5 is a value. */
function areParts(columns: readonly number[], lower: readonly string[], upper: readonly string[]): boolean {
  const parts = columns.map((column) => Number((lower[column] ?? "").trim()));
  if (parts.some((part) => Number.isNaN(part))) return true;
  const years = new Set(columns.map((column) => upper[column])).size;
  return (
    columns.length >= years * 2 &&
    parts.every(
      (part, at) =>
        at === 0 ||
        part === (parts[at - 1] ?? 0) + 1 ||
        (part === 1 && upper[columns[at] ?? 0] !== upper[columns[at - 1] ?? 0]),
    )
  );
}

function firstFilled(row: readonly string[]): number {
  return row.findIndex((cell, column) => column > 0 && cell.trim() !== "");
}

/** Merged cells are written once. A new cell of the row above ends them. */
function filledRight(row: readonly string[], above: readonly string[] = []): string[] {
  let last = "";
  return row.map((cell, column) => {
    if (cell.trim() !== "") last = cell.trim();
    else if ((above[column] ?? "").trim() !== "") last = "";
    return column === 0 ? cell : last;
  });
}

const quarterPart =
  /^(?:q|qtr|quarter|quartal|trim\w*|t)[\s_.-]*([1-4])$|^([1-4])\.?\s*(?:q|qtr|quarter|quartal|trim\w*)$/i;

/** `2021` and `Jan`, `1`, `M01`, `Q1`, `KW 7` as 2021-01, 2021-Q1, 2021-W07; null where they make no time. */
function joinParts(yearText: string, part: string): string | null {
  if (!isYear(yearText) || part === "") return null;
  const month = /\d/.test(part)
    ? Number(/^(?:m|p|month|monat|mois|mes)?[\s_.-]*0?(\d{1,2})$/i.exec(part)?.[1] ?? 0)
    : monthOfName(part);
  if (month >= 1 && month <= 12) return `${yearText}-${String(month).padStart(2, "0")}`;
  const [, after, before] = quarterPart.exec(part) ?? [];
  if (after !== undefined || before !== undefined) return `${yearText}-Q${after ?? before}`;
  const week = /^(?:w|wk|kw|week|woche|semaine|semana)[\s_.-]*0?(\d{1,2})$/i.exec(part)?.[1];
  return week === undefined ? null : `${yearText}-W${week.padStart(2, "0")}`;
}

/** The names that the dates make with the groups above them and the quantities below. */
function withWords(
  rows: Rows,
  filled: readonly number[],
  at: number,
  dates: Dates,
  reader: TimeReader,
): DateHeads | null {
  const top = filled[at] ?? 0;
  const lowest = at + dates.depth - 1;
  const columns = [...dates.own];
  const above = filled[at - 1] === top - 1 ? groupsAbove(rows[top - 1] ?? [], columns, reader) : null;
  const below = quantitiesBelow(rows, filled, lowest, dates, reader);
  const headerRows = [
    ...(above === null ? [] : [top - 1]),
    ...filled.slice(at, lowest + 1),
    ...(below === null ? [] : [below.row]),
  ];
  const headerRow = headerRows.at(-1) ?? top;
  const next = lowest + (below === null ? 1 : 2);
  const firstDataRow = filled.slice(next).find((index) => !isUnits(rows[index] ?? [])) ?? rows.length;
  const dated = new Set(below?.columns ?? dates.own);
  const width = Math.max(...headerRows.map((index) => rows[index]?.length ?? 0));
  const names = Array.from({ length: width }, (_, column) => {
    const time = dated.has(column) ? dates.texts.get(column) : undefined;
    const words = [above?.get(column) ?? "", below?.words[column] ?? ""].filter((word) => word !== "");
    if (time !== undefined) return [...words, time].join(" ");
    return headerRows.map((index) => (rows[index]?.[column] ?? "").trim()).findLast((cell) => cell !== "") ?? "";
  });
  return { headerRows, headerRow, firstDataRow, names, dated };
}

/** `North` over all dates of the north: only where groups differ do they say something. */
function groupsAbove(
  row: readonly string[],
  columns: readonly number[],
  reader: TimeReader,
): Map<number, string> | null {
  const words = filledRight(row);
  const groups = new Map(columns.map((column) => [column, words[column] ?? ""]));
  const distinct = new Set(groups.values());
  const areGroups =
    distinct.size > 1 &&
    distinct.size <= columns.length / 2 &&
    [...distinct].every((word) => word !== "" && !isNumber(word) && readHead(word, reader) === null);
  return areGroups ? groups : null;
}

interface Quantities {
  readonly row: number;
  readonly words: readonly string[];
  readonly columns: readonly number[];
}

/** `Units, Revenue` below dates that are each written once, or written again for each of them. */
function quantitiesBelow(
  rows: Rows,
  filled: readonly number[],
  lowest: number,
  { texts, own }: Dates,
  reader: TimeReader,
): Quantities | null {
  const row = filled[lowest + 1];
  if (row === undefined || row !== (filled[lowest] ?? 0) + 1) return null;
  const written = new Set([...own].map((column) => texts.get(column))).size;
  if (texts.size < written * leastMerged) return null;
  const words = (rows[row] ?? []).map((cell) => cell.trim());
  const columns = [...texts.keys()].filter((column) => words[column] !== undefined && words[column] !== "");
  const areWords = columns.every((column) => {
    const word = words[column] ?? "";
    return /\p{L}/u.test(word) && !isMissingToken(word) && readHead(word, reader) === null;
  });
  const quantities = new Set(columns.map((column) => words[column])).size;
  if (!areWords || columns.length < texts.size * leastShare || quantities > columns.length / 2) return null;
  return { row, words, columns: columns.filter((column) => !isTotalName(words[column] ?? "")) };
}

/** `(USD)` in every cell. */
function isUnits(row: readonly string[]): boolean {
  const cells = row.map((cell) => cell.trim()).filter((cell) => cell !== "");
  return (
    cells.length > 0 &&
    cells.filter((cell) => /^[[(].*[\])]$|^[-=]{3,}$/.test(cell)).length >= cells.length * leastShare
  );
}

/** Whether the cells below the dates are numbers as far as they are filled, with flags or without. */
function holdNumbers(rows: Rows, { dated, firstDataRow }: DateHeads): boolean {
  let numbers = 0;
  let present = 0;
  for (let index = firstDataRow; index < rows.length && present < sampledCells; index += 1) {
    for (const column of dated) {
      const cell = (rows[index]?.[column] ?? "").trim();
      if (isMissingToken(cell)) continue;
      present += 1;
      if (isNumber(cell) || isNumber(withoutFlag(cell) ?? "")) numbers += 1;
    }
  }
  return present > 0 && numbers >= present * leastNumbers;
}

function isNumber(cell: string): boolean {
  return /\d/.test(cell) && !Number.isNaN(parseNumber(cell, cell.includes(",") && !cell.includes(".") ? "," : "."));
}
