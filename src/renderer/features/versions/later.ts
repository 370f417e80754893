/** What of this feature loads when it is first shown. */
import { createLoader } from "#renderer/ui";

export const versionsPage = createLoader(
  () => import("./versions-page.tsx"),
  ({ VersionsPage }) => VersionsPage,
);
