/** What of this feature loads when it is first shown. */
import { createLoader } from "#renderer/ui";

export const findBestDialog = createLoader(
  () => import("./find-best-dialog.tsx"),
  ({ FindBestDialog }) => FindBestDialog,
);
export const resultDialog = createLoader(
  () => import("./result-dialog.tsx"),
  ({ ResultDialog }) => ResultDialog,
);
