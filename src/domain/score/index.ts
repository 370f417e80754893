/** Scores of forecasts at past origins. */
export type { BacktestReport, BacktestRequest, SeriesKey, SkippedSeries } from "./backtest.ts";
export {
  lossLevels,
  rangeVerdicts,
  type BacktestScores,
  type MeasuredCoverage,
  type PastScore,
  type RangeEvidence,
  type RangeVerdict,
} from "./score.ts";
