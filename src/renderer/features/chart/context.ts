import { useStore } from "zustand";
import { shared } from "#renderer/context";
import type { Pointing, PointingState } from "./pointing-store.ts";
import type { Zooming, ZoomingState } from "./zooming.ts";

/** What the parts of one chart share. */
export interface ChartParts {
  readonly zooming: Zooming;
  readonly pointing: Pointing;
}

export const [ChartPartsContext, useChartParts] = shared<ChartParts>("chart");

export function useZoomingState<T>(selector: (state: ZoomingState) => T): T {
  return useStore(useChartParts().zooming.store, selector);
}

export function usePointingState<T>(selector: (state: PointingState) => T): T {
  return useStore(useChartParts().pointing.store, selector);
}
