/**
 * Which series of a dataset move together. What is correlated is the change from step to step of the values without their seasons:
 * levels that merely both grow, or both have a summer, would correlate with everything.
 */
export interface CorrelationReport {
  /** The strongest significant first, at most as many as were asked for. */
  readonly pairs: readonly SeriesCorrelation[];
  /** Series that were compared, and pairs of them. */
  readonly series: number;
  readonly pairsTested: number;
  /** Steps that one series may be ahead of the other, at most. */
  readonly maxLag: number;
  /** Sentences: which series were left out and why. */
  readonly notes: readonly string[];
}

/** A pair at the lag where it correlates most in size. */
export interface SeriesCorrelation {
  /** Ids; the first leads. */
  readonly first: string;
  readonly second: string;
  /** Steps by which the second follows the first, 0 or more. */
  readonly lag: number;
  /** In [−1, 1]. */
  readonly coefficient: number;
  /** Steps at which both were observed. */
  readonly steps: number;
  /** Two-sided, corrected for all lags and pairs that were looked at (Bonferroni) and for autocorrelation (Bartlett 1935). */
  readonly p: number;
}
