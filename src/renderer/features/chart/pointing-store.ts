import { createStore, type StoreApi } from "zustand/vanilla";

/** Where the user points: with the pointer, or with the cursor that arrow keys move. The last one that moved counts. */
export type PointedPlace =
  | { readonly by: "pointer"; readonly x: number; readonly y: number }
  /** `time`: of a step, or a place on the axis that seasons share. */
  | { readonly by: "keys"; readonly time: number };

export interface PointingState {
  readonly place: PointedPlace | null;
  /** Pixels between which the pointer drags; null while it does not. */
  readonly drag: { readonly from: number; readonly to: number } | null;
  /** The step that a note is being written for; null while none is. */
  readonly noteAt: { readonly from: number; readonly to: number } | null;
}

export interface Pointing {
  readonly store: StoreApi<PointingState>;
}

export function createPointing(): Pointing {
  return { store: createStore<PointingState>(() => ({ place: null, drag: null, noteAt: null })) };
}
