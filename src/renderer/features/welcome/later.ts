/** What of this feature loads when it is first shown. */
import { createLoader } from "#renderer/ui";

export const recentList = createLoader(
  () => import("./recent-list.tsx"),
  ({ RecentList }) => RecentList,
);
