import { z } from "zod";
import {
  flagCodes,
  frequencyUnits,
  quantities,
  type FlagSpan,
  type Frequency,
  type SeriesFlags,
  type SeriesRows,
  type SeriesSummary,
  type SeriesValues,
} from "#domain/series";
import { float64, uint16 } from "./numbers.ts";

export const frequencySchema = z.object({
  unit: z.enum(frequencyUnits),
  count: z.int().positive(),
}) satisfies z.ZodType<Frequency>;

const flagSpanSchema = z.object({
  code: z.enum(flagCodes),
  fromStep: z.int().nonnegative(),
  toStep: z.int().nonnegative(),
  row: z.int().positive().exactOptional(),
  from: z.string().exactOptional(),
  to: z.string().exactOptional(),
}) satisfies z.ZodType<FlagSpan>;

const seriesFlagsSchema = z.object({
  steps: z.partialRecord(z.enum(flagCodes), z.int().positive()),
  total: z.int().nonnegative(),
  spans: z.array(flagSpanSchema),
}) satisfies z.ZodType<SeriesFlags>;

export const seriesSummarySchema = z.object({
  id: z.string(),
  about: z.string().exactOptional(),
  start: z.string(),
  end: z.string(),
  frequency: frequencySchema,
  steps: z.int().positive(),
  missing: z.int().nonnegative(),
  seasonLengths: z.array(z.int().positive()),
  oldestOrigin: z.int().nonpositive(),
  quantity: z.enum(quantities).exactOptional(),
  flags: seriesFlagsSchema.shape.steps,
}) satisfies z.ZodType<SeriesSummary>;

export const seriesValuesSchema = z.object({
  series: z.string(),
  times: float64,
  values: float64,
  flags: seriesFlagsSchema,
}) satisfies z.ZodType<SeriesValues>;

export const seriesRowsSchema = z.object({
  series: z.string(),
  from: z.int().nonnegative(),
  total: z.int().nonnegative(),
  times: float64,
  values: float64,
  originals: float64,
  flags: uint16,
}) satisfies z.ZodType<SeriesRows>;
