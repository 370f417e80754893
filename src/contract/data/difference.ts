import { z } from "zod";
import {
  differenceKinds,
  type BandDifference,
  type ComparedSide,
  type ForecastOutcome,
  type ForecastRecord,
  type KeptForecast,
  type SeriesDifference,
  type TrackRecord,
  type ValueDifference,
  type VersionsReport,
} from "#domain/difference";
import { bandKinds } from "#domain/forecast";
import { float32, float64 } from "./numbers.ts";

const count = z.int().nonnegative();
const numberOrNone = z.number().nullable();

const valueDifferenceSchema = z.object({
  kind: z.enum(differenceKinds),
  common: count,
  appended: count,
  prepended: count,
  dropped: count,
  revised: count,
  filled: count,
  lost: count,
  meanRevision: numberOrNone,
  size: numberOrNone,
  largest: z.object({ time: z.number(), earlier: numberOrNone, later: numberOrNone }).nullable(),
  spans: z.array(z.object({ from: z.number(), to: z.number(), steps: count })),
  spansInAll: count,
}) satisfies z.ZodType<ValueDifference>;

const bandSchema = z.object({ lower: z.number(), median: z.number(), upper: z.number() });

const bandDifferenceSchema = z.object({
  steps: count,
  meanShift: z.number(),
  meanAbsoluteShift: z.number(),
  relativeShift: numberOrNone,
  widthRatio: numberOrNone,
  largest: z.object({ time: z.number(), earlier: bandSchema, later: bandSchema }),
  crossing: z.object({ level: z.number(), time: z.number(), earlier: z.number(), later: z.number() }).nullable(),
}) satisfies z.ZodType<BandDifference>;

const outcomeSchema = z.object({
  steps: count,
  inside80: z.number(),
  bias: z.number(),
  meanAbsoluteError: z.number(),
  mase: numberOrNone,
}) satisfies z.ZodType<ForecastOutcome>;

export const seriesDifferenceSchema = z.object({
  series: z.string(),
  isIn: z.enum(["both", "earlier", "later"]),
  values: valueDifferenceSchema.nullable(),
  bands: bandDifferenceSchema.nullable(),
  outcome: outcomeSchema.nullable(),
  unforecast: z.string().nullable(),
}) satisfies z.ZodType<SeriesDifference>;

const modelId = z.string().min(1).max(256);

export const comparedSideSchema = z.object({
  dataset: z.string().min(1),
  model: modelId,
  models: z.record(z.string(), modelId).exactOptional(),
  bands: z.enum(bandKinds),
}) satisfies z.ZodType<ComparedSide>;

export const versionsReportSchema = z.object({
  earlier: comparedSideSchema,
  later: comparedSideSchema,
  level: numberOrNone,
  zonesDiffer: z.boolean(),
  rows: z.array(seriesDifferenceSchema),
}) satisfies z.ZodType<VersionsReport>;

const recordSchema = z.object({
  madeMs: z.number(),
  seen: z.number(),
  model: z.string(),
  modelVersion: z.string(),
  bands: z.enum(bandKinds),
  horizon: count,
  isCorrected: z.boolean(),
  outcome: outcomeSchema,
}) satisfies z.ZodType<ForecastRecord>;

export const keptForecastSchema = z.object({
  madeMs: z.number(),
  seen: z.number(),
  bands: z.enum(bandKinds),
  isCorrected: z.boolean(),
  model: z.string(),
  horizon: count,
  levels: z.array(z.number()),
  quantiles: float32,
  times: float64,
}) satisfies z.ZodType<KeptForecast>;

export const trackRecordSchema = z.object({
  dataset: z.string(),
  series: z.string(),
  isKept: z.boolean(),
  records: z.array(recordSchema),
}) satisfies z.ZodType<TrackRecord>;
