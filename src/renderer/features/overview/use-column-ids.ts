import { useMemo } from "react";
import { useSessionState } from "#renderer/context";
import { tableOf, useOverviewState } from "#renderer/overview";
import { columnIds } from "./defaults.ts";

/** Ids of the columns that are shown of a dataset. */
export function useColumnIds(dataset: string): readonly string[] {
  const chosen = useSessionState((state) => state.tableColumns);
  const hasLimits = useOverviewState((state) => tableOf(state, dataset).hasLimits);
  return useMemo(() => columnIds(chosen, hasLimits), [chosen, hasLimits]);
}
