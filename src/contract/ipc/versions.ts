/** Two versions of a dataset, or two models of one, beside each other: what changed in the values, and in what is forecast from them. */
import { z } from "zod";
import {
  comparedSideSchema,
  keptForecastSchema,
  seriesDifferenceSchema,
  trackRecordSchema,
  versionsReportSchema,
} from "#contract/data";
import { horizon, id, seriesId } from "./fields.ts";

const count = z.int().nonnegative();

export const versionsRequests = {
  /** The datasets are open for the window. Series that could not be forecast say why in their row. */
  "versions:compare": {
    args: z.object({
      earlier: comparedSideSchema,
      later: comparedSideSchema,
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
  /** What was forecast of a series of the same file and shown, the two forecasts that knew most; the one of now may be among them. */
  "records:earlier": {
    args: z.object({ dataset: id, series: seriesId, model: id, horizon }),
    value: z.array(keptForecastSchema),
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
