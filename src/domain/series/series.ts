import type { FlagCounts, SeriesFlags } from "./flags.ts";
import type { Frequency } from "./frequency.ts";
import type { Quantity } from "./quantity.ts";

/** A regular series without its numbers. */
interface SeriesFacts {
  readonly id: string;
  /** What columns of words say of it, such as the description of a product; absent where there is nothing. */
  readonly about?: string;
  readonly frequency: Frequency;
  /** Steps without a value. */
  readonly missing: number;
  /** Steps per season, one entry for each season of the series. */
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

/** A series without its numbers, as a list of series shows it. */
export interface SeriesSummary extends SeriesFacts {
  /** ISO 8601 of the first and last step: wall clock, with the offset of the dataset's zone where it has one. */
  readonly start: string;
  readonly end: string;
  readonly steps: number;
  /** Earliest origin with enough context; 0 is the end of the data. */
  readonly oldestOrigin: number;
  /** What it measures, where that is a quantity that models are made for. */
  readonly quantity?: Quantity;
  /** The spans come with the values. */
  readonly flags: FlagCounts;
}

/** The numbers alone, for a chart of the history. */
export interface SeriesValues extends Pick<IngestedSeries, "times" | "values" | "flags"> {
  readonly series: string;
}

/** Steps of a series, one after the other, as a table shows them. */
export interface SeriesRows {
  readonly series: string;
  /** The first one's place in the series. */
  readonly from: number;
  /** All steps of the series. */
  readonly total: number;
  /** [rows] wall-clock milliseconds. */
  readonly times: Float64Array;
  /** [rows], NaN = missing. */
  readonly values: Float64Array;
  /** [rows] as the file has them, before any correction. */
  readonly originals: Float64Array;
  /** [rows] a bit for each flag, the lowest for the first of `flagCodes`. */
  readonly flags: Uint16Array;
}

/** What a series is found by when people search: its name, and what its file says of it. */
export function searchedText({ id, about }: Pick<SeriesFacts, "id" | "about">): string {
  return about === undefined ? id : `${id} ${about}`;
}
