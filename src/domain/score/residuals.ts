/** What a fitted model did not explain: value − its forecast from one step before, with the parameters of the whole fit. */
export interface ResidualReport {
  readonly model: string;
  /** What was estimated, by name; `method` says which form of the model. */
  readonly parameters: Readonly<Record<string, number | string>>;
  /** [steps of the series], in its units; NaN where the value is missing, older than what was fitted, or had no forecast. */
  readonly residuals: Float64Array;
  /** Residuals that are numbers, their mean and standard deviation. */
  readonly count: number;
  readonly mean: number;
  readonly deviation: number;
  readonly autocorrelation: Autocorrelation;
  readonly histogram: Histogram;
  /** Null where there are too few residuals to test. */
  readonly whiteness: WhitenessTest | null;
}

export interface Autocorrelation {
  /** Of the lags 1, 2, …: up to two seasons, at most 60. */
  readonly values: readonly number[];
  /** White noise stays within ± this at 95 % of the lags: 1.96 / √count. */
  readonly limit: number;
}

export interface Histogram {
  /** [bins + 1], ascending; the last bin includes its end. */
  readonly edges: readonly number[];
  /** [bins] */
  readonly counts: readonly number[];
}

/** Ljung & Box's test that residuals are white noise: a small p says that something is left to explain. */
export interface WhitenessTest {
  readonly statistic: number;
  readonly lags: number;
  /** Lags less the autoregressive and moving-average coefficients that were estimated. */
  readonly freedom: number;
  readonly p: number;
}
