import type { Frequency } from "#engine/series";

/** The bytes of one file. */
export interface ByteSource {
  /** Base name, for messages only. */
  readonly name: string;
  readonly sizeBytes: number;
  /**
   * Can be iterated again from the start: where the evidence of a whole column contradicts its first rows, the file is read
   * once more. A chunk is not kept after the next one was asked for.
   */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** How many of `sizeBytes` have been read, where the chunks are not the file's own bytes (archives). */
  readonly positionBytes?: () => number;
  /** The file's format where the chunks are a table that was made from it, written as CSV. */
  readonly format?: "xlsx" | "parquet" | "json" | "tsf";
}

/** What the user fixed by hand; anything absent is decided from evidence. Columns are named as the file names them. */
export interface IngestOptions {
  readonly timeColumn?: string;
  readonly targetColumns?: readonly string[];
  readonly idColumns?: readonly string[];
  /** IANA name; wall-clock times are shown in it where the file carries offsets. */
  readonly timezone?: string;
  /** What repeated times of one series become; the mean when absent. */
  readonly duplicates?: DuplicatePolicy;
  /** Gaps of at most this many steps are interpolated between their neighbours; none when absent. */
  readonly fillGapsUpToSteps?: number;
  /** The table of a record file, as the import names it: `DISPATCH PRICE 4`. */
  readonly recordTable?: string;
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
}

export interface RepairExample {
  /** As the file counts, header = 1 in a file that starts with one. */
  row: number;
  column: string;
  from: string;
  to: string;
}

export interface Repair {
  code: string;
  count: number;
  examples: RepairExample[];
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
}

export interface IngestedDataset {
  /** SHA-256 over the canonical content. */
  readonly handle: string;
  readonly file: FileInfo;
  readonly columns: readonly ColumnInfo[];
  readonly series: readonly IngestedSeries[];
  readonly repairs: readonly Repair[];
  readonly warnings: readonly Warning[];
}
