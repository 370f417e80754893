import type { BandShare, ByShare } from "#domain/forecast";

/** How often past actuals were inside the bands. */
export interface CoverageCounts {
  /** Share of the past steps within each central interval. */
  readonly coverage: ByShare<number>;
  readonly steps: number;
  readonly origins: number;
}

/** Whether the past bears out what a central interval claims; `too-few` where it can't tell. */
export const rangeVerdicts = ["held", "too-narrow", "too-wide", "too-few"] as const;
export type RangeVerdict = (typeof rangeVerdicts)[number];

/** What past forecasts say about one central interval. */
export interface RangeEvidence {
  /** What the interval claims. */
  readonly level: BandShare;
  /** Share of the past steps that it contained. */
  readonly coverage: number;
  /** Past forecasts of single steps, and the origins that they were made at. */
  readonly steps: number;
  readonly origins: number;
  /** Independent steps that would say as much: the steps of one forecast err together. At most `steps`. */
  readonly effectiveSteps: number;
  /** How far from the level the coverage of a sound interval may lie by chance, a share: the half-width at 95 %. */
  readonly margin: number;
  readonly verdict: RangeVerdict;
}

/** Scores of one series' forecasts at past origins. */
export interface MeasuredCoverage extends CoverageCounts {
  /** Share of quantile loss saved against seasonal naive, negative where it did better; null where that says nothing. */
  readonly skill: number | null;
  /** The 80 % range, judged. */
  readonly range: RangeEvidence;
  /** The same range at the same origins as the model gave it, where it was measured as calibrated; otherwise null. */
  readonly rangeAsModelled: RangeEvidence | null;
}

/** The same with the error in the series' units. */
export interface PastEvidence extends MeasuredCoverage {
  /** Mean absolute error of the median over all past steps, in the series' units. */
  readonly meanError: number;
}

/** Levels of the weighted quantile loss. */
export const lossLevels = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] as const;

/** What one forecast lost at each of its steps, [horizon]; NaN where nothing was observed. */
export interface StepLosses {
  /** Median − actual, in the series' units. */
  readonly error: readonly number[];
  /** Σ pinball over {@link lossLevels}, in the series' units. */
  readonly pinball: readonly number[];
}

/**
 * Sums over the observed steps of one forecast. Sums and not means, so that any number of origins and series can be pooled, and
 * ranked by any metric, without a fit. The point forecast is the median everywhere, for squared errors and bias too: it is what is
 * shown and exported.
 */
export interface PastScore {
  /** Steps with an actual. */
  readonly steps: number;
  /** Mean absolute error of the median over the seasonal scale; NaN without a scale. */
  readonly mase: number;
  /** Σ (median − actual), in the series' units: above zero where forecasts were too high. */
  readonly errorSum: number;
  /** Σ |median − actual|, in the series' units. */
  readonly absoluteErrorSum: number;
  /** Σ (median − actual)², in the series' units, squared. */
  readonly squaredErrorSum: number;
  /** Σ |median − actual| / |actual| over the steps whose actual is not zero, and how many these are. */
  readonly percentageErrorSum: number;
  readonly nonZeroSteps: number;
  readonly symmetricErrorSum: number;
  /** Σ pinball over {@link lossLevels} and steps. */
  readonly pinballSum: number;
  readonly absoluteActualSum: number;
  /** In the series' units. */
  readonly crpsSum: number;
  readonly winklerSum: ByShare<number>;
  /** Σ width of the interval, in the series' units. */
  readonly widthSum: ByShare<number>;
  /** Steps whose actual lies within the interval, ends included. */
  readonly inside: ByShare<number>;
  /** Mean absolute error of seasonal naive before the origin: the unit of MASE. NaN where there is none. */
  readonly seasonalScale: number;
  /** Mean squared error of seasonal naive before the origin: the unit of RMSSE, squared. NaN where there is none. */
  readonly squaredSeasonalScale: number;
  /** Where it was asked for. */
  readonly byStep?: StepLosses;
}

const none: ByShare<number> = { "0.5": 0, "0.8": 0, "0.95": 0 };

/** Of a forecast of which nothing was observed. */
export const nothingScored: PastScore = {
  steps: 0,
  mase: Number.NaN,
  errorSum: 0,
  absoluteErrorSum: 0,
  squaredErrorSum: 0,
  percentageErrorSum: 0,
  nonZeroSteps: 0,
  symmetricErrorSum: 0,
  pinballSum: 0,
  absoluteActualSum: 0,
  crpsSum: 0,
  winklerSum: none,
  widthSum: none,
  inside: none,
  seasonalScale: Number.NaN,
  squaredSeasonalScale: Number.NaN,
};

/** The sums of any number of past scores, of any series: all that a metric is formed from. */
export interface ScoreSums extends Omit<PastScore, "mase" | "seasonalScale" | "squaredSeasonalScale" | "byStep"> {
  readonly forecasts: number;
  /** Forecasts with a step and a scale, and sums over them. Each counts alike, whatever its series' size and its number of steps. */
  readonly scaledForecasts: number;
  readonly maseSum: number;
  /** Σ mean squared error / {@link PastScore.squaredSeasonalScale}. */
  readonly scaledSquareSum: number;
  /** Σ mean width / {@link PastScore.seasonalScale}. */
  readonly scaledWidthSum: ByShare<number>;
}

/** The scores of a backtest, over any number of origins and series. NaN where nothing could be measured. */
export interface BacktestScores extends CoverageCounts {
  /** Mean absolute scaled error: mean over the forecasts that have a scale. */
  readonly MASE: number;
  /** Symmetric mean absolute percentage error: mean over the steps, a fraction. */
  readonly sMAPE: number;
  /** Weighted quantile loss: 2 Σ pinball / Σ |actual|, mean over {@link lossLevels}. */
  readonly WQL: number;
}
