import type { FlagCounts, SeriesFlags } from "./flags.ts";
import type { Frequency } from "./frequency.ts";

/** What is known of a regular series besides its numbers, however far they have travelled. */
interface SeriesFacts {
  readonly id: string;
  readonly frequency: Frequency;
  /** Steps without a value. */
  readonly missing: number;
  /** Steps in one season, for every season that it has. */
  readonly seasonLengths: readonly number[];
}

/** A regular series with its numbers, as an import makes it and main keeps it. */
export interface IngestedSeries extends SeriesFacts {
  /** [steps] wall-clock milliseconds of the regular grid. */
  readonly times: Float64Array;
  /** [steps], NaN = missing. */
  readonly values: Float64Array;
  /** No observed value is below zero. */
  readonly isNonNegative: boolean;
  readonly flags: SeriesFlags;
}

/** The same without its numbers: what a list of series shows. */
export interface SeriesSummary extends SeriesFacts {
  /** ISO 8601 of the first and last step: wall clock, with the offset of the dataset's zone where it has one. */
  readonly start: string;
  readonly end: string;
  readonly steps: number;
  /** Earliest origin that still leaves enough context; 0 is the end of the data. */
  readonly oldestOrigin: number;
  /** The spans come with the values. */
  readonly flags: FlagCounts;
}

/** The numbers alone: what a chart of its history draws. */
export interface SeriesValues extends Pick<IngestedSeries, "times" | "values" | "flags"> {
  readonly series: string;
}
