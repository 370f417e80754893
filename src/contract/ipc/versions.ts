/** Two versions of a dataset beside each other: what changed in the values, and in what is forecast from them. */
import { z } from "zod";
import { seriesDifferenceSchema, trackRecordSchema, versionsReportSchema } from "#contract/data";
import { horizon, id, seriesId } from "./fields.ts";

const count = z.int().nonnegative();

export const versionsRequests = {
  /** Both are open for the window. Series that could not be forecast say why in their row. */
  "versions:compare": {
    args: z.object({
      earlier: id,
      later: id,
      model: z.string().min(1).max(256),
      /** Steps; each series' usual horizon where null. */
      horizon: horizon.nullable(),
      /** Also say how likely values above it have become. */
      level: z.number().nullable(),
    }),
    value: versionsReportSchema,
  },
  /** How earlier forecasts of a series did, by what its file says now. */
  "records:list": {
    args: z.object({ dataset: id, series: seriesId }),
    value: trackRecordSchema,
  },
} as const;

export const versionsEvents = {
  /** How far a running comparison is, and the rows that are ready. */
  "versions:progress": z.object({
    requestId: z.string(),
    done: count,
    total: count,
    rows: z.array(seriesDifferenceSchema),
  }),
} as const;
