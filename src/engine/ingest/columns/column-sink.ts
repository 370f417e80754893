import {
  isMissingToken,
  limitOf,
  noTokens,
  type MissingTokens,
  parseNumber,
  splitMagnitude,
  splitUnit,
  withoutFlag,
  type DecimalMark,
} from "#engine/ingest/cells";
import type { CodeColumn, Float64Column } from "./column.ts";
import { GrowableFloat64, GrowableInt32 } from "./growable.ts";
import { maxKeptMisfits, type Misfit } from "./misfit.ts";
import type { TimeSink } from "./time-sink.ts";

/** Cells that are only listed in the report. */
const maxKeptCells = 10_000;
const shownCells = 5;

interface CellNote {
  readonly code: "unreadable" | "out-of-range";
  readonly text: string;
}
export type CellNotes = ReadonlyMap<number, CellNote>;

/** How many odd cells all columns of a table together may keep: a file may have thousands of columns. */
export interface CellBudget {
  left: number;
}

export function cellBudget(): CellBudget {
  return { left: 400_000 };
}
/** Past these a text column is free text: it can be no series id, and keeping it would keep the file in memory. */
const maxDistinctTexts = 1_000_000;

export type ColumnSink = NumberSink | TimeSink | TextSink;

/** Numbers of one column; what is no number becomes NaN and is counted. */
export class NumberSink {
  readonly type = "number";
  readonly #growing = new GrowableFloat64();
  readonly #made: Float64Column | null;
  readonly misfits: Misfit[] = [];
  misfitCount = 0;
  missingTokens = 0;
  readonly tokenExamples: Misfit[] = [];
  blank = 0;
  notFinite = 0;
  readonly notFiniteExamples: Misfit[] = [];
  written = 0;
  readonly writtenExamples: Misfit[] = [];
  /** Words that the user named as missing. */
  named = 0;
  readonly namedExamples: Misfit[] = [];
  /** Numbers with a flag beside them, `114.1 p`; they count. */
  flagged = 0;
  readonly flaggedExamples: Misfit[] = [];
  /** Numbers with a magnitude behind them, `98.21K`, `3.07 GiB`. */
  scaled = 0;
  readonly scaledExamples: Misfit[] = [];
  /** `T`: rain or snow too little to measure; it counts as 0. */
  traces = 0;
  readonly traceExamples: Misfit[] = [];
  /** Cells that name only a limit, `<5`. */
  limited = 0;
  readonly limitedExamples: Misfit[] = [];
  /** The power of bytes that the first of them had. */
  #bytePower: number | null = null;
  /** How the column's numbers are written, as far as that says whether a mark divides decimals or thousands: up to its proof. */
  readonly marks = { threes: 0, decimals: 0, small: 0, large: 0, grouped: 0, otherDecimals: 0 };
  /** Cells beyond what a sensor can measure; whoever knows the sensor adds them. */
  readonly limits: Misfit[] = [];
  /** The unit that stands behind the column's numbers; a number with another one is none of this column. */
  #unit: string | null = null;
  #notes: CellNotes | null = null;
  readonly #decimal: DecimalMark;
  readonly #missing: MissingTokens;
  readonly #budget: CellBudget;

  /** @param made holds the values already, if they need not be pushed. */
  constructor(
    decimal: DecimalMark,
    missing: MissingTokens = noTokens,
    budget: CellBudget = cellBudget(),
    made: Float64Column | null = null,
  ) {
    this.#decimal = decimal;
    this.#made = made;
    this.#missing = missing;
    this.#budget = budget;
  }

  /** For the same kind of cells, without values or with those of a column. */
  likewise(made: Float64Column | null = null): NumberSink {
    return new NumberSink(this.#decimal, this.#missing, this.#budget, made);
  }

  get values(): Float64Column {
    return this.#made ?? this.#growing;
  }

  /** A number as it is; NaN where it is missing for a reason told elsewhere. */
  pushNumber(value: number): void {
    this.#growing.push(value);
  }

  /** How many of the cells hold no value. */
  get missingCells(): number {
    const limited = this.#missing.readsLimits ? 0 : this.limited;
    return this.blank + this.missingTokens + this.misfitCount + this.notFinite + limited;
  }

  get decimal(): DecimalMark {
    return this.#decimal;
  }

  /** What stands in cells that are no plain numbers, by row; null when there are none. */
  notes(): CellNotes | null {
    if (this.misfitCount === 0 && this.limits.length === 0) return null;
    if (this.#notes === null) {
      const notes = new Map<number, CellNote>();
      for (const { index, text } of this.misfits) notes.set(index, { code: "unreadable", text });
      for (const { index, text } of this.limits) notes.set(index, { code: "out-of-range", text });
      this.#notes = notes;
    }
    return this.#notes;
  }

  pushBlank(): void {
    this.blank += 1;
    this.#growing.push(Number.NaN);
  }

  /** NaN = blank. */
  pushNumbers(values: Float64Array): void {
    let blank = 0;
    for (let i = 0; i < values.length; i += 1) if (Number.isNaN(values[i])) blank += 1;
    this.blank += blank;
    this.#growing.pushAll(values);
  }

  push(text: string): void {
    if (text === "") {
      this.pushBlank();
      return;
    }
    const value = parseNumber(text, this.#decimal);
    if (value - value === 0) {
      this.#growing.push(value);
      this.#noteMarks(text);
      const last = text.charCodeAt(text.length - 1);
      // "$76", "76%", "(76)": what is not digits at both ends was written for people.
      if (last < 46 || last > 57 || text.charCodeAt(0) < 43 || text.charCodeAt(0) > 57) this.#noteWritten(text);
      return;
    }
    if (this.#missing.readsTraces === true && text.trim() === "T") {
      this.#growing.push(0);
      this.traces += 1;
      this.#keep(this.traceExamples, this.values.length - 1, text, maxKeptCells);
      return;
    }
    const isNamed = this.#missing.words.has(text.trim().toLowerCase());
    const limit = isNamed ? null : limitOf(text);
    if (limit !== null) {
      this.#takeLimit(text, limit);
      return;
    }
    const withoutUnit = isNamed ? Number.NaN : this.#takeUnit(text);
    const scaled = isNamed || withoutUnit === withoutUnit ? Number.NaN : this.#takeMagnitude(text);
    const plain = isNamed || isMissingToken(text) ? null : withoutFlag(text);
    const flagged = plain === null ? Number.NaN : parseNumber(plain, this.#decimal);
    const read = withoutUnit === withoutUnit ? withoutUnit : scaled === scaled ? scaled : flagged;
    this.#growing.push(read - read === 0 ? read : Number.NaN);
    const index = this.#growing.length - 1;
    if (withoutUnit === withoutUnit) this.#keepWritten(text);
    else if (scaled === scaled) {
      this.scaled += 1;
      this.#keep(this.scaledExamples, index, text, maxKeptCells);
    } else if (read - read === 0) {
      this.flagged += 1;
      this.#keep(this.flaggedExamples, index, text, maxKeptCells);
    } else if (isNamed) {
      this.named += 1;
      this.#keep(this.namedExamples, index, text, maxKeptCells);
    } else if (value === value) {
      this.notFinite += 1;
      this.#keep(this.notFiniteExamples, index, text, maxKeptCells);
    } else if (isMissingToken(text)) {
      if (text.trim() === "") {
        this.blank += 1;
        return;
      }
      this.missingTokens += 1;
      this.#keep(this.tokenExamples, index, text, maxKeptCells);
    } else this.#noteMisfit(text);
  }

  #takeLimit(text: string, limit: string): void {
    this.#growing.push(this.#missing.readsLimits ? parseNumber(limit, this.#decimal) : Number.NaN);
    this.limited += 1;
    this.#keep(this.limitedExamples, this.values.length - 1, text, maxKeptCells);
  }

  #noteMarks(text: string): void {
    const { marks } = this;
    if (marks.decimals > 0) return;
    let end = text.length;
    while (end > 0 && !isDigit(text.charCodeAt(end - 1))) end -= 1;
    const at = text.lastIndexOf(this.#decimal, end);
    if (at >= 0) {
      if (isGroupOfThree(text, at, end)) marks.threes += 1;
      else marks.decimals += 1;
      return;
    }
    const other = text.lastIndexOf(this.#decimal === "." ? "," : ".", end);
    if (other >= 0) {
      if (end - other === 4) marks.grouped += 1;
      else marks.otherDecimals += 1;
    } else if (text.length > 3) marks.large += 1;
    else if (text !== "0") marks.small += 1;
  }

  /** A cell that was found to be no number of its column before. */
  pushMisfit(text: string): void {
    this.#growing.push(Number.NaN);
    this.#noteMisfit(text);
  }

  #noteMisfit(text: string): void {
    this.addMisfit(this.#growing.length - 1, text);
  }

  /** Says that a missing value's cell holds something else; in ascending order. */
  addMisfit(index: number, text: string): void {
    this.misfitCount += 1;
    this.#keep(this.misfits, index, text, maxKeptMisfits);
  }

  #takeUnit(text: string): number {
    const split = splitUnit(text);
    if (split === null || (this.#unit !== null && this.#unit !== split.unit)) return Number.NaN;
    const value = parseNumber(split.number, this.#decimal);
    if (value - value !== 0) return Number.NaN;
    this.#unit = split.unit;
    return value;
  }

  /** K, M and bn count in ones, bytes in the unit of the column's first. */
  #takeMagnitude(text: string): number {
    const split = splitMagnitude(text.trim());
    if (split === null) return Number.NaN;
    const value = parseNumber(split.number, this.#decimal);
    if (value - value !== 0) return Number.NaN;
    // Shifting the point in the text rounds once, like the number written out.
    if (split.base === 10) return Number(`${value}e${split.power}`);
    this.#bytePower ??= split.power;
    return value * split.base ** (split.power - this.#bytePower);
  }

  #keep(list: Misfit[], index: number, text: string, most: number): void {
    if (list.length >= most || (list.length >= shownCells && this.#budget.left <= 0)) return;
    this.#budget.left -= 1;
    const last = list.at(-1);
    // The same word again and again is one string.
    list.push({ index, text: last?.text === text ? last.text : copyOf(text) });
  }

  #noteWritten(text: string): void {
    if (text.trim() === text && !/[$€£¥%()'’ ]/.test(text)) return;
    if (!/[$€£¥%()'’]|\d\s\d/.test(text)) return;
    this.#keepWritten(text);
  }

  #keepWritten(text: string): void {
    this.written += 1;
    this.#keep(this.writtenExamples, this.#growing.length - 1, text, maxKeptCells);
  }
}

/**
 * Whether all cells of columns that are read alike say that their mark was read the wrong way round: what was taken for
 * decimals stands beside whole numbers below 1000 only, or what was taken for thousands beside decimals with the same mark.
 */
export function contradictDecimal(sinks: readonly NumberSink[]): boolean {
  const sum = (count: keyof NumberSink["marks"]): number => sinks.reduce((total, { marks }) => total + marks[count], 0);
  if (sum("decimals") > 0) return false;
  const threes = sum("threes");
  return threes > 0
    ? sum("small") > 0 && sum("large") === 0 && sum("grouped") === 0
    : sum("grouped") > 0 && sum("otherDecimals") > 0;
}

/** One to three digits, none of them a leading zero, and three behind the mark. */
function isGroupOfThree(text: string, mark: number, end: number): boolean {
  let start = mark;
  while (start > 0 && isDigit(text.charCodeAt(start - 1))) start -= 1;
  const lead = mark - start;
  return end - mark === 4 && lead >= 1 && lead <= 3 && text.charCodeAt(start) !== 48;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Words of one column as codes of a dictionary. */
export class TextSink {
  readonly type = "text";
  readonly #growing = new GrowableInt32();
  readonly #made: CodeColumn | null;
  readonly words: string[];
  readonly #codeOf = new Map<string, number>();
  isFreeText = false;
  blank = 0;
  #lastText = "";
  #lastCode = -1;
  #rows = 0;
  readonly #namesRows: boolean;

  /**
   * @param namesRows a word of its own in every row is wanted: rows that are series by themselves are as long as a series
   * @param made holds the codes of these words already, if they need not be pushed
   */
  constructor(namesRows = false, words: string[] = [], made: CodeColumn | null = null) {
    this.#namesRows = namesRows;
    this.words = words;
    this.#made = made;
    this.#rows = made?.length ?? 0;
  }

  get codes(): CodeColumn {
    return this.#made ?? this.#growing;
  }

  /** Words that {@link push} gave these codes before. */
  pushCodes(codes: Float64Array): void {
    this.#rows += codes.length;
    if (!this.isFreeText) this.#growing.pushAll(codes);
  }

  /** A word that {@link push} gave this code before. */
  pushCode(code: number): void {
    this.#rows += 1;
    if (!this.isFreeText) this.#growing.push(code);
  }

  /** Returns the word's code, −1 once the column is free text. */
  push(text: string): number {
    this.#rows += 1;
    if (this.isFreeText) return -1;
    if (text === this.#lastText && this.#lastCode >= 0) {
      this.#growing.push(this.#lastCode);
      return this.#lastCode;
    }
    let code = this.#codeOf.get(text);
    if (code === undefined) {
      const word = text.trim();
      if (word === "") this.blank += 1;
      const { length } = this.words;
      const isUncommon = length > 20_000 && length > this.#rows / 2;
      if (length >= maxDistinctTexts || (isUncommon && !this.#namesRows)) {
        this.isFreeText = true;
        return -1;
      }
      code = word === text ? this.words.length : (this.#codeOf.get(word) ?? this.words.length);
      if (code === this.words.length) {
        // A copy: a slice would keep the whole chunk of the file that it was cut from.
        this.words.push(copyOf(word));
        this.#codeOf.set(copyOf(word), code);
      }
      if (word !== text) this.#codeOf.set(copyOf(text), code);
    }
    this.#lastText = text;
    this.#lastCode = code;
    this.#growing.push(code);
    return code;
  }

  get rows(): number {
    return this.#rows;
  }
}

function copyOf(text: string): string {
  // Joining and cutting again makes the engine build a flat string of its own.
  return ` ${text}`.slice(1);
}
