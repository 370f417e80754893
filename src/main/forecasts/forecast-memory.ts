import {
  ForecastStore,
  type ChunkLayout,
  type ColumnShape,
  type ForecastChunk,
  type ForecastStoreStats,
} from "#engine/cache";
import type { DensityColumns } from "#domain/forecast";
import type { Logger } from "#main/platform";
import type { DiskNotice, ArchivedColumn, ForecastArchive } from "#main/cache";
import { SingleFlight } from "#engine/concurrency";
import type { ForecastDensities } from "./forecast-densities.ts";

export interface ForecastMemoryOptions {
  readonly maxBytes: number;
  readonly now: () => number;
  readonly logger: Logger;
  readonly layout: ChunkLayout;
  /** Runs `work` once after a while. */
  readonly schedule: (work: () => void, ms: number) => void;
  /** A write failed; reported once until writing works again. */
  readonly notice: DiskNotice;
  /** They are on disk beside their forecasts. */
  readonly densities: Pick<ForecastDensities, "find" | "store">;
}

/** Partial results reach the disk this soon after they are computed. */
const flushAfterMs = 500;
/** Pause after a failed write, so that a full disk is not retried with every batch. */
const retryAfterMs = 60_000;

/**
 * The forecast store and the archive behind it, as one: what is computed reaches the disk shortly after, what had to
 * leave memory comes back from there, and what the disk lost counts as missing again.
 */
export class ForecastMemory {
  readonly store: ForecastStore;
  readonly #options: ForecastMemoryOptions;
  #archive: ForecastArchive | null = null;
  readonly #columns = new Map<string, ArchivedColumn>();
  /** Chunks being written: they may have left memory and are not on disk yet. */
  readonly #handedOver = new Map<string, ForecastChunk[]>();
  /** Columns of closed datasets: released once their rest is written. */
  readonly #released = new Set<string>();
  readonly #promotions = new SingleFlight<string, boolean>();
  #isFlushScheduled = false;
  #flushing: Promise<void> = Promise.resolve();
  #readFromDisk = 0;
  #restUntilMs = Number.NEGATIVE_INFINITY;

  constructor(options: ForecastMemoryOptions) {
    this.#options = options;
    this.store = new ForecastStore({
      maxBytes: options.maxBytes,
      now: options.now,
      layout: options.layout,
      onEvict: (chunk) => this.#takeOver(chunk),
    });
  }

  /** Before this, and without it, nothing outlives the process. */
  connect(archive: ForecastArchive): void {
    this.#archive = archive;
  }

  get archive(): ForecastArchive | null {
    return this.#archive;
  }

  /** Registers what is on disk for a column. Cheap to call again. */
  open(column: ArchivedColumn): void {
    this.#released.delete(column.key);
    if (this.#columns.has(column.key)) return;
    this.#columns.set(column.key, column);
    this.#restore(column.key, column.shape);
  }

  /** As `open`, for a column that nothing is written of: another file's, or that of a one-shot draw. */
  openToRead(columnKey: string, shape: ColumnShape): void {
    if (this.store.shapeOf(columnKey) !== null || this.#columns.has(columnKey)) return;
    this.#restore(columnKey, shape);
  }

  /** The dataset is closed. Its forecasts stay; only its values are released. */
  release(columnKey: string): void {
    if (!this.#columns.has(columnKey)) return;
    this.#released.add(columnKey);
    this.#scheduleFlush(flushAfterMs);
    if (this.#archive === null) this.#letGo();
  }

  write(columnKey: string, shape: ColumnShape, origin: number, values: Float32Array): void {
    this.store.write(columnKey, shape, origin, values);
  }

  /** A forecast that was there before has a density now: it is on disk beside it a moment later, where the column is written at all. */
  wroteDensity(columnKey: string, origin: number): void {
    if (this.#archive === null || !this.#columns.has(columnKey)) return;
    this.store.markDirty(columnKey, this.store.layout.indexOf(origin));
    this.#scheduleFlush(flushAfterMs);
  }

  /** Finished writing for now: the results are on disk a moment later. */
  wrote(): void {
    // Said now and not at the start: there is a window by now, and something that could have been kept.
    const failure = this.#archive?.openFailure ?? null;
    if (failure !== null) this.#options.notice.failed("forecasts", failure);
    this.#scheduleFlush(flushAfterMs);
  }

  /** The numbers of one forecast, from memory or from disk; null when neither has them. */
  async read(columnKey: string, shape: ColumnShape, origin: number): Promise<Float32Array | null> {
    const inMemory = this.store.read(columnKey, origin);
    if (inMemory !== null || this.store.locate(columnKey, origin) === "missing") return inMemory;
    const index = this.store.layout.indexOf(origin);
    const key = chunkKey(columnKey, index);
    const { promise } = this.#promotions.join(key, () => ({
      promise: this.#promote(columnKey, shape, index),
      cancel: () => undefined,
    }));
    await promise;
    if (this.store.locate(columnKey, origin) === "memory") return this.store.read(columnKey, origin);
    // The index lists something that the file does not contain.
    this.store.forgetCold(columnKey, index);
    return null;
  }

  /** Everything computed so far is on disk when this resolves, as far as the disk takes it. */
  async flush(): Promise<void> {
    this.#flushing = this.#flushing.then(() => this.#flushNow());
    await this.#flushing;
  }

  /** What the archive lost. */
  forget(columnKey: string, index: number): void {
    if (this.#handedOver.has(chunkKey(columnKey, index))) return;
    this.store.forgetCold(columnKey, index);
  }

  /** Chunks that came back into memory. */
  get readFromDisk(): number {
    return this.#readFromDisk;
  }

  stats(): ForecastStoreStats {
    return this.store.stats();
  }

  #restore(columnKey: string, shape: ColumnShape): void {
    for (const { index, present } of this.#archive?.present(columnKey, shape) ?? []) {
      this.store.restore(columnKey, shape, index, present);
    }
  }

  async #promote(columnKey: string, shape: ColumnShape, index: number): Promise<boolean> {
    for (const chunk of this.#handedOver.get(chunkKey(columnKey, index)) ?? []) this.store.warm(chunk);
    const chunk = (await this.#archive?.read(columnKey, shape, index)) ?? null;
    if (chunk === null) return false;
    this.#readFromDisk += 1;
    this.store.warm(chunk);
    for (const [row, density] of chunk.densities ?? [])
      this.#options.densities.store({ columnKey, origin: this.store.layout.originOf(index, row) }, density);
    return true;
  }

  #takeOver(chunk: ForecastChunk): boolean {
    if (this.#archive === null || !this.#columns.has(chunk.columnKey)) return false;
    if (this.#options.now() < this.#restUntilMs) return false;
    this.#handOver(chunk);
    this.#scheduleFlush(0);
    return true;
  }

  #handOver(chunk: ForecastChunk): void {
    const key = chunkKey(chunk.columnKey, chunk.index);
    const whole = { ...chunk, densities: this.#densitiesOf(chunk) };
    this.#handedOver.set(key, [...(this.#handedOver.get(key) ?? []), whole]);
  }

  #densitiesOf({ columnKey, index, present }: ForecastChunk): ReadonlyMap<number, DensityColumns> {
    const densities = new Map<number, DensityColumns>();
    for (let row = present.nextSet(0); row !== null; row = present.nextSet(row + 1)) {
      const density = this.#options.densities.find({ columnKey, origin: this.store.layout.originOf(index, row) });
      if (density !== undefined) densities.set(row, density);
    }
    return densities;
  }

  #scheduleFlush(ms: number): void {
    if (this.#archive === null || this.#isFlushScheduled) return;
    this.#isFlushScheduled = true;
    this.#options.schedule(() => {
      this.#isFlushScheduled = false;
      void this.flush();
    }, ms);
  }

  async #flushNow(): Promise<void> {
    if (this.#archive === null) return;
    if (this.#options.now() < this.#restUntilMs) return;
    for (const chunk of this.store.takeDirty((columnKey) => this.#columns.has(columnKey))) this.#handOver(chunk);
    for (const [key, chunks] of [...this.#handedOver]) {
      for (const chunk of chunks) await this.#keep(chunk);
      // More of the same chunk may have left memory meanwhile.
      const rest = this.#handedOver.get(key)?.slice(chunks.length) ?? [];
      if (rest.length > 0) this.#handedOver.set(key, rest);
      else this.#handedOver.delete(key);
    }
    this.#archive.flushUse();
    const isWritten = !this.store.hasDirty((columnKey) => this.#columns.has(columnKey));
    if (isWritten && this.#handedOver.size === 0) this.#letGo();
  }

  #letGo(): void {
    for (const columnKey of this.#released) this.#columns.delete(columnKey);
    this.#released.clear();
  }

  async #keep(chunk: ForecastChunk): Promise<void> {
    const column = this.#columns.get(chunk.columnKey);
    if (column === undefined || this.#archive === null) return;
    if (this.#options.now() < this.#restUntilMs) {
      this.store.markDirty(chunk.columnKey, chunk.index);
      return;
    }
    try {
      await this.#archive.write(chunk, column);
      // Where the archive could not be opened, nothing was written.
      if (this.#archive.openFailure === null) this.#options.notice.worked("forecasts");
    } catch (error) {
      // The forecasts stay in memory and are shown; only the next start has to compute them again.
      this.#restUntilMs = this.#options.now() + retryAfterMs;
      this.store.markDirty(chunk.columnKey, chunk.index);
      this.#scheduleFlush(retryAfterMs);
      const code = (error as NodeJS.ErrnoException).code ?? "unknown";
      this.#options.logger.error("cache-write-failed", { code });
      this.#options.notice.failed("forecasts", error);
    }
  }
}

function chunkKey(columnKey: string, index: number): string {
  return `${index}@${columnKey}`;
}
