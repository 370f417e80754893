import { useMemo, useSyncExternalStore } from "react";
import type { Interval } from "#domain/availability";
import { areColoursForced, chartTokens, onForcedColours } from "#renderer/charts";
import { useSessionState } from "#renderer/context";
import type { Drawn } from "./availability.ts";
import { useAvailabilityState } from "./context.ts";
import { type Palette, paletteOf } from "./painting.ts";
import { type TimeScale, timeScale } from "./timeline.ts";

export interface Drawing {
  readonly drawn: Drawn;
  readonly range: Interval;
  readonly scale: TimeScale;
  readonly palette: Palette;
  /** Changes whenever more is known. */
  readonly revision: number;
}

/** What all pictures of the page share; null until there is something to draw. */
export function useDrawing(): Drawing | null {
  const drawn = useAvailabilityState((state) => state.drawn);
  const range = useAvailabilityState((state) => state.range);
  const widthPixels = useAvailabilityState((state) => state.widthPixels);
  const revision = useAvailabilityState((state) => state.revision);
  const dark = useSessionState((state) => state.dark);
  const isForced = useSyncExternalStore(onForcedColours, areColoursForced);
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- colours that the system forces are read from the page.
  const palette = useMemo(() => paletteOf(chartTokens(dark)), [dark, isForced]);
  return useMemo(
    () =>
      drawn === null || range === null || widthPixels <= 0
        ? null
        : { drawn, range, revision, scale: timeScale(range, widthPixels), palette },
    [drawn, range, widthPixels, revision, palette],
  );
}
