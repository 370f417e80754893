/** Scores of forecasts at past origins. */
export type { BacktestReport, BacktestRequest, SeriesKey, SkippedSeries } from "./backtest.ts";
export {
  lossLevels,
  type BacktestScores,
  type CoverageCounts,
  type MeasuredCoverage,
  type PastScore,
} from "./score.ts";
