import { createStore, type StoreApi } from "zustand/vanilla";

/** Series that were chosen together, for what can be done with several; in the order of the dataset. */
export interface ChosenSeries {
  /** Handle of the dataset that they are of; null where none are chosen. */
  readonly dataset: string | null;
  readonly series: readonly string[];
}

export type ChosenSeriesStore = StoreApi<ChosenSeries>;

export const noSeries: ChosenSeries = { dataset: null, series: [] };

export function createChosenSeries(): ChosenSeriesStore {
  return createStore<ChosenSeries>(() => noSeries);
}

/** Those of one dataset. */
export function chosenOf({ dataset, series }: ChosenSeries, handle: string): readonly string[] {
  return dataset === handle ? series : noSeries.series;
}
