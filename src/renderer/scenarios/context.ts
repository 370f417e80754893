import type { Adjustment, ScenariosState } from "#domain/scenario";
import { sharedStore } from "#renderer/context";
import { selectedSeries, useActive } from "#renderer/datasets";
import type { Adjusting, AdjustingState } from "./adjusting.ts";
import { type Scenarios, seriesAdjustments, type ScenariosStoreState } from "./scenarios.ts";

export const [ScenariosContext, useScenarios, useScenariosState] = sharedStore<ScenariosStoreState, Scenarios>(
  "scenarios",
);
export const [AdjustingContext, useAdjusting, useAdjustingState] = sharedStore<AdjustingState, Adjusting>("adjusting");

/** Of the dataset in front; undefined until they are known. */
export function useActiveScenarios(): ScenariosState | undefined {
  const handle = useActive((open) => open.dataset.handle);
  return useScenariosState(({ files }) => (handle === undefined ? undefined : files[handle]));
}

const none: readonly Adjustment[] = [];

/** Of the series in front, those of the base. */
export function useSeriesAdjustments(): readonly Adjustment[] {
  const state = useActiveScenarios();
  const series = useActive(selectedSeries);
  return series === undefined ? none : seriesAdjustments(state, series);
}
