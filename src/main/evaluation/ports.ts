/** What evaluation needs of the rooms below it, as far as each is needed. */
import type { IngestedDataset } from "#domain/dataset";
import type { ForecastKey } from "#domain/forecast";
import type { ModelInfo } from "#domain/model";
import type { Frequency, IngestedSeries } from "#domain/series";

/** The datasets that are open. */
export interface OpenData {
  /** @throws EngineError dataset-not-found */
  get(handle: string): { readonly dataset: Pick<IngestedDataset, "zone" | "series" | "columns"> };
  /** @throws EngineError dataset-not-found, series-not-found */
  series(handle: string, series: string): IngestedSeries;
}

/** The models that have a file. */
export interface KnownModels {
  list(): readonly ModelInfo[];
  /** The id of the default model: of the frequency, where one is given. */
  defaultModel(frequency?: Frequency): string;
}

/** Names everything that the forecasts of a series, model and horizon depend on: content, weights, versions, device. */
export interface ForecastColumns {
  columnKey(key: Omit<ForecastKey, "origin">): string;
}

/** What is computed already, without asking for more. */
export interface ComputedForecasts {
  /** Of these origins those that are computed; reads none of them. */
  known(key: Omit<ForecastKey, "origin">, origins: readonly number[]): readonly number[];
  computed(
    key: Omit<ForecastKey, "origin">,
    origins: readonly number[],
  ): Promise<{ readonly executionProvider: string; readonly found: ReadonlyMap<number, Float32Array> }>;
}
