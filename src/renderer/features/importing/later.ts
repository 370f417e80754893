/** What of this feature loads when it is first shown. */
import { createLoader } from "#renderer/ui";

export const importDialog = createLoader(
  () => import("./import-dialog.tsx"),
  ({ ImportDialog }) => ImportDialog,
);
export const folderDialog = createLoader(
  () => import("./folder-dialog.tsx"),
  ({ FolderDialog }) => FolderDialog,
);

export const rescueDialog = createLoader(
  () => import("./rescue-dialog.tsx"),
  ({ RescueDialog }) => RescueDialog,
);
