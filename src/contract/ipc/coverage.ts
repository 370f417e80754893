import { bandsSchema, measuredCoverageSchema } from "#contract/data";
import { historyKeySchema } from "./fields.ts";

export const coverageRequests = {
  /**
   * How the bands and the median did at past origins: the figure that exports and the command line give, too. Null where there is no
   * past, and until background work has brought the forecasts that it needs, which go first.
   */
  "forecast:coverage": {
    args: historyKeySchema.extend({ bands: bandsSchema.exactOptional() }),
    value: measuredCoverageSchema.nullable(),
  },
} as const;
