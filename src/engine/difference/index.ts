/** Two versions of a series, and of what is forecast from them, beside each other. */
export { bandDifference, forecastOutcome, type TimedForecast } from "./bands.ts";
export { type SeriesVersion, valueDifference } from "./values.ts";
