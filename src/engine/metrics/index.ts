/** Forecast accuracy metrics. */
export { compositeOf, metricOf, metricValues } from "./metric-of.ts";
export { neededLevels, type ScoredForecast, scoreOrigin, scoreSteps, stepsInside } from "./origin-score.ts";
export { PastErrorTally, type TalliedSeries } from "./past-error-tally.ts";
export { ScorePool, sumsOf } from "./score-pool.ts";
export { seasonalScale, squaredSeasonalScale, symmetricError } from "./point-errors.ts";
export {
  crpsOfGaussianMixture,
  crpsOfQuantiles,
  crpsOfSamples,
  pinball,
  probabilityIntegralTransform,
  weightedQuantileLoss,
  winkler,
} from "./scores.ts";
export { backtestScores, geometricMean, quantileSkill, type Scores, summarise } from "./summarise.ts";
