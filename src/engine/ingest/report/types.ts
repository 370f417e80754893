import type { Frequency, TimeZone } from "#engine/series";

/** The bytes of one file. */
export interface ByteSource {
  /** Base name, for messages only. */
  readonly name: string;
  readonly sizeBytes: number;
  /**
   * Can be iterated again from the start: where the evidence of a whole column contradicts its first rows, the file is read
   * once more. A chunk is not kept after the next one was asked for. It may be a Buffer, whose `slice`
   * copies nothing.
   */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** How many of `sizeBytes` have been read, where the chunks are not the file's own bytes (archives). */
  readonly positionBytes?: () => number;
  /** The file's format where the chunks are a table that was made from it, written as CSV. */
  readonly format?: "xlsx" | "parquet" | "json" | "tsf";
  /** Sheets of a workbook, when there are several. */
  readonly tables?: TableChoice;
}

/** What the user fixed by hand; anything absent is decided from evidence. Columns are named as the file names them. */
export interface IngestOptions {
  readonly timeColumn?: string;
  readonly targetColumns?: readonly string[];
  readonly idColumns?: readonly string[];
  /** IANA name; instants (times with an offset, epochs) are shown in it, and wall-clock times are those of its clock. */
  readonly timezone?: string;
  /** What repeated times of one series become; the mean when absent. */
  readonly duplicates?: DuplicatePolicy;
  /** Gaps of at most this many steps are interpolated between their neighbours; none when absent. */
  readonly fillGapsUpToSteps?: number;
  /** The table of a record file, as the import names it: `DISPATCH PRICE 4`. */
  readonly recordTable?: string;
  /** One sheet of a workbook. The engine never sees it: whoever opens the file does. */
  readonly sheet?: string;
  readonly decimalMark?: "." | ",";
  /** Order of day, month and year in dates of digits. */
  readonly dateOrder?: DateOrder;
  /** Further words and numbers that stand for no value, as the file writes them. */
  readonly missingTokens?: readonly string[];
  /** The step of every series; of a file without times, the step from row to row. */
  readonly frequency?: Frequency;
  /** Wall clock of the first row of a file without times or dates; 2000-01-01 when absent. */
  readonly start?: string;
  /** What gaps of more than `splitGapsOverSteps` become: missing steps when absent, or series of their own. */
  readonly longGaps?: "missing" | "split";
  /** Two seasons, at least 24 steps, when absent. */
  readonly splitGapsOverSteps?: number;
  /** Longer steps than the file's: each the sum or the mean of its parts. */
  readonly aggregate?: Aggregation;
  /** Ids of the series to keep; all when absent. */
  readonly series?: readonly string[];
  /** Codes of repairs that are not to be made. */
  readonly undo?: readonly string[];
}

export type DateOrder = "day-first" | "month-first" | "year-first";

export interface Aggregation {
  readonly frequency: Frequency;
  /** `evidence` decides by what the column means. */
  readonly by: "evidence" | "sum" | "mean";
}

export type DuplicatePolicy = "mean" | "first" | "last" | "sum";

export interface Sha256 {
  /** The bytes are the caller's again when this returns. */
  update(bytes: Uint8Array): void;
  hexDigest(): string;
}

export interface IngestProgress {
  readonly phase: "reading" | "regularising" | "hashing";
  readonly bytes: number;
  readonly totalBytes: number;
  /** Data rows so far. */
  readonly rows: number;
}

/** The part of an AbortSignal that is needed here; the engine knows neither DOM nor Node. */
export interface CancelSignal {
  readonly aborted: boolean;
}

export interface IngestPorts {
  readonly sha256: () => Sha256;
  readonly onProgress: (progress: IngestProgress) => void;
  readonly signal: CancelSignal;
  /** Lets the host handle its messages; called about every 10 ms of work. */
  readonly yield?: () => Promise<void>;
}

export interface ColumnInfo {
  name: string;
  role: "time" | "id" | "target" | "covariate" | "ignored";
  type: "time" | "number" | "text";
}

export interface FileInfo {
  encoding: string;
  delimiter: string;
  decimal: string;
  layout: "long" | "wide" | "records";
  vendor: string | null;
  dataRows: number;
  /** How dates of digits are read; null where no date of the time column could be read in two ways. */
  dateOrder: DateOrder | null;
}

export interface RepairRow {
  /** As the file counts, header = 1 in a file that starts with one. */
  row: number;
  column: string;
  from: string;
  to: string;
}

export interface Repair extends UndoneRepair {
  count: number;
  /** A few of its rows. */
  examples: RepairRow[];
  /** All of its rows, up to a limit of some thousands. */
  rows: RepairRow[];
}

export interface UndoneRepair {
  code: string;
  /** What was done, in words. */
  description: string;
  /** `words`: what happens instead, or why it can't be undone. */
  undo: { isPossible: boolean; words: string };
}

export type FlagCode =
  | "missing"
  | "filled"
  | "outlier"
  | "duplicate"
  | "snapped"
  | "out-of-range"
  | "code"
  | "unreadable"
  | "calibration"
  | "partial";

/** Neighbouring steps of which the same is said; `toStep` is inclusive. */
export interface FlagSpan {
  code: FlagCode;
  fromStep: number;
  toStep: number;
  row?: number;
  from?: string;
  to?: string;
}

export interface SeriesFlags {
  /** Steps per code, exact. */
  steps: Partial<Record<FlagCode, number>>;
  /** Spans in all, exact; the list below is cut off at a limit. */
  total: number;
  spans: FlagSpan[];
}

export interface PreviewRow {
  row: number;
  kind: "preamble" | "header" | "data" | "left-out";
  cells: string[];
  /** Per column of the dataset, of data rows only; null where it is missing. */
  understood: (string | null)[] | null;
}

/** The file's first rows as they stand there, and as they were understood. */
export interface Preview {
  rows: PreviewRow[];
  /** Which raw cell each column of the dataset is made of. */
  cellOf: number[];
}

/** The tables of a record file, or the sheets of a workbook, when there are several. */
export interface TableChoice {
  kind: "record" | "sheet";
  chosen: string;
  tables: { name: string; rows: number }[];
}

/** What was understood of a file that could not be imported. */
export interface Understood {
  file: FileInfo | null;
  columns: ColumnInfo[];
  preview: Preview;
  tables: TableChoice | null;
}

export interface Warning {
  code: string;
  series?: string;
  message: string;
}

export interface IngestedSeries {
  readonly id: string;
  readonly frequency: Frequency;
  /** [steps] wall-clock milliseconds of the regular grid. */
  readonly times: Float64Array;
  /** [steps], NaN = missing. */
  readonly values: Float64Array;
  readonly missing: number;
  readonly seasonLengths: readonly number[];
  /** No observed value is below zero. */
  readonly isNonNegative: boolean;
  readonly flags: SeriesFlags;
}

export interface IngestedDataset {
  /** SHA-256 over the canonical content. */
  readonly handle: string;
  /** Where the wall clock of all times hangs. */
  readonly zone: TimeZone;
  readonly file: FileInfo;
  readonly columns: readonly ColumnInfo[];
  readonly series: readonly IngestedSeries[];
  /** Ids of series that the file holds and `options.series` left out. */
  readonly otherSeries: readonly string[];
  readonly repairs: readonly Repair[];
  /** Repairs that the options undid, as far as the file would have needed them. */
  readonly undone: readonly UndoneRepair[];
  readonly warnings: readonly Warning[];
  readonly preview: Preview;
  readonly tables: TableChoice | null;
}
