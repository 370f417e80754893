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
