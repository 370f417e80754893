/** How well forecasts did at past origins. */
export {
  lossLevels,
  type BacktestScores,
  type CoverageCounts,
  type MeasuredCoverage,
  type PastScore,
} from "./score.ts";
