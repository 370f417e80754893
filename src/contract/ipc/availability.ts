/** Data over time: who has values when, in bins that the window chooses by its zoom. */
import { z } from "zod";
import {
  type AvailabilityBins,
  type AvailabilityOverview,
  type AvailabilityPart,
  type AvailabilityRow,
  binSizes,
  flagKinds,
  type Interval,
  maxBinsPerRange,
  maxRowsPerRequest,
  type PastHits,
  type SeriesGaps,
} from "#domain/availability";
import { bandsSchema, float64 } from "#contract/data";
import { historyKeySchema, id, seriesId } from "./fields.ts";

const count = z.int().nonnegative();
const interval = z.object({ from: z.number(), to: z.number() }) satisfies z.ZodType<Interval>;

const overviewSchema = interval.extend({
  series: z.object({
    from: float64,
    to: float64,
    presentMs: float64,
    gaps: float64,
    longestGapFrom: float64,
    longestGapTo: float64,
    flagged: float64,
  }),
  complete: count,
  longestGap: interval.extend({ series: count }).nullable(),
  presentMs: z.number(),
  spanMs: z.number(),
  shared: interval.nullable(),
  most: interval.extend({ series: count }),
  severalRows: count,
  unlistedFlags: count,
}) satisfies z.ZodType<AvailabilityOverview>;

/** Of a bin, within its size; a year BC has negative ones. */
const binNumber = z.int().min(-1e9).max(1e9);
const rangeSchema = z
  .object({ first: binNumber, last: binNumber })
  .refine(({ first, last }) => first <= last && last - first < maxBinsPerRange, "is no range of bins");

const binsSchema = z.object({
  size: z.enum(binSizes),
  first: binNumber,
  last: binNumber,
  spanning: float64,
  withData: float64,
  flagged: z.partialRecord(z.enum(flagKinds), float64),
  presentMs: float64,
  spanMs: float64,
}) satisfies z.ZodType<AvailabilityBins>;

const rowSchema = z.object({ series: count, presentMs: float64, flags: float64 }) satisfies z.ZodType<AvailabilityRow>;

const partSchema = z.object({ bins: binsSchema, rows: z.array(rowSchema) }) satisfies z.ZodType<AvailabilityPart>;

export const availabilityRequests = {
  "availability:overview": { args: z.object({ dataset: id }), value: overviewSchema },
  /**
   * Some bins of one size, and in them the rows of some series, named by their places in the dataset. The newest request of a view
   * is answered; older ones that are still waiting are cancelled.
   */
  "availability:bins": {
    args: z.object({
      dataset: id,
      view: id,
      size: z.enum(binSizes),
      ranges: z.array(rangeSchema).min(1).max(4),
      rows: z.array(count).max(maxRowsPerRequest),
    }),
    /** One for each range, in the request's order. */
    value: z.object({ parts: z.array(partSchema) }),
  },
  /** The longest gaps of one series, longest first. */
  "availability:gaps": {
    args: z.object({ dataset: id, series: seriesId }),
    value: z.object({ gaps: z.array(interval), totalGaps: count }) satisfies z.ZodType<SeriesGaps>,
  },
  /** Null where there is no past, and until background work has brought the forecasts of `forecast:coverage`. */
  "availability:forecasts": {
    args: historyKeySchema.extend({ bands: bandsSchema.exactOptional() }),
    value: (z.object({ level: z.number(), times: float64, hits: float64 }) satisfies z.ZodType<PastHits>).nullable(),
  },
} as const;
