/** Evaluation of past forecasts: rolling origins, choice of a model, calibration of bands and a verdict on them. */
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
export { horizonWarning, withWarnings } from "./horizon-warning.ts";
export { effectiveStepsOf, judgeRange, type OriginHits } from "./judge-range.ts";
export { residualReport } from "./residuals.ts";
export { rollingOrigins, type RollingOrigins, splitAt } from "./rolling-origins.ts";
export { periodsOf } from "./periods.ts";
export { dieboldMariano, lossFor, type LossOf, PairedLosses } from "./significance.ts";
