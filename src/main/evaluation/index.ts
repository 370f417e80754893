export { Backtests } from "./backtests.ts";
export { BandCoverage, type BandCoverageKey } from "./band-coverage.ts";
export { CalibratedForecasts } from "./calibration.ts";
export { ComposedForecasts, automaticModel, isComposed } from "./statistical-forecasts.ts";
export { EvaluateClient } from "./evaluate-client.ts";
export { type AskedForecast, ForecastAnswers } from "./forecast-router.ts";
