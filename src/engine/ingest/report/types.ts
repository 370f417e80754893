import type { DateOrder, TableChoice } from "#engine/ingest/request";
import type { Frequency, TimeZone } from "#engine/series";

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
