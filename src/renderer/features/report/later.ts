/** What of this feature loads when it is first shown. */
import { createLoader } from "#renderer/ui";

export const reportPanel = createLoader(
  () => import("./report-panel.tsx"),
  ({ ReportPanel }) => ReportPanel,
);
