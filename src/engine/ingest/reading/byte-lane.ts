import { dayMs, hourMs, minuteMs, secondMs } from "#domain/series";
import { NumberSink, TextSink, TimeSink, type ColumnSink } from "#engine/ingest/columns";
import { dayNumber, dayOrder } from "#engine/ingest/cells";

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
  readonly #clocks: (DateCache | null)[];
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
    this.#clocks = columns.map(({ sink }) => (sink instanceof TimeSink ? new DateCache() : null));
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
    const ms = this.#timeAt(this.#clocks[column] ?? null, bytes, from, length);
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
    const ms = this.#timeAt(this.#clocks[column] ?? null, bytes, from, length);
    if (ms !== ms) {
      sink.push(this.#text(bytes, from, to));
      return;
    }
    this.#timeLengths[column] = length;
    sink.pushRead(ms, 0, dayOrder.none, length > 10);
  }

  /** 2017-01-31, 2017-01-31 10:00, 2017-01-31T10:00:00; NaN for anything else. */
  #timeAt(cache: DateCache | null, bytes: Uint8Array, from: number, length: number): number {
    if (cache === null || (length !== 19 && length !== 16 && length !== 10)) return Number.NaN;
    const date = cache.read(bytes, from);
    if (date !== date || length === 10) return date;
    const joint = bytes[from + 10];
    const hour = twoDigits(bytes, from + 11);
    const minute = twoDigits(bytes, from + 14);
    const second = length === 19 ? twoDigits(bytes, from + 17) : 0;
    const isClock =
      (joint === 32 || joint === 84) &&
      bytes[from + 13] === 58 &&
      (length === 16 || bytes[from + 16] === 58) &&
      hour >= 0 &&
      hour < 24 &&
      minute >= 0 &&
      minute < 60 &&
      second >= 0 &&
      second < 60;
    return isClock ? date + hour * hourMs + minute * minuteMs + second * secondMs : Number.NaN;
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

function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] as number) - 48;
  const ones = (bytes[at + 1] as number) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

/** Neighbouring rows mostly share their date. */
class DateCache {
  #century = -1;
  #month = -1;
  #day = -1;
  #ms = 0;

  /** Milliseconds of `2017-01-31` or `2017/01/31`, NaN for anything else. */
  read(bytes: Uint8Array, at: number): number {
    const joint = bytes[at + 4];
    if (joint !== bytes[at + 7] || (joint !== 45 && joint !== 47)) return Number.NaN;
    // Three small integers stand for the eight digits.
    const century = ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
    const month = ((bytes[at + 3] as number) << 16) | ((bytes[at + 5] as number) << 8) | (bytes[at + 6] as number);
    const day = ((bytes[at + 8] as number) << 8) | (bytes[at + 9] as number);
    if (day === this.#day && month === this.#month && century === this.#century) return this.#ms;
    const ms = readDate(bytes, at);
    if (ms === ms) {
      this.#century = century;
      this.#month = month;
      this.#day = day;
      this.#ms = ms;
    }
    return ms;
  }
}

function readDate(bytes: Uint8Array, at: number): number {
  const century = twoDigits(bytes, at);
  const years = twoDigits(bytes, at + 2);
  const month = twoDigits(bytes, at + 5);
  const day = twoDigits(bytes, at + 8);
  // Years of other eras are for the text's reader.
  if (century < 0 || century >= 24 || years < 0 || month < 1 || month > 12 || day < 1 || day > 31) return Number.NaN;
  const year = century * 100 + years;
  const number = dayNumber(year, month, day);
  // Days past the 28th exist in some months only.
  const next = month === 12 ? dayNumber(year + 1, 1, 1) : dayNumber(year, month + 1, 1);
  return number < next ? number * dayMs : Number.NaN;
}

const maxWords = 65_536;
const maxWordBytes = 64;

/** Words seen before, found by their bytes. */
class WordTable {
  #slots = new Int32Array(1024).fill(-1);
  readonly #codes: number[] = [];
  readonly #bytes: Uint8Array[] = [];
  /** [words] the word that came after this one the last time: series take turns in long files. */
  readonly #after: number[] = [];
  #last = -1;

  get lastCode(): number {
    return this.#codes[this.#last] ?? -1;
  }

  /** Length of the word that is expected here, if it stands here; 0 when it does not. */
  guess(bytes: Uint8Array, from: number): number {
    const expected = this.#after[this.#last] ?? -1;
    if (expected < 0) return 0;
    const word = this.#bytes[expected] as Uint8Array;
    for (let at = 0; at < word.length; at += 1) if (word[at] !== bytes[from + at]) return 0;
    this.#last = expected;
    return word.length;
  }

  find(bytes: Uint8Array, from: number, to: number): number {
    if (to - from > maxWordBytes) return -1;
    const mask = this.#slots.length - 1;
    for (let slot = hashOf(bytes, from, to) & mask; ; slot = (slot + 1) & mask) {
      const word = this.#slots[slot] as number;
      if (word < 0) return -1;
      if (isEqual(this.#bytes[word], bytes, from, to)) {
        if (this.#last >= 0) this.#after[this.#last] = word;
        this.#last = word;
        return this.#codes[word] as number;
      }
    }
  }

  remember(bytes: Uint8Array, from: number, to: number, code: number): void {
    if (this.#codes.length >= maxWords || to - from > maxWordBytes) return;
    this.#codes.push(code);
    this.#after.push(-1);
    this.#bytes.push(new Uint8Array(bytes.subarray(from, to)));
    if (this.#codes.length * 2 > this.#slots.length) {
      this.#slots = new Int32Array(this.#slots.length * 4).fill(-1);
      for (let word = 0; word < this.#codes.length; word += 1) this.#place(word);
    } else this.#place(this.#codes.length - 1);
  }

  #place(word: number): void {
    const bytes = this.#bytes[word] ?? new Uint8Array(0);
    const mask = this.#slots.length - 1;
    let slot = hashOf(bytes, 0, bytes.length) & mask;
    while ((this.#slots[slot] as number) >= 0) slot = (slot + 1) & mask;
    this.#slots[slot] = word;
  }
}

function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let at = from; at < to; at += 1) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  return hash ^ (hash >>> 15);
}

function isEqual(word: Uint8Array | undefined, bytes: Uint8Array, from: number, to: number): boolean {
  if (word === undefined || word.length !== to - from) return false;
  for (let at = 0; at < word.length; at += 1) if (word[at] !== bytes[from + at]) return false;
  return true;
}
