/** What of this feature loads when it is first shown. */
import { createLoader, type Loader } from "#renderer/ui";
import type { Totals, TotalsPorts } from "./totals.ts";

export const totalsPage = createLoader(
  () => import("./totals-page.tsx"),
  ({ TotalsPage }) => TotalsPage,
);

/** The page's store: it begins with the first opening. */
export function laterTotals(ports: TotalsPorts): Loader<Totals> {
  return createLoader(
    () => import("./totals.ts"),
    ({ createTotals }) => createTotals(ports),
  );
}
