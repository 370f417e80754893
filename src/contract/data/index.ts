/**
 * What every process agrees a dataset, a forecast, a model and an error look like. Schemas are the single source: the
 * types are inferred from them, so a value that passed the schema has the type and nothing has to be kept in step.
 */
import { z } from "zod";

/** Closed list: every failure that a user can meet has one of these codes. */
export const errorCodes = [
  "wrong-arguments",
  "file-not-found",
  "file-is-folder",
  "file-unreadable",
  "file-empty",
  "file-not-a-table",
  "file-too-large",
  "no-time-column",
  "no-value-column",
  "too-few-rows",
  "bad-timestamp",
  "bad-number",
  "irregular-series",
  "series-too-short",
  "dataset-not-found",
  "series-not-found",
  "origin-out-of-range",
  "horizon-out-of-range",
  "model-not-found",
  "model-damaged",
  "model-refused",
  "worker-crashed",
  "damaged-in-transit",
  "input-poisonous",
  "queue-full",
  "timed-out",
  "cancelled",
  "shutting-down",
  "not-allowed",
  "cannot-write",
  "internal",
] as const;
export const errorCodeSchema = z.enum(errorCodes);
export type ErrorCode = z.infer<typeof errorCodeSchema>;

/** A failure in words. `row` counts as the file does (header = 1); `column` is the column's name. */
export const errorSchema = z.object({
  code: errorCodeSchema,
  message: z.string(),
  row: z.int().positive().optional(),
  column: z.string().optional(),
  hint: z.string().optional(),
});
export type AppError = z.infer<typeof errorSchema>;

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: AppError };

export const frequencyUnits = [
  "second",
  "minute",
  "hour",
  "day",
  "businessDay",
  "week",
  "month",
  "quarter",
  "year",
] as const;
export const frequencyUnitSchema = z.enum(frequencyUnits);
/** One step of a series: `count` calendar units (5 minutes, 1 month). */
export const frequencySchema = z.object({ unit: frequencyUnitSchema, count: z.int().positive() });
export type Frequency = z.infer<typeof frequencySchema>;

export const columnSchema = z.object({
  name: z.string(),
  role: z.enum(["time", "id", "target", "covariate", "ignored"]),
  type: z.enum(["time", "number", "text"]),
});
export type ColumnInfo = z.infer<typeof columnSchema>;

export const fileInfoSchema = z.object({
  encoding: z.string(),
  delimiter: z.string(),
  decimal: z.string(),
  layout: z.enum(["long", "wide", "records"]),
  vendor: z.string().nullable(),
  dataRows: z.int().nonnegative(),
});
export type FileInfo = z.infer<typeof fileInfoSchema>;

export const seriesSummarySchema = z.object({
  id: z.string(),
  /** ISO 8601 wall clock of the first and last step. */
  start: z.string(),
  end: z.string(),
  frequency: frequencySchema,
  steps: z.int().positive(),
  missing: z.int().nonnegative(),
  seasonLengths: z.array(z.int().positive()),
  /** Earliest origin that still leaves enough context; 0 is the end of the data. */
  oldestOrigin: z.int().nonpositive(),
});
export type SeriesSummary = z.infer<typeof seriesSummarySchema>;

export const repairSchema = z.object({
  code: z.string(),
  count: z.int().positive(),
  examples: z.array(
    z.object({ row: z.int().positive(), column: z.string(), from: z.string(), to: z.string() }),
  ),
});
export type Repair = z.infer<typeof repairSchema>;

export const warningSchema = z.object({ code: z.string(), series: z.string().optional(), message: z.string() });
export type Warning = z.infer<typeof warningSchema>;

/** What an import produced, without the numbers. `handle` is the SHA-256 of the canonical content. */
export const datasetSchema = z.object({
  handle: z.string(),
  name: z.string(),
  file: fileInfoSchema,
  columns: z.array(columnSchema),
  series: z.array(seriesSummarySchema),
  repairs: z.array(repairSchema),
  warnings: z.array(warningSchema),
});
export type Dataset = z.infer<typeof datasetSchema>;

const columnName = z.string().max(10_000);
const columnNames = z.array(columnName).max(20_000);

const duplicatePolicySchema = z.enum(["mean", "first", "last", "sum"]);
export type DuplicatePolicy = z.infer<typeof duplicatePolicySchema>;

/** How to read a file, where the user says so; whatever is absent is decided from evidence. Columns go by name. */
export const importOptionsSchema = z.strictObject({
  timeColumn: columnName.exactOptional(),
  targetColumns: columnNames.min(1).exactOptional(),
  /** Empty: the rows belong to one series, whatever the text columns say. */
  idColumns: columnNames.exactOptional(),
  /** Of the columns that are neither time, id nor target, those that explain the target; all others are ignored. */
  covariateColumns: columnNames.exactOptional(),
  /** IANA name; times with an offset are shown in it. */
  timezone: z.string().min(1).max(100).exactOptional(),
  /** What repeated times of one series become; their mean when absent. */
  duplicates: duplicatePolicySchema.exactOptional(),
  /** Gaps of at most this many steps are interpolated; none when absent. */
  fillGapsUpToSteps: z.int().min(1).max(1000).exactOptional(),
  /** One table of a file that holds several. */
  recordTable: z.string().min(1).max(1000).exactOptional(),
});
export type ImportOptions = z.infer<typeof importOptionsSchema>;

/** The options in force of one import, and where they come from. */
export const importSettingsSchema = z.object({
  options: importOptionsSchema,
  /** `remembered`: chosen by the user for an earlier file with the same columns. */
  source: z.enum(["evidence", "user", "remembered"]),
  /** Why remembered options were not used after all. */
  problem: z.string().optional(),
});
export type ImportSettings = z.infer<typeof importSettingsSchema>;

export const modelSchema = z.object({
  id: z.string(),
  name: z.string(),
  version: z.string(),
  sha256: z.string(),
  licence: z.string(),
  output: z.enum(["quantiles", "samples"]),
  levels: z.array(z.number()),
  maxContextSteps: z.int().positive(),
  nativeHorizonSteps: z.int().positive(),
  maxHorizonSteps: z.int().positive(),
  parameters: z.int().positive(),
  sizeBytes: z.int().positive(),
  state: z.enum(["ready", "loading", "refused", "damaged"]),
  reason: z.string().optional(),
  executionProvider: z.string().nullable(),
});
export type ModelInfo = z.infer<typeof modelSchema>;

// Typed without the buffer's kind: numbers that come from a worker may lie in any, and zod would infer ArrayBuffer only.
const float32: z.ZodType<Float32Array> = z.instanceof(Float32Array);
const float64: z.ZodType<Float64Array> = z.instanceof(Float64Array);

/** The density of one forecast step: `values[i]` on the grid `from + i * step`, scaled so that it integrates to 1. */
export const densitySchema = z.object({
  points: z.int().positive(),
  /** [horizon] lower end and [horizon] spacing of each step's grid. */
  from: float32,
  step: float32,
  /** [horizon × points], row-major. */
  values: float32,
});

/** One forecast, ready to draw. All arrays are in time order; missing numbers are NaN. */
export const forecastSchema = z.object({
  dataset: z.string(),
  series: z.string(),
  model: z.object({ id: z.string(), version: z.string(), sha256: z.string() }),
  executionProvider: z.string(),
  horizon: z.int().positive(),
  /** 0 = the end of the data; −k = k steps earlier. */
  origin: z.int().nonpositive(),
  levels: z.array(z.number()),
  /** [levels × horizon], row-major, original units. */
  quantiles: float32,
  /** [horizon] wall-clock milliseconds (UTC arithmetic, no zone). */
  times: float64,
  /** [horizon], NaN where no actual exists; null at origin 0. */
  actuals: float64.nullable(),
  /** Last observed step at or before the origin, the point that the median is drawn from. */
  anchor: z.object({ time: z.number(), value: z.number() }),
  density: densitySchema.nullable(),
  /** How the request was answered. */
  source: z.enum(["cache", "computed", "joined"]),
});
export type Forecast = z.infer<typeof forecastSchema>;

export const seriesValuesSchema = z.object({
  series: z.string(),
  /** [steps] wall-clock milliseconds. */
  times: float64,
  /** [steps], NaN = missing. */
  values: float64,
});
export type SeriesValues = z.infer<typeof seriesValuesSchema>;

export const importProgressSchema = z.object({
  requestId: z.string(),
  phase: z.enum(["reading", "regularising", "hashing"]),
  bytes: z.number().nonnegative(),
  totalBytes: z.number().nonnegative(),
  rows: z.int().nonnegative(),
});
export type ImportProgress = z.infer<typeof importProgressSchema>;

export const latencySchema = z.object({ count: z.int(), p50: z.number(), p95: z.number(), p99: z.number() });

/** Live figures of the core; everything here is a count or a measurement, never text to parse. */
export const healthSchema = z.object({
  status: z.enum(["starting", "ok", "degraded", "stopping"]),
  /** Busy share of the fullest queue, 0..1. */
  load: z.number(),
  queued: z.object({ user: z.int(), background: z.int() }),
  oldestQueuedMs: z.number(),
  running: z.int(),
  counts: z.record(z.string(), z.int()),
  latencyMs: z.record(z.string(), latencySchema),
  caches: z.record(z.string(), z.object({ items: z.int(), bytes: z.number(), maxBytes: z.number() })),
  workers: z.array(
    z.object({
      name: z.string(),
      state: z.enum(["starting", "ready", "restarting", "stopped"]),
      pid: z.int().nullable(),
      restarts: z.int(),
    }),
  ),
  forecastsPerSecond: z.number(),
});
export type Health = z.infer<typeof healthSchema>;

export const providerReportSchema = z.object({
  name: z.string(),
  state: z.enum(["used", "available", "refused", "absent"]),
  reason: z.string().nullable(),
  windowsPerSecond: z.number().nullable(),
  largestRelativeError: z.number().nullable(),
});
export type ProviderReport = z.infer<typeof providerReportSchema>;

export const doctorSchema = z.object({
  versions: z.record(z.string(), z.string()),
  providers: z.array(providerReportSchema),
  models: z.array(modelSchema),
  folders: z.record(z.string(), z.string()),
  limits: z.record(z.string(), z.number()),
  policy: z.record(z.string(), z.union([z.string(), z.boolean(), z.number()])),
  health: healthSchema,
});
export type Doctor = z.infer<typeof doctorSchema>;
