/** What of this feature loads when it is first shown. */
import { createLoader } from "#renderer/ui";

export const settingsDialog = createLoader(
  () => import("./settings-dialog.tsx"),
  ({ SettingsDialog }) => SettingsDialog,
);
