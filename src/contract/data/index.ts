/** The domain's shapes as schemas: what crosses a border is checked there. A schema that strays from its type doesn't compile. */
export {
  importedDatasetSchema,
  importOptionsSchema,
  importProgressSchema,
  repairRowSchema,
  understoodSchema,
} from "./dataset.ts";
export { bandsSchema, forecastSchema, measuredCoverageSchema } from "./forecast.ts";
export { doctorSchema, healthSchema } from "./health.ts";
export { modelSchema, providerReportSchema } from "./model.ts";
export type { Received } from "./received.ts";
export { frequencySchema, seriesValuesSchema } from "./series.ts";

// The domain's own doors have these; their old names here go once everything asks there.
export {
  type ImportProgress,
  type Dataset,
  type ImportOptions,
  type ImportSettings,
  type RepairRow,
  type Understood,
} from "#domain/dataset";
export * from "#domain/device";
export type { AppError, Outcome } from "#domain/errors";
export type { Forecast } from "#domain/forecast";
export type { Health } from "#domain/health";
export type { Frequency, SeriesValues } from "#domain/series";
