import type { Health } from "#domain/health";
import type { DensityColumns } from "#domain/forecast";
import { ByteCache, type ByteCacheStats } from "#engine/cache";
import { SingleFlight, untilAborted, type Run } from "#engine/concurrency";
import { LatencyHistogram } from "#engine/measures";
import type { DensityRequest } from "#main/inference";
import { isColumnOf } from "./column-layout.ts";
import type { OpenColumn } from "./forecast-columns.ts";
import type { ServiceModel } from "./forecast-model.ts";
import { isNonNegativeAt } from "./forecast-window.ts";

/** Computes the per-step density of finished quantiles, or of samples. */
export interface DensitySource {
  density(request: DensityRequest): Run<DensityColumns>;
}

export interface ForecastDensitiesOptions {
  readonly maxBytes: number;
  /** How long one is stored. */
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

/** However small they are. */
const maxItems = 16_384;

/** Densities of forecasts that are at hand: stored for a while, and computed once however many ask at a time. */
export class ForecastDensities {
  readonly #source: DensitySource;
  readonly #options: ForecastDensitiesOptions;
  readonly #stored: ByteCache<string, DensityColumns>;
  readonly #runs = new SingleFlight<string, DensityColumns>();
  readonly #latency = new LatencyHistogram();

  constructor(source: DensitySource, options: ForecastDensitiesOptions) {
    this.#source = source;
    this.#options = options;
    this.#stored = new ByteCache({ maxBytes: options.maxBytes, maxItems, now: options.now });
  }

  /**
   * @param place where the forecast lies: there the density is looked for, and there it goes
   * @param rows quantiles [levels × horizon], or samples [rows × horizon] of a model that gives them, row-major
   */
  async get(
    column: OpenColumn,
    origin: number,
    place: ForecastPlace,
    rows: Float32Array,
    { levels, samples }: ServiceModel,
    signal: AbortSignal | undefined,
  ): Promise<DensityColumns> {
    const key = keyOf(place);
    const known = this.#stored.get(key);
    if (known !== undefined) return known;
    const startedMs = this.#options.now();
    const ticket = this.#runs.join(key, () =>
      this.#source.density({
        quantiles: rows,
        levels,
        horizon: column.horizonSteps,
        isNonNegative: isNonNegativeAt(column.source, origin),
        ...(samples === undefined ? {} : { samples }),
      }),
    );
    const density = await untilAborted(ticket, signal);
    this.#latency.add(this.#options.now() - startedMs);
    this.store(place, density);
    this.#options.onComputed(place);
    return density;
  }

  /** What there is, as it is: finding it makes it no younger. */
  find(place: ForecastPlace): DensityColumns | undefined {
    return this.#stored.peek(keyOf(place));
  }

  store(place: ForecastPlace, density: DensityColumns): void {
    const bytes = density.values.byteLength + density.from.byteLength + density.step.byteLength;
    this.#stored.set(keyOf(place), density, bytes, this.#options.ttlMs);
  }

  /** Of one dataset, or of all. */
  forget(dataset?: string): void {
    this.#stored.deleteWhere((key) => dataset === undefined || isColumnOf(key.slice(key.indexOf("@") + 1), dataset));
  }

  /** Releases everyone who waits for one. */
  stop(): void {
    this.#runs.cancelAll("shutdown");
  }

  stats(): ByteCacheStats {
    return this.#stored.stats();
  }

  health(): Pick<Health, "latencyMs"> {
    return { latencyMs: { density: this.#latency.summary() } };
  }
}

function keyOf({ columnKey, origin }: ForecastPlace): string {
  return `${origin}@${columnKey}`;
}
