import type { IngestOptions } from "#domain/dataset";
import { EngineError } from "#domain/errors";
import { throwIfAborted } from "#engine/concurrency";
import {
  cellBudget,
  contradictDecimal,
  NumberSink,
  TextSink,
  TimeSink,
  type CellBudget,
  type ColumnSink,
  type Table,
  type TableColumn,
} from "#engine/ingest/columns";
import {
  isRecordFile,
  namesOfHeaderless,
  recordKey,
  RecordScan,
  twoPart,
  type RecordTable,
} from "#engine/ingest/vendors";
import { missingTokens, noTokens, type MissingTokens, parseNumber, type DecimalMark } from "#engine/ingest/cells";
import { RepairLog } from "#engine/ingest/report";
import type { ByteSource, IngestPorts } from "#engine/ingest/request";
import {
  rawRows,
  type RawPreview,
  type RawRow,
  findTable,
  isBlankRow,
  isPrecipitationName,
  isRuleRow,
  type Section,
  SectionScan,
  sideBySide,
  tablesOf,
  type ColumnShape,
  type GivenShape,
  type MarkNote,
  type TableShape,
} from "#engine/ingest/understanding";
import { beginsAnotherTable, holdSeveralTables } from "./another-table.ts";
import { ByteLane } from "./byte-lane.ts";
import { detectDialect, plainDialect } from "./dialect.ts";
import { cellDecoder, detectEncoding, TextStream, type Encoding } from "./encoding.ts";
import { judgeLegacyEncoding, type EncodingRival } from "./encoding-guess.ts";
import { binaryKindOf, looksBinary, notATable } from "./file-kind.ts";
import { Lanes } from "./lanes.ts";
import { RowTokenizer, type Dialect } from "./row-tokenizer.ts";
/** Decisions are made on this much of the file; everything in it still counts as evidence, and later rows can overturn it. */
const sampleBytes = 512 * 1024;
const sampleRowLimit = 2000;
/** More rows than this that begin with # are no comments. */
const maxCommentShare = 0.05;
/** Record kind, table, subtable and version. */
const recordColumns = 4;

/** Thrown when the file turns out to hold record tables: it is read again, for one of them. */
export class RecordFileFound extends Error {}

/** Thrown when the file seems to hold several tables: it is read again, for one of them. */
export class SeveralTablesFound extends Error {}

/** Thrown when a column's marks turn out to mean the other thing: the file is read again with what is known now. */
export class DecimalContradiction extends Error {
  /** By column of the file. */
  readonly decimals: ReadonlyMap<number, DecimalMark>;

  constructor(decimals: ReadonlyMap<number, DecimalMark>) {
    super("Decimal marks contradict the first rows.");
    this.decimals = decimals;
  }
}

export interface ReadTable {
  readonly table: Table;
  readonly encoding: string;
  readonly delimiter: string;
  /** Table and subtable of a record file, null for every other file. */
  readonly record: string | null;
  readonly preview: RawPreview;
}

/** What is known of a file before it is read, from readings that had to be given up. */
export interface KnownOfFile {
  readonly encoding?: Encoding | null;
  /** By column of the table. */
  readonly decimals?: ReadonlyMap<number, DecimalMark>;
  /** The one table to read of a record file. */
  readonly record?: RecordTable | null;
  /** The one table to read of a file with several. */
  readonly section?: Section | null;
  /** The whole file is one table, however it looks. */
  readonly isOneTable?: boolean;
}

interface NamedColumn {
  readonly index: number;
  readonly name: string;
}

interface Begun {
  readonly chunks: AsyncIterator<Uint8Array>;
  readonly opened: Opened;
  /** From the file's first line on. */
  readonly rows: string[][];
  /** What the table's shape is decided on. */
  readonly sample: readonly (readonly string[])[];
  /** The table as evidence alone finds it. */
  readonly evidence: TableShape | null;
}

interface Opened {
  readonly encoding: Encoding;
  readonly dialect: Dialect;
  readonly stream: TextStream;
  readonly beginning: string;
  readonly tokenizer: RowTokenizer;
}

/**
 * Reads the whole file into columns, chunk by chunk. It begins without the user's options, so that they can depend on what
 * the header says, and goes on from there with them.
 */
export class TableReader {
  readonly #source: ByteSource;
  readonly #ports: IngestPorts;
  #options: IngestOptions = {};
  #log = new RepairLog();
  #begun: Begun | null = null;
  readonly #forcedEncoding: Encoding | null;
  readonly #record: RecordTable | null;
  readonly #section: Section | null;
  readonly #isOneTable: boolean;
  readonly #decimals: ReadonlyMap<number, DecimalMark>;
  #encodingRival: EncodingRival | null = null;
  #isInRecord = false;
  #isWholeFileRead = false;
  #bytes = 0;
  #rows = 0;
  #fileRow = 0;
  #firstDataFileRow = 1;
  /** Data-row index before which a file row was skipped, once per skipped row, ascending. */
  readonly #skips: number[] = [];
  #sinks: ColumnSink[] = [];
  #columns: NamedColumn[] = [];
  #shape: TableShape | null = null;
  #hasHashRows = false;
  #previewRows: RawRow[] = [];
  #tokens: MissingTokens = noTokens;
  readonly #budget: CellBudget = cellBudget();

  constructor(source: ByteSource, ports: IngestPorts, known: KnownOfFile = {}) {
    this.#source = source;
    this.#ports = ports;
    this.#forcedEncoding = known.encoding ?? null;
    this.#decimals = known.decimals ?? new Map();
    this.#record = known.record ?? null;
    this.#section = known.section ?? null;
    this.#isOneTable = known.isOneTable === true || this.#section !== null || this.#record !== null;
  }

  /** The first rows, as soon as the table's shape is known. */
  get preview(): RawPreview {
    const { headerRow = -1 } = this.#shape ?? {};
    const from = this.#section?.from ?? 0;
    return {
      rows: this.#previewRows,
      firstDataRow: this.#record === null ? from + (this.#shape?.firstDataRow ?? 0) : 0,
      headerRow: this.#record === null && headerRow >= 0 ? from + headerRow + 1 : 0,
      cellOf: this.#columns.map(({ index }) => index),
    };
  }

  /** The columns so far, before anything has a role. */
  get columns(): readonly TableColumn[] {
    return this.#columns.flatMap(({ name }, at) => {
      const sink = this.#sinks[at];
      return sink === undefined ? [] : [{ name, sink }];
    });
  }

  /** Only counts the tables of a record file. */
  async scanRecords(): Promise<RecordScan> {
    const scan = new RecordScan();
    await this.#scan(scan);
    return scan;
  }

  /** Only looks for tables: fewer than two where the file is one. */
  async scanTables(): Promise<Section[]> {
    const scan = new SectionScan();
    const { delimiter } = await this.#scan(scan);
    return tablesOf(scan.sections(), delimiter);
  }

  async #scan(scan: { take(rows: string[][]): void }): Promise<Dialect> {
    const chunks = this.#source.chunks[Symbol.asyncIterator]();
    try {
      const { tokenizer, stream, beginning, dialect } = await this.#open(chunks);
      scan.take(tokenizer.push(beginning));
      for (let next = await this.#next(chunks); next !== null; next = await this.#next(chunks)) {
        scan.take(tokenizer.push(stream.decode(next)));
      }
      scan.take(tokenizer.push(stream.end()));
      scan.take(tokenizer.end());
      return dialect;
    } finally {
      await chunks.return?.();
    }
  }

  /**
   * Reads as far as the header. Whoever does not go on with `read` has to `close`.
   *
   * @returns the columns' names as evidence alone finds them
   * @throws EngineError where the file is no table; RecordFileFound, SeveralTablesFound, EncodingContradiction where it has
   * to be read again
   */
  async begin(): Promise<readonly string[]> {
    const chunks = this.#source.chunks[Symbol.asyncIterator]();
    try {
      const opened = await this.#open(chunks);
      const rows = await this.#firstRows(opened, chunks);
      const { dialect, tokenizer } = opened;
      if (this.#record === null && isRecordFile(rows)) throw new RecordFileFound();
      if (!this.#isOneTable && holdSeveralTables(rows, dialect.delimiter)) throw new SeveralTablesFound();
      const part = this.#section?.sample ?? (this.#record === null ? null : sampleOf(this.#record));
      const sample = [...(part ?? rows.slice(0, sampleRowLimit))];
      // The last line of a short file may have no line end, and may be the only row of data.
      if (part === null && rows.length < 8) sample.push(...tokenizer.unfinished());
      const evidence = findTable(sample, dialect.delimiter);
      if (!this.#isOneTable && evidence !== null && sideBySide(evidence, sample).length > 1)
        throw new SeveralTablesFound();
      this.#begun = { chunks, opened, rows, sample, evidence };
      return evidence === null ? [] : namesOf(this.#columnsOf(evidence), evidence, sample);
    } catch (error) {
      await chunks.return?.();
      throw error;
    }
  }

  /** Closes the file that was begun. */
  async close(): Promise<void> {
    const begun = this.#begun;
    this.#begun = null;
    await begun?.chunks.return?.();
  }

  /**
   * The whole file, from where `begin` left it.
   * @throws EngineError where the file is no table, EncodingContradiction where it has to be read again
   */
  async read(options: IngestOptions, log: RepairLog): Promise<ReadTable> {
    if (this.#begun === null) throw new Error("a table is read that was not begun");
    this.#options = options;
    this.#log = log;
    const { missingTokens: named = [], decimalMark } = options;
    const isUndone = named.length > 0 && log.isUndone("chosen-missing");
    if (!isUndone)
      this.#tokens = missingTokens(named, (text) => parseNumber(text, decimalMark ?? (text.includes(",") ? "," : ".")));
    if (options.undo?.includes("beyond-limit") === true) this.#tokens = { ...this.#tokens, readsLimits: true };
    try {
      return await this.#readOn(this.#begun);
    } finally {
      await this.close();
    }
  }

  async #open(chunks: AsyncIterator<Uint8Array>): Promise<Opened> {
    const head = await this.#readHead(chunks);
    const kind = binaryKindOf(head);
    if (kind !== null) throw notATable(kind);
    const encoding =
      this.#forcedEncoding ??
      detectEncoding(head, (bytes) => {
        const { label, rival } = judgeLegacyEncoding(bytes);
        this.#encodingRival = rival;
        return label;
      });
    if (!encoding.label.startsWith("utf-16") && looksBinary(head)) throw notATable("binary");
    const stream = new TextStream(encoding);
    const beginning = stream.decode(head);
    if (this.#isWholeFileRead && beginning.trim() === "") throw emptyFile(head.length);
    // A table that was made from another format is CSV by construction, whatever its cells look like.
    const dialect = this.#source.format === undefined ? detectDialect(beginning) : plainDialect;
    return { encoding, dialect, stream, beginning, tokenizer: new RowTokenizer(dialect) };
  }

  async #readOn({ chunks, opened, rows, sample, evidence }: Begun): Promise<ReadTable> {
    const { encoding, dialect, stream, tokenizer } = opened;
    const given = this.#given();
    this.#adopt(given === null ? evidence : findTable(sample, dialect.delimiter, given), rows);
    const lanes = new Lanes(tokenizer, stream, this.#makeLane(dialect, encoding), (next) => {
      this.#takeRows(next);
    });
    for (let next = await this.#next(chunks); next !== null; next = await this.#next(chunks)) lanes.take(next);
    lanes.end();
    this.#takeLast(tokenizer);
    if (stream.hadZeroBytes) this.#log.warn("zero-bytes", "The file contains zero bytes; they were skipped.");
    return this.#finish(encoding, dialect);
  }

  #makeLane(dialect: Dialect, encoding: Encoding): ByteLane | null {
    const shape = this.#shape;
    if (
      shape === null ||
      this.#record !== null ||
      this.#section !== null ||
      dialect.hasLoneReturns ||
      !ByteLane.canRead(dialect.delimiter, dialect.newline, encoding.label)
    )
      return null;
    const columns = this.#columns.flatMap(({ index }, at) => {
      const sink = this.#sinks[at];
      return sink === undefined ? [] : [{ index, sink }];
    });
    const decode = cellDecoder(encoding.label);
    return new ByteLane(dialect.delimiter, shape.width, columns, {
      decode,
      takeUnusual: (bytes) => {
        // There is no quotation mark in it, so the delimiters alone cut it.
        this.#takeRows([decode(bytes).split(dialect.delimiter)]);
      },
      countRows: (rows) => {
        this.#rows += rows;
        this.#fileRow += rows;
      },
    });
  }

  async #next(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array | null> {
    throwIfAborted(this.#ports.signal);
    this.#ports.onProgress({
      phase: "reading",
      bytes: this.#source.positionBytes?.() ?? this.#bytes,
      totalBytes: this.#source.sizeBytes,
      rows: this.#rows,
    });
    await this.#ports.yield?.();
    throwIfAborted(this.#ports.signal);
    const { done, value } = await chunks.next();
    if (done === true) return null;
    this.#bytes += value.length;
    return value;
  }

  async #readHead(chunks: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    let length = 0;
    while (length < sampleBytes) {
      const chunk = await this.#next(chunks);
      if (chunk === null) {
        this.#isWholeFileRead = true;
        break;
      }
      parts.push(parts.length === 0 && chunk.length >= sampleBytes ? chunk : new Uint8Array(chunk));
      length += chunk.length;
    }
    if (length === 0) throw emptyFile(0);
    if (parts.length === 1 && parts[0] !== undefined) return parts[0];
    const head = new Uint8Array(length);
    let at = 0;
    for (const part of parts) {
      head.set(part, at);
      at += part.length;
    }
    return head;
  }

  async #firstRows({ tokenizer, beginning, stream }: Opened, chunks: AsyncIterator<Uint8Array>): Promise<string[][]> {
    const rows = tokenizer.push(beginning);
    // A file without a second line end, or with rows longer than the sample: take what there is.
    while (rows.length < 2) {
      const chunk = await this.#next(chunks);
      if (chunk === null) {
        rows.push(...tokenizer.push(stream.end()), ...tokenizer.end());
        break;
      }
      for (const row of tokenizer.push(stream.decode(chunk))) rows.push(row);
    }
    return rows;
  }

  /** What the user said about the table's shape, or an earlier reading found out; null where that is nothing. */
  #given(): GivenShape | null {
    const { decimalMark: decimal, timeColumn, dateOrder } = this.#options;
    const decimals = this.#decimals;
    const isNothing = decimal === undefined && timeColumn === undefined && dateOrder === undefined;
    if (isNothing && decimals.size === 0 && this.#tokens.words.size === 0) return null;
    return { decimal, decimals, missingWords: this.#tokens.words, timeColumn, dateOrder };
  }

  #sinkFor(column: ColumnShape | undefined): ColumnSink {
    switch (column?.kind) {
      case "time":
      case "clock":
        return new TimeSink(this.#options.dateOrder === "year-first", column.digitOrder ?? null);
      case "text":
        return new TextSink((this.#shape?.alike.size ?? 0) > 0);
      case "number":
      case "empty":
      case undefined:
        return new NumberSink(column?.decimal ?? ".", this.#tokensOf(column), this.#budget);
    }
  }

  #notePreamble(shape: TableShape, rows: readonly (readonly string[])[], from: number): void {
    for (let index = 0; index < Math.min(shape.firstDataRow, rows.length); index += 1) {
      const row = rows[index] ?? [];
      if (index === shape.headerRow || isBlankRow(row) || isRuleRow(row)) continue;
      this.#notePreambleRow(row, from + index + 1, shape.headerRows.includes(index));
    }
  }

  #notePreambleRow(row: readonly string[], fileRow: number, isHeader = false): void {
    this.#log.add(
      isHeader ? "further-header" : "preamble-row",
      fileRow,
      this.#columns[0]?.name ?? "",
      row.filter((cell) => cell.trim() !== "").join(" "),
      isHeader ? "no row of data" : "row left out",
    );
  }

  /** Decides the table's shape and feeds those of the first rows that are data. */
  #adopt(shape: TableShape | null, rows: string[][]): void {
    if (shape === null) throw emptyFile(1);
    this.#shape = shape;
    this.#columns = this.#columnsOf(shape);
    this.#sinks = this.#columns.map(({ index }) => this.#sinkFor(shape.columns[index]));
    // File rows count from 1, whatever table they belong to.
    if (this.#section !== null) {
      this.#noteHead(shape, this.#section.sample, this.#section.from);
      this.#takeRows(rows);
    } else if (this.#record === null) {
      this.#noteHead(shape, rows, 0);
      this.#fileRow = shape.firstDataRow;
      this.#firstDataFileRow = shape.firstDataRow + 1;
      this.#takeRows(rows.slice(shape.firstDataRow));
    } else {
      this.#previewRows = rawRows(rows, 0);
      this.#takeRows(rows);
    }
  }

  #tokensOf(column: ColumnShape | undefined): MissingTokens {
    const isUndone = this.#options.undo?.includes("trace-amount") === true;
    const readsTraces = column !== undefined && isPrecipitationName(column.name) && !isUndone;
    return readsTraces ? { ...this.#tokens, readsTraces } : this.#tokens;
  }

  /** @param from file row of the first of `rows` */
  #noteHead(shape: TableShape, rows: readonly (readonly string[])[], from: number): void {
    this.#notePreamble(shape, rows, from);
    for (const { column, from: name, to } of shape.renamed) {
      const kind = shape.columns[column]?.kind ?? "empty";
      if (isFrame(shape, column, kind)) continue;
      this.#log.add(name === "" ? "empty-header" : "duplicate-header", from + shape.headerRow + 1, to, name, to);
    }
    this.#noteMarks(shape);
    const filled = rows.slice(shape.firstDataRow).filter((row) => row.length === shape.width);
    const hashed = filled.filter((row) => (row[0] ?? "").startsWith("#")).length;
    this.#hasHashRows = hashed > 1 && hashed > filled.length * maxCommentShare;
    this.#previewRows = rawRows(rows, shape.firstDataRow, from);
  }

  /** Of a record file, those behind the four that name the record; of any other, those that are no frame. */
  #columnsOf(shape: TableShape): NamedColumn[] {
    return shape.columns.flatMap(({ name, kind }, index) =>
      (this.#record === null ? isFrame(shape, index, kind) : index < recordColumns) ? [] : [{ index, name }],
    );
  }

  /** One line for all columns that are written and read alike. */
  #noteMarks({ markNotes, columns }: TableShape): void {
    const alike = new Map<string, MarkNote[]>();
    for (const note of markNotes) {
      const key = `${note.decimal} ${note.because} ${note.isCertain}`;
      alike.set(key, [...(alike.get(key) ?? []), note]);
    }
    for (const notes of alike.values()) {
      const [first] = notes;
      if (first === undefined) continue;
      const { text, decimal, because, isCertain } = first;
      const name = `"${columns[first.column]?.name ?? ""}"${notes.length > 1 ? ` and ${notes.length - 1} more columns` : ""}`;
      const other = decimal === "." ? "," : ".";
      this.#log.warn(
        isCertain ? "decimal-mark" : "ambiguous-decimal",
        `${name}: "${text}" in row ${first.row + 1} is read as ${parseNumber(text, decimal)}, because ${because}. --decimal ${other} reads ${parseNumber(text, other)}.`,
      );
    }
  }

  #isOfRecord(row: readonly string[], key: string): boolean {
    if (row[0] === "I") this.#isInRecord = recordKey(row) === key;
    return row[0] === "D" && this.#isInRecord;
  }

  /** The rows of the one table that lie within the piece at hand; those around it only count. */
  #takeRows(rows: string[][]): void {
    const section = this.#section;
    if (section === null) {
      this.#takeOwnRows(rows);
      return;
    }
    for (const row of rows) {
      const at = this.#fileRow;
      const isWithin = at >= section.from + (this.#shape?.firstDataRow ?? 0) && at < section.to;
      if (isWithin) this.#takeOwnRows([row.slice(section.fromColumn, section.toColumn)]);
      else {
        this.#fileRow += 1;
        this.#skips.push(this.#rows);
        if (at < section.preambleRows && !isBlankRow(row)) this.#notePreambleRow(row, at + 1);
      }
    }
  }

  #takeOwnRows(rows: string[][]): void {
    const width = this.#shape?.width ?? 1;
    for (const row of rows) {
      this.#fileRow += 1;
      if (this.#record !== null && !this.#isOfRecord(row, this.#record.key)) {
        this.#skips.push(this.#rows);
        continue;
      }
      const first = row[0] ?? "";
      if (first.length === 0 || first.charCodeAt(0) <= 32 || isMark(first.charCodeAt(0))) {
        if (isBlankRow(row) || isRuleRow(row) || this.#isComment(row)) {
          this.#skips.push(this.#rows);
          continue;
        }
      }
      this.#takeRow(row, width);
    }
  }

  /**
   * Orders, tickets and channels begin with #, too: a comment is what does not fill the table, or stands where a time or a
   * number should. Where many rows begin so, they are rows.
   */
  #isComment(row: readonly string[]): boolean {
    if ((row[0] ?? "").charCodeAt(0) !== 35 || this.#hasHashRows) return false;
    const fills = row.length === this.#shape?.width && row.some((cell, at) => at > 0 && cell.trim() !== "");
    // ##### is a cell that was too narrow for its date or number.
    if (fills && (this.#shape?.columns[0]?.kind === "text" || /^#+$/.test(row[0] ?? ""))) return false;
    if (this.#log.isUndone("comment-row")) return false;
    this.#log.add("comment-row", this.#fileRow, this.#columns[0]?.name ?? "", row.join(" "), "left out");
    return true;
  }

  #takeRow(row: string[], width: number): void {
    if (row.length !== width) this.#noteLength(row, width);
    for (let at = 0; at < this.#sinks.length; at += 1) {
      let cell = row[this.#columns[at]?.index ?? 0] ?? "";
      if (cell.length > 0 && (cell.charCodeAt(0) <= 32 || cell.charCodeAt(cell.length - 1) <= 32)) cell = cell.trim();
      this.#sinks[at]?.push(cell);
    }
    this.#rows += 1;
  }

  #noteLength(row: readonly string[], width: number): void {
    const name = this.#columns[0]?.name ?? "";
    if (row.length < width) {
      this.#log.add("short-row", this.#fileRow, name, `${row.length} of ${width} cells`, "the rest is missing");
    } else if (row.slice(width).some((cell) => cell.trim() !== "")) {
      this.#log.add("long-row", this.#fileRow, name, row.slice(width).join(" "), "cells past the last column left out");
    }
  }

  /** The last line, unless a broken download cut it off in the middle. */
  #takeLast(tokenizer: RowTokenizer): void {
    const rows = tokenizer.end();
    const last = rows[0];
    const width = this.#shape?.width ?? 1;
    if (
      this.#record === null &&
      this.#section === null &&
      last !== undefined &&
      rows.length === 1 &&
      last.length < width &&
      this.#rows > 1 &&
      !isBlankRow(last)
    ) {
      const isUsualLength = this.#log.count("short-row") > this.#rows * 0.1;
      if (!isUsualLength && !this.#log.isUndone("cut-off-row")) {
        this.#fileRow += 1;
        this.#log.add("cut-off-row", this.#fileRow, this.#columns[0]?.name ?? "", last.join(" "), "left out");
        return;
      }
    }
    this.#takeRows(rows);
  }

  #checkMarks(): void {
    if (this.#options.decimalMark !== undefined) return;
    const decimals = new Map(this.#decimals);
    const alike: { index: number; sink: NumberSink }[] = [];
    const others: { index: number; sink: NumberSink }[][] = [];
    for (const [at, { index }] of this.#columns.entries()) {
      const sink = this.#sinks[at];
      if (!(sink instanceof NumberSink) || decimals.has(index)) continue;
      if (this.#shape?.alike.has(index) === true) alike.push({ index, sink });
      else others.push([{ index, sink }]);
    }
    for (const columns of [alike, ...others]) {
      if (!contradictDecimal(columns.map(({ sink }) => sink))) continue;
      for (const { index, sink } of columns) decimals.set(index, sink.decimal === "." ? "," : ".");
    }
    if (decimals.size > this.#decimals.size) throw new DecimalContradiction(decimals);
    const [column] = [...this.#decimals.keys()];
    if (column === undefined) return;
    const name = this.#columns.find(({ index }) => index === column)?.name ?? "";
    const mark = this.#decimals.get(column) === "." ? "," : ".";
    this.#log.warn(
      "decimal-mark",
      `"${name}" groups thousands with "${mark}", as its later rows show${this.#decimals.size > 1 ? `; so do ${this.#decimals.size - 1} more columns` : ""}. --decimal ${mark} reads decimals.`,
    );
  }

  #sayEncoding(label: string): void {
    const rival = this.#encodingRival;
    if (rival === null) return;
    this.#log.warn(
      "ambiguous-encoding",
      `The file is read as ${label}, where a word is "${rival.word}"; in ${rival.label} it is "${rival.otherWord}". Save the file as UTF-8 if that is the right one.`,
    );
  }

  #finish(encoding: Encoding, dialect: Dialect): ReadTable {
    const shape = this.#shape;
    if (shape === null) throw emptyFile(1);
    const isBehindGap = (row: number): boolean => skipsBefore(this.#skips, row) > skipsBefore(this.#skips, row - 1);
    if (!this.#isOneTable && !this.#isWholeFileRead && beginsAnotherTable(this.columns, isBehindGap))
      throw new SeveralTablesFound();
    this.#checkMarks();
    const rowOf = (index: number): number => this.#firstDataFileRow + index + skipsBefore(this.#skips, index);
    const { fileRow } = this.#source;
    this.#sayEncoding(encoding.label);
    const table: Table = {
      columns: this.columns,
      rows: this.#rows,
      fileRow: fileRow === undefined ? rowOf : (index) => fileRow(rowOf(index)),
      headRow: this.preview.headerRow,
      decimal: shape.decimal,
      options: this.#options,
      seriesNames: new Map(),
      log: this.#log,
      missingNumbers: this.#tokens.numbers,
      asides: [],
      thisYear: this.#ports.thisYear,
    };
    return {
      table,
      encoding: encoding.label,
      delimiter: dialect.delimiter,
      record: this.#record === null ? null : twoPart(this.#record.key),
      preview: this.preview,
    };
  }
}

function emptyFile(length: number): EngineError {
  return new EngineError(
    "file-empty",
    length === 0 ? "The file is empty." : "The file holds nothing but blank lines.",
    {
      hint: "Export the data again and check that it was saved completely.",
    },
  );
}

function sampleOf({ header, sample }: RecordTable): (readonly string[])[] {
  return [header, ...sample];
}

/** As `nameHeaderless` will name them when it has seen all rows. */
function namesOf(
  columns: readonly NamedColumn[],
  { firstDataRow, columns: shapes }: TableShape,
  sample: readonly (readonly string[])[],
): readonly string[] {
  const body = sample.slice(firstDataRow);
  return namesOfHeaderless(
    columns.map(({ name }) => name),
    columns.map(({ index }) => (shapes[index]?.kind === "text" ? body.map((row) => (row[index] ?? "").trim()) : [])),
  );
}

/** The empty first and last column of a table drawn with | at its edges. */
function isFrame(shape: TableShape, column: number, kind: ColumnShape["kind"]): boolean {
  const isEdge = column === 0 || column === shape.width - 1;
  return isEdge && kind === "empty" && (shape.columns[column]?.name ?? "").startsWith("column ");
}

/** # - = + : | — what a comment or a ruled line may begin with. */
function isMark(code: number): boolean {
  return code === 35 || code === 45 || code === 61 || code === 43 || code === 58 || code === 124;
}

/** How many rows were skipped at or before a data row. */
function skipsBefore(skips: readonly number[], index: number): number {
  let low = 0;
  let high = skips.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((skips[middle] ?? 0) <= index) low = middle + 1;
    else high = middle;
  }
  return low;
}
