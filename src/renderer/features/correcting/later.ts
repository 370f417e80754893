/** What of this feature loads when it is first shown. */
import { createLoader } from "#renderer/ui";

export const correctingPage = createLoader(
  () => import("./correcting-page.tsx"),
  ({ CorrectingPage }) => CorrectingPage,
);

export const correctionMenu = createLoader(
  () => import("./correction-menu.tsx"),
  ({ CorrectionMenu }) => CorrectionMenu,
);
