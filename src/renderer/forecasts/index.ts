export { ForecastContext, useForecast, useForecastState } from "./context.ts";
export {
  type BackgroundProgress,
  createForecasting,
  type Forecasting,
  type ForecastState,
  type Shown,
} from "./forecasting.ts";
export {
  averageStepMs,
  type ForecastRow,
  holds,
  insideCount,
  intervalLevels,
  originTime,
  rowAt,
  seasonSteps,
} from "./reading.ts";
