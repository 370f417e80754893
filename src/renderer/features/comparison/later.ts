/** What of this feature loads when it is first shown. */
import { createLoader } from "#renderer/ui";

export const comparisonPage = createLoader(
  () => import("./comparison-page.tsx"),
  ({ ComparisonPage }) => ComparisonPage,
);
