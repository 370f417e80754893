/** What of this feature loads when it is first shown. */
import { createLoader } from "#renderer/ui";

export const diagnosticsDialog = createLoader(
  () => import("./diagnostics-dialog.tsx"),
  ({ DiagnosticsDialog }) => DiagnosticsDialog,
);
