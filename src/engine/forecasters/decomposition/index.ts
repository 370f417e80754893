/** Trend, seasons and remainder of a series. */
export { decompose, deseasonalise, isSeasonal, type Seasonality } from "./decompose.ts";
export { longestModelledSeason, removeSeasons, seasonsPrefix, type WithoutSeasons } from "./remove-seasons.ts";
export { mstl, seasonalStrength, smoothTrend } from "./stl.ts";
