/** What files hold of forecasts. */
export type { ExportContent, ForecastToExport } from "./content.ts";
export {
  exportFormats,
  type ExportedForecast,
  type ExportFormat,
  type ExportManifest,
  type ExportSetting,
} from "./exported.ts";
