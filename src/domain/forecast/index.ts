/** Forecasts, from the numbers of one window to what is drawn. */
export { bandKinds, bandLevels, bandShares, type Bands, type BandShare, type ByShare } from "./bands.ts";
export { bandwidthRules, type BandwidthRule, type DensityColumns } from "./density.ts";
export {
  forecastWarnings,
  type CalibrationEvidence,
  type Choice,
  type Forecast,
  type ForecastKey,
  type ForecastWarning,
  type HistoryKey,
} from "./forecast.ts";
export { byLevel, levelsAbove, workLevels, type WorkLevel } from "./work-level.ts";
export type { FinishedWindow, WindowToFinish } from "./window.ts";
