/**
 * What every process agrees a dataset, a forecast, a model and an error look like. Schemas are the single source: the
 * types are inferred from them, so a value that passed the schema has the type and nothing has to be kept in step.
 */
import { z } from "zod";
import { healthSchema } from "./health.ts";
import { seriesFlagsSchema } from "./dataset.ts";

export * from "./dataset.ts";
export * from "./device.ts";
export * from "./health.ts";

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
  "worker-unavailable",
  "damaged-in-transit",
  "device-changed",
  "input-poisonous",
  "queue-full",
  "timed-out",
  "cancelled",
  "shutting-down",
  "not-allowed",
  "cannot-write",
  "user-data-unavailable",
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

export const modelSchema = z.object({
  id: z.string(),
  name: z.string(),
  version: z.string(),
  /** Of the file that it computes with on its device. */
  sha256: z.string(),
  licence: z.string(),
  output: z.enum(["quantiles", "samples"]),
  levels: z.array(z.number()),
  maxContextSteps: z.int().positive(),
  nativeHorizonSteps: z.int().positive(),
  maxHorizonSteps: z.int().positive(),
  parameters: z.int().positive(),
  sizeBytes: z.int().positive(),
  /** Part of the application, or brought by the user. */
  source: z.enum(["bundled", "own"]),
  /** What it is meant for, as the manifest says: "any", or names such as "5 minute". */
  frequencies: z.union([z.literal("any"), z.array(z.string())]),
  state: z.enum(["ready", "loading", "refused", "damaged"]),
  reason: z.string().optional(),
  executionProvider: z.string().nullable(),
  /** Why it does not run on the device that was chosen. */
  deviceReason: z.string().optional(),
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

/** Bands as the model gives them, or calibrated on its forecasts of the past. */
export const bandsSchema = z.enum(["native", "calibrated"]);
export type Bands = z.infer<typeof bandsSchema>;

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
  /** [rows × horizon], row-major: what the quantiles were made of, where the model gives samples; not sent to the window. */
  samples: float32.exactOptional(),
  /** [horizon] wall-clock milliseconds (UTC arithmetic, no zone). */
  times: float64,
  /** [horizon], NaN where no actual exists; null at origin 0. */
  actuals: float64.nullable(),
  /** Last observed step at or before the origin, the point that the median is drawn from. */
  anchor: z.object({ time: z.number(), value: z.number() }),
  /**
   * Of calibrated bands only: the past forecasts of single steps that they rest on, and the different steps among them. Without
   * it the bands are the model's own.
   */
  calibration: z
    .object({ residuals: z.int().nonnegative(), steps: z.int().nonnegative(), otherSeries: z.int().nonnegative() })
    .optional(),
  /** Of `auto` only: one model or several with weights that add up to 1, and why, from this many past origins. */
  choice: z
    .object({
      members: z.array(z.object({ model: z.string(), weight: z.number() })),
      reason: z.string(),
      origins: z.int().nonnegative(),
      /** Quantile loss over that of seasonal naive at these origins; null without any. */
      ratio: z.number().nullable(),
    })
    .optional(),
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
  flags: seriesFlagsSchema,
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

export const providerReportSchema = z.object({
  name: z.string(),
  state: z.enum(["used", "available", "refused", "absent"]),
  reason: z.string().nullable(),
  windowsPerSecond: z.number().nullable(),
  /** The batch size that was fastest when the device was measured. */
  windowsPerRun: z.int().positive().nullable(),
  largestRelativeError: z.number().nullable(),
});
export type ProviderReport = z.infer<typeof providerReportSchema>;

export const doctorSchema = z.object({
  versions: z.record(z.string(), z.string()),
  /** The user's choice of a device: "auto", or a provider's name. */
  device: z.string(),
  providers: z.array(providerReportSchema),
  models: z.array(modelSchema),
  /** Which model is used where none is named, by frequency; "any" stands for all others. */
  modelDefaults: z.record(z.string(), z.string()),
  folders: z.record(z.string(), z.string()),
  limits: z.record(z.string(), z.number()),
  policy: z.record(z.string(), z.union([z.string(), z.boolean(), z.number()])),
  health: healthSchema,
});
export type Doctor = z.infer<typeof doctorSchema>;
