import type { ImportProgress, TableChoice } from "#domain/dataset";

// The domain's own doors have these; their old names here go once everything asks there.
export type {
  Aggregation,
  ColumnInfo,
  DateOrder,
  DuplicatePolicy,
  FileInfo,
  ImportProgress as IngestProgress,
  IngestedDataset,
  IngestedRepair as Repair,
  IngestOptions,
  Preview,
  PreviewRow,
  RepairRow,
  TableChoice,
  UndoneRepair,
  Understood,
  Warning,
} from "#domain/dataset";
export type { FlagCode, IngestedSeries, SeriesFlags } from "#domain/series";

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

export interface Sha256 {
  /** The bytes are the caller's again when this returns. */
  update(bytes: Uint8Array): void;
  hexDigest(): string;
}

/** The part of an AbortSignal that is needed here; the engine knows neither DOM nor Node. */
export interface CancelSignal {
  readonly aborted: boolean;
}

export interface IngestPorts {
  readonly sha256: () => Sha256;
  readonly onProgress: (progress: ImportProgress) => void;
  readonly signal: CancelSignal;
  /** Lets the host handle its messages; called about every 10 ms of work. */
  readonly yield?: () => Promise<void>;
}
