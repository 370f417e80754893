/** Draw once and forget: one forecast of a file that need not be open. */
import { z } from "zod";
import { forecastSchema, importOptionsSchema } from "#contract/data";

export const drawRequests = {
  "forecast:draw": {
    args: z.object({
      grant: z.string().min(1).max(256),
      /** As the user wants the file to be read; from evidence when absent. */
      options: importOptionsSchema.optional(),
      /** The first one when absent. */
      series: z.string().max(4096).optional(),
      /** The default one when absent. */
      model: z.string().min(1).max(256).optional(),
      /** What suits the series when absent. */
      horizon: z.int().min(1).max(1024).optional(),
      origin: z.int().max(0).min(-1_000_000_000),
      density: z.boolean(),
    }),
    value: forecastSchema,
  },
} as const;
