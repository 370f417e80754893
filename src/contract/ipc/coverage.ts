import { bandsSchema, measuredCoverageSchema } from "#contract/data";
import { historyKeySchema } from "./fields.ts";

export const coverageRequests = {
  /** How the bands and the median did at past origins that are computed already; null where none is. */
  "forecast:coverage": {
    args: historyKeySchema.extend({ bands: bandsSchema.exactOptional() }),
    value: measuredCoverageSchema.nullable(),
  },
} as const;
