/** What of this feature loads when it is first shown. */
import { createLoader } from "#renderer/ui";

export const paletteDialog = createLoader(
  () => import("./palette-dialog.tsx"),
  ({ PaletteDialog }) => PaletteDialog,
);
