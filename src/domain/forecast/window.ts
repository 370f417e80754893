import type { DensityColumns } from "./density.ts";

/** How to finish the native quantiles or samples of one window. */
export interface WindowToFinish {
  /** Position within the batch. */
  readonly index: number;
  readonly isNonNegative: boolean;
  readonly wantsDensity: boolean;
}

/** The finished numbers of one window of a batch, as caches store them. */
export interface FinishedWindow {
  readonly index: number;
  /** [levels × horizon], row-major: monotone in level, bounded where the series is. */
  readonly quantiles: Float32Array;
  /** [rows × horizon], row-major: what the quantiles were made of, where that was samples. */
  readonly samples?: Float32Array;
  readonly density: DensityColumns | null;
}
