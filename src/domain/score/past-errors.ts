import type { BandShare } from "#domain/forecast";

/**
 * How the forecasts of one series fared at its past origins, as far as they are known: one entry per origin, oldest first. Each
 * forecast counts with those of its steps that have a value by now.
 */
export interface PastErrors {
  /** Of the range. */
  readonly level: BandShare;
  /** Of the first entry; that of the last is −1. */
  readonly oldest: number;
  /** Mean absolute error of the median over the steps, in the series' units; NaN where it is not known yet, or can't be. */
  readonly errors: Float64Array;
  /** Share of the steps that lay within the range, ends included; NaN where it is not known. */
  readonly inside: Float64Array;
  readonly byStep: ErrorsByStep;
  /** Whether more is computed than was counted for this answer. */
  readonly hasMore: boolean;
}

/** The same by how far ahead, over all past origins that are known. [horizon] each; NaN where no forecast reached a value. */
export interface ErrorsByStep {
  /** Forecasts behind the means. */
  readonly forecasts: number;
  /** Mean absolute error of the median, in the series' units. */
  readonly errors: Float64Array;
  /** The same, from the same origins, of repeating the last season. */
  readonly repeated: Float64Array;
  /** Share of the values that lay outside the range. */
  readonly outside: Float64Array;
}
