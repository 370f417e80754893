/** Forecasts as exports contain them. */
export {
  batchLayouts,
  type BatchLayout,
  type BatchOutcome,
  type BatchProgress,
  type FailedExport,
  maxBatchSeries,
} from "./batch.ts";
export type {
  ExportedDecisions,
  ExportedGroup,
  ExportedInfluences,
  ExportedScenario,
  ExportedSumThreshold,
  ExportedTotal,
  ExportedTotals,
  ShownScenarios,
  ShownSumThresholds,
  ShownTotals,
} from "./decisions.ts";
export type { ExportContent, ForecastToExport } from "./content.ts";
export { commandShells, type CommandShell, copiedTables, type CopiedTable } from "./copy.ts";
export {
  exportFormats,
  type ExportedForecast,
  type ExportFormat,
  type ExportManifest,
  type ExportSetting,
  type ExportWarning,
  pictureFormats,
  type PictureFormat,
  windowFormats,
  type WindowFormat,
} from "./exported.ts";
export { noReportTexts, reportLimits, type ReportNote, type ReportParticulars, type ReportTexts } from "./report.ts";
