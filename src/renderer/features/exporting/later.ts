/** What of this feature loads when it is first shown. */
import { createLoader } from "#renderer/ui";

export const severalDialog = createLoader(
  () => import("./several-dialog.tsx"),
  ({ SeveralDialog }) => SeveralDialog,
);

export const detailsDialog = createLoader(
  () => import("./details-dialog.tsx"),
  ({ DetailsDialog }) => DetailsDialog,
);
