/** Data over time: where series have values, gaps and flags. What the window calls coverage is the share of actuals within a range. */
export {
  binSizes,
  maxBinsPerRange,
  maxRowsPerRequest,
  type AvailabilityBins,
  type AvailabilityPart,
  type AvailabilityRow,
  type BinRange,
  type BinSize,
} from "./bins.ts";
export {
  flagBit,
  flagKinds,
  type FlagKind,
  type Interval,
  type PackedIntervals,
  type SeriesIntervals,
} from "./intervals.ts";
export type { AvailabilityOverview, PastHits, SeriesAvailability, SeriesGaps } from "./overview.ts";
