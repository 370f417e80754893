/** How good forecasts were: rolling origins and the scores of the field. */
export {
  applyCalibration,
  type Calibration,
  calibrationEnds,
  type OtherPast,
  type PastForecast,
  PastScores,
  wantsOtherSeries,
} from "./calibration.ts";
export { averageQuantiles, type WeightedTable } from "./average-quantiles.ts";
export { choiceOrigins, type ChoiceOrigins } from "./choice-origins.ts";
export { type Candidate, chooseModel, type ModelChoice, type RankedModel, type Weight } from "./choose-model.ts";
export {
  type ByShare,
  lossLevels,
  type OriginScore,
  type ScoredForecast,
  scoredShares,
  type ScoredShare,
  scoreOrigin,
} from "./origin-score.ts";
export { seasonalScale, symmetricError } from "./point-errors.ts";
export { rollingOrigins, type RollingOrigins, splitAt } from "./rolling-origins.ts";
export { geometricMean, type Scores, summarise } from "./summarise.ts";
