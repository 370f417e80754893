/** Schemas of the domain's types, for data that crosses a process boundary. A schema that diverges from its type doesn't compile. */
export {
  comparedSideSchema,
  keptForecastSchema,
  seriesDifferenceSchema,
  trackRecordSchema,
  versionsReportSchema,
} from "./difference.ts";
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
export { bandsSchema, figureOptionsSchema, forecastSchema, levelsSchema, measuredCoverageSchema } from "./forecast.ts";
export {
  crashReportSchema,
  doctorPolicySchema,
  doctorSchema,
  healthSchema,
  liveDiagnosticsSchema,
  logPartSchema,
} from "./health.ts";
export { modelSchema, providerReportSchema } from "./model.ts";
export { float32, float64, uint8 } from "./numbers.ts";
export {
  correlationReportSchema,
  datasetProfileSchema,
  decompositionSchema,
  seriesProfileSchema,
  valueSummarySchema,
} from "./profile.ts";
export { fileArrangementSchema, windowLookSchema } from "./project.ts";
export type { Received } from "./received.ts";
export {
  adjustmentEditSchema,
  scenarioLogSchema,
  scenariosStateSchema,
  scenarioStepSchema,
  valueAddedReportSchema,
} from "./scenario.ts";
export {
  limitReliabilitySchema,
  thresholdAnswersSchema,
  thresholdEditSchema,
  thresholdLogSchema,
  thresholdSchema,
  thresholdsStateSchema,
} from "./threshold.ts";
export { totalColumnsSchema, wantedStretchSchema } from "./totals.ts";
export { frequencySchema, seriesRowsSchema, seriesValuesSchema } from "./series.ts";
export { influenceEventSchema, influenceSettingsSchema, keptInfluencesSchema } from "./influence.ts";
