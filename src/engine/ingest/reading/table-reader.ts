import type { IngestOptions } from "#domain/dataset";
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
import { isRecordFile, namesOfHeaderless, RecordScan, twoPart, type RecordTable } from "#engine/ingest/vendors";
import { missingTokens, noTokens, type MissingTokens, parseNumber, type DecimalMark } from "#engine/ingest/cells";
import { oneOf, RepairLog } from "#engine/ingest/report";
import type { ByteSource, IngestPorts } from "#engine/ingest/request";
import {
  rawRows,
  type RawPreview,
  type RawRow,
  findTable,
  isPrecipitationName,
  type Section,
  SectionScan,
  sideBySide,
  tablesOf,
  type ColumnShape,
  type GivenShape,
  type TableShape,
} from "#engine/ingest/understanding";
import { beginsAnotherTable, holdSeveralTables } from "./another-table.ts";
import { ByteLane } from "./byte-lane.ts";
import { cellDecoder, type Encoding } from "./encoding.ts";
import { isFrame, noteHead, type NamedColumn } from "./head-notes.ts";
import { Lanes } from "./lanes.ts";
import { haveHashRows, RowIntake } from "./row-intake.ts";
import type { Dialect } from "./row-tokenizer.ts";
import { DecimalContradiction, type KnownOfFile, RecordFileFound, SeveralTablesFound } from "./second-reading.ts";
import { emptyFile, TextFile, type OpenedText } from "./text-file.ts";

const sampleRowLimit = 2000;
/** Record kind, table, subtable and version. */
const recordColumns = 4;

export interface ReadTable {
  readonly table: Table;
  readonly encoding: string;
  readonly delimiter: string;
  /** Table and subtable of a record file, null for every other file. */
  readonly record: string | null;
  readonly preview: RawPreview;
}

interface Begun {
  readonly file: TextFile;
  readonly opened: OpenedText;
  /** From the file's first line on. */
  readonly rows: string[][];
  /** What the table's shape is decided on. */
  readonly sample: readonly (readonly string[])[];
  /** The table as evidence alone finds it. */
  readonly evidence: TableShape | null;
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
  #sinks: ColumnSink[] = [];
  #columns: NamedColumn[] = [];
  #shape: TableShape | null = null;
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
    const file = new TextFile(this.#source, this.#ports);
    try {
      const { tokenizer, stream, beginning, dialect } = await file.open(this.#forcedEncoding);
      scan.take(tokenizer.push(beginning));
      for (let next = await file.next(0); next !== null; next = await file.next(0)) {
        scan.take(tokenizer.push(stream.decode(next)));
      }
      scan.take(tokenizer.push(stream.end()));
      scan.take(tokenizer.end());
      return dialect;
    } finally {
      await file.close();
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
    const file = new TextFile(this.#source, this.#ports);
    try {
      const opened = await file.open(this.#forcedEncoding);
      const rows = await file.firstRows(opened);
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
      this.#begun = { file, opened, rows, sample, evidence };
      return evidence === null ? [] : namesOf(this.#columnsOf(evidence), evidence, sample);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Closes the file that was begun. */
  async close(): Promise<void> {
    const begun = this.#begun;
    this.#begun = null;
    await begun?.file.close();
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

  async #readOn({ file, opened, rows, sample, evidence }: Begun): Promise<ReadTable> {
    const { encoding, dialect, stream, tokenizer } = opened;
    const given = this.#given();
    const shape = given === null ? evidence : findTable(sample, dialect.delimiter, given);
    if (shape === null) throw emptyFile(1);
    const intake = this.#adopt(shape, rows);
    const lanes = new Lanes(tokenizer, stream, this.#makeLane(opened, shape, intake), (next) => {
      intake.take(next);
    });
    for (let next = await file.next(intake.rows); next !== null; next = await file.next(intake.rows)) lanes.take(next);
    lanes.end();
    intake.takeLast(tokenizer.end());
    if (stream.hadZeroBytes) this.#log.warn("zero-bytes", "The file contains zero bytes, which were left out.");
    if (!this.#isOneTable && !file.isRead && beginsAnotherTable(this.columns, (row) => intake.isBehindGap(row)))
      throw new SeveralTablesFound();
    this.#checkMarks();
    this.#sayEncoding(opened);
    return {
      table: this.#tableOf(shape, intake),
      encoding: encoding.label,
      delimiter: dialect.delimiter,
      record: this.#record === null ? null : twoPart(this.#record.key),
      preview: this.preview,
    };
  }

  #makeLane({ dialect, encoding }: OpenedText, shape: TableShape, intake: RowIntake): ByteLane | null {
    if (
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
        intake.take([decode(bytes).split(dialect.delimiter)]);
      },
      countRows: (rows) => {
        intake.count(rows);
      },
    });
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

  /** Settles the table's shape and feeds those of the first rows that are data. */
  #adopt(shape: TableShape, rows: string[][]): RowIntake {
    this.#shape = shape;
    this.#columns = this.#columnsOf(shape);
    this.#sinks = this.#columns.map(({ index }) => this.#sinkFor(shape.columns[index]));
    const record = this.#record;
    const section = this.#section;
    // File rows count from 1, whatever table they belong to.
    const own = section?.sample ?? rows;
    const from = section?.from ?? 0;
    if (record === null) noteHead(this.#log, this.#columns, shape, own, from);
    this.#previewRows = record === null ? rawRows(own, shape.firstDataRow, from) : rawRows(rows, 0);
    const above = record === null && section === null ? shape.firstDataRow : 0;
    const hasHashRows = record === null && haveHashRows(shape, own);
    const table = { shape, columns: this.#columns, sinks: this.#sinks, section, record, hasHashRows, log: this.#log };
    const intake = new RowIntake(table, above);
    intake.take(above === 0 ? rows : rows.slice(above));
    return intake;
  }

  #tokensOf(column: ColumnShape | undefined): MissingTokens {
    const isUndone = this.#options.undo?.includes("trace-amount") === true;
    const readsTraces = column !== undefined && isPrecipitationName(column.name) && !isUndone;
    return readsTraces ? { ...this.#tokens, readsTraces } : this.#tokens;
  }

  /** Of a record file, those behind the four that name the record; of any other, those that are no frame. */
  #columnsOf(shape: TableShape): NamedColumn[] {
    return shape.columns.flatMap(({ name, kind }, index) =>
      (this.#record === null ? isFrame(shape, index, kind) : index < recordColumns) ? [] : [{ index, name }],
    );
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
    const count = this.#decimals.size;
    this.#log.warn(
      "decimal-mark",
      `${oneOf(name, count, "column", "columns")} ${count === 1 ? "groups" : "group"} thousands with "${mark}", as later rows show. --decimal ${mark} reads decimals.`,
    );
  }

  #sayEncoding({ encoding, encodingRival: rival }: OpenedText): void {
    if (rival === null) return;
    this.#log.warn(
      "ambiguous-encoding",
      `The file is read as ${encoding.label}, in which a word is "${rival.word}"; in ${rival.label} it would be "${rival.otherWord}". If that is right, save the file as UTF-8.`,
    );
  }

  #tableOf(shape: TableShape, intake: RowIntake): Table {
    const { fileRow } = this.#source;
    const rowOf = (row: number): number => intake.fileRowOf(row);
    return {
      columns: this.columns,
      rows: intake.rows,
      fileRow: fileRow === undefined ? rowOf : (row) => fileRow(rowOf(row)),
      headRow: this.preview.headerRow,
      decimal: shape.decimal,
      options: this.#options,
      seriesNames: new Map(),
      log: this.#log,
      missingNumbers: this.#tokens.numbers,
      asides: [],
      thisYear: this.#ports.thisYear,
    };
  }
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
