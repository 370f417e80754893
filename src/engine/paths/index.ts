/** Joint sample paths: forecasts' marginal distributions, tied together by how past forecasts erred. */
export {
  commonShare,
  type ErrorPast,
  fitDependence,
  independentForecasts,
  pastWeight,
  type StepDependence,
  usualDependence,
} from "./dependence.ts";
export { type ErrorScores, errorScores, type PastForecast } from "./error-scores.ts";
export { stretchesOf } from "./stretches.ts";
export {
  errorsOf,
  type Hierarchy,
  judgeReconciliation,
  type PastOfNodes,
  reconciledShifts,
  type ReconciledPast,
  reconciliationGain,
} from "./reconcile.ts";
export { type StretchWindow, windowOf } from "./stretch-window.ts";
export { PathDraw, type PathSource } from "./sample-paths.ts";
export {
  type Crossing,
  crossingOf,
  type Observed,
  type Paths,
  quantilesOf,
  type Stretch,
  totalOf,
} from "./path-totals.ts";
export { type SummedTree, sumTree } from "./path-tree.ts";
