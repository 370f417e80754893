/** What past forecasts are good for: rolling origins, the choice of a model, calibrated bands. */
export {
  applyCalibration,
  type Calibration,
  calibrationEnds,
  type OtherPast,
  type PastForecast,
  PastScores,
  needsOtherSeries,
} from "./calibration.ts";
export { averageQuantiles, type WeightedTable } from "./average-quantiles.ts";
export { choiceOrigins, type ChoiceOrigins } from "./choice-origins.ts";
export { type Candidate, chooseModel, type ModelChoice, type RankedModel } from "./choose-model.ts";
export { rollingOrigins, type RollingOrigins, splitAt } from "./rolling-origins.ts";
