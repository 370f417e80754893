/** Totals of forecasts: over a stretch of time, of series and of groups of them. */
import { z } from "zod";
import { bandsSchema, float64, totalColumnsSchema, wantedStretchSchema } from "#contract/data";
import {
  reconciliationReasons,
  totalNoteCodes,
  totalStatistics,
  type TotalRow,
  type TotalsReport,
  type TotalsRequest,
} from "#domain/totals";
import { appErrorSchema, horizon, id, seriesId } from "./fields.ts";

const count = z.int().nonnegative();

const totalsRequestSchema = z.object({
  dataset: id,
  model: id,
  horizon,
  bands: bandsSchema,
  stretch: wantedStretchSchema,
  statistic: z.enum(totalStatistics),
  columns: totalColumnsSchema,
  series: z.array(seriesId).min(1).nullable(),
  isReconciled: z.boolean(),
}) satisfies z.ZodType<TotalsRequest>;

const rowSchema = z.object({
  key: z.string(),
  label: z.string(),
  parent: count.nullable(),
  series: z.string().nullable(),
  members: count,
  stretch: z
    .object({
      name: z.string(),
      from: z.number(),
      to: z.number(),
      observed: count,
      missing: count,
      forecast: count,
      isWhole: z.boolean(),
    })
    .nullable(),
  isApart: z.boolean(),
  origins: count,
  problem: appErrorSchema.nullable(),
}) satisfies z.ZodType<TotalRow>;

export const totalsRequests = {
  /** Behind what users wait for elsewhere. Cancelled, what nobody else needs of it is not computed any more. */
  "totals:get": {
    args: totalsRequestSchema,
    value: z.object({
      dataset: z.string(),
      statistic: z.enum(totalStatistics),
      rows: z.array(rowSchema),
      levels: z.array(z.number()),
      quantiles: float64,
      mean: float64,
      soFar: float64,
      before: float64,
      notes: z.array(z.object({ code: z.enum(totalNoteCodes), row: count.nullable(), message: z.string() })),
      reconciliation: z
        .object({
          isUsed: z.boolean(),
          reason: z.enum(reconciliationReasons),
          change: z.number().nullable(),
          origins: count,
          setSteps: count,
        })
        .nullable(),
    }) satisfies z.ZodType<TotalsReport>,
  },
} as const;

export const totalsEvents = {
  /** Of a running request: series that are forecast, then those whose past is there, of twice as many. */
  "totals:progress": z.object({ requestId: z.string(), done: count, total: count }),
} as const;
