import type { Autocorrelation, WhitenessTest } from "#domain/score";
import type { DemandClass, StationarityVerdict, TrendDirection } from "./verdicts.ts";
import type { ValueSummary } from "./summary.ts";

/** The parts of a full profile. */
export const profileParts = [
  "seasons",
  "trend",
  "autocorrelation",
  "stationarity",
  "demand",
  "changepoints",
  "anomalies",
  "forecastability",
] as const;
export type ProfilePart = (typeof profileParts)[number];

/**
 * What can be said about one series. Plain data: no NaN, no infinity, no typed arrays, so that it survives JSON. A part is null where
 * nothing can be said of it, with a note that says why. Steps count from 0, the first of the series.
 */
export interface SeriesProfile {
  /** The series' id. */
  readonly series: string;
  readonly summary: ValueSummary;
  readonly seasons: readonly SeasonEvidence[] | null;
  readonly trend: Trend | null;
  readonly autocorrelation: SeriesAutocorrelation | null;
  readonly stationarity: Stationarity | null;
  readonly demand: Demand | null;
  readonly changepoints: Changepoints | null;
  readonly anomalies: Anomalies | null;
  readonly forecastability: Forecastability | null;
  readonly notes: readonly ProfileNote[];
}

/** Why a part is missing, or that it did not see all of a long series. */
export interface ProfileNote {
  readonly part: ProfilePart;
  readonly kind: "left-out" | "limited";
  /** A plain sentence. */
  readonly words: string;
}

/** A season that the values show. Ascending by length; an empty list says that none was found. */
export interface SeasonEvidence {
  /** Steps. */
  readonly length: number;
  /** The calendar suggests this length (24 hours, 7 days), or it was seen in the values alone. */
  readonly source: "calendar" | "values";
  /** 1 − var(remainder) / var(season + remainder), in [0, 1] (Wang, Smith & Hyndman 2006). */
  readonly strength: number;
  /** Autocorrelation at the length, without trend and shorter seasons; in [−1, 1]. */
  readonly autocorrelation: number;
  /** How often the series has gone through it; not whole in general. */
  readonly cycles: number;
  /** Highest less lowest place of the season, in the series' unit. */
  readonly swing: number;
  /** Place in the season of its highest and lowest value, as a step of the series: the first step with that place. */
  readonly peakStep: number;
  readonly troughStep: number;
}

export interface Trend {
  /** 1 − var(remainder) / var(trend + remainder), in [0, 1] (Wang, Smith & Hyndman 2006). */
  readonly strength: number;
  readonly direction: TrendDirection;
  /** Median of the slopes between all pairs of the trend (Theil 1950, Sen 1968), per step, in the series' unit. */
  readonly slope: number;
  /** The smooth trend at its last step less that at its first, in the series' unit. */
  readonly change: number;
}

export interface SeriesAutocorrelation extends Autocorrelation {
  /** Lag with the largest autocorrelation in size, counted from 1; null where all stay within the limit. */
  readonly strongestLag: number | null;
  /** Ljung & Box's test that nothing is left to explain; null where there are too few values. */
  readonly whiteness: WhitenessTest | null;
}

/** One test of stationarity, of the values without their seasons. */
export interface StationarityTest {
  readonly statistic: number;
  /** Lags of the long-run variance (KPSS) or of differences in the regression (ADF). */
  readonly lags: number;
  readonly p: number;
  /** KPSS' tables end at 0.01 and 0.1: there the p is only a bound. */
  readonly pIs: "exact" | "at-most" | "at-least";
}

export interface Stationarity {
  /** Kwiatkowski, Phillips, Schmidt & Shin (1992). A small p speaks against a steady level, or against a steady line. */
  readonly kpssLevel: StationarityTest;
  readonly kpssTrend: StationarityTest;
  /** Augmented Dickey & Fuller, with a constant, or with a constant and a line. A small p speaks for a return to the level or line. */
  readonly adfLevel: StationarityTest;
  readonly adfTrend: StationarityTest;
  readonly verdict: StationarityVerdict;
  /** One sentence with the statistics and p-values that decided. */
  readonly words: string;
}

/** How demand comes (Syntetos, Boylan & Croston 2005). Only of series without negative values. */
export interface Demand {
  readonly class: DemandClass;
  /** Average steps from one demand to the next, at least 1. */
  readonly interval: number;
  /** Squared coefficient of variation of the sizes of demand; zeros don't count. */
  readonly variation: number;
  /** Of the observed steps, in [0, 1]. */
  readonly zeroShare: number;
}

export interface Changepoints {
  /** In time order. */
  readonly list: readonly Changepoint[];
  /** What one more change had to save of the sum of squares, in units of the noise's long-run variance. */
  readonly penalty: number;
  /**
   * Level of the noise, without seasons, as the search took it: square root of the long-run variance, in the series' unit. Null where it
   * has none, as of a walk, which has no changes for that reason.
   */
  readonly noise: number | null;
}

/** The first step of a new stretch. `level`: the mean moved; `slope`: a line bends or jumps; `spread`: the size of the noise changed. */
export interface Changepoint {
  readonly step: number;
  readonly kind: "level" | "slope" | "spread";
  /** Mean (or, of `spread`, standard deviation) of the stretches before and after, without seasons, in the series' unit. */
  readonly before: number;
  readonly after: number;
}

export interface Anomalies {
  /** The most surprising first, at most {@link maxAnomalies}. */
  readonly list: readonly Anomaly[];
  readonly total: number;
  /** A score above this is an anomaly. */
  readonly threshold: number;
}

export const maxAnomalies = 100;

export interface Anomaly {
  readonly step: number;
  readonly value: number;
  /** Trend and seasons at that step. */
  readonly expected: number;
  /** Distance from the expected, in robust standard deviations of the remainder; always positive. */
  readonly score: number;
  readonly kind: "high" | "low";
}

/** How regular the series is (Goerg 2013). */
export interface Forecastability {
  /** Share of the variance that trend and seasons explain. */
  readonly explained: number;
  /** 1 − spectral entropy, in [0, 1]: 0 for white noise, 1 for a pure wave. */
  readonly value: number;
}

/** Drawn on demand, never stored: value = trend + seasons + remainder at every observed step. */
export interface Decomposition {
  readonly series: string;
  /** The first step that was looked at: the first with a value, or a later one of a long series. */
  readonly firstStep: number;
  /** [steps] each. Trend and seasons are there at missing steps too, between the first step and the last value; NaN outside. */
  readonly trend: Float64Array;
  readonly seasons: readonly { readonly length: number; readonly values: Float64Array }[];
  /** [steps], NaN where the value is missing. */
  readonly remainder: Float64Array;
}
