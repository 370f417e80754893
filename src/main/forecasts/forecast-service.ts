import type { Forecast, Health, SeriesValues } from "#contract/data";
import type { EventPayload } from "#contract/ipc";
import type { ForecastKey } from "#domain/forecast";
import type { DensityColumns, IngestedDataset, IngestedSeries, SampleRows } from "#contract/worker";
import {
  ByteCache,
  ChunkLayout,
  forecastColumnKey,
  LayeredColumn,
  QueryCache,
  reusableSpans,
  type ColumnShape,
  type ReuseSource,
} from "#engine/cache";
import { SingleFlight, type Run } from "#engine/concurrency";
import { CancelledError, EngineError, toPlainError } from "#engine/errors";
import {
  Dispatcher,
  followDevice,
  isDeviceChanged,
  type BatchRunner,
  type ComputedForecast,
  type ForecastColumn,
  type RangeEnd,
} from "#engine/dispatch";
import { LatencyHistogram } from "#engine/measures";
import { answerRows } from "#engine/inference";
import { suitsFrequency, type Manifest } from "#engine/registry";
import type { Logger } from "#main/platform";
import type { CachedDataset } from "#main/cache";
import { DiskNotice } from "#main/cache";
import { ForecastArchive, noArchive, type ArchiveInfo, type VerifyReport } from "#main/cache";
import { keepingIn, type DatasetKeeping } from "#main/datasets";
import type { ForecastLimits } from "./forecast-limits.ts";
import { ForecastMemory } from "./forecast-memory.ts";
import { entryOf, SeriesLibrary, type Relative } from "./forecast-reuse.ts";
import {
  actualsAfter,
  anchorAt,
  fillContext,
  firstObserved,
  horizonTimes,
  isNonNegativeAt,
  minContextSteps,
  nonNegativeStepsOf,
  oldestOrigin,
  visibleSteps,
} from "./forecast-window.ts";

/** What the service has to know of a model. */
export interface ServiceModel {
  readonly id: string;
  readonly version: string;
  readonly sha256: string;
  readonly contextSteps: number;
  readonly levels: readonly number[];
  /** It gives samples, which are kept beside the quantiles that are made of them. */
  readonly samples?: SampleRows;
  /** The steps that its series must have; any where it does not say. */
  readonly frequencies?: Manifest["frequencies"];
  readonly maxHorizonSteps: number;
  /** Version of what happens to the numbers before and after the model. */
  readonly preprocessing: string;
  readonly executionProvider: string;
}

export type { ForecastKey };

export interface GetForecast extends ForecastKey {
  /** Requests of one view supersede each other; null for a request that stands alone. */
  readonly view: string | null;
  readonly density: boolean;
}

export type BackgroundProgress = EventPayload<"background:progress">;

export interface ForecastServicePorts {
  readonly runner: BatchRunner;
  readonly models: (id: string) => ServiceModel | undefined;
  /** Per-step density of finished quantiles ([levels × horizon], row-major), or of samples ([rows × horizon]). */
  readonly density: (
    rows: Float32Array,
    levels: readonly number[],
    horizonSteps: number,
    isNonNegative: boolean,
    samples: SampleRows | undefined,
  ) => Run<DensityColumns>;
  /** The queue that `density` asks through, for health. */
  readonly densityQueue?: () => Health["queues"]["density"];
  readonly onBackgroundProgress: (progress: BackgroundProgress) => void;
  /** Something the user should know and can't see otherwise, in one sentence. */
  readonly onNotice?: (message: string) => void;
  /** Names the code that computes answers from forecasts: other code may give others. */
  readonly answerVersion?: () => string;
  /** Where forecasts outlive the process; without it they don't, unless `openCaches` is called. */
  readonly cacheFolder?: string;
  readonly logger: Logger;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Milliseconds since 1970; the system's unless given. */
  readonly wallNow?: () => number;
  /** Runs `work` once after a while; the system's timer unless given. */
  readonly schedule?: (work: () => void, ms: number) => void;
}

/** The part of the contract's health that the core answers for. */
export type CoreHealth = Pick<Health, "load" | "queues" | "counts" | "latencyMs" | "caches" | "forecastsPerSecond">;

export type CacheInfo = ArchiveInfo & { readonly memoryBytes: number; readonly maxMemoryBytes: number };

/** What is kept, and what can be done about it. */
export interface CacheAdmin {
  info(): CacheInfo;
  /** Datasets on disk with sizes and ages, the one used last first. */
  list(): readonly CachedDataset[];
  /** Reads and checks every file. */
  verify(): Promise<VerifyReport>;
  /** Writes down everything that is only in memory. */
  flush(): Promise<void>;
  /** Deletes one dataset, or everything, from memory and disk; the number of files that went. */
  delete(dataset?: string): Promise<number>;
  /** Of everything on disk; what does not fit any more goes at once. */
  setDiskBytes(maxBytes: number): Promise<void>;
  /** A pinned dataset stays on disk whatever else needs room. Throws `dataset-not-found`. */
  pin(dataset: string, isPinned: boolean): void;
}

interface OpenSeries {
  readonly source: IngestedSeries;
  /** Null until it was compared with the series of other files. */
  relatives: readonly Relative[] | null;
  comparing: Promise<void> | null;
}

interface OpenDataset {
  dataset: IngestedDataset;
  readonly series: ReadonlyMap<string, OpenSeries>;
  references: number;
}

/** One series, model and horizon of an open dataset. */
interface OpenColumn extends ForecastColumn {
  readonly shape: ColumnShape;
  readonly source: IngestedSeries;
  /** With the columns of other files that have forecasts of equal windows. */
  readonly layers: LayeredColumn;
}

interface Background {
  readonly column: OpenColumn;
  readonly focus: number;
  readonly span: { readonly oldest: number; readonly newest: number };
  /** Origins that other files' forecasts answered when this began. */
  readonly reused: number;
  reportedMs: number;
}

const progressEveryMs = 200;
/** Background work may fill this share of the store; the rest is left to what users look at elsewhere. */
const backgroundShare = 0.5;
const layout = new ChunkLayout(64);
/** The longest that a first chart waits to learn whether it is known from another file. */
const compareForMs = 30;

/**
 * Answers requests for forecasts: from memory, by joining work under way, or by new work.
 *
 * It runs in the main process and never computes: it cuts windows, keeps books and copies finished numbers.
 */
export class ForecastService {
  /** Answers that others compute from forecasts; they go with their dataset when the cache is told to forget it. */
  readonly queries: QueryCache;
  readonly #ports: ForecastServicePorts;
  readonly #limits: ForecastLimits;
  readonly #dispatcher: Dispatcher;
  readonly #memory: ForecastMemory;
  readonly #library: SeriesLibrary;
  readonly #wallNow: () => number;
  readonly #schedule: (work: () => void, ms: number) => void;
  readonly #notice: DiskNotice;
  readonly #densities: ByteCache<string, DensityColumns>;
  readonly #densityRuns = new SingleFlight<string, DensityColumns>();
  readonly #datasets = new Map<string, OpenDataset>();
  readonly #columns = new Map<string, OpenColumn>();
  readonly #backgrounds = new Map<string, Background>();
  /** The newest request of each view that waits for an answer; what it waits for ends when a newer one comes. */
  readonly #turns = new Map<string, AbortController>();
  readonly #hitLatency = new LatencyHistogram();
  readonly #densityLatency = new LatencyHistogram();

  constructor(ports: ForecastServicePorts, limits: ForecastLimits) {
    this.#ports = ports;
    this.#limits = limits;
    const { now } = ports;
    this.#wallNow = ports.wallNow ?? Date.now;
    this.#schedule = ports.schedule ?? scheduleUnref;
    this.#notice = new DiskNotice((message) => ports.onNotice?.(message));
    this.#memory = new ForecastMemory({
      maxBytes: limits.forecastBytes,
      now,
      logger: ports.logger,
      layout,
      schedule: this.#schedule,
      notice: this.#notice,
    });
    this.#library = new SeriesLibrary({ closedBytes: limits.closedSeriesBytes, now });
    if (ports.cacheFolder !== undefined) this.openCaches(ports.cacheFolder);
    const versioned = (key: string): string => `${ports.answerVersion?.() ?? ""} ${key}`;
    this.queries = new QueryCache({
      maxBytes: limits.queryBytes,
      ttlMs: limits.queryTtlMs,
      now,
      keeper: {
        find: (key) => this.#memory.archive?.answers?.find(versioned(key)) ?? null,
        keep: (key, dataset, answer) => this.#memory.archive?.answers?.keep(versioned(key), dataset, answer),
      },
    });
    this.#densities = new ByteCache({ maxBytes: limits.densityBytes, maxItems: 16_384, now });
    this.#dispatcher = new Dispatcher(
      {
        runner: ports.runner,
        windows: { fill: (column, origin, target) => this.#fill(column, origin, target) },
        nextMissing: (column, from, to) => this.#nextMissing(column, from, to),
        store: (forecasts) => this.#keep(forecasts),
        onRangeEnd: (end) => this.#endBackground(end),
        onBug: (error) => ports.logger.error("core-bug", { message: String(error) }),
        now,
      },
      limits,
    );
  }

  /** Opens a dataset, or takes one more reference to it: the same content opened twice is held once. */
  register(dataset: IngestedDataset): void {
    const known = this.#datasets.get(dataset.handle);
    if (known !== undefined) {
      known.references += 1;
      // Another file may hold the same content: what is said about rows is said about the one that was opened last.
      known.dataset = dataset;
      return;
    }
    const series = new Map(
      dataset.series.map((source): [string, OpenSeries] => [source.id, { source, relatives: null, comparing: null }]),
    );
    this.#datasets.set(dataset.handle, { dataset, series, references: 1 });
    this.#library.add(dataset);
    this.#memory.archive?.touchDataset(dataset.handle);
  }

  /** Gives one reference back. The last one releases its waiters and stops its work; computed forecasts stay. */
  close(handle: string): void {
    const open = this.#datasets.get(handle);
    if (open === undefined) return;
    open.references -= 1;
    if (open.references > 0) return;
    this.#datasets.delete(handle);
    this.#library.retire(handle);
    this.#dispatcher.forget(handle);
    for (const [key, column] of [...this.#columns]) {
      if (column.dataset !== handle) continue;
      this.#columns.delete(key);
      this.#backgrounds.delete(key);
      this.#memory.release(key);
    }
  }

  /** Throws `dataset-not-found`. */
  dataset(handle: string): IngestedDataset {
    const open = this.#datasets.get(handle);
    if (open === undefined) throw new EngineError("dataset-not-found", "This file is not open any more.");
    return open.dataset;
  }

  /** Throws `dataset-not-found` or `series-not-found`. */
  series(handle: string, seriesId: string): IngestedSeries {
    return this.#series(handle, seriesId).source;
  }

  /** Throws `dataset-not-found` or `series-not-found`. */
  values(handle: string, seriesId: string): SeriesValues {
    const { times, values } = this.#series(handle, seriesId).source;
    const { flags } =
      this.dataset(handle).series.find(({ id }) => id === seriesId) ?? this.#series(handle, seriesId).source;
    return { series: seriesId, times, values, flags };
  }

  async get(request: GetForecast, signal?: AbortSignal): Promise<Forecast> {
    const { view } = request;
    if (view === null) return this.#get(request, signal);
    const turn = new AbortController();
    const previous = this.#turns.get(view);
    this.#turns.set(view, turn);
    try {
      const answer = this.#get(request, signal, turn.signal);
      // After the newer one has asked: where both want the same, it must not be let go in between.
      previous?.abort(new CancelledError("superseded"));
      return await answer;
    } finally {
      // Views come and go with windows; a turn only has to outlive the requests that it tells apart.
      if (this.#turns.get(view) === turn) this.#turns.delete(view);
    }
  }

  /**
   * Draw once and forget: one forecast of a dataset that nobody need keep open. It waits beside whatever else is asked of
   * the same content, joins what runs already, starts no background work, and gives back the one reference that it takes.
   */
  async draw(
    dataset: IngestedDataset,
    request: Omit<GetForecast, "dataset" | "view">,
    signal?: AbortSignal,
  ): Promise<Forecast> {
    this.register(dataset);
    try {
      return await this.get({ ...request, dataset: dataset.handle, view: null }, signal);
    } finally {
      this.close(dataset.handle);
    }
  }

  /** A model may change its device while a request waits: the request then follows it, and is answered by what computed it. */
  #get(request: GetForecast, signal: AbortSignal | undefined, turn?: AbortSignal): Promise<Forecast> {
    return followDevice(() => this.#getOnce(request, signal, turn));
  }

  /** `turn` fires when the same view asks for something newer. */
  async #getOnce(request: GetForecast, signal: AbortSignal | undefined, turn?: AbortSignal): Promise<Forecast> {
    const startedMs = this.#ports.now();
    if (signal?.aborted === true) throw cancelledBy(signal);
    const open = this.#series(request.dataset, request.series);
    const series = open.source;
    const model = this.#model(request.model);
    checkFrequency(series, model);
    checkHorizon(request.horizon, model);
    checkOrigin(request.origin, series);
    const anchor = anchorAt(series, request.origin);
    if (anchor === null) {
      throw new EngineError("series-too-short", "No value is observed up to this origin.", {
        hint: "Choose a later origin.",
      });
    }
    if (open.relatives === null) await this.#compareAWhile(request.dataset, open);
    if (!this.#isOpen(request, open)) throw new CancelledError("dataset-deleted");
    const column = this.#column(request.dataset, open, model, request.horizon);

    const { quantiles, samples, density, source } = await this.#find(column, request, model, signal, turn);
    const finishedDensity = request.density
      ? (density ?? (await this.#density(column, request.origin, samples ?? quantiles, model, either(signal, turn))))
      : null;
    if (source === "cache") this.#hitLatency.add(this.#ports.now() - startedMs);
    return {
      dataset: request.dataset,
      series: request.series,
      model: { id: model.id, version: model.version, sha256: model.sha256 },
      executionProvider: model.executionProvider,
      horizon: request.horizon,
      origin: request.origin,
      levels: [...model.levels],
      quantiles,
      // Windows draw quantiles and densities.
      ...(samples === undefined || request.view !== null ? {} : { samples }),
      times: horizonTimes(series, request.origin, request.horizon, this.dataset(request.dataset).zone),
      actuals: actualsAfter(series, request.origin, request.horizon),
      anchor,
      density: finishedDensity,
      source,
    };
  }

  /** Computes the other origins of the series in the background, nearest to this one first. */
  focus(key: ForecastKey): void {
    const open = this.#series(key.dataset, key.series);
    const model = this.#model(key.model);
    checkFrequency(open.source, model);
    checkHorizon(key.horizon, model);
    checkOrigin(key.origin, open.source);
    if (open.relatives !== null) {
      this.#focus(key, open, model);
      return;
    }
    this.#compare(key.dataset, open)
      .then(() => this.#focus(key, open, model))
      .catch((error: unknown) => this.#ports.logger.warn("background-refused", { code: toPlainError(error).code }));
  }

  /** Names everything that the forecasts of a series, model and horizon depend on: content, weights, versions, device. */
  columnKey(key: Omit<ForecastKey, "origin">): string {
    return this.#column(key.dataset, this.#series(key.dataset, key.series), this.#model(key.model), key.horizon).key;
  }

  /** The quantiles of these origins that are there already; asks for none. */
  async computed(
    key: Omit<ForecastKey, "origin">,
    origins: readonly number[],
  ): Promise<{ readonly executionProvider: string; readonly found: ReadonlyMap<number, Float32Array> }> {
    const open = this.#series(key.dataset, key.series);
    const model = this.#model(key.model);
    checkHorizon(key.horizon, model);
    const column = this.#column(key.dataset, open, model, key.horizon);
    const found = new Map<number, Float32Array>();
    for (const origin of origins) {
      const stored = await this.#stored(column, origin);
      if (stored !== null) found.set(origin, rowsOf(stored, model, key.horizon).quantiles);
    }
    return { executionProvider: model.executionProvider, found };
  }

  health(): CoreHealth {
    const depth = this.#dispatcher.depth();
    const store = this.#memory.stats();
    const closed = this.#library.stats();
    const archive = this.#memory.archive?.info();
    const densities = this.#densities.stats();
    const queries = this.queries.stats();
    const held = [store, densities, queries, closed];
    const left = {
      evicted: held.reduce((sum, { evictions }) => sum + evictions.budget, 0),
      expired: held.reduce((sum, { evictions }) => sum + evictions.expired, 0),
      evictedFromDisk: this.#memory.archive?.evicted ?? 0,
      readFromDisk: this.#memory.readFromDisk,
    };
    let background = 0;
    for (const one of this.#backgrounds.values()) background += totalOf(one.span) - this.#computedIn(one);
    return {
      load: depth.load,
      queues: {
        user: {
          waiting: depth.userItems,
          running: depth.running.user,
          oldestMs: depth.userOldestMs,
          done: depth.done.user,
        },
        background: {
          waiting: background,
          running: depth.running.background,
          oldestMs: depth.rangeOldestMs,
          done: depth.done.background,
        },
        density: this.#ports.densityQueue?.() ?? { waiting: 0, running: 0, oldestMs: 0, done: 0 },
      },
      counts: { ...this.#dispatcher.counters.all(), ...left },
      latencyMs: {
        ...this.#dispatcher.latencies(),
        hit: this.#hitLatency.summary(),
        density: this.#densityLatency.summary(),
      },
      caches: {
        forecasts: { items: store.forecasts, bytes: store.bytes, maxBytes: store.maxBytes },
        densities: { items: densities.items, bytes: densities.bytes, maxBytes: densities.maxBytes },
        queries: { items: queries.items, bytes: queries.bytes, maxBytes: queries.maxBytes },
        closedSeries: { items: closed.items, bytes: closed.bytes, maxBytes: closed.maxBytes },
        ...(archive === undefined
          ? {}
          : { disk: { items: archive.forecasts, bytes: archive.bytes, maxBytes: archive.maxBytes } }),
      },
      forecastsPerSecond: this.#dispatcher.forecastsPerSecond(),
    };
  }

  get cache(): CacheAdmin {
    const memory = this.#memory;
    const { archive } = memory;
    return {
      info: () => {
        const held = [memory.stats(), this.#densities.stats(), this.#library.stats(), this.queries.stats()];
        const memoryBytes = held.reduce((sum, { bytes }) => sum + bytes, 0);
        const maxMemoryBytes = held.reduce((sum, { maxBytes }) => sum + maxBytes, 0);
        return { ...(archive?.info() ?? noArchive), memoryBytes, maxMemoryBytes };
      },
      list: () => archive?.list() ?? [],
      verify: async () => archive?.verify() ?? { files: 0, answers: 0, damaged: 0, missing: 0 },
      flush: () => memory.flush(),
      delete: async (dataset) => {
        await memory.flush();
        const files = (await archive?.delete(dataset)) ?? 0;
        for (const key of memory.store.columnKeys()) {
          if (dataset === undefined || key.startsWith(`["${dataset}/`)) memory.store.delete(key);
        }
        this.#densities.deleteWhere((key) => dataset === undefined || key.includes(`["${dataset}/`));
        this.#library.forget(dataset);
        this.queries.forget(dataset);
        return files;
      },
      setDiskBytes: async (maxBytes) => archive?.setMaxBytes(maxBytes),
      pin: (dataset, isPinned) => {
        if (archive?.pin(dataset, isPinned) !== true) {
          throw new EngineError("dataset-not-found", "There is no such dataset in the cache.");
        }
      },
    };
  }

  /** For the ingest processes: where datasets are kept, and the books on them. Null where nothing can be kept. */
  datasetKeeping(): DatasetKeeping | null {
    return keepingIn(this.#memory.archive);
  }

  /** The file that a dataset came from last, for people. */
  nameDataset(handle: string, name: string): void {
    this.#memory.archive?.touchDataset(handle, name);
  }

  /** From now on nothing is taken on. */
  refuse(): void {
    this.#dispatcher.refuse();
  }

  /** Releases everyone who waits for a forecast; resolves when no batch is under way any more. */
  flushInference(): Promise<void> {
    this.#backgrounds.clear();
    return this.#dispatcher.stop();
  }

  /** Releases everyone who waits for something made of forecasts. */
  flushDensity(): void {
    this.#densityRuns.cancelAll("shutdown");
    this.queries.stop();
  }

  /** Writes down what is only in memory. */
  async persist(): Promise<void> {
    await this.#memory.flush();
    this.#memory.archive?.close();
  }

  /** All of it, in this order. */
  async stop(): Promise<void> {
    this.refuse();
    // What is there is written while the last batch ends, and what that batch brings afterwards.
    await Promise.all([this.flushInference(), this.#memory.flush()]);
    this.flushDensity();
    await this.persist();
  }

  // Finding -----------------------------------------------------------------------------------------------------------

  async #find(
    column: OpenColumn,
    { origin, view, density }: GetForecast,
    model: ServiceModel,
    signal: AbortSignal | undefined,
    turn: AbortSignal | undefined,
  ): Promise<ForecastRows & { density: DensityColumns | null; source: Forecast["source"] }> {
    const { counters } = this.#dispatcher;
    const stored = await this.#stored(column, origin);
    if (stored !== null) {
      counters.add("hit");
      if (view !== null && turn?.aborted !== true) this.#dispatcher.supersede(view);
      return { ...rowsOf(stored, model, column.horizonSteps), density: null, source: "cache" };
    }
    // A request that came later has asked already: this one must not push it aside.
    if (turn?.aborted === true) {
      counters.add("superseded");
      throw new CancelledError("superseded");
    }
    // Closed while its file was read.
    if (this.#columns.get(column.key) !== column) throw new CancelledError("dataset-deleted");
    const ticket = this.#dispatcher.request(column, origin, { view, wantsDensity: density });
    const window = await untilAborted(ticket, signal);
    return {
      // Others may hold the same array, and it may be a view of its whole batch.
      quantiles: window.quantiles.slice(),
      samples: window.samples?.slice(),
      density: window.density,
      source: ticket.hasJoined ? "joined" : "computed",
    };
  }

  async #stored(column: OpenColumn, origin: number): Promise<Float32Array | null> {
    // More than once only where a column promised what its file does not hold: the next layer may.
    for (;;) {
      const place = column.layers.find(origin);
      const shape = place === null ? null : this.#memory.store.shapeOf(place.columnKey);
      if (place === null || shape === null) return null;
      const stored = await this.#memory.read(place.columnKey, shape, place.origin);
      if (stored !== null) return stored;
    }
  }

  async #density(
    column: OpenColumn,
    origin: number,
    rows: Float32Array,
    model: ServiceModel,
    signal: AbortSignal | undefined,
  ): Promise<DensityColumns> {
    const key = densityKey(column.key, origin);
    const known = this.#densities.get(key);
    if (known !== undefined) return known;
    const startedMs = this.#ports.now();
    const ticket = this.#densityRuns.join(key, () =>
      this.#ports.density(
        rows,
        model.levels,
        column.horizonSteps,
        isNonNegativeAt(column.source, origin),
        model.samples,
      ),
    );
    const density = await untilAborted(ticket, signal);
    this.#densityLatency.add(this.#ports.now() - startedMs);
    this.#keepDensity(key, density);
    return density;
  }

  // Keeping -----------------------------------------------------------------------------------------------------------

  #keep(forecasts: readonly ComputedForecast[]): void {
    const touched = new Set<Background>();
    for (const { column, origin, window } of forecasts) {
      const open = this.#columns.get(column.key);
      // The dataset was closed while its batch ran: its shape is gone, and so is everyone who wanted it.
      if (open === undefined) continue;
      this.#memory.write(column.key, open.shape, origin, withSamples(window));
      if (window.density !== null) this.#keepDensity(densityKey(column.key, origin), window.density);
      const background = this.#backgrounds.get(column.key);
      if (background !== undefined) touched.add(background);
    }
    this.#memory.wrote();
    const nowMs = this.#ports.now();
    for (const background of touched) {
      if (nowMs - background.reportedMs >= progressEveryMs) this.#report(background, nowMs);
    }
  }

  #keepDensity(key: string, density: DensityColumns): void {
    const bytes = density.values.byteLength + density.from.byteLength + density.step.byteLength;
    this.#densities.set(key, density, bytes, this.#limits.densityTtlMs);
  }

  #fill(column: ForecastColumn, origin: number, target: Float32Array): { isNonNegative: boolean } {
    const open = this.#columns.get(column.key);
    if (open === undefined) throw datasetNotFound();
    fillContext(open.source, origin, target);
    return { isNonNegative: isNonNegativeAt(open.source, origin) };
  }

  // Background --------------------------------------------------------------------------------------------------------

  #focus(key: ForecastKey, open: OpenSeries, model: ServiceModel): void {
    if (!this.#isOpen(key, open)) return;
    const column = this.#column(key.dataset, open, model, key.horizon);
    const span = this.#backgroundSpan(column, key.origin);
    if (span === null) return;
    this.#dropOtherHorizons(column);
    const known = this.#backgrounds.get(column.key);
    const isSameSpan = known?.span.oldest === span.oldest && known.span.newest === span.newest;
    if (known === undefined || !isSameSpan) {
      const reused = column.layers.reusedCount(span.oldest, span.newest);
      if (known === undefined) this.#dispatcher.counters.add("reused", reused);
      this.#backgrounds.set(column.key, {
        column,
        focus: key.origin,
        span,
        reused,
        reportedMs: known?.reportedMs ?? Number.NEGATIVE_INFINITY,
      });
    }
    this.#dispatcher.focus(column, { ...span, focus: key.origin });
  }

  /** A user who tries horizons leaves each of them behind: only the last is worth a whole history. */
  #dropOtherHorizons({ key, dataset, series, model }: OpenColumn): void {
    for (const { column } of [...this.#backgrounds.values()]) {
      const isSame = column.dataset === dataset && column.series === series && column.model === model;
      if (!isSame || column.key === key) continue;
      this.#backgrounds.delete(column.key);
      this.#dispatcher.unfocus(column.key);
    }
  }

  #nextMissing({ key }: ForecastColumn, from: number, to: number): number | null {
    // A closed dataset has nothing left to compute.
    return this.#columns.get(key)?.layers.nextMissing(from, to) ?? null;
  }

  /** All origins that have something to see, or, where they would not fit into memory, those around the focus. */
  #backgroundSpan(column: OpenColumn, focus: number): { oldest: number; newest: number } | null {
    const steps = column.source.values.length;
    const oldest = Math.max(oldestOrigin(steps), firstObserved(column.source) + 1 - steps);
    if (oldest > 0) return null;
    const bytesPerForecast = column.shape.valuesPerForecast * Float32Array.BYTES_PER_ELEMENT;
    const fitting = Math.max(1, Math.floor((this.#limits.forecastBytes * backgroundShare) / bytesPerForecast));
    if (1 - oldest <= fitting) return { oldest, newest: 0 };
    const from = Math.max(oldest, Math.min(focus - Math.floor(fitting / 2), 1 - fitting));
    return { oldest: from, newest: from + fitting - 1 };
  }

  #endBackground({ column, error }: RangeEnd): void {
    const background = this.#backgrounds.get(column.key);
    // Cancelled is what was asked for, not a failure.
    if (error !== null && error.code !== "cancelled")
      this.#ports.logger.warn("background-stopped", { code: error.code, message: error.message });
    if (background === undefined) return;
    this.#backgrounds.delete(column.key);
    if (isDeviceChanged(error) && this.#moveBackground(background)) return;
    this.#report(background, this.#ports.now());
  }

  /** The same work on the device that the model runs on now; false where it has not moved. */
  #moveBackground({ column: { key: columnKey, dataset, series, model, horizonSteps }, focus }: Background): boolean {
    const key = { dataset, series, model, horizon: horizonSteps, origin: focus };
    try {
      if (this.columnKey(key) === columnKey) return false;
      this.focus(key);
      return true;
    } catch (error) {
      this.#ports.logger.warn("background-refused", { code: toPlainError(error).code });
      return false;
    }
  }

  #report(background: Background, nowMs: number): void {
    background.reportedMs = nowMs;
    const { column, span, reused } = background;
    this.#ports.onBackgroundProgress({
      dataset: column.dataset,
      series: column.series,
      model: column.model,
      horizon: column.horizonSteps,
      computed: this.#computedIn(background),
      reused,
      total: totalOf(span),
    });
  }

  /** Reused ones included. */
  #computedIn({ column, span, reused }: Background): number {
    return Math.min(totalOf(span), this.#memory.store.knownCount(column.key) + reused);
  }

  // Reuse -------------------------------------------------------------------------------------------------------------

  /** Opens what outlives the process; before the first dataset. */
  openCaches(folder: string): void {
    const archive = new ForecastArchive({
      folder,
      maxBytes: this.#limits.diskBytes,
      maxAnswerBytes: this.#limits.queryBytes,
      notice: this.#notice,
      layout,
      wallNow: this.#wallNow,
      logger: this.#ports.logger,
      onGone: (columnKey, index) => this.#memory.forget(columnKey, index),
    });
    this.#memory.connect(archive);
    this.#library.connect(archive);
    void archive.sweep().catch(() => undefined);
  }

  /** Once per series: what other files already computed need not be computed again. */
  #compare(dataset: string, open: OpenSeries): Promise<void> {
    open.comparing ??= this.#library
      .relativesOf(dataset, open.source)
      .catch((error: unknown) => {
        this.#ports.logger.error("reuse-failed", { message: String(error) });
        return [];
      })
      .then((relatives) => {
        open.relatives = relatives;
        // Columns that were opened before the comparison was done.
        for (const column of this.#columns.values()) {
          const model = column.source === open.source ? this.#ports.models(column.model) : undefined;
          if (model !== undefined) column.layers.setSources(this.#sourcesOf(open, model, column.horizonSteps));
        }
      });
    return open.comparing;
  }

  /** The first chart of a file does not wait for a slow disk: one forecast computed twice is the smaller harm. */
  #compareAWhile(dataset: string, open: OpenSeries): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#schedule(resolve, compareForMs);
    return Promise.race([this.#compare(dataset, open), promise]);
  }

  #sourcesOf(series: OpenSeries, model: ServiceModel, horizonSteps: number): ReuseSource[] {
    const sources: ReuseSource[] = [];
    const mySteps = series.source.values.length;
    for (const { dataset, series: id, steps, nonNegativeSteps, runs } of series.relatives ?? []) {
      const columnKey = keyOf(dataset, id, series.source.isNonNegative, model, horizonSteps);
      const nonNegative = { mine: nonNegativeStepsOf(series.source), theirs: nonNegativeSteps };
      const spans = reusableSpans(runs, mySteps, steps, model.contextSteps, nonNegative);
      if (spans.length === 0) continue;
      this.#memory.openForReuse(columnKey, shapeOf(steps, model, horizonSteps));
      for (const span of spans) sources.push({ columnKey, ...span });
    }
    return sources;
  }

  // Looking up --------------------------------------------------------------------------------------------------------

  #open(handle: string): OpenDataset {
    const open = this.#datasets.get(handle);
    if (open === undefined) throw datasetNotFound();
    return open;
  }

  #isOpen(key: { readonly dataset: string; readonly series: string }, open: OpenSeries): boolean {
    return this.#datasets.get(key.dataset)?.series.get(key.series) === open;
  }

  #series(handle: string, seriesId: string): OpenSeries {
    const series = this.#open(handle).series.get(seriesId);
    if (series === undefined) {
      throw new EngineError("series-not-found", `This file has no series named “${seriesId}”.`);
    }
    return series;
  }

  #model(id: string): ServiceModel {
    const model = this.#ports.models(id);
    if (model === undefined) throw new EngineError("model-not-found", `There is no model named “${id}”.`);
    return model;
  }

  #column(dataset: string, open: OpenSeries, model: ServiceModel, horizonSteps: number): OpenColumn {
    const { source } = open;
    const key = keyOf(dataset, source.id, source.isNonNegative, model, horizonSteps);
    const known = this.#columns.get(key);
    if (known !== undefined) return known;
    const shape = shapeOf(source.values.length, model, horizonSteps);
    const column: OpenColumn = {
      key,
      dataset,
      series: source.id,
      model: model.id,
      executionProvider: model.executionProvider,
      horizonSteps,
      contextSteps: model.contextSteps,
      shape,
      source,
      layers: new LayeredColumn(this.#memory.store, key, this.#sourcesOf(open, model, horizonSteps)),
    };
    this.#memory.open({
      key,
      model: model.id,
      horizonSteps,
      levels: model.levels,
      sampleRows: model.samples === undefined ? 0 : answerRows(model),
      shape,
      entry: entryOf(dataset, source),
      values: source,
    });
    this.#columns.set(key, column);
    return column;
  }
}

function keyOf(
  dataset: string,
  series: string,
  isNonNegative: boolean,
  model: ServiceModel,
  horizonSteps: number,
): string {
  return forecastColumnKey({
    content: `${dataset}/${series}`,
    modelSha256: model.sha256,
    preprocessing: model.preprocessing,
    executionProvider: model.executionProvider,
    horizonSteps,
    isNonNegative,
  });
}

function shapeOf(steps: number, model: ServiceModel, horizonSteps: number): ColumnShape {
  const rows = model.samples === undefined ? 0 : answerRows(model);
  return { valuesPerForecast: (model.levels.length + rows) * horizonSteps, originCount: 1 - oldestOrigin(steps) };
}

interface ForecastRows {
  readonly quantiles: Float32Array;
  readonly samples: Float32Array | undefined;
}

/** Kept in one piece, the quantiles first: a forecast with its samples is found, stored and lost as one. */
function withSamples({ quantiles, samples }: Pick<ComputedForecast["window"], "quantiles" | "samples">): Float32Array {
  if (samples === undefined) return quantiles;
  const values = new Float32Array(quantiles.length + samples.length);
  values.set(quantiles);
  values.set(samples, quantiles.length);
  return values;
}

function rowsOf(stored: Float32Array, { levels, samples }: ServiceModel, horizonSteps: number): ForecastRows {
  if (samples === undefined) return { quantiles: stored, samples: undefined };
  const size = levels.length * horizonSteps;
  // Copies: what is sent takes its whole buffer along.
  return { quantiles: stored.slice(0, size), samples: stored.slice(size) };
}

/** Nothing waits for the cache at the end of the process but `stop`. */
function scheduleUnref(work: () => void, ms: number): void {
  setTimeout(work, ms).unref();
}

function datasetNotFound(): EngineError {
  return new EngineError("dataset-not-found", "This file is not open any more.", { hint: "Open it again." });
}

/** @throws EngineError model-refused: on other steps a model made for one would answer, and mean nothing by it */
function checkFrequency({ frequency }: IngestedSeries, { id, frequencies = "any" }: ServiceModel): void {
  if (frequencies === "any" || suitsFrequency(frequencies, frequency)) return;
  throw new EngineError(
    "model-refused",
    `The model ${id} is made for steps of ${frequencies.map(inWords).join(" or ")}; this series has steps of ${inWords(`${frequency.count} ${frequency.unit}`)}.`,
    { hint: "Choose another model." },
  );
}

/** "5 minute" as "5 minutes", "hour" as "1 hour". */
function inWords(frequency: string): string {
  const [count = "1", unit = count] = frequency.split(" ");
  if (unit === count) return `1 ${unit}`;
  return count === "1" ? frequency : `${frequency}s`;
}

function checkHorizon(horizonSteps: number, model: ServiceModel): void {
  if (Number.isInteger(horizonSteps) && horizonSteps >= 1 && horizonSteps <= model.maxHorizonSteps) return;
  throw new EngineError(
    "horizon-out-of-range",
    `This model forecasts 1 to ${model.maxHorizonSteps} steps ahead, not ${horizonSteps}.`,
  );
}

/** @throws EngineError origin-out-of-range or series-too-short */
export function checkOrigin(origin: number, series: IngestedSeries): void {
  const oldest = oldestOrigin(series.values.length);
  if (!Number.isInteger(origin) || origin > 0 || origin < oldest) {
    throw new EngineError(
      "origin-out-of-range",
      `The origin ${origin} is outside this series: it goes from ${oldest} to 0.`,
    );
  }
  if (visibleSteps(series, origin) < minContextSteps) {
    throw new EngineError("series-too-short", `A forecast needs at least ${minContextSteps} steps to look back on.`);
  }
}

function densityKey(columnKey: string, origin: number): string {
  return `${origin}@${columnKey}`;
}

function totalOf(span: { oldest: number; newest: number }): number {
  return span.newest - span.oldest + 1;
}

function cancelledBy(signal: AbortSignal): CancelledError {
  return signal.reason instanceof CancelledError ? signal.reason : new CancelledError("user");
}

function either(one: AbortSignal | undefined, other: AbortSignal | undefined): AbortSignal | undefined {
  return one === undefined || other === undefined ? (one ?? other) : AbortSignal.any([one, other]);
}

/** Waits for a ticket; when the signal fires first, gives the ticket up. */
export async function untilAborted<V>(
  ticket: { readonly promise: Promise<V>; cancel(reason: CancelledError["reason"]): void },
  signal: AbortSignal | undefined,
): Promise<V> {
  if (signal === undefined) return ticket.promise;
  const give = () => ticket.cancel(cancelledBy(signal).reason);
  if (signal.aborted) give();
  signal.addEventListener("abort", give, { once: true });
  try {
    return await ticket.promise;
  } finally {
    signal.removeEventListener("abort", give);
  }
}
