/** What of this feature loads when it is first shown. */
import { createLoader } from "#renderer/ui";

export const modelsDialog = createLoader(
  () => import("./models-dialog.tsx"),
  ({ ModelsDialog }) => ModelsDialog,
);
