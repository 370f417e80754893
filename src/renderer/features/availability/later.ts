/** What of this feature loads when it is first shown. */
import { createLoader, type Loader } from "#renderer/ui";
import type { Availability, AvailabilityPorts } from "./availability.ts";

export const availabilityPage = createLoader(
  () => import("./availability-page.tsx"),
  ({ AvailabilityPage }) => AvailabilityPage,
);

/** The page's store: it begins with the first opening. */
export function laterAvailability(ports: AvailabilityPorts): Loader<Availability> {
  return createLoader(
    () => import("./availability.ts"),
    ({ createAvailability }) => createAvailability(ports),
  );
}
