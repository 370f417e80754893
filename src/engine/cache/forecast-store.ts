import type { DensityColumns } from "#domain/forecast";
import { Bitmap } from "./bitmap.ts";
import { ByteCache, type ByteCacheStats } from "./byte-cache.ts";
import { ChunkLayout } from "./chunk-layout.ts";

export interface ColumnShape {
  /** Numbers per forecast: levels × horizon. */
  readonly valuesPerForecast: number;
  /** Origins 0, −1 … −(count − 1) have a place. */
  readonly originCount: number;
}

/** Neighbouring forecasts of one column: the unit of allocation, of eviction and of persistence. */
export interface ForecastChunk {
  readonly columnKey: string;
  readonly shape: ColumnShape;
  /** See ChunkLayout: chunk 0 is origin 0, the others go back in time. */
  readonly index: number;
  /** Which rows hold a forecast, in the order of `values`. */
  readonly present: Bitmap;
  /** [rows × valuesPerForecast]. */
  readonly values: Float32Array;
  /** By row, of forecasts that have one: on the way to and from where chunks are kept. The store has none. */
  readonly densities?: ReadonlyMap<number, DensityColumns>;
}

export interface ForecastStoreOptions {
  readonly maxBytes: number;
  readonly now: () => number;
  readonly layout?: ChunkLayout;
  /**
   * A chunk with forecasts that are nowhere else has to leave memory. True when the receiver keeps them: they stay
   * known and can be brought back with `warm`. Otherwise they count as missing again.
   */
  readonly onEvict?: (chunk: ForecastChunk) => boolean;
}

export interface ForecastStoreStats extends ByteCacheStats {
  readonly columns: number;
  /** Forecasts that are known, in memory or not. */
  readonly forecasts: number;
}

/** `cold`: known, but its numbers have to be fetched from where they are kept. */
export type ForecastPlace = "memory" | "cold" | "missing";

interface Column {
  readonly key: string;
  readonly shape: ColumnShape;
  /** Forecasts that exist, in memory or cold. */
  readonly known: Bitmap;
  readonly chunkKeys: Set<string>;
}

interface Chunk extends ForecastChunk {
  readonly column: Column;
  /** Holds forecasts that are kept nowhere else. */
  isDirty: boolean;
}

const defaultChunkForecasts = 64;

/**
 * Forecasts as columns: the origins of one column lie side by side in Float32Arrays, and a bitmap says which are
 * computed. No object exists per origin.
 *
 * A column grows by chunks of neighbouring origins, so the few forecasts around one origin don't allocate a whole
 * history, and a history larger than the budget keeps the part that was used last. A full column costs its numbers
 * plus two bits per forecast. The store itself does no input or output: whoever persists it asks for dirty chunks and
 * brings cold ones back.
 */
export class ForecastStore {
  readonly layout: ChunkLayout;
  readonly #columns = new Map<string, Column>();
  readonly #chunks: ByteCache<string, Chunk>;
  readonly #dirty = new Map<string, Chunk>();
  readonly #onEvict: (chunk: ForecastChunk) => boolean;
  #forecasts = 0;
  #hits = 0;
  #misses = 0;

  constructor(options: ForecastStoreOptions) {
    this.layout = options.layout ?? new ChunkLayout(defaultChunkForecasts);
    this.#onEvict = options.onEvict ?? (() => false);
    this.#chunks = new ByteCache({
      maxBytes: options.maxBytes,
      now: options.now,
      onEvict: (chunkKey, chunk, reason) => {
        chunk.column.chunkKeys.delete(chunkKey);
        this.#dirty.delete(chunkKey);
        if (reason !== "budget") return;
        if (chunk.isDirty && !this.#onEvict(chunk)) this.#forget(chunk.column, chunk.index, chunk.present);
        this.#dropIfEmpty(chunk.column);
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
    if (column.known.has(at)) return false;
    const chunk = this.#chunk(column, this.layout.indexOf(origin));
    if (chunk === null) return false;
    const row = this.layout.rowOf(origin);
    chunk.values.set(values, row * shape.valuesPerForecast);
    chunk.present.set(row);
    chunk.isDirty = true;
    this.#dirty.set(chunkKeyOf(columnKey, chunk.index), chunk);
    column.known.set(at);
    this.#forecasts += 1;
    return true;
  }

  /** A copy of the numbers, safe to send to another process; null when they are not in memory. */
  read(columnKey: string, origin: number): Float32Array | null {
    const chunk = this.#chunks.get(chunkKeyOf(columnKey, this.layout.indexOf(origin)));
    const row = this.layout.rowOf(origin);
    if (chunk === undefined || !chunk.present.has(row)) {
      this.#misses += 1;
      return null;
    }
    this.#hits += 1;
    const length = chunk.shape.valuesPerForecast;
    return chunk.values.slice(row * length, (row + 1) * length);
  }

  locate(columnKey: string, origin: number): ForecastPlace {
    if (!this.has(columnKey, origin)) return "missing";
    const chunk = this.#chunks.peek(chunkKeyOf(columnKey, this.layout.indexOf(origin)));
    return chunk?.present.has(this.layout.rowOf(origin)) === true ? "memory" : "cold";
  }

  /** Whether the forecast is known, in memory or cold. */
  has(columnKey: string, origin: number): boolean {
    return this.#columns.get(columnKey)?.known.has(-origin) ?? false;
  }

  /** Null when nothing of the column is known. */
  shapeOf(columnKey: string): ColumnShape | null {
    return this.#columns.get(columnKey)?.shape ?? null;
  }

  columnKeys(): readonly string[] {
    return [...this.#columns.keys()];
  }

  knownCount(columnKey: string): number {
    return this.#columns.get(columnKey)?.known.count ?? 0;
  }

  /** The first unknown origin on the way from `from` to `to`, both included; null when all are known. */
  nextMissing(columnKey: string, from: number, to: number): number | null {
    const column = this.#columns.get(columnKey);
    if (column === undefined) return from;
    const index = column.known.nextClear(-from, -to);
    // Index 0 must come back as origin 0 and not as −0, which is another value to Object.is.
    return index === null ? null : 0 - index;
  }

  // Persistence -------------------------------------------------------------------------------------------------------

  /** Makes forecasts known that are kept elsewhere. */
  restore(columnKey: string, shape: ColumnShape, index: number, present: Bitmap): void {
    const column = this.#column(columnKey, shape);
    const first = this.layout.firstOf(index);
    for (let row = present.nextSet(0); row !== null; row = present.nextSet(row + 1)) {
      if (first + row < shape.originCount && column.known.set(first + row)) this.#forecasts += 1;
    }
    this.#dropIfEmpty(column);
  }

  /** Brings a chunk back into memory. Rows that were computed meanwhile stay as they are. */
  warm({ columnKey, shape, index, present, values }: ForecastChunk): void {
    const column = this.#column(columnKey, shape);
    const chunk = this.#chunk(column, index);
    if (chunk === null) return;
    const length = shape.valuesPerForecast;
    for (let row = present.nextSet(0); row !== null; row = present.nextSet(row + 1)) {
      if (!chunk.present.set(row)) continue;
      chunk.values.set(values.subarray(row * length, (row + 1) * length), row * length);
      if (column.known.set(this.layout.firstOf(index) + row)) this.#forecasts += 1;
    }
  }

  /** What was kept elsewhere under this chunk is gone: only the forecasts in memory are known from now on. */
  forgetCold(columnKey: string, index: number): void {
    const column = this.#columns.get(columnKey);
    if (column === undefined) return;
    const inMemory = this.#chunks.peek(chunkKeyOf(columnKey, index))?.present;
    const all = new Bitmap(this.layout.rowsIn(index, column.shape.originCount));
    for (let row = 0; row < all.size; row += 1) if (inMemory?.has(row) !== true) all.set(row);
    this.#forget(column, index, all);
    this.markDirty(columnKey, index);
    this.#dropIfEmpty(column);
  }

  /** Hands over the chunks of these columns with forecasts that are kept nowhere else, as copies, and counts them as kept. */
  takeDirty(isWanted: (columnKey: string) => boolean = () => true): ForecastChunk[] {
    const taken: ForecastChunk[] = [];
    for (const [chunkKey, chunk] of this.#dirty) {
      const { columnKey, shape, index } = chunk;
      if (!isWanted(columnKey)) continue;
      chunk.isDirty = false;
      this.#dirty.delete(chunkKey);
      taken.push({ columnKey, shape, index, present: chunk.present.copy(), values: chunk.values.slice() });
    }
    return taken;
  }

  /** Whether any of these columns has forecasts that are kept nowhere else. */
  hasDirty(isWanted: (columnKey: string) => boolean): boolean {
    return this.#dirty.values().some(({ columnKey }) => isWanted(columnKey));
  }

  /** A chunk that was handed over could not be kept: what is in memory of it is the only copy again. */
  markDirty(columnKey: string, index: number): void {
    const chunk = this.#chunks.peek(chunkKeyOf(columnKey, index));
    if (chunk === undefined || chunk.present.count === 0) return;
    chunk.isDirty = true;
    this.#dirty.set(chunkKeyOf(columnKey, index), chunk);
  }

  // Admin -------------------------------------------------------------------------------------------------------------

  delete(columnKey: string): void {
    const column = this.#columns.get(columnKey);
    if (column === undefined) return;
    for (const chunkKey of [...column.chunkKeys]) this.#chunks.delete(chunkKey);
    this.#forecasts -= column.known.count;
    this.#columns.delete(columnKey);
  }

  clear(): void {
    for (const columnKey of [...this.#columns.keys()]) this.delete(columnKey);
  }

  /** Bytes really held: the numbers and the bitmaps. */
  get bytes(): number {
    let bitmapBytes = 0;
    for (const column of this.#columns.values()) bitmapBytes += column.known.bytes;
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
    const column: Column = { key: columnKey, shape, known: new Bitmap(shape.originCount), chunkKeys: new Set() };
    this.#columns.set(columnKey, column);
    return column;
  }

  #chunk(column: Column, index: number): Chunk | null {
    const chunkKey = chunkKeyOf(column.key, index);
    const known = this.#chunks.peek(chunkKey);
    if (known !== undefined) return known;
    const { key: columnKey, shape } = column;
    const rows = this.layout.rowsIn(index, shape.originCount);
    const values = new Float32Array(rows * shape.valuesPerForecast);
    const chunk: Chunk = { column, columnKey, shape, index, present: new Bitmap(rows), values, isDirty: false };
    column.chunkKeys.add(chunkKey);
    if (!this.#chunks.set(chunkKey, chunk, values.byteLength + chunk.present.bytes)) {
      column.chunkKeys.delete(chunkKey);
      this.#dropIfEmpty(column);
      return null;
    }
    // Making room may have evicted the last chunk of this very column, and with it the column's entry.
    this.#columns.set(column.key, column);
    return chunk;
  }

  #forget(column: Column, index: number, rows: Bitmap): void {
    const first = this.layout.firstOf(index);
    for (let row = rows.nextSet(0); row !== null; row = rows.nextSet(row + 1)) {
      if (column.known.clear(first + row)) this.#forecasts -= 1;
    }
  }

  #dropIfEmpty(column: Column): void {
    if (column.chunkKeys.size === 0 && column.known.count === 0) this.#columns.delete(column.key);
  }
}

function chunkKeyOf(columnKey: string, index: number): string {
  return `${index}@${columnKey}`;
}
