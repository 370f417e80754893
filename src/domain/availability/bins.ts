import type { FlagKind } from "./intervals.ts";

/**
 * Widths of bins of time, finest first. Each follows the calendar of the wall clock: weeks begin on Monday, and a 6-hour bin
 * at 0, 6, 12 or 18 o'clock. Within a size a bin has a number, and neighbours have neighbouring ones, so that a bin is the same
 * whatever range it was computed with.
 */
export const binSizes = ["15 minutes", "hour", "6 hours", "day", "week", "month", "quarter", "year", "decade"] as const;
export type BinSize = (typeof binSizes)[number];

/** Neighbouring bins by number, both ends included. */
export interface BinRange {
  readonly first: number;
  readonly last: number;
}

/** Neighbouring bins of one size: who has data in each. All columns are [bins]. */
export interface AvailabilityBins extends BinRange {
  readonly size: BinSize;
  /** Series whose time span, from the first step to the end of the last, touches the bin. */
  readonly spanning: Float64Array;
  /** Series with a value in the bin, each counted once however many stretches of it lie there. */
  readonly withData: Float64Array;
  /** Series with a flag in the bin, by kind; kinds that no series has are absent. */
  readonly flagged: Readonly<Partial<Record<FlagKind, Float64Array>>>;
  /** Milliseconds with a value, and milliseconds of their time spans, both summed over series: the share of values present. */
  readonly presentMs: Float64Array;
  readonly spanMs: Float64Array;
}

/** One series in the same bins. Both columns are [bins]. */
export interface AvailabilityRow {
  /** Its place in the dataset. */
  readonly series: number;
  /** Milliseconds of the bin with a value. */
  readonly presentMs: Float64Array;
  /** Kinds of flags in the bin, as a sum of `flagBit`. */
  readonly flags: Float64Array;
}

/** What was computed of one range of bins. */
export interface AvailabilityPart {
  readonly bins: AvailabilityBins;
  /** Of those series that were asked for. */
  readonly rows: readonly AvailabilityRow[];
}

/** More than any screen has pixels, and what an answer with all its rows may reasonably hold. */
export const maxBinsPerRange = 4096;
export const maxRowsPerRequest = 256;
