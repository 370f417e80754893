/** Main's side of the ingest process. */
import type { ImportProgress, IngestedDataset, IngestOptions, ImportPreset } from "#domain/dataset";
import type { OutlierSuggestion } from "#domain/correction";
import {
  checkedOfMessage,
  checkedOfSeries,
  receivedDataset,
  type CachedFile,
  type CorrectedInWorker,
  type FromCorrections,
  type FromIngest,
  type PresetOutcome,
  type ReadCorrections,
  type Sealed,
  type SeriesToCorrect,
  type ToCorrections,
  type ToIngest,
} from "#contract/worker";
import { checksumOf, checksumSteps, damagedInTransit, requireAllIntact } from "#engine/checksum";
import { CancelledError, EngineError } from "#domain/errors";
import type { IngestedSeries, TimeZone } from "#domain/series";
import type { Logger } from "#main/platform";
import type { IngestCache } from "./ingest-cache.ts";
import { OnDemandWorkers, type OnDemandOptions, engineError } from "#main/processes";
import { ImportError } from "./import-error.ts";
import { SharedReads } from "./shared-reads.ts";

const maxAttempts = 2;
/** Many small series count like one large one. */
const pauseBytes = 2 * 1024 * 1024;

export interface ImportCallbacks {
  readonly signal?: AbortSignal;
  /** Nothing is added to the cache. */
  readonly isOneShot?: boolean;
  readonly onProgress?: (progress: Omit<ImportProgress, "requestId">) => void;
}

export interface IngestClientOptions extends Omit<OnDemandOptions, "name"> {
  /** Where datasets outlive the process; without it every file is parsed every time. */
  /** Looked up per file: the cache is open before the first import, but not before the models are. */
  readonly cache?: () => IngestCache | null;
}

/** A file that was read, and whether one of the presets said how. */
export interface ReadFile {
  readonly dataset: IngestedDataset;
  readonly preset: PresetOutcome;
}

interface Answer {
  /** Null when a part of it did not come. */
  readonly dataset: IngestedDataset | null;
  readonly checksums: readonly string[];
  readonly preset: PresetOutcome;
}

type Wanted = Pick<Extract<ToIngest, { type: "import" }>, "options" | "presets">;

export class IngestClient {
  readonly #workers: OnDemandWorkers<ToIngest, FromIngest>;
  readonly #logger: Logger;

  readonly #cache: () => IngestCache | null;
  readonly #reads = new SharedReads<ReadFile, Omit<ImportProgress, "requestId">>();

  constructor(options: IngestClientOptions) {
    this.#workers = new OnDemandWorkers({ ...options, name: "ingest" }, (message) => {
      if (message.type === "cache") this.#cache()?.record(message.event);
    });
    this.#logger = options.logger;
    this.#cache = options.cache ?? (() => null);
  }

  /** A file is about to come: the process that reads it starts meanwhile. */
  prepare(): void {
    this.#workers.prepare();
  }

  /**
   * Reads one file. Aborting ends it within half a second whatever the process is doing. A dataset that changed on its way
   * here is refused and the file read once more.
   *
   * @throws EngineError with row and column where a file cannot be read; CancelledError when it was aborted
   */
  async import(path: string, options: IngestOptions, callbacks: ImportCallbacks = {}): Promise<IngestedDataset> {
    return (await this.#import(path, { options }, callbacks)).dataset;
  }

  /**
   * The same with the options of the preset that has the file's shape; by evidence where none has, or where it does not fit.
   * Either way the file is read once.
   */
  importWithPresets(
    path: string,
    presets: readonly ImportPreset<IngestOptions>[],
    callbacks: ImportCallbacks = {},
  ): Promise<ReadFile> {
    return this.#import(path, { options: {}, presets }, callbacks);
  }

  /**
   * A dataset that was read before, from the cache alone, however its file may be by now.
   * @returns null where it is not there any more, or damaged
   * @throws CancelledError when it was aborted
   */
  async reopen(known: CachedFile, signal?: AbortSignal): Promise<IngestedDataset | null> {
    const folder = this.#cache()?.folder;
    if (folder === undefined) return null;
    const answer = await this.#request((id) => ({ type: "reopen", id, folder, known }), { signal });
    if (answer?.dataset == null || !(await isIntact(answer.dataset, answer.checksums))) return null;
    if (signal?.aborted === true) throw new CancelledError("user");
    return answer.dataset;
  }

  /** What corrections make of series, in their order. @throws CancelledError when it was aborted */
  async correct(
    series: readonly SeriesToCorrect[],
    content: { readonly handle: string; readonly zone: TimeZone },
    signal?: AbortSignal,
  ): Promise<readonly CorrectedInWorker[]> {
    return (await this.#ask("corrected", (id) => ({ type: "correct", id, series, content }), signal)).series;
  }

  /** Steps that stand out, the furthest first. */
  suggest(
    { id: series, frequency, times, values }: IngestedSeries,
    signal?: AbortSignal,
  ): Promise<{ readonly suggestions: readonly OutlierSuggestion[]; readonly total: number }> {
    return this.#ask(
      "suggested",
      (id) => ({ type: "suggest", id, series: { id: series, frequency, times, values } }),
      signal,
    );
  }

  /** @throws EngineError where it is not a file of corrections, or can't be read; CancelledError */
  readCorrections(path: string, signal?: AbortSignal): Promise<ReadCorrections> {
    return this.#ask("corrections-read", (id) => ({ type: "read-corrections", id, path }), signal);
  }

  /** What changed on its way, in either direction, is asked for once more. Aborting ends the process. */
  async #ask<T extends FromCorrections["type"]>(
    type: T,
    message: (id: number) => ToCorrections,
    signal: AbortSignal | undefined,
  ): Promise<Extract<FromCorrections, { type: T }>> {
    const ask = (): Promise<Extract<FromCorrections, { type: T }>> =>
      this.#workers.request({
        message: (id) => {
          const request = message(id);
          return { ...request, checksum: checksumOf(checkedOfMessage(request)) };
        },
        signal,
        receive: (reply) => {
          if (reply.type === "failed") throw engineError(reply.error);
          if (reply.type !== type) return undefined;
          const answer = reply as Sealed<Extract<FromCorrections, { type: T }>>;
          requireAllIntact("answer", answer.checksum, checkedOfMessage(answer));
          return { value: answer };
        },
      });
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof EngineError) || error.code !== "damaged-in-transit") throw error;
      this.#logger.error("damaged-in-transit", { between: "main and ingest" });
      return ask();
    }
  }

  #import(path: string, wanted: Wanted, { isOneShot = false, ...reader }: ImportCallbacks): Promise<ReadFile> {
    return this.#reads.read(path, [wanted, isOneShot], reader, (shared) =>
      this.#readIntact(path, wanted, { ...shared, isOneShot }),
    );
  }

  async #readIntact(path: string, wanted: Wanted, callbacks: ImportCallbacks): Promise<ReadFile> {
    for (let attempt = 1; ; attempt += 1) {
      const { dataset, checksums, preset } = await this.#read(path, wanted, callbacks);
      if (dataset !== null && (await isIntact(dataset, checksums))) {
        if (callbacks.signal?.aborted === true) throw new CancelledError("user");
        return { dataset, preset };
      }
      this.#logger.error("damaged-in-transit", { to: "main", from: "ingest", attempt });
      if (attempt === maxAttempts) throw damagedInTransit("data");
    }
  }

  async #read(path: string, wanted: Wanted, callbacks: ImportCallbacks): Promise<Answer> {
    const caching = await this.#cachingFor(path, callbacks.isOneShot === true);
    const answer = await this.#request((id) => ({ type: "import", id, path, ...wanted, caching }), callbacks);
    if (answer === null) throw new EngineError("internal", "The ingest process answered another request.");
    return answer;
  }

  /** Null for a dataset of the cache that is not there. */
  #request(
    message: (id: number) => ToIngest,
    { signal, onProgress }: { readonly signal?: AbortSignal | undefined } & Pick<ImportCallbacks, "onProgress">,
  ): Promise<Answer | null> {
    const columns: Float64Array[] = [];
    return this.#workers.request<Answer | null>({
      message,
      cancelMessage: (id) => ({ type: "cancel", id }),
      signal,
      receive: (message) => {
        switch (message.type) {
          case "ready":
          case "cache":
          case "corrected":
          case "suggested":
          case "corrections-read":
            return undefined;
          case "columns":
            // A second attempt after a crash writes over the first one's.
            for (const [i, column] of message.columns.entries()) columns[message.from + i] = column;
            return undefined;
          case "progress":
            // What comes after a cancel belongs to nobody.
            if (signal?.aborted !== true) onProgress?.(message.progress);
            return undefined;
          case "done":
            if (signal?.aborted === true) throw new CancelledError("user");
            return { value: { ...message, dataset: receivedDataset(message.dataset, columns) } };
          case "not-cached":
            return { value: null };
          case "failed":
            throw message.understood === undefined
              ? engineError(message.error)
              : new ImportError(message.error, message.understood);
        }
      },
    });
  }

  async #cachingFor(path: string, isReadOnly: boolean): Promise<Extract<ToIngest, { type: "import" }>["caching"]> {
    const cache = this.#cache();
    if (cache === null) return undefined;
    const { folder, maxFileBytes } = cache;
    return { folder, maxFileBytes, known: await cache.candidates(path), isReadOnly };
  }

  stop(maxMs: number): Promise<void> {
    return this.#workers.stop(maxMs);
  }

  health(): ReturnType<OnDemandWorkers<ToIngest, FromIngest>["health"]> {
    return this.#workers.health();
  }
}

/** In blocks of about a millisecond: a large file must not hold up the window. */
async function isIntact(dataset: IngestedDataset, checksums: readonly string[]): Promise<boolean> {
  if (checksums.length !== dataset.series.length) return false;
  let bytes = 0;
  for (const [index, series] of dataset.series.entries()) {
    const steps = checksumSteps(checkedOfSeries(series));
    let step = steps.next();
    while (step.done !== true) {
      await nextTurn();
      step = steps.next();
    }
    if (step.value !== checksums[index]) return false;
    bytes += series.values.byteLength + series.times.byteLength;
    if (bytes >= pauseBytes) {
      bytes = 0;
      await nextTurn();
    }
  }
  return true;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
