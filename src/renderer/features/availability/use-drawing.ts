import { useMemo } from "react";
import type { Interval } from "#domain/availability";
import { darkTokens, lightTokens } from "#engine/figure";
import { useSessionState } from "#renderer/context";
import type { Drawn } from "./availability.ts";
import { useAvailabilityState } from "./context.ts";
import { type Palette, paletteOf } from "./painting.ts";
import { type TimeScale, timeScale } from "./timeline.ts";

const palettes = { dark: paletteOf(darkTokens), light: paletteOf(lightTokens) };

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
  return useMemo(
    () =>
      drawn === null || range === null || widthPixels <= 0
        ? null
        : { drawn, range, revision, scale: timeScale(range, widthPixels), palette: palettes[dark ? "dark" : "light"] },
    [drawn, range, widthPixels, revision, dark],
  );
}
