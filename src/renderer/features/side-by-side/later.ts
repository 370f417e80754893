/** What of this feature loads when it is first shown. */
import { createLoader, type Loader } from "#renderer/ui";
import type { SideBySide, SideBySidePorts } from "./side-by-side.ts";

export const sideBySidePage = createLoader(
  () => import("./side-by-side-page.tsx"),
  ({ SideBySidePage }) => SideBySidePage,
);

/** The page's store: it begins with the first opening. */
export function laterSideBySide(ports: SideBySidePorts): Loader<SideBySide> {
  return createLoader(
    () => import("./side-by-side.ts"),
    ({ createSideBySide }) => createSideBySide(ports),
  );
}
