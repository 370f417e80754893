import type { SeasonsOverlay, ValueScale } from "#engine/figure";
import type { Range } from "./chart-window.ts";
import type { CutRange } from "./cut-ranges.ts";

/** Where the data lie in the element, in pixels, and the time at the left and right edge. */
export interface PlotArea {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Wall-clock milliseconds; with seasons laid over each other, places on the axis that they share. */
  readonly times: Range;
  /** The same without the air at the end: what the zoom asked for. */
  readonly window: Range;
  readonly values: Range;
  readonly scale: ValueScale;
  /** What of the fan the value axis leaves out. */
  readonly cuts: readonly CutRange[];
  /** Steps for each pixel of the history where a shade stands for them; null where a line shows each. */
  readonly stepsPerPixel: number | null;
  /** Null along the time. */
  readonly seasons: SeasonsOverlay | null;
  /** How many values are at or below zero, where a logarithmic axis was wanted and can't be; 0 otherwise. */
  readonly refusedLog: number;
}

type Place = Pick<PlotArea, "left" | "top" | "width" | "height" | "times" | "scale">;

export function timeAt({ left, width, times }: Place, x: number): number {
  return times[0] + ((x - left) / width) * (times[1] - times[0]);
}

export function pixelX({ left, width, times }: Place, time: number): number {
  return left + ((time - times[0]) / (times[1] - times[0])) * width;
}

/** From the top, growing downwards. */
export function pixelY({ top, height, scale }: Place, value: number): number {
  const [low, high] = placesOf(scale);
  return top + (1 - (scale.forward(value) - low) / (high - low)) * height;
}

export function valueAt({ top, height, scale }: Place, y: number): number {
  const [low, high] = placesOf(scale);
  return scale.inverse(high - ((y - top) / height) * (high - low));
}

const placesOf = ({ range, forward }: ValueScale): Range => [forward(range[0]), forward(range[1])];
