import { sharedStore } from "#renderer/context";
import type { Overlay, OverlayState } from "./overlay.ts";

export const [OverlayContext, useOverlay, useOverlayState] = sharedStore<OverlayState, Overlay>("overlay");
