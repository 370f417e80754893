import type { AppError } from "#domain/errors";
import type { Bands } from "#domain/forecast";
import type { BacktestScores } from "./score.ts";

/** Identifies one series. */
export interface SeriesKey {
  readonly dataset: string;
  readonly series: string;
}

/** The models to score, on which series and at which origins. */
export interface BacktestRequest {
  readonly targets: readonly SeriesKey[];
  /** In steps. */
  readonly horizon: number;
  /** Maximum number of origins, and the steps between two. */
  readonly origins: number;
  readonly stride: number;
  readonly models: readonly string[];
  /** Native unless it says otherwise. */
  readonly bands?: Bands;
}

/** A series that was left out, and why. */
export interface SkippedSeries extends AppError {
  readonly series: string;
}

/** NaN where nothing could be measured. */
export interface BacktestReport {
  readonly models: readonly (Pick<BacktestScores, "MASE" | "sMAPE" | "WQL" | "coverage"> & {
    readonly id: string;
    readonly seconds: number;
  })[];
  readonly perSeries: readonly (Pick<BacktestScores, "MASE" | "WQL" | "origins"> & {
    readonly series: string;
    readonly model: string;
  })[];
  readonly skipped: readonly SkippedSeries[];
}
