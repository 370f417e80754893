export type { BackgroundPrecomputer, View } from "./background-precomputer.ts";
export type { CacheAdmin } from "./cache-admin.ts";
export {
  type ForecastLimits,
  type LimitSettings,
  budgetBounds,
  forecastLimits,
  memoryBudget,
} from "./forecast-limits.ts";
export type { ServiceModel } from "./forecast-model.ts";
export { actualsAfter, anchorAt, horizonTimes, isNonNegativeAt, visibleSteps } from "./forecast-window.ts";
export { Forecasts } from "./forecasts.ts";
export { checkOrigin } from "./request-validation.ts";
