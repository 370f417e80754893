import { valueScale } from "#engine/figure";
import type { PlotArea } from "#renderer/charts";

/** A plot of 600 by 300 pixels, a millisecond and a unit wide each, unless it says otherwise. */
export function areaOf(part: Partial<PlotArea> = {}): PlotArea {
  const { times = [0, 600], values = [0, 300] } = part;
  return {
    ...{ left: 40, top: 10, width: 600, height: 300, times, window: times, values },
    ...{ scale: valueScale("linear", values), cuts: [], stepsPerPixel: null, seasons: null, refusedLog: 0 },
    ...part,
  };
}
