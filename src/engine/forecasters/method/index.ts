/** Methods at work: what is known of a series at an origin, and the forecast of any configured forecaster from there. */
export { fitMethod, type FittedMethod } from "./fit-method.ts";
export { forecastMethod, maxFitMs, type MethodForecast } from "./forecast-method.ts";
export { knownAt, type KnownSeries, type WholeSeries } from "./known-series.ts";
