export { ForecastContext, PastErrorsContext, useForecast, useForecastState, usePastErrors } from "./context.ts";
export { createForecastClient, type BackgroundProgress, type ForecastClient } from "./forecast-client.ts";
export {
  createForecastObserver,
  type ForecastObserver,
  type ForecastSelection,
  type ForecastState,
  type Shown,
} from "./forecast-observer.ts";
export {
  averageStepMs,
  exactLevels,
  type ForecastRow,
  holds,
  indexAtOrAfter,
  insideCount,
  type IntervalLevels,
  intervalLevels,
  intervalLevelsOf,
  originTime,
  quantileAt,
  rowAt,
  seasonSteps,
} from "./reading.ts";
export { createPastErrors, type PastErrorsState } from "./past-errors.ts";
export { isSamePast, isSameShown, type ShownHistory, shownHistory } from "./shown-history.ts";
export { type MissedBy, nextMiss, worstMisses } from "./worst-misses.ts";
