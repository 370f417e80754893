export {
  type ForecastLimits,
  type LimitSettings,
  budgetBounds,
  forecastLimits,
  memoryBudget,
} from "./forecast-limits.ts";
export {
  type CacheAdmin,
  type ForecastKey,
  ForecastService,
  type GetForecast,
  type ServiceModel,
  checkOrigin,
  untilAborted,
} from "./forecast-service.ts";
export { actualsAfter, anchorAt, horizonTimes, isNonNegativeAt, visibleSteps } from "./forecast-window.ts";
