/** What of this feature loads when it is first shown. */
import { createLoader, type Loader } from "#renderer/ui";
import type { Influences, InfluencesPorts } from "./influences.ts";

export const influencesPage = createLoader(
  () => import("./influences-page.tsx"),
  ({ InfluencesPage }) => InfluencesPage,
);

/** The page's store: it begins with the first opening. */
export function laterInfluences(ports: InfluencesPorts): Loader<Influences> {
  return createLoader(
    () => import("./influences.ts"),
    ({ createInfluences }) => createInfluences(ports),
  );
}
