/** Whether two models' losses differ by more than chance; `too-few` where the past can't tell. */
export const differenceVerdicts = ["differs", "no-clear-difference", "too-few"] as const;
export type DifferenceVerdict = (typeof differenceVerdicts)[number];

/** Origins of which a test says anything, where forecasts share no steps. */
export const fewestPairs = 6;

/** A Diebold–Mariano test of the losses of two models at the same origins. */
export interface LossDifference {
  /** Mean loss of the one less that of the other: above zero where the other is better. NaN without a pair. */
  readonly meanDifference: number;
  /** NaN where there are too few pairs to tell. */
  readonly statistic: number;
  /** Two-sided. NaN where there are too few pairs to tell. */
  readonly p: number;
  /** What was compared: origins, or, where these are too few, series. */
  readonly pairs: number;
  readonly pairedBy: "origin" | "series";
  readonly verdict: DifferenceVerdict;
}
