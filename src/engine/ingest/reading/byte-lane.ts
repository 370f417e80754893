import { NumberSink, TextSink, TimeSink, type ColumnSink } from "#engine/ingest/columns";
import { dayOrder } from "#engine/ingest/cells";
import { ByteTimes } from "./byte-times.ts";
import { WordTable } from "./word-table.ts";

const powersOfTen = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);
const newline = 10;
const carriageReturn = 13;
const quote = 34;
/** Rows that are taken together. */
const batchRows = 1024;
const isNumber = 0;
const isTime = 1;
const isText = 2;

export interface LaneColumn {
  /** Position of the cell in its row. */
  readonly index: number;
  readonly sink: ColumnSink;
}

export interface LanePorts {
  /** The text of some bytes, in the file's encoding. */
  readonly decode: (bytes: Uint8Array) => string;
  /** Takes a row that is in any way unusual; `bytes` are without the line end. */
  readonly takeUnusual: (bytes: Uint8Array) => void;
  readonly countRows: (rows: number) => void;
}

/**
 * Reads plain rows straight from their bytes, without making a string of every cell. It takes only what it is sure of: rows of
 * the usual length without quotes, numbers of digits, timestamps in the commonest forms, words seen before. Every other
 * cell goes as text to its column, every other row to the tokenizer; both lanes give the same result.
 */
export class ByteLane {
  readonly #delimiter: number;
  readonly #width: number;
  readonly #columns: readonly LaneColumn[];
  readonly #ports: LanePorts;
  /** [width + 1] where the row's cells begin; one past the delimiter that ends them. */
  readonly #starts: Int32Array;
  readonly #words: (WordTable | null)[];
  readonly #clocks: (ByteTimes | null)[];
  /** [width] which column a cell belongs to, −1 for none. */
  readonly #columnAt: Int32Array;
  /** [columns] the columns by kind: asking an object for its class costs as much as reading a digit. */
  readonly #kinds: Uint8Array;
  readonly #numbers: NumberSink[];
  readonly #times: TimeSink[];
  readonly #texts: TextSink[];
  /** [columns × batchRows] what the rows at hand hold: numbers, milliseconds or codes; a row counts once it is whole. */
  readonly #batch: Float64Array;
  #batched = 0;
  /** [columns] how long the column's last timestamp was: the next one most likely is as long. */
  readonly #timeLengths: Int32Array;

  constructor(delimiter: string, width: number, columns: readonly LaneColumn[], ports: LanePorts) {
    this.#delimiter = delimiter.charCodeAt(0);
    this.#width = width;
    this.#columns = columns;
    this.#ports = ports;
    this.#starts = new Int32Array(width + 1);
    this.#words = columns.map(({ sink }) => (sink instanceof TextSink ? new WordTable() : null));
    this.#clocks = columns.map(({ sink }) => (sink instanceof TimeSink ? new ByteTimes() : null));
    this.#kinds = Uint8Array.from(columns, ({ sink }) =>
      sink instanceof NumberSink ? isNumber : sink instanceof TimeSink ? isTime : isText,
    );
    // Places of other kinds hold an empty column that is never asked for, so that the lists have no holes.
    this.#numbers = columns.map(({ sink }) => (sink instanceof NumberSink ? sink : new NumberSink(".")));
    this.#times = columns.map(({ sink }) => (sink instanceof TimeSink ? sink : new TimeSink()));
    this.#texts = columns.map(({ sink }) => (sink instanceof TextSink ? sink : new TextSink()));
    this.#columnAt = new Int32Array(width).fill(-1);
    for (const [at, { index }] of columns.entries()) this.#columnAt[index] = at;
    this.#batch = new Float64Array(columns.length * batchRows);
    this.#timeLengths = new Int32Array(columns.length).fill(19);
  }

  static canRead(delimiter: string, lineEnd: string, encoding: string): boolean {
    // In these encodings the bytes of delimiters, digits and line ends are never part of another character.
    return (
      delimiter !== " " &&
      delimiter.length === 1 &&
      lineEnd === "\n" &&
      /^(?:utf-8|windows-\d+|iso-8859-\d+|koi8-u|ibm8\d\d|macintosh|x-mac-cyrillic)$/.test(encoding)
    );
  }

  static isPlain(bytes: Uint8Array): boolean {
    return !bytes.includes(quote) && !bytes.includes(0);
  }

  /** Takes every complete row; returns where the unfinished one begins. */
  take(bytes: Uint8Array): number {
    // Past this point a row may be cut off by the end of the chunk.
    const end = bytes.lastIndexOf(newline) + 1;
    let rowStart = 0;
    while (rowStart < end) {
      const next = this.#tryRow(bytes, rowStart, end);
      if (next > 0) {
        rowStart = next;
        this.#batched += 1;
        if (this.#batched === batchRows) this.#takeBatch();
      } else {
        this.#takeBatch();
        rowStart = this.#takeCells(bytes, rowStart);
      }
    }
    this.#takeBatch();
    return rowStart;
  }

  #takeBatch(): void {
    const rows = this.#batched;
    if (rows === 0) return;
    this.#batched = 0;
    for (let column = 0; column < this.#kinds.length; column += 1) {
      const values = this.#batch.subarray(column * batchRows, column * batchRows + rows);
      const kind = this.#kinds[column];
      if (kind === isNumber) (this.#numbers[column] as NumberSink).pushNumbers(values);
      else if (kind === isTime)
        (this.#times[column] as TimeSink).pushPlain(values, (this.#timeLengths[column] as number) > 10);
      else (this.#texts[column] as TextSink).pushCodes(values);
    }
    this.#ports.countRows(rows);
  }

  /** Reads a row in one pass, if every cell is of the plainest kind; 0 when it is not, and then nothing has been taken. */
  #tryRow(bytes: Uint8Array, rowStart: number, end: number): number {
    const width = this.#width;
    const delimiter = this.#delimiter;
    if (!isUsual(bytes, rowStart, end)) return 0;
    let at = rowStart;
    for (let cell = 0; cell < width; cell += 1) {
      const column = this.#columnAt[cell] as number;
      if (column < 0) {
        while (bytes[at] !== delimiter && bytes[at] !== newline) at += 1;
      } else {
        const kind = this.#kinds[column];
        let next = 0;
        if (kind === isNumber) next = this.#readNumber(this.#numbers[column] as NumberSink, column, bytes, at);
        else if (kind === isTime) next = this.#readTime(column, bytes, at);
        else next = this.#readWord(column, bytes, at);
        if (next < 0) return 0;
        at = next;
      }
      if (cell < width - 1) {
        if (bytes[at] !== delimiter) return 0;
        at += 1;
      }
    }
    if (bytes[at] === carriageReturn) at += 1;
    if (bytes[at] !== newline) return 0;
    return at + 1;
  }

  #readNumber(sink: NumberSink, column: number, bytes: Uint8Array, from: number): number {
    let at = from;
    const isNegative = bytes[at] === 45;
    if (isNegative) at += 1;
    const first = at;
    let mantissa = 0;
    let byte = bytes[at] as number;
    for (; byte >= 48 && byte <= 57; byte = bytes[at] as number) {
      mantissa = mantissa * 10 + (byte - 48);
      at += 1;
    }
    let digits = at - first;
    if (byte === 46 && sink.decimal === ".") {
      at += 1;
      const point = at;
      for (byte = bytes[at] as number; byte >= 48 && byte <= 57; byte = bytes[at] as number) {
        mantissa = mantissa * 10 + (byte - 48);
        at += 1;
      }
      const decimals = at - point;
      digits += decimals;
      if (decimals === 0 || digits > 15) return -1;
      // Up to 15 digits are exact, and one division by an exact power of ten rounds once: the nearest double, as for text.
      if (decimals === 3 && digits <= 6 && mantissa >= 1000) sink.marks.threes += 1;
      else sink.marks.decimals += 1;
      mantissa /= powersOfTen[decimals] as number;
    } else if (digits > 3) sink.marks.large += 1;
    else if (mantissa > 0) sink.marks.small += 1;
    if (digits === 0 ? isNegative : digits > 15 || (isNegative && mantissa === 0)) return -1;
    this.#batch[column * batchRows + this.#batched] = digits === 0 ? Number.NaN : isNegative ? -mantissa : mantissa;
    return at;
  }

  #readTime(column: number, bytes: Uint8Array, from: number): number {
    const length = this.#timeLengths[column] as number;
    const ms = this.#clocks[column]?.read(bytes, from, length) ?? Number.NaN;
    if (ms !== ms) return -1;
    this.#batch[column * batchRows + this.#batched] = ms;
    return from + length;
  }

  #readWord(column: number, bytes: Uint8Array, from: number): number {
    const table = this.#words[column];
    if (table === null || table === undefined) return -1;
    const guess = table.guess(bytes, from);
    const after = bytes[from + guess];
    if (guess > 0 && (after === this.#delimiter || after === newline || after === carriageReturn)) {
      this.#batch[column * batchRows + this.#batched] = table.lastCode;
      return from + guess;
    }
    let to = from;
    while (bytes[to] !== this.#delimiter && bytes[to] !== newline && bytes[to] !== carriageReturn) to += 1;
    const code = table.find(bytes, from, to);
    if (code < 0) return -1;
    this.#batch[column * batchRows + this.#batched] = code;
    return to;
  }

  /** Cuts the row at its delimiters and takes cell by cell; returns where the next row begins. */
  #takeCells(bytes: Uint8Array, rowStart: number): number {
    const starts = this.#starts;
    const width = this.#width;
    let cells = 0;
    starts[0] = rowStart;
    let at = rowStart;
    for (; bytes[at] !== newline; at += 1) {
      if (bytes[at] !== this.#delimiter) continue;
      cells += 1;
      if (cells < width) starts[cells] = at + 1;
    }
    const rowEnd = at > rowStart && bytes[at - 1] === carriageReturn ? at - 1 : at;
    cells += 1;
    if (cells === width && isUsual(bytes, rowStart, rowEnd)) {
      starts[width] = rowEnd + 1;
      this.#takeRow(bytes);
    } else this.#ports.takeUnusual(bytes.subarray(rowStart, rowEnd));
    return at + 1;
  }

  #takeRow(bytes: Uint8Array): void {
    const columns = this.#columns;
    for (let at = 0; at < columns.length; at += 1) {
      const { index, sink } = columns[at] as LaneColumn;
      let from = this.#starts[index] as number;
      let to = (this.#starts[index + 1] as number) - 1;
      while (from < to && (bytes[from] as number) <= 32) from += 1;
      while (to > from && (bytes[to - 1] as number) <= 32) to -= 1;
      if (sink instanceof NumberSink) this.#takeNumber(sink, bytes, from, to);
      else if (sink instanceof TimeSink) this.#takeTime(sink, at, bytes, from, to);
      else this.#takeWord(sink, this.#words[at] ?? null, bytes, from, to);
    }
    this.#ports.countRows(1);
  }

  #text(bytes: Uint8Array, from: number, to: number): string {
    return this.#ports.decode(bytes.subarray(from, to));
  }

  #takeNumber(sink: NumberSink, bytes: Uint8Array, from: number, to: number): void {
    if (from === to) {
      sink.pushBlank();
      return;
    }
    let at = from;
    const isNegative = bytes[at] === 45;
    if (isNegative) at += 1;
    const mark = sink.decimal === "." ? 46 : 44;
    let mantissa = 0;
    let digits = 0;
    let decimals = -1;
    for (; at < to; at += 1) {
      const byte = bytes[at] as number;
      if (byte >= 48 && byte <= 57) {
        mantissa = mantissa * 10 + (byte - 48);
        digits += 1;
        if (decimals >= 0) decimals += 1;
      } else if (byte === mark && decimals < 0) decimals = 0;
      else break;
    }
    // Up to 15 digits are exact, and one division by an exact power of ten rounds once: the nearest double, as for text.
    // "1.234" under decimal commas and the like never comes here, because the other mark stops the loop.
    if (at === to && digits > 0 && digits <= 15 && decimals !== 0 && !(isNegative && mantissa === 0)) {
      const value = decimals > 0 ? mantissa / (powersOfTen[decimals] as number) : mantissa;
      // With a comma mark, one group of three is read by the text lane's rules.
      if (mark === 46 || decimals !== 3) {
        if (sink.marks.decimals === 0) {
          if (decimals === 3 && digits <= 6 && mantissa >= 1000) sink.marks.threes += 1;
          else if (decimals > 0) sink.marks.decimals += 1;
          else if (digits > 3) sink.marks.large += 1;
          else if (mantissa > 0) sink.marks.small += 1;
        }
        sink.pushNumber(isNegative ? -value : value);
        return;
      }
    }
    sink.push(this.#text(bytes, from, to));
  }

  #takeTime(sink: TimeSink, column: number, bytes: Uint8Array, from: number, to: number): void {
    const length = to - from;
    const ms = this.#clocks[column]?.read(bytes, from, length) ?? Number.NaN;
    if (ms !== ms) {
      sink.push(this.#text(bytes, from, to));
      return;
    }
    this.#timeLengths[column] = length;
    sink.pushRead(ms, 0, dayOrder.none, length > 10);
  }

  #takeWord(sink: TextSink, table: WordTable | null, bytes: Uint8Array, from: number, to: number): void {
    const code = table === null ? -1 : table.find(bytes, from, to);
    if (code >= 0) sink.pushCode(code);
    else {
      const fresh = sink.push(this.#text(bytes, from, to));
      if (fresh >= 0) table?.remember(bytes, from, to, fresh);
    }
  }
}

/** Blank rows, comments, rules and drawn tables begin otherwise. */
function isUsual(bytes: Uint8Array, from: number, to: number): boolean {
  if (from === to) return false;
  const first = bytes[from] as number;
  return (
    first > 35 &&
    first !== 43 &&
    first !== 44 &&
    first !== 45 &&
    first !== 58 &&
    first !== 59 &&
    first !== 61 &&
    first !== 124
  );
}
