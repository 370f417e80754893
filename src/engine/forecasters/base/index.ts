/** The interface of all forecasters, and what most of them share. */
export {
  families,
  type Cost,
  type Family,
  type ForecasterInfo,
  type FitOptions,
  type Fitted,
  type FittedParameters,
  type Forecaster,
  type Needs,
  type ParameterDimension,
  type ParameterSpace,
} from "./forecaster.ts";
export { type Filled, fillGaps, recent, residualsOf } from "./gaps.ts";
export type { Moments } from "./moments.ts";
export { normalTable, studentTable } from "./normal-table.ts";
export { choiceSet, numberSet, smoothingDimension } from "./parameters.ts";
export { wholeSeason } from "./season.ts";
