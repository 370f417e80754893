/** What of this feature loads when it is first shown. */
import { createLoader } from "#renderer/ui";

export const profilePage = createLoader(
  () => import("./profile-page.tsx"),
  ({ ProfilePage }) => ProfilePage,
);
