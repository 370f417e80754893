import { createStore, type StoreApi } from "zustand/vanilla";

/** What the chart has in sight, and what is pointed at in it: told by the chart, followed by what stands around it. */
export interface Sight {
  /** The stretch of time between its edges, in wall-clock milliseconds; null until something is drawn. */
  readonly inSight: { readonly from: number; readonly to: number } | null;
  /** Wall-clock time of the step under the pointer, or that the keyboard has chosen; null where there is none. */
  readonly pointed: number | null;
}

export type SightStore = StoreApi<Sight>;

export function createSight(): SightStore {
  return createStore<Sight>(() => ({ inSight: null, pointed: null }));
}
