/** Whether 1,171 is a thousand or a little more than one. The whole column is asked first, then the file. */
import {
  addDecimalEvidence,
  isMissingToken,
  noDecimalEvidence,
  TimeReader,
  dayOrder,
  timeShapes,
  type DecimalEvidence,
  type DecimalMark,
} from "#engine/ingest/cells";

/** Fixed decimals and thousands end in 0 every tenth time; so many cells that never do are decimals without trailing zeros. */
const leastWithoutZero = 30;
const maxHintCells = 400;

/** Unmarked whole numbers, and the first cells that can be read in two ways. */
export interface MarkEvidence extends DecimalEvidence {
  /** Unmarked whole numbers from 1 to 999, and from 1000 on. */
  small: number;
  large: number;
  /** Ambiguous cells that end in 0. */
  zeros: number;
  example: { readonly row: number; readonly text: string } | null;
  /** The first of the small ones. */
  bare: string;
}

export function noMarkEvidence(): MarkEvidence {
  return { ...noDecimalEvidence(), small: 0, large: 0, zeros: 0, example: null, bare: "" };
}

/** Adds what one cell says. @returns whether it can be a number at all. */
export function addMarkEvidence(evidence: MarkEvidence, cell: string, row: number): boolean {
  const before = evidence.ambiguousDot + evidence.ambiguousComma;
  if (!addDecimalEvidence(evidence, cell)) return false;
  if (evidence.ambiguousDot + evidence.ambiguousComma > before) {
    evidence.example ??= { row, text: cell };
    if (/0\D*$/.test(cell)) evidence.zeros += 1;
  } else {
    // Without signs, currencies and units.
    const digits = /^[^\d.,]*([1-9]\d*)[^\d.,]*$/u.exec(cell)?.[1];
    if (digits === undefined) return true;
    if (digits.length > 3) evidence.large += 1;
    else {
      evidence.small += 1;
      if (evidence.bare === "") evidence.bare = cell;
    }
  }
  return true;
}

/** What columns of one quantity say together. */
export function pooledMarkEvidence(columns: readonly MarkEvidence[]): MarkEvidence {
  const pooled = noMarkEvidence();
  for (const column of columns) {
    for (const count of counts) pooled[count] += column[count];
    for (const mark of column.grouping) pooled.grouping.add(mark);
    pooled.example ??= column.example;
    if (pooled.bare === "") pooled.bare = column.bare;
  }
  return pooled;
}

const counts = [
  "dot",
  "comma",
  "ambiguousDot",
  "ambiguousComma",
  "currency",
  "percent",
  "parentheses",
  "small",
  "large",
  "zeros",
] as const;

/** What has to be said about a column whose marks could be read in two ways. */
export interface MarkNote {
  readonly column: number;
  /** Index of the sample row. */
  readonly row: number;
  readonly text: string;
  readonly decimal: DecimalMark;
  readonly because: string;
  /** The column itself settles it. */
  readonly isCertain: boolean;
}

export interface SettledMarks {
  /** [columns] */
  readonly decimals: readonly DecimalMark[];
  /** For columns and cells that say nothing. */
  readonly file: DecimalMark;
  readonly notes: readonly MarkNote[];
}

/**
 * @param evidence per column
 * @param words heads and cells of the sample that may show the file's language
 * @param delimiter only a semicolon says something, and only where nothing else does
 */
export function settleMarks(
  evidence: readonly MarkEvidence[],
  words: Iterable<string>,
  delimiter: string,
): SettledMarks {
  const own = evidence.map(ownMark);
  const pooled = proofOf(evidence) ?? majorityOf(own);
  const hint = pooled === null ? hintOf(words) : null;
  const file = pooled ?? hint ?? ".";
  const notes: MarkNote[] = [];
  const decimals = evidence.map((column, at) => {
    const mark = column.ambiguousComma > 0 ? "," : ".";
    const settled = own[at] ?? null;
    if (column.example === null) return settled ?? file;
    const note = { column: at, row: column.example.row, text: column.example.text };
    if (settled !== null) {
      if (column.dot + column.comma === 0 && !(mark === "," && delimiter === ","))
        notes.push({ ...note, decimal: settled, because: ownReason(column, settled === mark), isCertain: true });
      return settled;
    }
    const { decimal, because } = byFile(column, mark, { pooled, hint, delimiter });
    notes.push({ ...note, decimal, because, isCertain: false });
    return decimal;
  });
  return { decimals, file, notes };
}

/** By the column alone; null where every cell could be either. */
function ownMark(column: MarkEvidence): DecimalMark | null {
  if (column.dot !== column.comma && Math.min(column.dot, column.comma) === 0) return column.dot > 0 ? "." : ",";
  if (column.dot > 0 || column.ambiguousDot > 0 === column.ambiguousComma > 0) return null;
  const mark = column.ambiguousDot > 0 ? "." : ",";
  if (column.large > 0) return mark;
  return column.small > 0 ? otherMark(mark) : null;
}

function ownReason(column: MarkEvidence, isDecimal: boolean): string {
  return isDecimal
    ? "whole numbers of four and more digits have no mark"
    : `"${column.bare}" and the like have no decimals`;
}

function byFile(
  column: MarkEvidence,
  mark: DecimalMark,
  { pooled, hint, delimiter }: { pooled: DecimalMark | null; hint: DecimalMark | null; delimiter: string },
): { decimal: DecimalMark; because: string } {
  if (pooled !== null) return { decimal: pooled, because: "other columns of the file are written so" };
  if (mark === "," && delimiter === ",")
    return { decimal: ".", because: "decimal commas and commas between cells are rare together" };
  if (hint !== null) return { decimal: hint, because: "the file's dates are written as in countries that do so" };
  if (column.zeros === 0 && column.ambiguousDot + column.ambiguousComma >= leastWithoutZero)
    return { decimal: mark, because: "no number ends in 0" };
  if (delimiter === ";" && mark === ",")
    return { decimal: ",", because: "semicolons divide the cells where commas are decimal marks" };
  return { decimal: ".", because: "most files are written so" };
}

function otherMark(mark: DecimalMark): DecimalMark {
  return mark === "." ? "," : ".";
}

/** Cells of any column that can only be read in one way. */
function proofOf(evidence: readonly MarkEvidence[]): DecimalMark | null {
  let dot = 0;
  let comma = 0;
  for (const column of evidence) {
    dot += column.dot;
    comma += column.comma;
  }
  return dot === comma ? null : dot > comma ? "." : ",";
}

function majorityOf(marks: readonly (DecimalMark | null)[]): DecimalMark | null {
  const dots = marks.filter((mark) => mark === ".").length;
  const commas = marks.filter((mark) => mark === ",").length;
  return dots === commas ? null : dots > commas ? "." : ",";
}

const englishWord =
  /\b(?:march|may|june|july|october|december|oct|dec|january|february|august|monday|tuesday|wednesday|thursday|friday|saturday|sunday|tue|wed|thu|fri|sun)\b/i;
const otherWord =
  /(?<!\p{L})(?:januar|jänner|februar|märz|maerz|mrz|mai|juni|juli|oktober|okt|dezember|dez|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|janv|févr|fevr|mars|avr|avril|juin|juil|juillet|août|aout|déc|décembre|janvier|février|octobre|enero|ene|febrero|marzo|abril|abr|mayo|junio|julio|agosto|ago|octubre|diciembre|dic|gennaio|gen|febbraio|aprile|maggio|mag|giugno|giu|luglio|lug|settembre|ottobre|ott|dicembre|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|dezembro|mei|maart|mrt|augustus|styczeń|luty|marzec|kwiecień)(?!\p{L})/iu;

/** Dates with dots and month names of the continent: decimal commas. Months first and English names: points. */
function hintOf(words: Iterable<string>): DecimalMark | null {
  const reader = new TimeReader();
  let points = 0;
  let commas = 0;
  let seen = 0;
  for (const word of words) {
    const text = word.trim();
    if (text === "" || isMissingToken(text)) continue;
    seen += 1;
    if (seen > maxHintCells) break;
    if (otherWord.test(text)) commas += 1;
    else if (englishWord.test(text)) points += 1;
    else if (!Number.isNaN(reader.read(text))) {
      const shape = timeShapes[reader.shape];
      if (shape === "numeric-dot") commas += 1;
      else if (shape === "numeric-slash" && reader.order === dayOrder.monthFirst) points += 1;
    }
  }
  return points === commas ? null : points > commas ? "." : ",";
}
