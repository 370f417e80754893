import type { AppError } from "#domain/errors";

/** Several series in one file, or each in a file of its own. */
export const batchLayouts = ["one-file", "file-per-series"] as const;
export type BatchLayout = (typeof batchLayouts)[number];

/** How far an export of several series has come. */
export interface BatchProgress {
  readonly phase: "forecasting" | "writing";
  /** Series that are done with, whether well or not. */
  readonly done: number;
  readonly total: number;
}

/** A series that is in no file, and why. */
export interface FailedExport {
  readonly series: string;
  readonly error: AppError;
}

/** What became of an export of several series. */
export interface BatchOutcome {
  readonly files: number;
  /** Series that are in these files. */
  readonly series: number;
  readonly failed: readonly FailedExport[];
}

/** Of one export; a file of more series is read by nobody. */
export const maxBatchSeries = 20_000;
