import type { Health } from "#domain/health";
import type { QueryCache } from "#engine/cache";
import { EngineError } from "#domain/errors";
import type { CachedDataset, CacheReport, CacheUsage } from "#domain/cache";
import { noArchive } from "#main/cache";
import { isColumnOf } from "./column-layout.ts";
import type { ForecastMemory } from "./forecast-memory.ts";
import type { OverlapIndex } from "./overlap-index.ts";

export interface CacheAdminParts {
  readonly memory: ForecastMemory;
  readonly overlaps: OverlapIndex;
  readonly queries: QueryCache;
}

/** Administration of the caches in memory and on disk. */
export class CacheAdmin {
  readonly #parts: CacheAdminParts;
  readonly #listeners: ((dataset: string | undefined) => Promise<void>)[] = [];

  constructor(parts: CacheAdminParts) {
    this.#parts = parts;
  }

  /** Called when a dataset, or everything, is deleted: for what lies elsewhere, and may be lost like this. */
  onDelete(listener: (dataset: string | undefined) => Promise<void>): void {
    this.#listeners.push(listener);
  }

  info(): CacheUsage {
    const stats = Object.values(this.#stats());
    return {
      ...(this.#archive?.info() ?? noArchive),
      memoryBytes: stats.reduce((sum, { bytes }) => sum + bytes, 0),
      maxMemoryBytes: stats.reduce((sum, { maxBytes }) => sum + maxBytes, 0),
    };
  }

  /** Datasets on disk with sizes and ages, most recently used first. */
  async list(): Promise<readonly CachedDataset[]> {
    return this.#archive?.list() ?? [];
  }

  /** Reads and checks every file. */
  async verify(): Promise<CacheReport> {
    return this.#archive?.verify() ?? { files: 0, answers: 0, damaged: 0, missing: 0 };
  }

  /** Writes everything that is only in memory to disk. */
  flush(): Promise<void> {
    return this.#parts.memory.flush();
  }

  /**
   * Deletes one dataset, or everything, from memory and disk.
   * @returns the number of files that went
   */
  async delete(dataset?: string): Promise<number> {
    const { memory, overlaps, queries } = this.#parts;
    await memory.flush();
    const files = (await this.#archive?.delete(dataset)) ?? 0;
    for (const key of memory.store.columnKeys())
      if (dataset === undefined || isColumnOf(key, dataset)) memory.store.delete(key);
    overlaps.forget(dataset);
    queries.forget(dataset);
    for (const listener of this.#listeners) await listener(dataset);
    return files;
  }

  /** Budget of the cache on disk; what no longer fits is deleted at once. */
  async setDiskBytes(maxBytes: number): Promise<void> {
    await this.#archive?.setMaxBytes(maxBytes);
  }

  /**
   * A pinned dataset stays on disk whatever else needs room.
   * @throws EngineError dataset-not-found
   */
  pin(dataset: string, isPinned: boolean): void {
    if (this.#archive?.pin(dataset, isPinned) !== true)
      throw new EngineError("dataset-not-found", "There is no such dataset in the cache.");
  }

  health(): Pick<Health, "caches" | "counts" | "questions"> {
    const { memory, queries } = this.#parts;
    const { forecasts, ...others } = this.#stats();
    const archive = this.#archive?.info();
    const all = [forecasts, ...Object.values(others)];
    return {
      caches: {
        forecasts: { items: forecasts.forecasts, bytes: forecasts.bytes, maxBytes: forecasts.maxBytes },
        ...Object.fromEntries(
          Object.entries(others).map(([name, { items, bytes, maxBytes }]) => [name, { items, bytes, maxBytes }]),
        ),
        ...(archive === undefined
          ? {}
          : { disk: { items: archive.forecasts, bytes: archive.bytes, maxBytes: archive.maxBytes } }),
      },
      counts: {
        evicted: all.reduce((sum, { evictions }) => sum + evictions.budget, 0),
        expired: all.reduce((sum, { evictions }) => sum + evictions.expired, 0),
        evictedFromDisk: this.#archive?.evicted ?? 0,
        readFromDisk: memory.readFromDisk,
      },
      questions: queries.counts(),
    };
  }

  get #archive() {
    return this.#parts.memory.archive;
  }

  #stats() {
    const { memory, overlaps, queries } = this.#parts;
    return {
      forecasts: memory.stats(),
      queries: queries.stats(),
      closedSeries: overlaps.stats(),
    };
  }
}
