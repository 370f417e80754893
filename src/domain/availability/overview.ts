import type { Interval } from "./intervals.ts";

/** One series for itself, as columns over the series of a dataset, in its order. All are [series]. */
export interface SeriesAvailability {
  /** Of the first step, and of the end of the last. */
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** Milliseconds with a value. */
  readonly presentMs: Float64Array;
  readonly gaps: Float64Array;
  /** The longest gap; NaN without one. */
  readonly longestGapFrom: Float64Array;
  readonly longestGapTo: Float64Array;
  /** Stretches with a flag, of all kinds together. */
  readonly flagged: Float64Array;
}

/** A dataset's data over time, in figures. */
export interface AvailabilityOverview extends Interval {
  readonly series: SeriesAvailability;
  /** Series without a gap. */
  readonly complete: number;
  readonly longestGap: (Interval & { readonly series: number }) | null;
  /** Milliseconds with a value and of the series' own time spans, summed over series. */
  readonly presentMs: number;
  readonly spanMs: number;
  /** The time that all series span, whether or not they have values there; null where there is none. */
  readonly shared: Interval | null;
  /** The greatest number of series with values at the same time, and where that is first so. */
  readonly most: Interval & { readonly series: number };
  /** Steps that were made of several rows. */
  readonly severalRows: number;
  /** Flagged stretches that the import counted and did not list: they are drawn nowhere. */
  readonly unlistedFlags: number;
}

/** Gaps of one series, the longest first; the list is limited, the total is exact. */
export interface SeriesGaps {
  readonly gaps: readonly Interval[];
  readonly totalGaps: number;
}

/** Which past steps lay within the range that was forecast for them, from forecasts one horizon apart. */
export interface PastHits {
  /** Of the range, a fraction. */
  readonly level: number;
  /** [steps] wall-clock milliseconds, in time order. */
  readonly times: Float64Array;
  /** [steps] 1 within the range, 0 outside. */
  readonly hits: Float64Array;
}
