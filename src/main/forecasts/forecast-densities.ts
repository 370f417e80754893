import type { Health } from "#domain/health";
import type { DensityColumns } from "#domain/forecast";
import type { Query, QueryAnswer, QueryCache } from "#engine/cache";
import { untilAborted, type Run } from "#engine/concurrency";
import { LatencyHistogram } from "#engine/measures";
import type { DensityRequest } from "#main/inference";
import { datasetOfColumn } from "./column-layout.ts";
import type { OpenColumn } from "./forecast-columns.ts";
import type { ServiceModel } from "./forecast-model.ts";
import { isNonNegativeAt } from "./forecast-window.ts";

/** Computes the per-step density of finished quantiles, or of samples. */
export interface DensitySource {
  density(request: DensityRequest): Run<DensityColumns>;
}

export interface ForecastDensitiesOptions {
  /** How long one stays in memory. */
  readonly ttlMs: number;
  readonly now: () => number;
  /** One was made for a forecast that had none. */
  readonly onComputed: (place: ForecastPlace) => void;
}

/** Where a forecast lies, which may be another file's column. */
export interface ForecastPlace {
  readonly columnKey: string;
  readonly origin: number;
}

/**
 * Densities of forecasts that are at hand: answers like others, stored for a while, and computed once however many ask at
 * a time. On disk they are columns beside their forecasts, and come back with these.
 */
export class ForecastDensities {
  readonly #source: DensitySource;
  readonly #queries: QueryCache;
  readonly #options: ForecastDensitiesOptions;
  readonly #latency = new LatencyHistogram();

  constructor(source: DensitySource, queries: QueryCache, options: ForecastDensitiesOptions) {
    this.#source = source;
    this.#queries = queries;
    this.#options = options;
  }

  /**
   * @param place where the forecast lies: there the density is looked for, and there it goes
   * @param rows quantiles [levels × horizon], or samples [rows × horizon] of a model that gives them, row-major
   */
  get(
    column: OpenColumn,
    origin: number,
    place: ForecastPlace,
    rows: Float32Array,
    { levels, samples }: ServiceModel,
    signal: AbortSignal | undefined,
  ): Promise<DensityColumns> {
    const compute = (): Run<QueryAnswer<DensityColumns>> =>
      this.#compute(place, {
        quantiles: rows,
        levels,
        horizon: column.horizonSteps,
        isNonNegative: isNonNegativeAt(column.source, origin),
        ...(samples === undefined ? {} : { samples }),
      });
    return untilAborted(this.#queries.ask(queryOf(place), compute, false), signal);
  }

  /** What there is, as it is: finding it makes it no younger. */
  find(place: ForecastPlace): DensityColumns | undefined {
    return this.#queries.peek<DensityColumns>(queryOf(place));
  }

  store(place: ForecastPlace, density: DensityColumns): void {
    this.#queries.put(queryOf(place), this.#answerOf(density));
  }

  health(): Pick<Health, "latencyMs"> {
    return { latencyMs: { density: this.#latency.summary() } };
  }

  #compute(place: ForecastPlace, request: DensityRequest): Run<QueryAnswer<DensityColumns>> {
    const { now, onComputed } = this.#options;
    const startedMs = now();
    const { promise, cancel } = this.#source.density(request);
    return {
      promise: promise.then((density) => {
        this.#latency.add(now() - startedMs);
        onComputed(place);
        return this.#answerOf(density);
      }),
      cancel: (reason) => cancel(reason),
    };
  }

  #answerOf(density: DensityColumns): QueryAnswer<DensityColumns> {
    const bytes = density.values.byteLength + density.from.byteLength + density.step.byteLength;
    return { value: density, bytes, ttlMs: this.#options.ttlMs };
  }
}

function queryOf({ columnKey, origin }: ForecastPlace): Query {
  return { kind: "density", dataset: datasetOfColumn(columnKey), about: { columnKey, origin } };
}
