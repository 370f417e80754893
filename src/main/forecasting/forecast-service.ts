import type { Forecast, Health, SeriesValues } from "#contract/data";
import type { EventPayload } from "#contract/ipc";
import type { DensityColumns, IngestedDataset, IngestedSeries } from "#contract/worker";
import { ByteCache, forecastColumnKey, ForecastStore, SingleFlight, type ColumnShape } from "#engine/cache";
import { CancelledError, EngineError } from "#engine/errors";
import {
  Dispatcher,
  LatencyHistogram,
  type BatchRunner,
  type ComputedForecast,
  type ForecastColumn,
  type RangeEnd,
} from "#engine/jobs";
import type { Logger } from "../app/logger.ts";
import type { ForecastLimits } from "./forecast-limits.ts";
import {
  actualsAfter,
  anchorAt,
  fillContext,
  firstObserved,
  horizonTimes,
  minContextSteps,
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
  readonly maxHorizonSteps: number;
  /** Version of what happens to the numbers before and after the model. */
  readonly preprocessing: string;
  readonly executionProvider: string;
}

export interface ForecastKey {
  readonly dataset: string;
  readonly series: string;
  readonly model: string;
  readonly horizon: number;
  readonly origin: number;
}

export interface GetForecast extends ForecastKey {
  /** Requests of one view supersede each other; null for a request that stands alone. */
  readonly view: string | null;
  readonly density: boolean;
}

export type BackgroundProgress = EventPayload<"background:progress">;

export interface ForecastServicePorts {
  readonly runner: BatchRunner;
  readonly models: (id: string) => ServiceModel | undefined;
  /** Per-step density of finished quantiles ([levels × horizon], row-major). */
  readonly density: (
    quantiles: Float32Array,
    levels: readonly number[],
    horizonSteps: number,
    isNonNegative: boolean,
  ) => Promise<DensityColumns>;
  readonly onBackgroundProgress: (progress: BackgroundProgress) => void;
  readonly logger: Logger;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** The part of the contract's health that the core answers for. */
export type CoreHealth = Pick<
  Health,
  "load" | "queued" | "oldestQueuedMs" | "running" | "counts" | "latencyMs" | "caches" | "forecastsPerSecond"
>;

interface OpenDataset {
  readonly dataset: IngestedDataset;
  readonly series: ReadonlyMap<string, IngestedSeries>;
  references: number;
}

/** One series, model and horizon of an open dataset. */
interface OpenColumn extends ForecastColumn {
  readonly shape: ColumnShape;
  readonly source: IngestedSeries;
}

interface Background {
  readonly column: OpenColumn;
  readonly span: { readonly oldest: number; readonly newest: number };
  reportedMs: number;
}

const progressEveryMs = 200;
/** Background work may fill this share of the store; the rest is left to what users look at elsewhere. */
const backgroundShare = 0.5;

/**
 * Answers requests for forecasts: from memory, by joining work under way, or by new work.
 *
 * It runs in the main process and never computes: it cuts windows, keeps books and copies finished numbers.
 */
export class ForecastService {
  readonly #ports: ForecastServicePorts;
  readonly #limits: ForecastLimits;
  readonly #dispatcher: Dispatcher;
  readonly #store: ForecastStore;
  readonly #densities: ByteCache<string, DensityColumns>;
  readonly #densityRuns = new SingleFlight<string, DensityColumns>();
  readonly #datasets = new Map<string, OpenDataset>();
  readonly #columns = new Map<string, OpenColumn>();
  readonly #backgrounds = new Map<string, Background>();
  readonly #hitLatency = new LatencyHistogram();
  readonly #densityLatency = new LatencyHistogram();

  constructor(ports: ForecastServicePorts, limits: ForecastLimits) {
    this.#ports = ports;
    this.#limits = limits;
    const { now } = ports;
    this.#store = new ForecastStore({ maxBytes: limits.forecastBytes, now });
    this.#densities = new ByteCache({ maxBytes: limits.densityBytes, maxItems: 16_384, now });
    this.#dispatcher = new Dispatcher(
      {
        runner: ports.runner,
        windows: { fill: (column, origin, target) => this.#fill(column, origin, target) },
        nextMissing: (column, from, to) => this.#store.nextMissing(column.key, from, to),
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
      return;
    }
    const series = new Map(dataset.series.map((one) => [one.id, one]));
    this.#datasets.set(dataset.handle, { dataset, series, references: 1 });
  }

  /** Gives one reference back. The last one releases its waiters and stops its work; computed forecasts stay. */
  close(handle: string): void {
    const open = this.#datasets.get(handle);
    if (open === undefined) return;
    open.references -= 1;
    if (open.references > 0) return;
    this.#datasets.delete(handle);
    this.#dispatcher.forget(handle);
    for (const [key, column] of [...this.#columns]) {
      if (column.dataset !== handle) continue;
      this.#columns.delete(key);
      this.#backgrounds.delete(key);
    }
  }

  /** Throws `dataset-not-found`. */
  dataset(handle: string): IngestedDataset {
    return this.#open(handle).dataset;
  }

  /** Throws `dataset-not-found` or `series-not-found`. */
  values(handle: string, seriesId: string): SeriesValues {
    const { times, values } = this.#series(handle, seriesId);
    return { series: seriesId, times, values };
  }

  async get(request: GetForecast, signal?: AbortSignal): Promise<Forecast> {
    const startedMs = this.#ports.now();
    if (signal?.aborted === true) throw cancelledBy(signal);
    const series = this.#series(request.dataset, request.series);
    const model = this.#model(request.model);
    checkHorizon(request.horizon, model);
    checkOrigin(request.origin, series);
    const anchor = anchorAt(series, request.origin);
    if (anchor === null) {
      throw new EngineError("series-too-short", "No value is observed up to this origin.", {
        hint: "Choose a later origin.",
      });
    }
    const column = this.#column(request.dataset, series, model, request.horizon);

    const { quantiles, density, source } = await this.#find(column, request, signal);
    const finishedDensity = request.density
      ? (density ?? (await this.#density(column, request.origin, quantiles, model, signal)))
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
      times: horizonTimes(series, request.origin, request.horizon),
      actuals: actualsAfter(series, request.origin, request.horizon),
      anchor,
      density: finishedDensity,
      source,
    };
  }

  /** Computes the other origins of the series in the background, nearest to this one first. */
  focus(key: ForecastKey): void {
    const series = this.#series(key.dataset, key.series);
    const model = this.#model(key.model);
    checkHorizon(key.horizon, model);
    checkOrigin(key.origin, series);
    const column = this.#column(key.dataset, series, model, key.horizon);
    const span = this.#backgroundSpan(column, key.origin);
    if (span === null) return;
    this.#dispatcher.focus(column, { ...span, focus: key.origin });
    const reportedMs = this.#backgrounds.get(column.key)?.reportedMs ?? Number.NEGATIVE_INFINITY;
    this.#backgrounds.set(column.key, { column, span, reportedMs });
  }

  health(): CoreHealth {
    const depth = this.#dispatcher.depth();
    const store = this.#store.stats();
    const densities = this.#densities.stats();
    let background = 0;
    for (const { column, span } of this.#backgrounds.values()) background += totalOf(span) - this.#computedIn(column, span);
    return {
      load: depth.load,
      queued: { user: depth.userItems, background },
      oldestQueuedMs: depth.oldestMs,
      running: depth.running,
      counts: this.#dispatcher.counters.all(),
      latencyMs: {
        ...this.#dispatcher.latencies(),
        hit: this.#hitLatency.summary(),
        density: this.#densityLatency.summary(),
      },
      caches: {
        forecasts: { items: store.forecasts, bytes: store.bytes, maxBytes: store.maxBytes },
        densities: { items: densities.items, bytes: densities.bytes, maxBytes: densities.maxBytes },
      },
      forecastsPerSecond: this.#dispatcher.forecastsPerSecond(),
    };
  }

  /** Refuses new work, releases everyone who waits, and resolves when no batch is under way any more. */
  stop(): Promise<void> {
    this.#backgrounds.clear();
    this.#densityRuns.cancelAll("shutdown");
    return this.#dispatcher.stop();
  }

  // Finding -----------------------------------------------------------------------------------------------------------

  async #find(
    column: OpenColumn,
    { origin, view, density }: GetForecast,
    signal: AbortSignal | undefined,
  ): Promise<{ quantiles: Float32Array; density: DensityColumns | null; source: Forecast["source"] }> {
    const { counters } = this.#dispatcher;
    const stored = this.#store.read(column.key, origin);
    if (stored !== null) {
      counters.add("hit");
      if (view !== null) this.#dispatcher.supersede(view);
      return { quantiles: stored, density: null, source: "cache" };
    }
    const ticket = this.#dispatcher.request(column, origin, { view, wantsDensity: density });
    const window = await untilAborted(ticket, signal);
    return {
      // Others may hold the same array, and it may be a view of its whole batch.
      quantiles: window.quantiles.slice(),
      density: window.density,
      source: ticket.hasJoined ? "joined" : "computed",
    };
  }

  async #density(
    column: OpenColumn,
    origin: number,
    quantiles: Float32Array,
    model: ServiceModel,
    signal: AbortSignal | undefined,
  ): Promise<DensityColumns> {
    const key = densityKey(column.key, origin);
    const known = this.#densities.get(key);
    if (known !== undefined) return known;
    const startedMs = this.#ports.now();
    const ticket = this.#densityRuns.join(key, () => ({
      promise: this.#ports.density(quantiles, model.levels, column.horizonSteps, column.source.isNonNegative),
      // A density takes a millisecond or two: it is let finish.
      cancel: () => undefined,
    }));
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
      this.#store.write(column.key, open.shape, origin, window.quantiles);
      if (window.density !== null) this.#keepDensity(densityKey(column.key, origin), window.density);
      const background = this.#backgrounds.get(column.key);
      if (background !== undefined) touched.add(background);
    }
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
    return { isNonNegative: open.source.isNonNegative };
  }

  // Background --------------------------------------------------------------------------------------------------------

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
    if (error !== null) this.#ports.logger.warn("background-stopped", { code: error.code, message: error.message });
    if (background === undefined) return;
    this.#backgrounds.delete(column.key);
    this.#report(background, this.#ports.now());
  }

  #report(background: Background, nowMs: number): void {
    background.reportedMs = nowMs;
    const { column, span } = background;
    this.#ports.onBackgroundProgress({
      dataset: column.dataset,
      series: column.series,
      model: column.model,
      horizon: column.horizonSteps,
      computed: this.#computedIn(column, span),
      reused: 0,
      total: totalOf(span),
    });
  }

  #computedIn(column: OpenColumn, span: Background["span"]): number {
    return Math.min(totalOf(span), this.#store.knownCount(column.key));
  }

  // Looking up --------------------------------------------------------------------------------------------------------

  #open(handle: string): OpenDataset {
    const open = this.#datasets.get(handle);
    if (open === undefined) throw datasetNotFound();
    return open;
  }

  #series(handle: string, seriesId: string): IngestedSeries {
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

  #column(dataset: string, source: IngestedSeries, model: ServiceModel, horizonSteps: number): OpenColumn {
    const key = forecastColumnKey({
      content: `${dataset}/${source.id}`,
      modelSha256: model.sha256,
      preprocessing: model.preprocessing,
      horizonSteps,
      isNonNegative: source.isNonNegative,
    });
    const known = this.#columns.get(key);
    if (known !== undefined) return known;
    const column: OpenColumn = {
      key,
      dataset,
      series: source.id,
      model: model.id,
      horizonSteps,
      contextSteps: model.contextSteps,
      shape: {
        valuesPerForecast: model.levels.length * horizonSteps,
        originCount: 1 - oldestOrigin(source.values.length),
      },
      source,
    };
    this.#columns.set(key, column);
    return column;
  }
}

function datasetNotFound(): EngineError {
  return new EngineError("dataset-not-found", "This file is not open any more.", { hint: "Open it again." });
}

function checkHorizon(horizonSteps: number, model: ServiceModel): void {
  if (Number.isInteger(horizonSteps) && horizonSteps >= 1 && horizonSteps <= model.maxHorizonSteps) return;
  throw new EngineError(
    "horizon-out-of-range",
    `This model forecasts 1 to ${model.maxHorizonSteps} steps ahead, not ${horizonSteps}.`,
  );
}

function checkOrigin(origin: number, series: IngestedSeries): void {
  const oldest = oldestOrigin(series.values.length);
  if (!Number.isInteger(origin) || origin > 0 || origin < oldest) {
    throw new EngineError("origin-out-of-range", `The origin ${origin} is outside this series: it goes from ${oldest} to 0.`);
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

/** Waits for a ticket; when the signal fires first, gives the ticket up. */
async function untilAborted<V>(
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
