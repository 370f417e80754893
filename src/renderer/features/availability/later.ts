/** What of this feature loads when it is first shown. */
import { createLoader } from "#renderer/ui";

export const availabilityPage = createLoader(
  () => import("./availability-page.tsx"),
  ({ AvailabilityPage }) => AvailabilityPage,
);
