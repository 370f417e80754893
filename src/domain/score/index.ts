/** Scores of forecasts at past origins. */
export type {
  BacktestReport,
  BacktestRequest,
  ModelDetail,
  ModelReport,
  PooledScores,
  SeriesKey,
  SeriesReport,
  SkippedSeries,
} from "./backtest.ts";
export { type DifferenceVerdict, differenceVerdicts, fewestPairs, type LossDifference } from "./comparison.ts";
export {
  defaultWeights,
  type Metric,
  metricById,
  type MetricId,
  metricLoss,
  metrics,
  type MetricValues,
  type MetricWeights,
} from "./metrics.ts";
export type { ErrorsByStep, PastErrors } from "./past-errors.ts";
export type { Autocorrelation, Histogram, ResidualReport, WhitenessTest } from "./residuals.ts";
export {
  lossLevels,
  nothingScored,
  rangeVerdicts,
  type BacktestScores,
  type MeasuredCoverage,
  type PastEvidence,
  type PastScore,
  type RangeEvidence,
  type RangeVerdict,
  type ScoreSums,
  type StepLosses,
} from "./score.ts";
