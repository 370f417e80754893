/** What of this feature loads when it is first shown. */
import { createLoader, type Loader } from "#renderer/ui";
import type { Futures, FuturesPorts } from "./futures.ts";

export const adjustBar = createLoader(
  () => import("./adjust-bar.tsx"),
  ({ AdjustBar }) => AdjustBar,
);

export const scenariosPage = createLoader(
  () => import("./scenarios-page.tsx"),
  ({ ScenariosPage }) => ScenariosPage,
);

/** The page's store: it begins with the first opening. */
export function laterFutures(ports: FuturesPorts): Loader<Futures> {
  return createLoader(
    () => import("./futures.ts"),
    ({ createFutures }) => createFutures(ports),
  );
}
