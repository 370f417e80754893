import type { DensityColumns } from "./density.ts";

/** What has to be made of one window's native quantiles or samples. */
export interface WindowToFinish {
  /** Position within the batch. */
  readonly index: number;
  readonly isNonNegative: boolean;
  readonly wantsDensity: boolean;
}

/** The numbers of one window of a batch: what a cache keeps and a forecast is made of. */
export interface FinishedWindow {
  readonly index: number;
  /** [levels × horizon], row-major: monotone in level, bounded where the series is. */
  readonly quantiles: Float32Array;
  /** [rows × horizon], row-major: what the quantiles were made of, where that was samples. */
  readonly samples?: Float32Array;
  readonly density: DensityColumns | null;
}
