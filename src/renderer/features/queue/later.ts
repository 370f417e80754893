/** What of this feature loads when it is first shown. */
import { createLoader } from "#renderer/ui";

export const queuePanel = createLoader(
  () => import("./queue-panel.tsx"),
  ({ QueuePanel }) => QueuePanel,
);
