/** What files hold of forecasts. */
export {
  exportFormats,
  type ExportedForecast,
  type ExportFormat,
  type ExportManifest,
  type ExportSetting,
} from "./exported.ts";
