import type { AdjustmentEdit } from "./adjustment.ts";

/** What can be said of errors with adjustments against those without. */
export const addedVerdicts = ["helped", "hurt", "no-clear-difference", "too-few"] as const;

/** How adjusted steps that were observed since did. Errors are sums of absolute errors over the sum of what happened; null without any. */
export interface ValueAdded {
  /** Adjusted steps that have a value by now. */
  readonly steps: number;
  /** Times at which such steps were adjusted: steps that were adjusted together err together. */
  readonly occasions: number;
  readonly adjusted: number | null;
  /** Of the forecast that was shown then, without adjustments. */
  readonly model: number | null;
  /** Of repeating the last season, as it was known then. */
  readonly naive: number | null;
  readonly verdict: (typeof addedVerdicts)[number];
}

export interface ValueAddedReport {
  readonly total: ValueAdded;
  /** Those with adjusted steps that have a value by now. */
  readonly series: readonly { readonly series: string; readonly added: ValueAdded }[];
  /** Adjustments all of whose steps are still to come. */
  readonly waiting: number;
  /** Adjustments whose model's forecast was not kept. */
  readonly unrecorded: number;
}

/** A forecast that was exported with adjustments on top. */
export interface AdjustedExport {
  readonly series: string;
  /** [horizon] wall-clock milliseconds. */
  readonly times: Float64Array;
  /** [horizon] the median without them. */
  readonly plain: Float32Array;
  readonly adjustments: readonly AdjustmentEdit[];
}
