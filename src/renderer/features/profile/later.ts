/** What of this feature loads when it is first shown. */
import { createLoader, type Loader } from "#renderer/ui";
import type { ProfilePages, ProfilePagesPorts } from "./profile-pages.ts";

export const profilePage = createLoader(
  () => import("./profile-page.tsx"),
  ({ ProfilePage }) => ProfilePage,
);

/** The page's store: it begins with the first opening. */
export function laterProfilePages(ports: ProfilePagesPorts): Loader<ProfilePages> {
  return createLoader(
    () => import("./profile-pages.ts"),
    ({ createProfilePages }) => createProfilePages(ports),
  );
}
