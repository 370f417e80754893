/** How forecasts did at past origins. */
import { z } from "zod";
import { bandsSchema, float64, measuredCoverageSchema } from "#contract/data";
import { bandShares } from "#domain/forecast";
import type { PastErrors } from "#domain/score";
import { historyKeySchema } from "./fields.ts";

const historyOfBands = historyKeySchema.extend({ bands: bandsSchema.exactOptional() });

const pastErrorsSchema = z.object({
  level: z.literal(bandShares),
  oldest: z.int().negative(),
  errors: float64,
  inside: float64,
  byStep: z.object({
    forecasts: z.int().nonnegative(),
    errors: float64,
    repeated: float64,
    outside: float64,
  }),
  hasMore: z.boolean(),
}) satisfies z.ZodType<PastErrors>;

export const coverageRequests = {
  /**
   * How the bands and the median did at past origins: the figure that exports and the command line give, too. Null where there is no
   * past, and until background work has brought the forecasts that it needs, which go first.
   */
  "forecast:coverage": { args: historyOfBands, value: measuredCoverageSchema.nullable() },
  /**
   * How each past forecast did that is known by now. Of a network none is made for it, and an answer counts a bounded number of
   * forecasts more than the one before it; of other models, and of calibrated bands, those of `forecast:coverage` are known. Null where
   * there is no past to go back to.
   */
  "forecast:errors": { args: historyOfBands, value: pastErrorsSchema.nullable() },
} as const;
