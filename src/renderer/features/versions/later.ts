/** What of this feature loads when it is first shown. */
import { createLoader, type Loader } from "#renderer/ui";
import type { Versions, VersionsPorts } from "./versions.ts";

export const versionsPage = createLoader(
  () => import("./versions-page.tsx"),
  ({ VersionsPage }) => VersionsPage,
);

/** The page's store: it begins with the first opening. */
export function laterVersions(ports: VersionsPorts): Loader<Versions> {
  return createLoader(
    () => import("./versions.ts"),
    ({ createVersions }) => createVersions(ports),
  );
}
