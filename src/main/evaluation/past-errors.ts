/** How every past forecast of a series did, as far as they are known: what the window's map of the past shows. */
import type { HistoryKey } from "#domain/forecast";
import type { PastErrors as Errors } from "#domain/score";
import { type IngestedSeries, oldestOrigin } from "#domain/series";
import { PastErrorTally } from "#engine/metrics";
import type { AdoptedMethods } from "./adopted-methods.ts";
import type { BandCoverage } from "./band-coverage.ts";
import { isComposed } from "./composed-models.ts";
import { seasonOf } from "./past-forecasts.ts";
import type { ComputedForecasts, ForecastColumns, KnownModels, OpenData } from "./ports.ts";

export interface PastErrorsPorts {
  readonly datasets: Pick<OpenData, "series">;
  readonly models: Pick<KnownModels, "list">;
  readonly columns: Pick<ForecastColumns, "columnKey">;
  readonly computed: ComputedForecasts;
  /** Has the forecasts of models that nobody computes the whole past of, and of calibrated bands. */
  readonly coverage: Pick<BandCoverage, "shown">;
  readonly adopted: Pick<AdoptedMethods, "modelOf">;
}

const level = 0.8;
/** Counted for one answer at most; after each slice others get their turn. */
const forecastsPerAnswer = 2048;
const slice = 256;
/** What a map can show of a longer past is its newest part. */
const maxOrigins = 200_000;

interface Column {
  readonly tally: PastErrorTally;
  /** While forecasts are being counted. */
  counting: Promise<boolean> | null;
}

export class PastErrors {
  readonly #ports: PastErrorsPorts;
  /** By the values, and forgotten with them. */
  readonly #columns = new WeakMap<Float64Array, Map<string, Column>>();

  constructor(ports: PastErrorsPorts) {
    this.#ports = ports;
  }

  /**
   * Counts what is computed by now, and says whether there is more of it. The range is the one that is shown: of calibrated bands, and
   * of models without a file, the share inside is that of the past forecasts which the evidence rests on.
   *
   * @throws EngineError dataset-not-found, series-not-found, model-not-found or horizon-out-of-range
   */
  async known(asked: HistoryKey, signal: AbortSignal): Promise<Errors | null> {
    const key = { ...asked, model: this.#ports.adopted.modelOf(asked) };
    const series = this.#ports.datasets.series(key.dataset, key.series);
    const oldest = Math.max(oldestOrigin(series.values.length), -maxOrigins);
    if (oldest === 0) return null;
    const newTally = (): PastErrorTally =>
      new PastErrorTally({ values: series.values, seasonSteps: seasonOf(series), oldest, horizon: key.horizon, level });
    if (isComposed(key.model)) return (await this.#evidence(newTally(), key, signal)).result(false);
    const native = await this.#network(key, series, oldest, newTally);
    if (key.bands === "native") return native;
    // The median is the same; which steps lay within the range is not.
    const corrected = (await this.#evidence(newTally(), key, signal)).result(false);
    return {
      ...native,
      inside: corrected.inside,
      byStep: { ...native.byStep, outside: corrected.byStep.outside },
    };
  }

  async #evidence(tally: PastErrorTally, key: HistoryKey, signal: AbortSignal): Promise<PastErrorTally> {
    for (const { origin, levels, quantiles } of (await this.#ports.coverage.shown(key, signal)) ?? [])
      tally.add(origin, levels, quantiles);
    return tally;
  }

  async #network(
    { bands: _bands, ...key }: HistoryKey,
    { values }: IngestedSeries,
    oldest: number,
    newTally: () => PastErrorTally,
  ): Promise<Errors> {
    const columns = this.#columns.get(values) ?? new Map<string, Column>();
    this.#columns.set(values, columns);
    const columnKey = this.#ports.columns.columnKey(key);
    const column = columns.get(columnKey) ?? { tally: newTally(), counting: null };
    columns.set(columnKey, column);
    // Two windows that ask at once have one answer: counted twice, a forecast would weigh twice.
    column.counting ??= this.#count(key, column.tally, oldest).finally(() => {
      column.counting = null;
    });
    return column.tally.result(await column.counting);
  }

  /** The newest first. Whether there is more than was counted. */
  async #count(key: Omit<HistoryKey, "bands">, tally: PastErrorTally, oldest: number): Promise<boolean> {
    const levels = this.#ports.models.list().find(({ id }) => id === key.model)?.levels ?? [];
    const uncounted: number[] = [];
    for (let origin = -1; origin >= oldest; origin -= 1) if (!tally.has(origin)) uncounted.push(origin);
    const { computed } = this.#ports;
    const known = uncounted.length === 0 ? [] : computed.known(key, uncounted);
    const wanted = known.slice(0, forecastsPerAnswer);
    for (let from = 0; from < wanted.length; from += slice) {
      if (from > 0) await new Promise<void>((resolve) => setImmediate(resolve));
      const { found } = await computed.computed(key, wanted.slice(from, from + slice));
      for (const [origin, quantiles] of found) tally.add(origin, levels, quantiles);
    }
    return known.length > wanted.length;
  }
}
