import { Bitmap } from "./bitmap.ts";
import { ByteCache, type ByteCacheStats } from "./byte-cache.ts";

export interface ColumnShape {
  /** Numbers per forecast: levels × horizon. */
  readonly valuesPerForecast: number;
  /** Origins 0, −1 … −(count − 1) have a place. */
  readonly originCount: number;
}

export interface ForecastStoreOptions {
  readonly maxBytes: number;
  readonly now: () => number;
  /** Forecasts per chunk: the unit of allocation and of eviction. */
  readonly chunkForecasts?: number;
  /** A chunk left memory because room was needed. */
  readonly onEvict?: (columnKey: string, firstOrigin: number) => void;
}

export interface ForecastStoreStats extends ByteCacheStats {
  readonly columns: number;
  readonly forecasts: number;
}

interface Column {
  readonly key: string;
  readonly shape: ColumnShape;
  readonly computed: Bitmap;
  readonly chunkKeys: Set<string>;
}

interface Chunk {
  readonly column: Column;
  readonly index: number;
  readonly values: Float32Array;
}

/**
 * Forecasts as columns: the origins of one column lie side by side in Float32Arrays, and a bitmap says which are
 * computed. No object exists per origin.
 *
 * A column grows by chunks of neighbouring origins, so the few forecasts around one origin don't allocate a whole
 * history, and a history larger than the budget keeps the part that was used last. A full column costs its numbers
 * plus one bit per forecast.
 */
export class ForecastStore {
  readonly #columns = new Map<string, Column>();
  readonly #chunks: ByteCache<string, Chunk>;
  readonly #chunkForecasts: number;
  readonly #onEvict: ((columnKey: string, firstOrigin: number) => void) | undefined;
  #forecasts = 0;
  #hits = 0;
  #misses = 0;

  constructor(options: ForecastStoreOptions) {
    this.#chunkForecasts = options.chunkForecasts ?? 64;
    this.#onEvict = options.onEvict;
    this.#chunks = new ByteCache({
      maxBytes: options.maxBytes,
      now: options.now,
      onEvict: (chunkKey, chunk, reason) => {
        this.#forgetChunk(chunkKey, chunk);
        if (reason === "budget") this.#onEvict?.(chunk.column.key, -chunk.index * this.#chunkForecasts);
      },
    });
  }

  /** True when the forecast was new. Writing one a second time changes nothing: equal keys have equal numbers. */
  write(columnKey: string, shape: ColumnShape, origin: number, values: Float32Array): boolean {
    if (values.length !== shape.valuesPerForecast) {
      throw new RangeError(`a forecast of ${values.length} numbers in a column of ${shape.valuesPerForecast}`);
    }
    const column = this.#column(columnKey, shape);
    const at = -origin;
    if (column.computed.has(at)) return false;
    const chunk = this.#chunk(column, Math.floor(at / this.#chunkForecasts));
    if (chunk === null) return false;
    chunk.values.set(values, (at % this.#chunkForecasts) * shape.valuesPerForecast);
    column.computed.set(at);
    this.#forecasts += 1;
    return true;
  }

  /** A copy of the numbers, safe to send to another process. */
  read(columnKey: string, origin: number): Float32Array | null {
    const column = this.#columns.get(columnKey);
    const chunk = column?.computed.has(-origin)
      ? this.#chunks.get(chunkKeyOf(columnKey, Math.floor(-origin / this.#chunkForecasts)))
      : undefined;
    if (column === undefined || chunk === undefined) {
      this.#misses += 1;
      return null;
    }
    this.#hits += 1;
    const length = column.shape.valuesPerForecast;
    const start = (-origin % this.#chunkForecasts) * length;
    return chunk.values.slice(start, start + length);
  }

  has(columnKey: string, origin: number): boolean {
    return this.#columns.get(columnKey)?.computed.has(-origin) ?? false;
  }

  computedCount(columnKey: string): number {
    return this.#columns.get(columnKey)?.computed.count ?? 0;
  }

  /** The first origin without a forecast on the way from `from` to `to`, both included; null when all are computed. */
  nextMissing(columnKey: string, from: number, to: number): number | null {
    const column = this.#columns.get(columnKey);
    if (column === undefined) return from;
    const index = column.computed.nextClear(-from, -to);
    // Index 0 must come back as origin 0 and not as −0, which is another value to Object.is.
    return index === null ? null : 0 - index;
  }

  delete(columnKey: string): void {
    const column = this.#columns.get(columnKey);
    if (column === undefined) return;
    for (const chunkKey of [...column.chunkKeys]) this.#chunks.delete(chunkKey);
    this.#columns.delete(columnKey);
  }

  clear(): void {
    this.#chunks.clear();
    this.#columns.clear();
  }

  /** Bytes really held: the numbers and the bitmaps. */
  get bytes(): number {
    let bitmapBytes = 0;
    for (const column of this.#columns.values()) bitmapBytes += column.computed.bytes;
    return this.#chunks.bytes + bitmapBytes;
  }

  stats(): ForecastStoreStats {
    return {
      ...this.#chunks.stats(),
      bytes: this.bytes,
      hits: this.#hits,
      misses: this.#misses,
      columns: this.#columns.size,
      forecasts: this.#forecasts,
    };
  }

  #column(columnKey: string, shape: ColumnShape): Column {
    const known = this.#columns.get(columnKey);
    if (known !== undefined) return known;
    const column: Column = { key: columnKey, shape, computed: new Bitmap(shape.originCount), chunkKeys: new Set() };
    this.#columns.set(columnKey, column);
    return column;
  }

  #chunk(column: Column, index: number): Chunk | null {
    const chunkKey = chunkKeyOf(column.key, index);
    const known = this.#chunks.peek(chunkKey);
    if (known !== undefined) return known;
    const { originCount, valuesPerForecast } = column.shape;
    const forecasts = Math.min(this.#chunkForecasts, originCount - index * this.#chunkForecasts);
    const chunk: Chunk = { column, index, values: new Float32Array(forecasts * valuesPerForecast) };
    column.chunkKeys.add(chunkKey);
    // Making room may evict other chunks of this very column, even its last one, and with it the column's entry.
    if (!this.#chunks.set(chunkKey, chunk, chunk.values.byteLength)) {
      column.chunkKeys.delete(chunkKey);
      if (column.chunkKeys.size === 0) this.#columns.delete(column.key);
      return null;
    }
    this.#columns.set(column.key, column);
    return chunk;
  }

  #forgetChunk(chunkKey: string, chunk: Chunk): void {
    const { column } = chunk;
    const first = chunk.index * this.#chunkForecasts;
    const end = Math.min(column.shape.originCount, first + this.#chunkForecasts);
    for (let index = first; index < end; index += 1) {
      if (column.computed.clear(index)) this.#forecasts -= 1;
    }
    column.chunkKeys.delete(chunkKey);
    if (column.chunkKeys.size === 0) this.#columns.delete(column.key);
  }
}

function chunkKeyOf(columnKey: string, index: number): string {
  return `${index}@${columnKey}`;
}
