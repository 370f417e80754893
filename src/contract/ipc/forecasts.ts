/** Forecasts of open datasets, and of files that need not be open. */
import { z } from "zod";
import { bandsSchema, forecastSchema, importOptionsSchema, levelsSchema } from "#contract/data";
import { forecastKeySchema, historyKeySchema, horizon, id, nothing, origin, seriesId } from "./fields.ts";

export const forecastRequests = {
  "forecast:get": {
    args: forecastKeySchema.extend({
      /** Requests of one view supersede each other: only the latest matters. */
      view: id,
      density: z.boolean(),
      /** Native where absent. */
      bands: bandsSchema.exactOptional(),
      /** Quantiles of a series that counts things as whole numbers. */
      isRounded: z.boolean().exactOptional(),
      /** Drawn only beside another one: no track record keeps it. */
      isBeside: z.literal(true).exactOptional(),
      /** Levels that the answer has beside the model's own, by its quantile function. */
      levels: levelsSchema.exactOptional(),
    }),
    value: forecastSchema,
  },
  /** Draw once and forget: one forecast of a file that need not be open. */
  "forecast:draw": {
    args: z.object({
      grant: id,
      /** As the user wants the file to be read; from evidence when absent. */
      options: importOptionsSchema.exactOptional(),
      /** The first one when absent. */
      series: seriesId.exactOptional(),
      /** The default one of its frequency when absent. */
      model: id.exactOptional(),
      /** The default one of its frequency when absent. */
      horizon: horizon.exactOptional(),
      origin,
      density: z.boolean(),
    }),
    value: forecastSchema,
  },
  /** Says where a view looks, so that background work radiates from there; it takes the place of what the view said before. */
  "background:focus": { args: forecastKeySchema.extend({ view: id }), value: nothing },
} as const;

export const forecastEvents = {
  /** How much of the history of one series is computed for one model and horizon. */
  "background:progress": historyKeySchema.extend({
    computed: z.int().nonnegative(),
    reused: z.int().nonnegative(),
    total: z.int().nonnegative(),
    /** It was refused, or stopped with an error, and is tried again after so many milliseconds. */
    /** `retryInMs` is null where it goes on only when the user wants it to. */
    paused: z.object({ reason: z.string(), retryInMs: z.number().nonnegative().nullable() }).exactOptional(),
  }),
} as const;
