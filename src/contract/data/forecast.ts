import { z } from "zod";
import { bandKinds, type DensityColumns, type Forecast, forecastWarnings } from "#domain/forecast";
import { type MeasuredCoverage, type RangeEvidence, rangeVerdicts } from "#domain/score";
import { modelIdentitySchema } from "./model.ts";
import { float32, float64 } from "./numbers.ts";

export const bandsSchema = z.enum(bandKinds);

const densitySchema = z.object({
  points: z.int().positive(),
  from: float32,
  step: float32,
  values: float32,
}) satisfies z.ZodType<DensityColumns>;

export const forecastSchema = z.object({
  dataset: z.string(),
  series: z.string(),
  model: modelIdentitySchema,
  executionProvider: z.string(),
  horizon: z.int().positive(),
  origin: z.int().nonpositive(),
  levels: z.array(z.number()),
  quantiles: float32,
  samples: float32.exactOptional(),
  times: float64,
  actuals: float64.nullable(),
  anchor: z.object({ time: z.number(), value: z.number() }),
  calibration: z
    .object({ residuals: z.int().nonnegative(), steps: z.int().nonnegative(), otherSeries: z.int().nonnegative() })
    .exactOptional(),
  choice: z
    .object({
      members: z.array(z.object({ model: z.string(), weight: z.number() })),
      reason: z.string(),
      origins: z.int().nonnegative(),
      ratio: z.number().nullable(),
    })
    .exactOptional(),
  warnings: z.array(z.object({ code: z.enum(forecastWarnings), message: z.string() })).exactOptional(),
  density: densitySchema.nullable(),
  source: z.enum(["cache", "computed", "joined"]),
}) satisfies z.ZodType<Forecast>;

const rangeEvidenceSchema = z.object({
  level: z.union([z.literal(0.5), z.literal(0.8), z.literal(0.95)]),
  coverage: z.number(),
  steps: z.int().positive(),
  origins: z.int().positive(),
  effectiveSteps: z.number(),
  margin: z.number(),
  verdict: z.enum(rangeVerdicts),
}) satisfies z.ZodType<RangeEvidence>;

export const measuredCoverageSchema = z.object({
  coverage: z.object({ "0.5": z.number(), "0.8": z.number(), "0.95": z.number() }),
  steps: z.int().positive(),
  origins: z.int().positive(),
  skill: z.number().nullable(),
  range: rangeEvidenceSchema,
  rangeAsModelled: rangeEvidenceSchema.nullable(),
}) satisfies z.ZodType<MeasuredCoverage>;
