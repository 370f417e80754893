import type { DateOrder } from "#domain/dataset";
import { GrowableFloat64 } from "#engine/ingest/columns";
import {
  addDecimalEvidence,
  limitOf,
  noDecimalEvidence,
  parseNumber,
  splitMagnitude,
  splitUnit,
  withoutFlag,
  withoutMark,
  type DecimalMark,
  type DigitOrder,
  isMissingToken,
  TimeReader,
  timeShapes,
} from "#engine/ingest/cells";
import {
  addMarkEvidence,
  noMarkEvidence,
  pooledMarkEvidence,
  settleMarks,
  type MarkEvidence,
  type MarkNote,
} from "./decimal-mark.ts";
import { findDateHeads } from "./date-heads.ts";
import { digitDatesIn } from "./digit-dates.ts";
import { monthHeads } from "./head-times.ts";
import { countNames, nameColumns, namesOfHeads } from "./header-names.ts";
import { recogniseNumericTime } from "./numeric-time.ts";
import { countedHeads } from "./series-in-rows.ts";
import { isTimeName } from "./column-names.ts";
/** What a column's cells are, by the majority of a sample. `clock` is a time of day without a date. */
export type CellKind = "time" | "clock" | "number" | "text" | "empty";

export interface ColumnShape {
  readonly name: string;
  readonly kind: CellKind;
  readonly decimal: DecimalMark;
  /** How times of digits without marks are read; absent where the column has none. */
  readonly digitOrder?: DigitOrder;
}

export interface TableShape {
  readonly columns: readonly ColumnShape[];
  /** Index into the sample rows. */
  readonly firstDataRow: number;
  /** Rows that name the columns, their groups or units. */
  readonly headerRows: readonly number[];
  /** −1 without a header. */
  readonly headerRow: number;
  readonly width: number;
  readonly decimal: DecimalMark;
  /** Characters that group thousands anywhere. */
  readonly grouping: readonly string[];
  readonly renamed: readonly { readonly column: number; readonly from: string; readonly to: string }[];
  /** Columns that hold one quantity at several times, by their names: they are written and read alike. */
  readonly alike: ReadonlySet<number>;
  /** Columns of numbers whose marks could be read in two ways. */
  readonly markNotes: readonly MarkNote[];
}

interface CellCounts {
  /** Numbers with a flag beside them. */
  flagged: number;
  time: number;
  clock: number;
  number: number;
  text: number;
  missing: number;
}

const majority = 0.7;
const maxHeaderRows = 4;
/** Lines of comment between names and data. */
const maxNotes = 5;
const leastPlainShare = 0.25;
const leastMeasurements = 12;

/** What the user said about it. */
export interface GivenShape {
  readonly decimal?: DecimalMark | undefined;
  /** By column, where all of its cells contradicted the first ones. */
  readonly decimals?: ReadonlyMap<number, DecimalMark>;
  /** Further words that stand for no value, in lower case. */
  readonly missingWords?: ReadonlySet<string>;
  readonly timeColumn?: string | undefined;
  readonly dateOrder?: DateOrder | undefined;
}

/**
 * Finds the table in the first rows of a file: its width, header, units row, preamble, and what each column holds.
 * @param rows as tokenised from the file's first line on, blank rows included.
 * @returns null when no row has a cell.
 */
export function findTable(
  rows: readonly (readonly string[])[],
  delimiter: string,
  given: GivenShape = {},
): TableShape | null {
  const filled = rows.flatMap((row, index) => (isBlankRow(row) ? [] : [index]));
  if (filled.length === 0) return null;
  const heads = findDateHeads(rows, filled);
  const width = Math.max(modalWidth(rows, filled), 1 + Math.max(-1, ...(heads?.dated ?? [])));
  // The upper part may be preamble and header: kinds come from the rows below it.
  const body =
    heads === null ? filled.slice(headLength(rows, filled)) : filled.filter((index) => index >= heads.firstDataRow);
  const evidence: MarkEvidence[] = [];
  const kinds: CellKind[] = [];
  const reader = new TimeReader();
  const isMissing = (cell: string): boolean =>
    isMissingToken(cell) || given.missingWords?.has(cell.toLowerCase()) === true;
  for (let column = 0; column < width; column += 1) {
    const columnEvidence = noMarkEvidence();
    evidence.push(columnEvidence);
    const kind = kindOf(rows, body, column, reader, columnEvidence, isMissing);
    // Below a date stand numbers, whatever flags and words are among them.
    kinds.push(heads?.dated.has(column) === true ? "number" : kind);
  }
  const firstDataRow = heads?.firstDataRow ?? findFirstDataRow(rows, filled, kinds, width, reader);
  const headerRows = heads?.headerRows ?? findHeaderRows(rows, firstDataRow, width);
  const { names, headerRow, renamed } =
    heads === null ? nameColumns(rows, headerRows, width, kinds.indexOf("time")) : namesOfHeads(heads, width);
  const sample = rows.slice(firstDataRow);
  // Beside written times, digits without a name that says so are numbers; below dates they always are.
  const isTimed = kinds.includes("time");
  const digitDates = names.map((name, column) => {
    const isNamed = isTimeName(name) || name === given.timeColumn;
    if (kinds[column] === "empty" || heads?.dated.has(column) === true || (isTimed && !isNamed)) return null;
    return digitDatesIn(filledCells(sample, column), name, isNamed, given.dateOrder);
  });
  for (const [column, dates] of digitDates.entries()) if (dates !== null) kinds[column] = "time";
  const alike = heads?.dated ?? new Set([...countedHeads(names), ...monthHeads(names)]);
  const pooled = pooledMarkEvidence(evidence.filter((_, column) => alike.has(column) && kinds[column] === "number"));
  const marks = settleMarks(
    evidence.map((of, column) => (kinds[column] !== "number" ? noMarkEvidence() : alike.has(column) ? pooled : of)),
    wordsOf(rows, headerRows, kinds, firstDataRow),
    delimiter,
  );
  const decimal = given.decimal ?? marks.file;
  const grouping = new Set(evidence.flatMap((column) => [...column.grouping]));
  const columns = names.map((name, column) => ({
    name,
    kind: kinds[column] ?? "empty",
    decimal: given.decimal ?? given.decimals?.get(column) ?? marks.decimals[column] ?? decimal,
    ...(digitDates[column]?.order == null ? {} : { digitOrder: digitDates[column].order }),
  }));
  const isNumbered = columns.map(
    ({ name, kind }, at) => kind === "time" && name !== given.timeColumn && areNumberedWords(sample, at),
  );
  const hasDates =
    isNumbered.includes(true) &&
    columns.some((column, at) => isNumbered[at] !== true && holdsDates(sample, column, at));
  const isMeasured = columns.map(({ kind }, at) => kind === "number" && haveUnits(sample, at));
  const hasNumbers = columns.some(({ kind }, at) => kind === "number" && isMeasured[at] !== true);
  const isName = (at: number): boolean =>
    isNumbered[at] === true ? hasDates : isMeasured[at] === true && hasNumbers && areFew(sample, at);
  return {
    columns: columns.map((column, at) => (isName(at) ? { ...column, kind: "text" } : column)),
    headerRows,
    firstDataRow,
    headerRow,
    width,
    decimal,
    grouping: [...grouping],
    renamed,
    alike,
    markNotes:
      given.decimal === undefined
        ? marks.notes.filter(({ column }) => kinds[column] === "number" && given.decimals?.has(column) !== true)
        : [],
  };
}

/** Heads, and the cells of the columns of times: they may show where the file comes from. */
function* wordsOf(
  rows: readonly (readonly string[])[],
  headerRows: readonly number[],
  kinds: readonly CellKind[],
  firstDataRow: number,
): Generator<string> {
  for (let row = firstDataRow; row < rows.length; row += 1)
    for (const [column, kind] of kinds.entries()) if (kind === "time") yield rows[row]?.[column] ?? "";
  for (const row of headerRows) yield* rows[row] ?? [];
}

/** How many rows to leave out when kinds are counted. In a table of a few rows the header would be a large minority. */
function headLength(rows: readonly (readonly string[])[], filled: readonly number[]): number {
  if (filled.length >= 8) return Math.min(Math.floor(filled.length / 4), 20);
  const reader = new TimeReader();
  const isNumber = (cell: string): boolean => addDecimalEvidence(noDecimalEvidence(), cell);
  const countTimes = (at: number): number =>
    (rows[filled[at] ?? 0] ?? []).filter((cell) => !isNumber(cell) && !Number.isNaN(reader.read(cell))).length;
  const holdsData = (at: number): boolean => countTimes(at) > 0 || (rows[filled[at] ?? 0] ?? []).some(isNumber);
  // Dates from cell to cell, and none below them, are names.
  const namesDates = (at: number): boolean => countTimes(at) >= 3 && countTimes(at + 1) < countTimes(at) / 2;
  let head = 0;
  while (head < filled.length - 1 && (!holdsData(head) || namesDates(head))) head += 1;
  return head;
}

export function isBlankRow(row: readonly string[]): boolean {
  for (const cell of row) if (cell !== "" && cell.trim() !== "") return false;
  return true;
}

/** `|-----|-----|` under the header of a table drawn with characters. */
export function isRuleRow(row: readonly string[]): boolean {
  let hasRule = false;
  for (const cell of row) {
    const text = cell.trim();
    if (text === "") continue;
    if (!/^:?[-=+]{3,}:?$/.test(text)) return false;
    hasRule = true;
  }
  return hasRule;
}

function modalWidth(rows: readonly (readonly string[])[], filled: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const index of filled) {
    const length = rows[index]?.length ?? 0;
    counts.set(length, (counts.get(length) ?? 0) + 1);
  }
  let width = 1;
  let best = 0;
  for (const [length, count] of counts) {
    // Single cells are titles and notes as long as there is anything wider.
    const weight = length > 1 ? count * 3 : count;
    if (weight > best || (weight === best && length > width)) {
      best = weight;
      width = length;
    }
  }
  // Series as rows are as long as they are; the names above them go as far as the longest.
  const first = rows[filled[0] ?? 0]?.length ?? 0;
  const isRagged = (counts.get(width) ?? 0) < filled.length * 0.5 && counts.size > 3;
  return isRagged && first > width && Math.max(...counts.keys()) === first ? first : width;
}

function kindOf(
  rows: readonly (readonly string[])[],
  body: readonly number[],
  column: number,
  reader: TimeReader,
  evidence: MarkEvidence,
  isMissing: (cell: string) => boolean,
): CellKind {
  const counts: CellCounts = { flagged: 0, time: 0, clock: 0, number: 0, text: 0, missing: 0 };
  let leadingZeros = 0;
  for (const index of body) {
    const cell = (rows[index]?.[column] ?? "").trim();
    if (cell === "" || isMissing(cell) || limitOf(cell) !== null) counts.missing += 1;
    else if (addMarkEvidence(evidence, cell, index)) {
      counts.number += 1;
      if (/^0\d+$/.test(cell)) leadingZeros += 1;
    } else if (Number.isNaN(reader.read(cell)) && !isMarkedTime(cell, reader)) {
      if (!isFlagged(cell)) counts.text += 1;
      // A flag that stands apart is none of the number's: 114.1 p, 12 (r), 7*.
      else if (/[a-z]$/.test(cell) && /\d[a-z]/.test(cell)) counts.flagged += 1;
      else counts.number += 1;
    } else if (timeShapes[reader.shape] === "clock") counts.clock += 1;
    else counts.time += 1;
  }
  // Without plain numbers beside them, 1a and 2b are names.
  const isFlags = counts.flagged > 0 && counts.number + counts.time >= counts.flagged * leastPlainShare;
  const flagged = isFlags ? counts.flagged : 0;
  const present = counts.time + counts.clock + counts.number + counts.text + counts.flagged;
  if (present === 0) return "empty";
  if (counts.time >= present * majority) return "time";
  if (counts.clock >= present * majority) return "clock";
  // "001" is a name: as a number it would lose its zeros.
  if (leadingZeros === present && present > 0) return "text";
  if (counts.number + flagged >= present * majority) return "number";
  return "text";
}

function isFlagged(cell: string): boolean {
  const plain = withoutFlag(cell);
  return plain !== null && addDecimalEvidence(noDecimalEvidence(), plain);
}

function isMarkedTime(cell: string, reader: TimeReader): boolean {
  const plain = withoutMark(cell);
  return plain !== null && !Number.isNaN(reader.read(plain));
}

/**
 * `GEN01`, `Market 12`, `Set-07`: a word that begins like a month of some language, and two digits. Alone it may be a month
 * and its year; beside dates it is a name.
 */
function areNumberedWords(sample: readonly (readonly string[])[], column: number): boolean {
  const cells = filledCells(sample, column);
  return cells.filter((cell) => /^\p{L}+\.?[\s_-]?\d\d$/u.test(cell)).length >= cells.length * majority;
}

function haveUnits(sample: readonly (readonly string[])[], column: number): boolean {
  const cells = filledCells(sample, column);
  return (
    cells.filter((cell) => splitUnit(cell) !== null || splitMagnitude(cell) !== null).length >= cells.length * majority
  );
}

/** `330 ml`, `500 ml`: beside numbers without units, a few sizes are names of what was counted. */
function areFew(sample: readonly (readonly string[])[], column: number): boolean {
  return new Set(filledCells(sample, column)).size < leastMeasurements;
}

function filledCells(sample: readonly (readonly string[])[], column: number): string[] {
  return sample.map((row) => (row[column] ?? "").trim()).filter((cell) => cell !== "" && !isMissingToken(cell));
}

/** Written times, or numbers that are dates by their digits, or epochs by their name too. */
function holdsDates(
  sample: readonly (readonly string[])[],
  { name, kind, decimal }: ColumnShape,
  column: number,
): boolean {
  if (kind !== "number") return kind === "time";
  const values = new GrowableFloat64();
  for (const row of sample) values.push(parseNumber(row[column] ?? "", decimal));
  const found = recogniseNumericTime(values, name, isTimeName(name));
  return found === "epoch" ? isTimeName(name) : found?.startsWith("yyyymmdd") === true;
}

function findFirstDataRow(
  rows: readonly (readonly string[])[],
  filled: readonly number[],
  kinds: readonly CellKind[],
  width: number,
  reader: TimeReader,
): number {
  const typed = kinds.flatMap((kind, column) => (kind === "text" || kind === "empty" ? [] : [column]));
  // Nothing but text: the first row is the header.
  if (typed.length === 0) return filled[1] ?? rows.length;
  for (const [at, index] of filled.entries()) {
    const row = rows[index] ?? [];
    if (width > 1 && row.length < 2) continue;
    let fits = 0;
    let misfits = 0;
    let times = 0;
    for (const column of typed) {
      const cell = (row[column] ?? "").trim();
      if (cell === "" || isMissingToken(cell)) continue;
      const kind = kinds[column] ?? "text";
      const isFit = fitsKind(cell, kind, reader);
      if (isFit) fits += 1;
      else misfits += 1;
      if (kind === "time") times += isFit ? 1 : -1;
    }
    // Numbers may well be names of columns, but "time" is no time, and where a time stands, data has begun.
    if (times < 0) continue;
    // "Data Range, 5/30/24, to, 5/31/24" above the names of the columns is no data.
    const isAboveNames =
      misfits > 0 && filled.slice(at + 1, at + 4).some((next) => namesColumns(rows[next] ?? [], typed, kinds, reader));
    if (isAboveNames) continue;
    if (times > 0 && misfits <= fits) return index;
    const isHeaderOfNumbers =
      (index === filled[0] && looksLikeNumericHeader(rows, filled, typed, kinds)) || namesYears(row, typed);
    if (fits > 0 && fits > misfits * 2 && !isHeaderOfNumbers) return index;
  }
  return rows.length;
}

/** Words wherever the data has times and numbers. */
function namesColumns(
  row: readonly string[],
  typed: readonly number[],
  kinds: readonly CellKind[],
  reader: TimeReader,
): boolean {
  const cells = typed
    .map((column) => ({ cell: (row[column] ?? "").trim(), kind: kinds[column] ?? "text" }))
    .filter(({ cell }) => cell !== "");
  return (
    cells.length >= 2 &&
    cells.length >= typed.length * 0.6 &&
    cells.every(({ cell, kind }) => !isMissingToken(cell) && !fitsKind(cell, kind, reader))
  );
}

function fitsKind(cell: string, kind: CellKind, reader: TimeReader): boolean {
  if (kind === "number") return addDecimalEvidence(noDecimalEvidence(), cell);
  return !Number.isNaN(reader.read(cell));
}

/** Headers made of numbers (`,0` or `store,2019,2020`): the first cell is blank or text where every other row has a value. */
function looksLikeNumericHeader(
  rows: readonly (readonly string[])[],
  filled: readonly number[],
  typed: readonly number[],
  kinds: readonly CellKind[],
): boolean {
  const lead = typed[0] ?? 0;
  const first = (rows[filled[0] ?? 0]?.[lead] ?? "").trim();
  if (first !== "" && kinds[lead] === "number") return false;
  if (first !== "") return false;
  const rest = filled.slice(1, 50);
  return rest.length > 1 && rest.every((index) => (rows[index]?.[lead] ?? "").trim() !== "");
}

/** `Year,2000,2001,2002`: numbers that rise by one from cell to cell are years as names. */
function namesYears(row: readonly string[], typed: readonly number[]): boolean {
  const years = typed.map((column) => Number((row[column] ?? "").trim()));
  const first = years[0] ?? 0;
  return years.length >= 4 && first >= 1500 && first < 2500 && years.every((year, i) => year === first + i);
}

function findHeaderRows(rows: readonly (readonly string[])[], firstDataRow: number, width: number): number[] {
  const found: number[] = [];
  for (let index = Math.min(firstDataRow, rows.length) - 1; index >= 0 && found.length < maxHeaderRows; index -= 1) {
    const row = rows[index] ?? [];
    if (isRuleRow(row)) continue;
    if (isBlankRow(row)) break;
    if (width > 1 && !fillsHeader(row, width)) {
      // A comment or a note between names and data does not take the names away.
      if (found.length === 0 && standsBelowNames(rows, index, width)) continue;
      break;
    }
    found.unshift(index);
  }
  // "# Data of the station, Berlin" beside names is a comment; "#, Date, Value" beside units names columns.
  const rowOf = (index: number): readonly string[] => rows[index] ?? [];
  return found.filter(
    (index) =>
      !isHashed(rowOf(index)) ||
      !found.some((other) => !isHashed(rowOf(other)) && countNames(rowOf(other)) >= countNames(rowOf(index))),
  );
}

function isHashed(row: readonly string[]): boolean {
  return (row[0] ?? "").trim().startsWith("#");
}

function fillsHeader(row: readonly string[], width: number): boolean {
  return row.length >= 2 && row.length >= width / 2 && !isBlankRow(row);
}

function standsBelowNames(rows: readonly (readonly string[])[], note: number, width: number): boolean {
  for (let index = note - 1; index >= Math.max(0, note - maxNotes); index -= 1) {
    const row = rows[index] ?? [];
    if (isBlankRow(row)) return false;
    if (fillsHeader(row, width)) return !isHashed(row);
  }
  return false;
}
