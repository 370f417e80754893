/** What of this feature loads when it is first shown. */
import { createLoader } from "#renderer/ui";

export const shortcutsDialog = createLoader(
  () => import("./shortcuts-dialog.tsx"),
  ({ ShortcutsDialog }) => ShortcutsDialog,
);

export const tour = createLoader(
  () => import("./tour.tsx"),
  ({ Tour }) => Tour,
);
