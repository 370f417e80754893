/** What of this feature loads when it is first shown: the pages, too. */
import { createLoader } from "#renderer/ui";

export const handbookDialog = createLoader(
  () => import("./handbook-dialog.tsx"),
  ({ HandbookDialog }) => HandbookDialog,
);
