import type { Forecast, DensityColumns, ForecastKey, WorkLevel } from "#domain/forecast";
import type { Health } from "#domain/health";
import type { IngestedDataset } from "#domain/dataset";
import { cancelledBy, Turns, untilAborted } from "#engine/concurrency";
import { followDevice, type Dispatcher } from "#engine/dispatch";
import { CancelledError } from "#domain/errors";
import { LatencyHistogram } from "#engine/measures";
import type { DatasetListener, DatasetRegistry, OpenDataset } from "#main/datasets";
import { rowsOf, type ForecastRows } from "./column-layout.ts";
import type { ForecastColumns, OpenColumn } from "./forecast-columns.ts";
import type { ForecastDensities, ForecastPlace } from "./forecast-densities.ts";
import type { ServiceModel } from "./forecast-model.ts";
import { actualsAfter, horizonTimes } from "./forecast-window.ts";
import { checkRequest, requireAnchor } from "./request-validation.ts";
import type { WarmedForecasts } from "./warmed-forecasts.ts";
import type { WindowReuse } from "./window-reuse.ts";

export interface GetForecast extends ForecastKey {
  readonly density: boolean;
  /** A user's where absent. What an evaluation needs waits until there is room for it, and is never refused for want of it. */
  readonly level?: Exclude<WorkLevel, "background">;
}

export interface ForecastServiceParts {
  readonly datasets: DatasetRegistry;
  readonly columns: ForecastColumns;
  readonly reuse: WindowReuse;
  readonly densities: ForecastDensities;
  readonly warmed: WarmedForecasts;
  readonly dispatcher: Dispatcher;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Forecasts that evaluations may have under way at once; the dispatcher's queue has room for as many. */
  readonly maxEvaluationItems: number;
}

interface FoundForecast extends ForecastRows {
  readonly density: DensityColumns | null;
  readonly source: Forecast["source"];
  readonly place: ForecastPlace;
}

/**
 * Answers requests for forecasts: from memory, by joining work under way, or by new work.
 *
 * It runs in the main process and never computes: it cuts windows, does the bookkeeping and copies finished numbers.
 */
export class ForecastService implements DatasetListener {
  readonly #parts: ForecastServiceParts;
  readonly #hitLatency = new LatencyHistogram();
  readonly #evaluations: Turns;

  constructor(parts: ForecastServiceParts) {
    this.#parts = parts;
    this.#evaluations = new Turns(parts.maxEvaluationItems);
  }

  /**
   * One forecast. A model may change its device while a request waits: the request then follows it, and is answered by what
   * computed it. Where `signal` fires with a CancelledError("superseded"), a forecast that is being computed is still given.
   *
   * @throws EngineError what is wrong with the request, why there is no forecast, or CancelledError
   */
  get(request: GetForecast, signal?: AbortSignal): Promise<Forecast> {
    const get = (): Promise<Forecast> => followDevice(() => this.#get(request, signal));
    return request.level === "evaluation" ? this.#evaluations.run(get, signal) : get();
  }

  /**
   * Draw once and forget: one forecast of a dataset that nobody need keep open. It waits beside whatever else is asked of
   * the same content, joins what runs already, starts no background work, gives back the one reference that it takes, and
   * leaves nothing on disk.
   */
  async draw(dataset: IngestedDataset, request: Omit<GetForecast, "dataset">, signal?: AbortSignal): Promise<Forecast> {
    const lease = this.#parts.datasets.openOnce(dataset, this);
    try {
      return await this.get({ ...request, dataset: dataset.handle }, signal);
    } finally {
      lease.release();
    }
  }

  /** Releases all waiters for forecasts of this dataset. */
  closed({ dataset }: OpenDataset): void {
    this.#parts.dispatcher.forget(dataset.handle);
  }

  /** Refuses new work from now on. */
  refuse(): void {
    this.#parts.dispatcher.refuse();
  }

  /** Releases everyone who waits; resolves when no batch is under way any more. */
  stop(): Promise<void> {
    return this.#parts.dispatcher.stop();
  }

  /** Nobody waits for a forecast, and none is computed. */
  isIdle(): boolean {
    const { userItems, evaluationItems, ranges, retrying, running } = this.#parts.dispatcher.depth();
    const busy = userItems + evaluationItems + ranges + retrying + this.#evaluations.waiting;
    return busy === 0 && Object.values(running).every((count) => count === 0);
  }

  health(): Pick<Health, "load" | "counts" | "latencyMs" | "forecastsPerSecond"> & {
    readonly queues: Pick<Health["queues"], "user" | "evaluation">;
  } {
    const { dispatcher } = this.#parts;
    const { load, userItems, evaluationItems, running, userOldestMs, evaluationOldestMs, done } = dispatcher.depth();
    return {
      load,
      queues: {
        user: { waiting: userItems, running: running.user, oldestMs: userOldestMs, done: done.user },
        evaluation: {
          waiting: evaluationItems + this.#evaluations.waiting,
          running: running.evaluation,
          oldestMs: evaluationOldestMs,
          done: done.evaluation,
        },
      },
      counts: { ...dispatcher.counters.all(), ...this.#parts.warmed.counts() },
      latencyMs: { ...dispatcher.latencies(), hit: this.#hitLatency.summary() },
      forecastsPerSecond: dispatcher.forecastsPerSecond(),
    };
  }

  async #get(request: GetForecast, signal: AbortSignal | undefined): Promise<Forecast> {
    const { datasets, columns, reuse, densities, now } = this.#parts;
    const startedMs = now();
    if (signal?.aborted === true) throw cancelledBy(signal);
    const { origin, horizon } = request;
    const subject = columns.subject(request);
    const { open, series, model } = subject;
    checkRequest(request, series, model);
    const anchor = requireAnchor(series, origin);
    if (!reuse.isCompared(subject)) await reuse.compareWithTimeout(subject);
    if (!datasets.isOpen(open)) throw new CancelledError("dataset-deleted");
    const column = columns.column(subject, horizon);

    const { quantiles, samples, density, source, place } = await this.#find(column, request, model, signal);
    const finishedDensity = request.density
      ? (density ?? (await densities.get(column, origin, place, samples ?? quantiles, model, signal)))
      : null;
    if (source === "cache") this.#hitLatency.add(now() - startedMs);
    return {
      dataset: request.dataset,
      series: request.series,
      model: { id: model.id, version: model.version, sha256: model.sha256 },
      executionProvider: model.executionProvider,
      horizon,
      origin,
      levels: [...model.levels],
      quantiles,
      ...(samples === undefined ? {} : { samples }),
      times: horizonTimes(series, origin, horizon, open.dataset.zone),
      actuals: actualsAfter(series, origin, horizon),
      anchor,
      density: finishedDensity,
      source,
    };
  }

  async #find(
    column: OpenColumn,
    { origin, density, level }: GetForecast,
    model: ServiceModel,
    signal: AbortSignal | undefined,
  ): Promise<FoundForecast> {
    const { columns, dispatcher } = this.#parts;
    const { counters } = dispatcher;
    const stored = await columns.read(column, origin);
    if (stored !== null) {
      counters.add("hit");
      const { values, place } = stored;
      if (level !== "evaluation") this.#parts.warmed.used(place.columnKey, place.origin);
      return { ...rowsOf(values, model, column.horizonSteps), density: null, source: "cache", place };
    }
    // Given up while its file was read: nothing is begun for it any more.
    if (signal?.aborted === true) {
      const error = cancelledBy(signal);
      counters.add(error.reason === "superseded" ? "superseded" : "cancelled");
      throw error;
    }
    // Closed while its file was read.
    if (columns.find(column.key) !== column) throw new CancelledError("dataset-deleted");
    const ticket = dispatcher.request(column, origin, { wantsDensity: density, level });
    const cancel: typeof ticket.cancel = (reason) =>
      reason === "superseded" ? ticket.supersede() : ticket.cancel(reason);
    const window = await untilAborted({ promise: ticket.promise, cancel }, signal);
    return {
      // Others may hold the same array, and it may be a view of its whole batch.
      quantiles: window.quantiles.slice(),
      samples: window.samples?.slice(),
      density: window.density,
      source: ticket.hasJoined ? "joined" : "computed",
      place: { columnKey: column.key, origin },
    };
  }
}
