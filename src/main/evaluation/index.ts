export { Backtests } from "./backtests.ts";
export { BandCoverage, type BandCoverageKey } from "./band-coverage.ts";
export { CalibratedForecasts } from "./calibrated-forecasts.ts";
export { ComposedForecasts, automaticModel, isComposed } from "./composed-forecasts.ts";
export { EvaluateClient } from "./evaluate-client.ts";
export { type AskedForecast, ForecastAnswers } from "./forecast-answers.ts";
