/** What the ingest process does with its messages, apart from how messages travel: that way it runs under tests. */
import type { IngestedDataset, IngestOptions, ImportProgress } from "#domain/dataset";
import { createHash } from "node:crypto";
import {
  checkedOfSeries,
  sentDataset,
  type FromIngest,
  type CacheEvent,
  type PresetOutcome,
  type ToIngest,
} from "#contract/worker";
import { checksum } from "#engine/checksum";
import { CancelledError, EngineError, isCancelled, toPlainError } from "#domain/errors";
import { ingest, IngestError, type IngestPorts, type Sha256 } from "#engine/ingest";
import { findCached, cacheDataset, readCached, stateOf, type Reading } from "./dataset-cache.ts";
import { openSource } from "./source.ts";
import { fromSources, hasLog, type SqliteReading } from "./sqlite.ts";

const progressEveryMs = 100;
/** Longest stretch of work between two looks at the message queue. */
const sliceMs = 10;
const messageBytes = 4 * 1024 * 1024;

type ImportRequest = Extract<ToIngest, { type: "import" }>;

interface Imported {
  readonly dataset: IngestedDataset;
  readonly isCached: boolean;
  readonly preset: PresetOutcome;
  /** Writes it to the cache, once its request is answered. */
  readonly write: () => Promise<void>;
}

const nothingToCache = (): Promise<void> => Promise.resolve();

export class IngestWork {
  readonly #send: (message: FromIngest) => void;
  readonly #running = new Map<number, AbortController>();

  /** Datasets being written to the cache, after their request was answered. */
  #caching: Promise<unknown> = Promise.resolve();
  readonly #reader: string;
  readonly #sqlite: SqliteReading;

  /**
   * @param reader names this version of everything that decides how a file is read
   * @param sqlite how SQLite files are read
   */
  constructor(send: (message: FromIngest) => void, reader = "", sqlite: SqliteReading = fromSources) {
    this.#send = send;
    this.#reader = reader;
    this.#sqlite = sqlite;
  }

  /** Resolves when nothing is left to write. */
  async settled(): Promise<void> {
    await this.#caching;
  }

  /** Resolves when the import is answered; never rejects: this is the one catch. */
  async import(request: ImportRequest): Promise<void> {
    const controller = new AbortController();
    this.#running.set(request.id, controller);
    try {
      const presets = new Map(request.presets?.map(({ shape, options }) => [shape, options]));
      const { dataset, isCached, preset, write } = await this.#import(request, presets, controller.signal);
      await this.#sendDataset(request.id, dataset, { isCached, preset }, controller.signal);
      this.#caching = this.#caching.then(write);
    } catch (error) {
      if (!isCancelled(error) && controller.signal.aborted) {
        this.#send({ type: "failed", id: request.id, error: { code: "cancelled", message: "Cancelled." } });
      } else {
        const understood = error instanceof IngestError ? error.understood : undefined;
        this.#send({ type: "failed", id: request.id, error: toPlainError(error), understood });
      }
    } finally {
      this.#running.delete(request.id);
    }
  }

  /** Answers with a dataset of the cache, whatever has become of its file; never rejects. */
  async reopen({ id, folder, known }: Extract<ToIngest, { type: "reopen" }>): Promise<void> {
    const controller = new AbortController();
    this.#running.set(id, controller);
    const tell = (event: CacheEvent): void => this.#send({ type: "cache", event });
    try {
      const dataset = await readCached(known, folder, await import("./arrow.ts"), tell);
      if (dataset === null) this.#send({ type: "not-cached", id });
      else await this.#sendDataset(id, dataset, { isCached: true, preset: { what: "none" } }, controller.signal);
    } catch (error) {
      this.#send({ type: "failed", id, error: toPlainError(error) });
    } finally {
      this.#running.delete(id);
    }
  }

  async #sendDataset(
    id: number,
    dataset: IngestedDataset,
    how: Pick<Imported, "isCached" | "preset">,
    signal: AbortSignal,
  ): Promise<void> {
    const checksums = dataset.series.map((series) => checksum(...checkedOfSeries(series)));
    const { sent, columns } = sentDataset(dataset);
    await this.#sendColumns(id, columns, signal);
    this.#send({ type: "done", id, dataset: sent, checksums, ...how });
  }

  /** A message at a time: each is copied once more on its way out. */
  async #sendColumns(id: number, columns: readonly Float64Array[], signal: AbortSignal): Promise<void> {
    for (let from = 0; from < columns.length;) {
      let to = from;
      let bytes = 0;
      while (to < columns.length && (to === from || bytes + (columns[to]?.byteLength ?? 0) <= messageBytes)) {
        bytes += columns[to]?.byteLength ?? 0;
        to += 1;
      }
      if (signal.aborted) throw new CancelledError("user");
      this.#send({ type: "columns", id, from, columns: columns.slice(from, to) });
      from = to;
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  /** In one pass: the header says which preset applies, and the file is read on from there with its options. */
  async #import(request: ImportRequest, presets: Reading["presets"], signal: AbortSignal): Promise<Imported> {
    const { id, path, options } = request;
    // What a database in use holds is not in its own bytes alone.
    const isCacheable = request.caching !== undefined && !(await hasLog(path));
    const caching = !isCacheable || request.caching === undefined ? null : { ...request.caching, reader: this.#reader };
    const tell = (event: CacheEvent): void => this.#send({ type: "cache", event });
    const outcome = (shape: string): PresetOutcome => ({ what: presets.has(shape) ? "used" : "none" });
    const cached = caching === null ? null : await findCached(path, { options, presets }, caching, signal, tell);
    if (cached !== null)
      return { dataset: cached, isCached: true, preset: outcome(cached.shape), write: nothingToCache };
    const startedMs = Date.now();
    const before = caching === null || caching.isReadOnly === true ? null : await stateOf(path);
    let chosen = options;
    const choose = (shape: string): IngestOptions => (chosen = presets.get(shape) ?? options);
    try {
      const source = await openSource(path, this.#sqlite);
      const dataset = await ingest(source, presets.size === 0 ? options : choose, this.#ports(id, signal));
      return {
        dataset,
        isCached: false,
        preset: outcome(dataset.shape),
        write: async () => {
          if (caching !== null && before !== null)
            await cacheDataset(dataset, before, startedMs, chosen, caching, tell);
        },
      };
    } catch (error) {
      if (chosen === options || isCancelled(error) || !(error instanceof EngineError)) throw error;
      // What fitted another file of this shape need not fit this one: the request's own options still may.
      const plain = await this.#import(request, new Map(), signal);
      return { ...plain, preset: { what: "failed", problem: error.message } };
    }
  }

  cancel(id: number): void {
    this.#running.get(id)?.abort();
  }

  cancelAll(): void {
    for (const controller of this.#running.values()) controller.abort();
  }

  #ports(id: number, signal: AbortSignal): IngestPorts {
    let lastProgress = Number.NEGATIVE_INFINITY;
    let lastPhase = "";
    let sliceStart = performance.now();
    return {
      signal,
      sha256: makeSha256,
      thisYear: new Date().getFullYear(),
      onProgress: (progress: ImportProgress) => {
        const now = performance.now();
        if (now - lastProgress < progressEveryMs && progress.phase === lastPhase) return;
        lastProgress = now;
        lastPhase = progress.phase;
        this.#send({ type: "progress", id, progress });
      },
      yield: async () => {
        if (performance.now() - sliceStart < sliceMs) return;
        await new Promise<void>((resolve) => setImmediate(resolve));
        sliceStart = performance.now();
      },
    };
  }
}

function makeSha256(): Sha256 {
  const hash = createHash("sha256");
  return {
    update: (bytes) => {
      hash.update(bytes);
    },
    hexDigest: () => hash.digest("hex"),
  };
}
