/** What of this feature loads when it is first shown. */
import { createLoader, type Loader } from "#renderer/ui";
import type { Comparison, ComparisonPorts } from "./comparison.ts";

export const comparisonPage = createLoader(
  () => import("./comparison-page.tsx"),
  ({ ComparisonPage }) => ComparisonPage,
);

/** The page's store: it begins with the first opening. */
export function laterComparison(ports: ComparisonPorts): Loader<Comparison> {
  return createLoader(
    () => import("./comparison.ts"),
    ({ createComparison }) => createComparison(ports),
  );
}
