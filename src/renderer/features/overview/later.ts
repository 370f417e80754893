/** What of this feature loads when it is first shown. */
import { createLoader } from "#renderer/ui";

export const overviewPage = createLoader(
  () => import("./overview-page.tsx"),
  ({ OverviewPage }) => OverviewPage,
);
