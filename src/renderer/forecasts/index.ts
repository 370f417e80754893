export { ForecastContext, useForecast, useForecastState } from "./context.ts";
export { createForecastClient, type BackgroundProgress } from "./forecast-client.ts";
export {
  createForecastObserver,
  type ForecastObserver,
  type ForecastSelection,
  type ForecastState,
  type Shown,
} from "./forecast-observer.ts";
export {
  averageStepMs,
  type ForecastRow,
  holds,
  insideCount,
  intervalLevels,
  originTime,
  quantileAt,
  rowAt,
  seasonSteps,
} from "./reading.ts";
