import type { DemandClass, StationarityVerdict, TrendDirection } from "./verdicts.ts";

/** What can be said about all series of a dataset together. The summary needs one look at each; the rest, their full profiles. */
export interface DatasetProfile {
  readonly series: number;
  readonly steps: number;
  readonly observed: number;
  readonly missing: number;
  readonly seriesWithGaps: number;
  readonly longestGapSteps: number;
  readonly zeros: number;
  readonly negatives: number;
  readonly constantSeries: number;
  readonly emptySeries: number;
  /** Steps of the shortest, the middle and the longest series; null without a series. */
  readonly shortestSteps: number | null;
  readonly medianSteps: number | null;
  readonly longestSteps: number | null;
  /** Null until any series has its full profile. */
  readonly profiled: ProfiledSeries | null;
}

export interface ProfiledSeries {
  /** So many of the series have a full profile; the counts below are of these. */
  readonly series: number;
  /** By season length, the most frequent first. */
  readonly seasons: readonly { readonly length: number; readonly series: number; readonly medianStrength: number }[];
  readonly withoutSeason: number;
  readonly trends: Readonly<Record<TrendDirection, number>>;
  readonly stationarity: Readonly<Record<StationarityVerdict, number>>;
  readonly demand: Readonly<Record<DemandClass, number>>;
  readonly withChangepoints: number;
  readonly withAnomalies: number;
  readonly anomalies: number;
  /** Of those that have one. */
  readonly medianForecastability: number | null;
}
