import { bandShares, type ByShare } from "#domain/forecast";
import { lossLevels, type BacktestScores, type PastScore } from "#domain/score";

/** With the scores that only studies look at. */
export interface Scores extends BacktestScores {
  /** Mean over the steps, in the series' units. */
  readonly CRPS: number;
  /** Mean over the steps of each central interval, in the series' units. */
  readonly Winkler: ByShare<number>;
}

export function summarise(scores: readonly PastScore[]): Scores {
  const total = (part: (score: PastScore) => number): number => scores.reduce((sum, score) => sum + part(score), 0);
  const steps = total((score) => score.steps);
  const scaled = scores.filter((score) => Number.isFinite(score.mase));
  const perStep = (part: (score: PastScore) => number): number => total(part) / steps;
  const byShare = (part: (score: PastScore) => ByShare<number>): ByShare<number> =>
    Object.fromEntries(
      bandShares.map((share) => [String(share), perStep((score) => part(score)[`${share}`])]),
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
