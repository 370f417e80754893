/** What of this feature loads when a forecast is first shown. */
import { createLoader, type Loader } from "#renderer/ui";
import type { Thresholds, ThresholdsPorts } from "./thresholds.ts";

export const thresholdsPanel = createLoader(
  () => import("./thresholds-panel.tsx"),
  ({ ThresholdsPanel }) => ThresholdsPanel,
);

/** The lines of the chart. */
export const thresholdLines = createLoader(
  () => import("./threshold-lines.tsx"),
  ({ ThresholdLines }) => ThresholdLines,
);

/** The store: it begins with the first forecast that is shown. */
export function laterThresholds(ports: ThresholdsPorts): Loader<Thresholds> {
  return createLoader(
    () => import("./thresholds.ts"),
    ({ createThresholds }) => createThresholds(ports),
  );
}
