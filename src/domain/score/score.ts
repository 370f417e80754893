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

/** Levels of the weighted quantile loss. */
export const lossLevels = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] as const;

/** Sums over the observed steps of one forecast. Sums and not means, so that origins and series can be pooled. */
export interface PastScore {
  /** Steps with an actual. */
  readonly steps: number;
  /** Mean absolute error of the median over the seasonal scale; NaN without a scale. */
  readonly mase: number;
  readonly symmetricErrorSum: number;
  /** Σ pinball over {@link lossLevels} and steps. */
  readonly pinballSum: number;
  readonly absoluteActualSum: number;
  /** In the series' units. */
  readonly crpsSum: number;
  readonly winklerSum: ByShare<number>;
  /** Steps whose actual lies within the interval, ends included. */
  readonly inside: ByShare<number>;
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
