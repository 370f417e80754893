import { z } from "zod";
import { type FigureOptions, markKinds, maxFigureMarks, maxShares, valueScales } from "#domain/chart";
import { bandKinds, type DensityColumns, type Forecast, forecastWarnings } from "#domain/forecast";
import { type MeasuredCoverage, type RangeEvidence, rangeVerdicts } from "#domain/score";
import { modelIdentitySchema } from "./model.ts";
import { float32, float64 } from "./numbers.ts";

export const bandsSchema = z.enum(bandKinds);

/** Levels that a user asks for: ascending fractions in (0, 1). */
export const levelsSchema = z
  .array(z.number().gt(0).lt(1))
  .max(2 * maxShares)
  .refine((levels) => levels.every((level, index) => index === 0 || level > (levels[index - 1] ?? 1)), "not ascending");

export const figureOptionsSchema = z.object({
  label: z.object({ title: z.string().max(200), unit: z.string().max(200) }).exactOptional(),
  shares: z.array(z.number().gt(0).lt(1)).min(1).max(maxShares).exactOptional(),
  scale: z.enum(valueScales).exactOptional(),
  marks: z
    .array(z.object({ kind: z.enum(markKinds), from: z.number(), to: z.number(), text: z.string().max(4096) }))
    .max(maxFigureMarks)
    .exactOptional(),
}) satisfies z.ZodType<FigureOptions>;

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
