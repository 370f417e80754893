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
export { type Candidate, chooseModel, type ModelChoice, type RankedModel } from "./choose-model.ts";
export { type ScoredForecast, scoreOrigin } from "./origin-score.ts";
export { seasonalScale, symmetricError } from "./point-errors.ts";
export { rollingOrigins, type RollingOrigins, splitAt } from "./rolling-origins.ts";
export { geometricMean, type Scores, summarise } from "./summarise.ts";

// The domain's own doors have these; their old names here go once everything asks there.
export { bandShares as scoredShares, type BandShare as ScoredShare, type ByShare } from "#domain/forecast";
export { lossLevels, type PastScore as OriginScore } from "#domain/score";
