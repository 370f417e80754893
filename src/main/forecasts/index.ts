export {
  type ForecastLimits,
  type LimitSettings,
  budgetBounds,
  forecastLimits,
  memoryBudget,
} from "./forecast-limits.ts";
export { type CacheAdmin, ForecastService, type ServiceModel, checkOrigin } from "./forecast-service.ts";
export { actualsAfter, anchorAt, horizonTimes, isNonNegativeAt, visibleSteps } from "./forecast-window.ts";
