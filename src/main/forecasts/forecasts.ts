import type { Health } from "#domain/health";
import { ChunkLayout, QueryCache, type AnswerStore } from "#engine/cache";
import { Dispatcher, type BatchRunner } from "#engine/dispatch";
import { DiskNotice, ForecastArchive, type Pins } from "#main/cache";
import { ingestCacheIn, type IngestCache, type DatasetRegistry } from "#main/datasets";
import type { Logger } from "#main/platform";
import type { DatabaseThread } from "#storage/thread";
import { BackgroundPrecomputer, type BackgroundProgress } from "./background-precomputer.ts";
import { CacheAdmin } from "./cache-admin.ts";
import { ForecastColumns } from "./forecast-columns.ts";
import { ForecastDensities, type DensitySource } from "./forecast-densities.ts";
import type { ForecastLimits } from "./forecast-limits.ts";
import { ForecastMemory } from "./forecast-memory.ts";
import type { ModelLookup } from "./forecast-model.ts";
import { ForecastResults } from "./forecast-results.ts";
import { ForecastService } from "./forecast-service.ts";
import { OverlapIndex } from "./overlap-index.ts";
import { WarmedForecasts } from "./warmed-forecasts.ts";
import { WindowReuse } from "./window-reuse.ts";

export interface ForecastsOptions {
  readonly datasets: DatasetRegistry;
  readonly runner: BatchRunner;
  readonly models: ModelLookup;
  readonly density: DensitySource;
  readonly limits: ForecastLimits;
  readonly logger: Logger;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly onBackgroundProgress: (progress: BackgroundProgress) => void;
  /** A notice for the user, in one sentence. */
  readonly onNotice?: (message: string) => void;
  /** Names the code that computes answers from forecasts: other code may give others. */
  readonly answerVersion?: () => string;
  /** Milliseconds since 1970; the system's unless given. */
  readonly wallNow?: () => number;
  /** For what takes longer in the index than main may be held up; it is made in main without it. */
  readonly thread?: DatabaseThread;
  /** Runs `work` once after a while; the system's timer unless given. */
  readonly schedule?: (work: () => void, ms: number) => void;
}

/** The share of this room in the health of the whole. */
export type ForecastsHealth = Pick<
  Health,
  "load" | "counts" | "latencyMs" | "caches" | "questions" | "forecastsPerSecond"
> & {
  readonly queues: Pick<Health["queues"], "user" | "evaluation" | "background">;
};

const layout = new ChunkLayout(64);
/** Small answers; densities, which are not, lie beside their forecasts. */
const maxAnswerBytesOnDisk = 16 * 1024 * 1024;

/** What is computed ahead may fill so much of each budget: nothing is evicted for it. */
const aheadShare = { memory: 0.5, disk: 0.9 };

/** Wires the forecasts of open datasets and everything around them. */
export class Forecasts {
  readonly service: ForecastService;
  readonly columns: ForecastColumns;
  readonly background: BackgroundPrecomputer;
  readonly cache: CacheAdmin;
  /** Answers that others compute from forecasts; they go with their dataset when the cache is told to forget it. */
  readonly queries: QueryCache;
  readonly #densities: ForecastDensities;
  readonly #memory: ForecastMemory;
  readonly #notice: DiskNotice;
  readonly #options: ForecastsOptions;
  /** Undefined until it was looked through. */
  #isIndexSound: boolean | undefined;

  /** Nothing outlives the process unless {@link openCaches} is called. */
  constructor(options: ForecastsOptions) {
    this.#options = options;
    const { datasets, models, limits, logger, now, schedule = scheduleUnref } = options;
    const notice = new DiskNotice((message) => options.onNotice?.(message));
    const queries: QueryCache = new QueryCache({
      maxBytes: limits.queryBytes,
      ttlMs: limits.queryTtlMs,
      now,
      store: answersIn(() => memory.archive, datasets, options.answerVersion ?? (() => "")),
      pause: () => new Promise((resolve) => setImmediate(resolve)),
    });
    const densities = new ForecastDensities(options.density, queries, {
      ttlMs: limits.densityTtlMs,
      now,
      onComputed: ({ columnKey, origin }) => memory.wroteDensity(columnKey, origin),
    });
    const memory: ForecastMemory = new ForecastMemory({
      maxBytes: limits.forecastBytes,
      now,
      logger,
      layout,
      schedule,
      notice,
      densities,
    });
    const overlaps = new OverlapIndex(datasets, memory, { closedBytes: limits.closedSeriesBytes, now });
    const reuse = new WindowReuse({ overlaps, memory, logger, schedule });
    const columns = new ForecastColumns({ datasets, models, memory, reuse });
    const warmed = new WarmedForecasts();
    const results = new ForecastResults({ columns, memory, densities });
    const dispatcher = new Dispatcher(
      {
        runner: options.runner,
        windows: columns,
        nextMissing: (column, from, to) => columns.nextMissing(column, from, to),
        store: (forecasts) => results.store(forecasts),
        onRangeEnd: (end) => results.rangeEnded(end),
        onBug: (error) => logger.error("core-bug", { message: String(error) }),
        now,
      },
      limits,
    );
    const background = new BackgroundPrecomputer({
      datasets,
      columns,
      reuse,
      memory,
      warmed,
      dispatcher,
      logger,
      onProgress: options.onBackgroundProgress,
      now,
      schedule,
      forecastBytes: limits.forecastBytes,
    });
    results.addListener(background);
    const service = new ForecastService({
      ...{ datasets, columns, reuse, densities, warmed, dispatcher, now },
      maxEvaluationItems: limits.maxEvaluationItems,
    });
    datasets.addListener({
      opened: ({ dataset, source, isKept, isAhead }) => {
        if (isKept && !isAhead) memory.archive?.touchDataset(dataset.handle, source?.name);
      },
    });
    // Work stops before what it needs is gone.
    for (const listener of [service, background, columns, overlaps]) datasets.addListener(listener);
    this.service = service;
    this.columns = columns;
    this.background = background;
    this.queries = queries;
    this.cache = new CacheAdmin({ memory, overlaps, queries });
    this.#densities = densities;
    this.#memory = memory;
    this.#notice = notice;
  }

  /** Looks through the index of a cache folder, aside: for {@link openCaches}, while others start. */
  async checkCaches(folder: string): Promise<void> {
    const { thread, logger } = this.#options;
    try {
      this.#isIndexSound = await thread?.isSound(ForecastArchive.indexPath(folder));
    } catch (error) {
      logger.error("cache-index-unchecked", { message: String(error) });
    }
  }

  /** Opens the caches on disk; call before the first dataset. */
  openCaches(folder: string, pins: Pins): void {
    const { limits, logger, wallNow = Date.now } = this.#options;
    const archive = new ForecastArchive({
      folder,
      maxBytes: limits.diskBytes,
      maxAnswerBytes: Math.min(limits.queryBytes, maxAnswerBytesOnDisk),
      notice: this.#notice,
      layout,
      wallNow,
      logger,
      pins,
      thread: this.#options.thread,
      isIndexSound: this.#isIndexSound,
      onGone: (columnKey, index) => this.#memory.forget(columnKey, index),
    });
    this.#memory.connect(archive);
    void archive.sweep().catch(() => undefined);
  }

  /** For the ingest processes: where datasets are stored, and the index of them. Null where nothing can be stored. */
  ingestCache(): IngestCache | null {
    return ingestCacheIn(this.#memory.archive);
  }

  /** Whether more can be computed ahead, without anything having to go for it. */
  hasRoomAhead(): boolean {
    const { memory, disk } = aheadShare;
    const inMemory = [this.#memory.stats(), this.queries.stats()];
    return (
      inMemory.every(({ bytes, maxBytes }) => bytes <= memory * maxBytes) &&
      (this.#memory.archive?.fullness() ?? 0) <= disk
    );
  }

  /** Of the pinned datasets, and then of those that were used last, one file each. */
  familiarFiles(limit: number): ReturnType<ForecastArchive["familiarFiles"]> {
    return this.#memory.archive?.familiarFiles(limit) ?? [];
  }

  /** Of one dataset: what a view looked at last, in this start or one before, and before that what is unfinished. */
  looks(dataset: string): ReturnType<ForecastArchive["looks"]> {
    return this.#memory.archive?.looks(dataset) ?? [];
  }

  health(): ForecastsHealth {
    const service = this.service.health();
    const cache = this.cache.health();
    return {
      ...service,
      queues: { ...service.queues, ...this.background.health().queues },
      counts: { ...service.counts, ...cache.counts },
      latencyMs: { ...service.latencyMs, ...this.#densities.health().latencyMs },
      caches: cache.caches,
      questions: cache.questions,
    };
  }

  /** Releases everyone who waits for a forecast; resolves when no batch is under way any more. */
  flushInference(): Promise<void> {
    this.background.stop();
    return this.service.stop();
  }

  /** Releases all waiters for answers computed from forecasts. */
  flushDensity(): void {
    this.queries.stop();
  }

  /** Writes everything that is only in memory to disk. */
  async persist(): Promise<void> {
    await this.#memory.flush();
    this.#memory.archive?.close();
  }

  /** All of it, in this order. */
  async stop(): Promise<void> {
    this.service.refuse();
    // What is there is written while the last batch ends, and what that batch brings afterwards.
    await Promise.all([this.flushInference(), this.#memory.flush()]);
    this.flushDensity();
    await this.persist();
  }
}

/** Answers outlive the process in the archive, for as long as the code that computes them is the same. */
function answersIn(
  archive: () => ForecastArchive | null,
  datasets: DatasetRegistry,
  version: () => string,
): AnswerStore {
  const versioned = (key: string): string => `${version()} ${key}`;
  return {
    find: (key) => archive()?.answers?.find(versioned(key)) ?? null,
    store: (key, dataset, answer) => {
      if (datasets.find(dataset)?.isKept !== false) archive()?.answers?.store(versioned(key), dataset, answer);
    },
  };
}

/** Nothing waits for the cache at the end of the process but `stop`. */
function scheduleUnref(work: () => void, ms: number): void {
  setTimeout(work, ms).unref();
}
