export { OverlayContext, useOverlayState } from "./context.ts";
export { overlayNote } from "./later.ts";
export { createOverlay, type Laid, type Overlay } from "./overlay.ts";
