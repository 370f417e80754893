/** Forecasts as exports contain them. */
export type { ExportContent, ForecastToExport } from "./content.ts";
export {
  exportFormats,
  type ExportedForecast,
  type ExportFormat,
  type ExportManifest,
  type ExportSetting,
  type ExportWarning,
} from "./exported.ts";
