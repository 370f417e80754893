/** Scores of forecasts at past origins. */
export type { BacktestReport, BacktestRequest, SeriesKey, SkippedSeries } from "./backtest.ts";
export {
  defaultWeights,
  type Metric,
  metricById,
  type MetricId,
  metricLoss,
  metrics,
  type MetricUnit,
  type MetricValues,
  type MetricWeights,
} from "./metrics.ts";
export {
  lossLevels,
  nothingScored,
  rangeVerdicts,
  type BacktestScores,
  type MeasuredCoverage,
  type PastScore,
  type RangeEvidence,
  type RangeVerdict,
  type StepLosses,
} from "./score.ts";
