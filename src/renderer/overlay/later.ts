/** What of this room loads when it is first shown. */
import { createLoader } from "#renderer/ui";

export const overlayNote = createLoader(
  () => import("./overlay-note.tsx"),
  ({ OverlayNote }) => OverlayNote,
);
