import type { IngestedSeries } from "#domain/series";
import type { ColumnShape, LayeredColumn } from "#engine/cache";
import type { ForecastColumn, WindowSource } from "#engine/dispatch";
import { datasetNotOpen, type DatasetListener, type DatasetRegistry, type OpenDataset } from "#main/datasets";
import { columnKeyOf, rowsOf, sampleRowsOf, shapeOf } from "./column-layout.ts";
import type { ForecastKey } from "#domain/forecast";
import type { ForecastPlace } from "./forecast-densities.ts";
import type { ForecastMemory } from "./forecast-memory.ts";
import { requireModel, type ModelLookup, type ServiceModel } from "./forecast-model.ts";
import { fillContext, isNonNegativeAt } from "./forecast-window.ts";
import { entryOf } from "./overlap-index.ts";
import { checkHorizon } from "./request-validation.ts";
import type { OpenSeries, WindowReuse } from "./window-reuse.ts";

/** What a request is about: a series of an open dataset, and a model. */
export interface ForecastSubject extends OpenSeries {
  readonly model: ServiceModel;
}

/** The forecasts of one series, model and horizon of an open dataset. */
export interface OpenColumn extends ForecastColumn {
  readonly shape: ColumnShape;
  readonly source: IngestedSeries;
  /** With the columns of other files that have forecasts of equal windows. */
  readonly layers: LayeredColumn;
}

export interface ForecastColumnsParts {
  readonly datasets: DatasetRegistry;
  readonly models: ModelLookup;
  readonly memory: ForecastMemory;
  readonly reuse: WindowReuse;
}

/** The columns of open datasets: found by what a request says, opened on first use, and let go of with their dataset. */
export class ForecastColumns implements WindowSource, DatasetListener {
  readonly #parts: ForecastColumnsParts;
  readonly #columns = new Map<string, OpenColumn>();

  constructor(parts: ForecastColumnsParts) {
    this.#parts = parts;
  }

  /** @throws EngineError dataset-not-found, series-not-found or model-not-found */
  subject({ dataset, series, model }: Pick<ForecastKey, "dataset" | "series" | "model">): ForecastSubject {
    const { datasets, models } = this.#parts;
    return {
      open: datasets.get(dataset),
      series: datasets.series(dataset, series),
      model: requireModel(models, model),
    };
  }

  /** The subject's dataset must be open. */
  column(subject: ForecastSubject, horizonSteps: number): OpenColumn {
    const { open, series, model } = subject;
    const { handle: dataset } = open.dataset;
    const key = columnKeyOf({ dataset, series: series.id }, model, horizonSteps);
    const { memory, reuse } = this.#parts;
    const known = this.#columns.get(key);
    const shape = known?.shape ?? shapeOf(series.values.length, model, horizonSteps);
    if (open.isKept)
      memory.open({
        key,
        model: model.id,
        horizonSteps,
        levels: model.levels,
        sampleRows: sampleRowsOf(model),
        shape,
        entry: entryOf(dataset, series),
        values: series,
      });
    else memory.openToRead(key, shape);
    if (known !== undefined) return known;
    const column: OpenColumn = {
      key,
      dataset,
      series: series.id,
      model: model.id,
      executionProvider: model.executionProvider,
      horizonSteps,
      contextSteps: model.contextSteps,
      shape,
      source: series,
      layers: reuse.layersOf(key, subject, model, horizonSteps),
    };
    this.#columns.set(key, column);
    return column;
  }

  /** Undefined once the dataset is closed. */
  find(columnKey: string): OpenColumn | undefined {
    return this.#columns.get(columnKey);
  }

  /**
   * Names everything that the forecasts of a series, model and horizon depend on: content, weights, versions, device.
   * @throws EngineError dataset-not-found, series-not-found or model-not-found
   */
  columnKey(request: Omit<ForecastKey, "origin">): string {
    return this.column(this.subject(request), request.horizon).key;
  }

  /** The numbers of one forecast as they are stored, from memory or disk, and where; null where it has to be computed. */
  async read(
    column: OpenColumn,
    origin: number,
  ): Promise<{ readonly values: Float32Array; readonly place: ForecastPlace } | null> {
    const { memory } = this.#parts;
    // More than once only where a column promised what its file does not hold: the next layer may.
    for (;;) {
      const place = column.layers.find(origin);
      const shape = place === null ? null : memory.store.shapeOf(place.columnKey);
      if (place === null || shape === null) return null;
      const values = await memory.read(place.columnKey, shape, place.origin);
      if (values !== null) return { values, place };
    }
  }

  /**
   * Of these origins those that are computed; reads none of them.
   * @throws EngineError dataset-not-found, series-not-found, model-not-found or horizon-out-of-range
   */
  known(request: Omit<ForecastKey, "origin">, origins: readonly number[]): readonly number[] {
    const subject = this.subject(request);
    checkHorizon(request.horizon, subject.model);
    const { layers } = this.column(subject, request.horizon);
    return origins.filter((origin) => layers.find(origin) !== null);
  }

  /**
   * The quantiles [levels × horizon] of these origins that are there already; asks for none.
   * @throws EngineError dataset-not-found, series-not-found, model-not-found or horizon-out-of-range
   */
  async computed(
    request: Omit<ForecastKey, "origin">,
    origins: readonly number[],
  ): Promise<{ readonly executionProvider: string; readonly found: ReadonlyMap<number, Float32Array> }> {
    const subject = this.subject(request);
    const { model } = subject;
    checkHorizon(request.horizon, model);
    const column = this.column(subject, request.horizon);
    const found = new Map<number, Float32Array>();
    for (const origin of origins) {
      const stored = await this.read(column, origin);
      if (stored !== null) found.set(origin, rowsOf(stored.values, model, request.horizon).quantiles);
    }
    return { executionProvider: model.executionProvider, found };
  }

  /** The first origin on the way from `from` to `to` that no layer knows; null when all are known or the dataset is closed. */
  nextMissing({ key }: ForecastColumn, from: number, to: number): number | null {
    return this.#columns.get(key)?.layers.nextMissing(from, to) ?? null;
  }

  /** @throws EngineError dataset-not-found when the dataset was closed while its window waited */
  fill({ key }: ForecastColumn, origin: number, target: Float32Array): { readonly isNonNegative: boolean } {
    const source = this.#columns.get(key)?.source;
    if (source === undefined) throw datasetNotOpen();
    fillContext(source, origin, target);
    return { isNonNegative: isNonNegativeAt(source, origin) };
  }

  /** What is computed stays known; a column that is opened again finds it. */
  closed({ dataset }: OpenDataset): void {
    for (const [key, column] of [...this.#columns]) {
      if (column.dataset !== dataset.handle) continue;
      this.#columns.delete(key);
      this.#parts.memory.release(key);
    }
  }
}
