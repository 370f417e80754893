/** Schemas of the domain's types, for data that crosses a process boundary. A schema that diverges from its type doesn't compile. */
export { seriesDifferenceSchema, trackRecordSchema, versionsReportSchema } from "./difference.ts";
export {
  importedDatasetSchema,
  importOptionsSchema,
  importProgressSchema,
  repairRowSchema,
  understoodSchema,
} from "./dataset.ts";
export {
  correctionEditSchema,
  correctionsStateSchema,
  correctionSourceSchema,
  correctionStepSchema,
  outlierSuggestionSchema,
  previewedCorrectionSchema,
} from "./correction.ts";
export { bandsSchema, forecastSchema, measuredCoverageSchema } from "./forecast.ts";
export { doctorSchema, healthSchema, liveDiagnosticsSchema, logPartSchema } from "./health.ts";
export { modelSchema, providerReportSchema } from "./model.ts";
export { float64 } from "./numbers.ts";
export {
  correlationReportSchema,
  datasetProfileSchema,
  decompositionSchema,
  seriesProfileSchema,
  valueSummarySchema,
} from "./profile.ts";
export type { Received } from "./received.ts";
export { frequencySchema, seriesRowsSchema, seriesValuesSchema } from "./series.ts";
