import { type ByShare, lossLevels, type OriginScore, scoredShares } from "./origin-score.ts";

/** The scores of a backtest, over any number of origins and series. NaN where nothing could be measured. */
export interface Scores {
  /** Mean over the forecasts that have a scale. */
  readonly MASE: number;
  /** Mean over the steps, a fraction. */
  readonly sMAPE: number;
  /** 2 Σ pinball / Σ |actual|, mean over the levels 0.1 … 0.9. */
  readonly WQL: number;
  /** Mean over the steps, in the series' units. */
  readonly CRPS: number;
  /** Mean over the steps of each central interval, in the series' units. */
  readonly Winkler: ByShare<number>;
  /** Share of the steps whose actual lay within each central interval. */
  readonly coverage: ByShare<number>;
  readonly steps: number;
  readonly origins: number;
}

export function summarise(scores: readonly OriginScore[]): Scores {
  const total = (part: (score: OriginScore) => number): number => scores.reduce((sum, score) => sum + part(score), 0);
  const steps = total((score) => score.steps);
  const scaled = scores.filter((score) => Number.isFinite(score.mase));
  const perStep = (part: (score: OriginScore) => number): number => total(part) / steps;
  const byShare = (part: (score: OriginScore) => ByShare<number>): ByShare<number> =>
    Object.fromEntries(
      scoredShares.map((share) => [String(share), perStep((score) => part(score)[`${share}`])]),
    ) as unknown as ByShare<number>;
  const size = total((score) => score.absoluteActualSum);
  return {
    MASE: scaled.reduce((sum, score) => sum + score.mase, 0) / scaled.length,
    sMAPE: perStep((score) => score.symmetricErrorSum),
    WQL: size === 0 ? Number.NaN : (2 * total((score) => score.pinballSum)) / (size * lossLevels.length),
    CRPS: perStep((score) => score.crpsSum),
    Winkler: byShare((score) => score.winklerSum),
    coverage: byShare((score) => score.inside),
    steps,
    origins: scores.length,
  };
}

/** Geometric mean of ratios: how leaderboards compare a model with a baseline over many data sets. */
export function geometricMean(ratios: readonly number[]): number {
  return Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
}
