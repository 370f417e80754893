/** Bounded memory: caches with a byte budget, columns of forecasts, answers computed from them. */
export { Bitmap } from "./bitmap.ts";
export { ByteCache, type ByteCacheOptions, type ByteCacheStats, type EvictionReason } from "./byte-cache.ts";
export { ChunkLayout } from "./chunk-layout.ts";
export { forecastColumnKey, type ForecastColumnKey } from "./column-key.ts";
export {
  ForecastStore,
  type ColumnShape,
  type ForecastChunk,
  type ForecastPlace,
  type ForecastStoreOptions,
  type ForecastStoreStats,
} from "./forecast-store.ts";
export { fromInt64, toInt64 } from "./int64-times.ts";
export { LayeredColumn, type ReuseSource } from "./layered-column.ts";
export { type AnswerStore, type CachedAnswer, type Lifetime, type QueryCounts } from "./answer-tiers.ts";
export { IntervalCache, positionsWithin, type PieceWork, type QueryPiece } from "./interval-cache.ts";
export { queryKey, type Query, type QueryPart } from "./query.ts";
export { QueryCache, type QueryAnswer } from "./query-cache.ts";
export { equalRuns, reusableSpans, type EqualRun, type GridSeries, type OriginSpan } from "./window-reuse.ts";
