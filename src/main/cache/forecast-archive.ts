import type { CachedDataset, CacheReport, CacheTiers, CacheUsage } from "#domain/cache";
import { mkdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Bitmap, type ChunkLayout, type ColumnShape, type ForecastChunk } from "#engine/cache";
import type { CachedFile } from "#contract/worker";
import type { Logger } from "#main/platform";
import { type ArchivedColumn, decodedOrNull, mergeChunks, writeChunk, writeSeries } from "./archive-files.ts";
import type { StoredSeries } from "./arrow-codec.ts";
import {
  cachedDatasets,
  CacheIndex,
  type Evictable,
  type IndexedChunk,
  type IndexedFile,
  type IndexedSeries,
  listDatasets,
  type LookedAt,
  type SeriesEntry,
} from "./cache-index.ts";
import type { DatabaseThread, DistantDatabase } from "#storage/thread";
import { checkFile, quarantine, readChecked } from "./checked-file.ts";
import { DiskNotice } from "./disk-notice.ts";
import { IndexDatabase, layoutVersion, setIndexAside } from "./index-database.ts";
import { AnswerCache } from "./answer-cache.ts";
import { datasetFolder, DatasetCache } from "./dataset-cache.ts";
import type { Pins } from "./pins.ts";
import { sweepFiles } from "./sweep-files.ts";

export interface ArchiveOptions {
  /** The cache folder; the archive keeps to a folder of its own in it. */
  readonly folder: string;
  /** Of everything on disk together. */
  readonly maxBytes: number;
  /** Of answers computed from forecasts, within that. */
  readonly maxAnswerBytes: number;
  readonly layout: ChunkLayout;
  /** Milliseconds since 1970: ages outlive the process. */
  readonly wallNow: () => number;
  readonly logger: Logger;
  readonly pins: Pins;
  /** A chunk left the disk: for room, because it was deleted, or because it was damaged. */
  readonly onGone: (columnKey: string, index: number) => void;
  /** A write failed; reported once until writing works again. */
  readonly notice?: DiskNotice;
  /** For reads that take longer than main may be held up; without it they are made here. */
  readonly thread?: DatabaseThread | undefined;
  /** Whether the index was found to be intact before; without it, it is looked through here, all of it. */
  readonly isIndexSound?: boolean | undefined;
}

/** Of the disk. */
export type ArchiveInfo = Omit<CacheUsage, "memoryBytes" | "maxMemoryBytes">;

const nothing: CacheTiers = {
  forecasts: { items: 0, bytes: 0 },
  series: { items: 0, bytes: 0 },
  datasets: { items: 0, bytes: 0 },
  answers: { items: 0, bytes: 0 },
};

/** What there is where nothing can be kept. */
export const noArchive: ArchiveInfo = {
  folder: "",
  bytes: 0,
  maxBytes: 0,
  datasets: 0,
  forecasts: 0,
  files: 0,
  tiers: nothing,
  problem: null,
};

const evictBatch = 64;
/** Looked up in the index at a time: a statement holds up everybody else in main. */
const filesAtOnce = 64;

/**
 * Everything that outlives the process: forecasts, series and datasets as Arrow files that other tools can open, answers
 * computed from forecasts, and an index of what is where. One budget holds for all of it; what was used longest ago goes
 * first, whatever it is.
 *
 * Nothing on disk is trusted: a file whose checksum differs, or that is not what the index says it is, is moved aside and
 * its forecasts count as missing. A broken index is moved aside whole. When nothing can be written at all, the
 * application works on without keeping anything.
 */
export class ForecastArchive {
  readonly #options: ArchiveOptions;
  readonly #root: string;
  readonly #notice: DiskNotice;
  #maxBytes: number;
  #db: IndexDatabase | null = null;
  /** The same file off this thread, for what takes longer. */
  #aside: DistantDatabase | null = null;
  #index: CacheIndex | null = null;
  #datasets: DatasetCache | null = null;
  #answers: AnswerCache | null = null;
  #problem: string | null = null;
  #openFailure: unknown = null;
  #evicted = 0;
  readonly #used = new Map<string, readonly [string, number, number]>();

  /** Where the index of a cache folder is. */
  static indexPath(folder: string): string {
    return join(folder, `v${layoutVersion}`, "index.sqlite");
  }

  constructor(options: ArchiveOptions) {
    this.#options = options;
    this.#maxBytes = options.maxBytes;
    this.#notice = options.notice ?? new DiskNotice(() => undefined);
    this.#root = join(options.folder, `v${layoutVersion}`);
    this.#open();
  }

  get maxBytes(): number {
    return this.#maxBytes;
  }

  /** Why nothing can be kept at all; null when things can. */
  get openFailure(): unknown {
    return this.#openFailure;
  }

  /** Things that left the disk to make room, since the start. */
  get evicted(): number {
    return this.#evicted;
  }

  /** Null when nothing can be kept. */
  get datasets(): DatasetCache | null {
    return this.#datasets;
  }

  get answers(): AnswerCache | null {
    return this.#answers;
  }

  /** What does not fit any more goes at once. */
  async setMaxBytes(maxBytes: number): Promise<void> {
    this.#maxBytes = maxBytes;
    await this.#makeRoom();
  }

  /** Which forecasts of a column are on disk, chunk by chunk. */
  present(columnKey: string, shape: ColumnShape): { index: number; present: Bitmap }[] {
    return this.#guard([], (index) => {
      const column = index.column(columnKey);
      if (column === null) return [];
      if (column.valuesPerForecast !== shape.valuesPerForecast || column.originCount !== shape.originCount) return [];
      return index.chunks(columnKey).map((chunk) => ({
        index: chunk.index,
        present: Bitmap.fromBytes(this.#rows(shape, chunk.index), chunk.present),
      }));
    });
  }

  /** Null when it is not on disk, or not fit to be read. */
  async read(columnKey: string, shape: ColumnShape, chunkIndex: number): Promise<ForecastChunk | null> {
    const known = this.#guard(null, (index) => index.chunk(columnKey, chunkIndex));
    if (known === null) return null;
    const bytes = await readChecked(this.#root, known.file);
    if (bytes === "gone") {
      // Written anew meanwhile, under another name.
      const current = this.#guard(null, (index) => index.chunk(columnKey, chunkIndex));
      if (current !== null && current.file.file !== known.file.file) return this.read(columnKey, shape, chunkIndex);
      this.#forgetChunk(known);
      return null;
    }
    const chunk =
      bytes === "damaged"
        ? null
        : await decodedOrNull((codec) => codec.decodeChunk(bytes, columnKey, shape, chunkIndex));
    if (chunk === null || chunk.present.size !== this.#rows(shape, chunkIndex)) {
      this.#options.logger.error("cache-file-damaged", { kind: "forecasts" });
      await quarantine(this.#root, known.file.file);
      this.#forgetChunk(known);
      return null;
    }
    this.#used.set(`${chunkIndex}@${columnKey}`, [columnKey, chunkIndex, this.#options.wallNow()]);
    return chunk;
  }

  /** Keeps a chunk, together with what is on disk of it already. Throws when the disk refuses. */
  async write(chunk: ForecastChunk, column: ArchivedColumn): Promise<void> {
    const index = this.#index;
    if (index === null) return;
    const { columnKey, index: chunkIndex, shape } = chunk;
    const before = this.#guard(null, () => index.chunk(columnKey, chunkIndex));
    const merged = before === null ? chunk : mergeChunks(chunk, await this.read(columnKey, shape, chunkIndex));
    const file = await writeChunk(this.#root, merged, this.#options.layout.firstOf(chunkIndex), column);
    const written = [file];
    try {
      const { entry } = column;
      const isKnown = index.series(entry.dataset, entry.series) !== null;
      const seriesFile = isKnown ? null : await writeSeries(this.#root, column);
      if (seriesFile !== null) written.push(seriesFile);
      // The series, its column and the chunk appear together or not at all.
      index.transaction(() => {
        const nowMs = this.#options.wallNow();
        const series =
          seriesFile === null ? index.series(entry.dataset, entry.series) : index.putSeries(entry, seriesFile, nowMs);
        if (series === null) throw new Error("a series left the disk while its forecasts were written");
        const { id } = index.putColumn({
          key: columnKey,
          seriesId: series.id,
          model: column.model,
          horizonSteps: column.horizonSteps,
          valuesPerForecast: shape.valuesPerForecast,
          originCount: shape.originCount,
        });
        index.putChunk(id, chunkIndex, file, merged.present.toBytes(), merged.present.count, nowMs);
      });
    } catch (error) {
      for (const one of written) await rm(join(this.#root, one.file), { force: true });
      throw error;
    }
    if (before !== null) await rm(join(this.#root, before.file.file), { force: true });
    await this.#makeRoom();
  }

  /** Series of other datasets that may share windows with this one, and are worth comparing. */
  candidates(entry: SeriesEntry, limit = 32): readonly IndexedSeries[] {
    return this.#guard([], (index) => index.candidates(entry, limit));
  }

  async values(series: IndexedSeries): Promise<StoredSeries | null> {
    const bytes = await readChecked(this.#root, series.file);
    if (bytes === "gone") {
      this.#removeSeriesFiles(series.id);
      return null;
    }
    const stored = bytes === "damaged" ? null : await decodedOrNull((codec) => codec.decodeSeries(bytes));
    if (stored !== null && stored.values.length === series.steps) return stored;
    this.#options.logger.error("cache-file-damaged", { kind: "series" });
    await quarantine(this.#root, series.file.file);
    this.#removeSeriesFiles(series.id);
    return null;
  }

  /** A dataset is in use again, under this name where it has one. */
  touchDataset(dataset: string, name?: string): void {
    this.#guard(undefined, (index) => index.putDataset(dataset, this.#options.wallNow(), name));
  }

  /** A view looks at a series; whether forecasts of its past are to be computed, by a later start where not by this one. */
  lookedAt(at: LookedAt, isUnfinished: boolean): void {
    this.#guard(undefined, (index) => index.putLookedAt(at, isUnfinished, this.#options.wallNow()));
  }

  /** What is to be computed of it is there, or was given up. */
  finished(at: LookedAt): void {
    this.#guard(undefined, (index) => index.finishLookedAt(at));
  }

  /** Of one dataset: what a view looked at last, and before that what is unfinished. */
  looks(dataset: string): readonly (LookedAt & { readonly isUnfinished: boolean })[] {
    return this.#guard([], (index) => index.lookedAt(dataset));
  }

  /** Of the pinned datasets, and then of those that were used last, one file each. */
  familiarFiles(limit: number): readonly CachedFile[] {
    return this.#guard([], (index) => {
      const recent = this.#datasets?.recent(limit) ?? [];
      const wanted = [...new Set([...this.#pinned(index), ...recent])];
      const files = this.#datasets?.ofDatasets(wanted) ?? [];
      return wanted.flatMap((dataset) => files.find(({ handle }) => handle === dataset) ?? []).slice(0, limit);
    });
  }

  /** The share of the budget that is taken. */
  fullness(): number {
    return this.#guard(0, (index) => index.totalBytes()) / this.#maxBytes;
  }

  /** Writes down what was used when; without it ages would be those of the last write. */
  flushUse(): void {
    if (this.#used.size === 0) return;
    const used = [...this.#used.values()];
    this.#used.clear();
    this.#guard(undefined, (index) => index.touch(used));
  }

  // Admin -------------------------------------------------------------------------------------------------------------

  info(): ArchiveInfo {
    this.#answers?.flush();
    const tiers = this.#guard(nothing, (index) => index.totals());
    const bytes = Object.values(tiers).reduce((sum, tier) => sum + tier.bytes, 0);
    const counts = this.#guard({ files: 0, datasets: 0 }, (index) => index.counts());
    return {
      folder: this.#root,
      bytes,
      maxBytes: this.#maxBytes,
      ...counts,
      forecasts: tiers.forecasts.items,
      tiers,
      problem: this.#problem,
    };
  }

  async list(): Promise<readonly CachedDataset[]> {
    this.flushUse();
    const pinned = this.#guard([], (index) => this.#pinned(index));
    try {
      return cachedDatasets((await (this.#aside ?? this.#db)?.all(listDatasets)) ?? [], pinned);
    } catch (error) {
      this.#failed(error);
      return [];
    }
  }

  /** Reads every file; damaged ones are moved aside, missing ones are struck from the index. */
  async verify(): Promise<CacheReport> {
    const report = { files: 0, answers: 0, damaged: 0, missing: 0 };
    const count = (found: "sound" | "gone" | "damaged"): void => {
      report.files += 1;
      if (found !== "sound") report[found === "gone" ? "missing" : "damaged"] += 1;
    };
    for await (const { file, chunk, seriesId } of this.#files()) {
      const found = await checkFile(this.#root, file);
      count(found);
      if (found === "sound") continue;
      if (found === "damaged") await quarantine(this.#root, file.file);
      if (chunk !== null) this.#forgetChunk(chunk);
      else this.#removeSeriesFiles(seriesId);
    }
    for (const { entry, file } of this.#guard([], () => this.#datasets?.list() ?? [])) {
      const found = await checkFile(this.#root, file);
      count(found);
      if (found !== "sound") await this.#datasets?.refuse(entry, found);
    }
    const { answers, damaged } = (await this.#answers?.verify()) ?? { answers: 0, damaged: 0 };
    return { ...report, answers, damaged: report.damaged + damaged };
  }

  /** Deletes everything, or one dataset; the number of files that went. */
  async delete(dataset?: string): Promise<number> {
    const files: IndexedFile[] = [];
    for await (const file of this.#files(dataset)) files.push(file);
    const cached = this.#guard([], () => this.#datasets?.list(dataset) ?? []);
    this.#guard(undefined, (index) => index.removeDataset(dataset));
    this.#guard(undefined, () => this.#options.pins.forget(dataset));
    this.#guard(undefined, () => this.#answers?.forget(dataset));
    for (const { file, chunk } of files) {
      await rm(join(this.#root, file.file), { force: true });
      if (chunk !== null) this.#options.onGone(chunk.columnKey, chunk.index);
    }
    for (const { file } of cached) await rm(join(this.#root, file.file), { force: true });
    return files.length + cached.length;
  }

  /**
   * False when there is no such dataset.
   * @throws EngineError user-data-unavailable where a pin would be forgotten
   */
  pin(dataset: string, isPinned: boolean): boolean {
    const isKnown = this.#guard(false, (index) => index.has(dataset) || this.#pinned(index).includes(dataset));
    if (isKnown) this.#options.pins.set(dataset, isPinned);
    return isKnown;
  }

  /** Deletes files that no index knows: leftovers of a process that was killed between writing and indexing. */
  async sweep(): Promise<number> {
    // At once: later on there may be datasets that are about to have something.
    this.#guard(undefined, (index) => index.removeEmptyDatasets());
    this.#guard(undefined, () => this.#answers?.purge());
    const known = new Set<string>();
    for await (const { file } of this.#files()) known.add(file.file);
    for (const { file } of this.#guard([], () => this.#datasets?.list() ?? [])) known.add(file.file);
    const swept = await sweepFiles(this.#root, ["forecasts", "series", datasetFolder], known, this.#options.wallNow());
    // The budget may be another than at the last start.
    await this.#makeRoom();
    // Another layout's files serve nobody any more.
    for (let version = 1; version < layoutVersion; version += 1) {
      await rm(join(this.#options.folder, `v${version}`), { recursive: true, force: true });
    }
    return swept;
  }

  close(): void {
    this.flushUse();
    this.#answers?.flush();
    // Nothing is written there.
    void this.#aside?.close().catch(() => undefined);
    this.#aside = null;
    this.#db?.close();
    this.#db = null;
    this.#index = null;
    this.#datasets = null;
    this.#answers = null;
  }

  #open(): void {
    const { folder, isIndexSound, thread, wallNow, logger, maxAnswerBytes } = this.#options;
    const path = ForecastArchive.indexPath(folder);
    for (const attempt of [1, 2]) {
      try {
        mkdirSync(this.#root, { recursive: true });
        // A damaged one is set aside by then.
        const db = new IndexDatabase(path, attempt === 1 ? isIndexSound : undefined);
        const index = new CacheIndex(db);
        const shared = { root: this.#root, db, wallNow, logger, notice: this.#notice };
        this.#db = db;
        this.#aside = thread?.on(path) ?? null;
        this.#index = index;
        this.#datasets = new DatasetCache({ ...shared, index, makeRoom: () => this.#makeRoom() });
        this.#answers = new AnswerCache({ ...shared, maxBytes: maxAnswerBytes });
        this.#openFailure = null;
        this.#problem = null;
        this.#guard(undefined, () => this.#migratePins(index));
        return;
      } catch (error) {
        this.#openFailure = error;
        this.#problem = `The cache can't be opened: ${error instanceof Error ? error.message : String(error)}`;
        logger.error("cache-index-damaged", { attempt });
        if (attempt === 1) setIndexAside(path);
      }
    }
  }

  #pinned(index: CacheIndex): readonly string[] {
    return [...this.#options.pins.list(), ...index.formerPins()];
  }

  #migratePins(index: CacheIndex): void {
    const former = index.formerPins();
    if (former.length > 0 && this.#options.pins.adopt(former)) index.removeFormerPins();
  }

  /** One broken statement means a broken index: from then on nothing is kept, and nothing of it is believed. */
  #guard<T>(otherwise: T, work: (index: CacheIndex) => T): T {
    if (this.#index === null) return otherwise;
    try {
      return work(this.#index);
    } catch (error) {
      this.#failed(error);
      return otherwise;
    }
  }

  #failed(error: unknown): void {
    this.#options.logger.error("cache-index-failed", {
      message: error instanceof Error ? error.message : String(error),
    });
  }

  async #makeRoom(): Promise<void> {
    while (this.#guard(0, (index) => index.totalBytes()) > this.#maxBytes) {
      this.flushUse();
      let excess = this.#guard(0, (index) => index.totalBytes()) - this.#maxBytes;
      let freed = 0;
      for (const one of this.#guard([], (index) => index.leastUsed(evictBatch, this.#pinned(index)))) {
        if (excess <= 0) break;
        excess -= one.bytes;
        freed += 1;
        await this.#evict(one);
      }
      for (const series of this.#guard([], (index) => index.idleSeries(this.#pinned(index)))) {
        freed += 1;
        this.#removeSeriesFiles(series.id);
        await rm(join(this.#root, series.file.file), { force: true });
      }
      this.#evicted += freed;
      // Everything left is pinned.
      if (freed === 0) return;
    }
  }

  async #evict(one: Evictable): Promise<void> {
    switch (one.kind) {
      case "chunk":
        this.#forgetChunk(one.chunk);
        await rm(join(this.#root, one.chunk.file.file), { force: true });
        break;
      case "dataset":
        await this.#datasets?.remove({ key: one.key, file: one.file.file });
        break;
      case "query":
        this.#guard(undefined, () => this.#answers?.remove(one.key));
    }
  }

  #forgetChunk(chunk: IndexedChunk): void {
    this.#used.delete(`${chunk.index}@${chunk.columnKey}`);
    this.#guard(undefined, (index) => index.removeChunk(chunk));
    this.#options.onGone(chunk.columnKey, chunk.index);
  }

  #removeSeriesFiles(seriesId: number): void {
    const files = this.#guard([], (index) => index.filesOf(seriesId));
    this.#guard(undefined, (index) => index.removeSeries(seriesId));
    for (const { chunk, file } of files) {
      if (chunk === null) continue;
      this.#options.onGone(chunk.columnKey, chunk.index);
      // What can't be removed now is swept later.
      void rm(join(this.#root, file.file), { force: true }).catch(() => undefined);
    }
  }

  /** All that the index knows, or those of one dataset; a few at a time, with everybody else's turn in between. */
  async *#files(dataset?: string): AsyncGenerator<IndexedFile> {
    const pages = (next: (index: CacheIndex, row: number) => IndexedFile[]) => this.#pages(next);
    if (dataset === undefined) yield* pages((index, row) => index.chunkFilesAfter(row, filesAtOnce));
    for await (const series of pages((index, row) => index.seriesFilesAfter(row, filesAtOnce, dataset))) {
      if (dataset !== undefined) yield* this.#guard([], (index) => index.filesOf(series.seriesId));
      yield series;
    }
  }

  async *#pages(next: (index: CacheIndex, row: number) => IndexedFile[]): AsyncGenerator<IndexedFile> {
    for (let row = 0; ;) {
      const files = this.#guard([], (index) => next(index, row));
      yield* files;
      const last = files.at(-1);
      if (last === undefined) return;
      ({ row } = last);
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  #rows(shape: ColumnShape, chunkIndex: number): number {
    return this.#options.layout.rowsIn(chunkIndex, shape.originCount);
  }
}
