import { compactFormat, type NumberFormat } from "#engine/format";
import type { FanShape } from "./fan-shape.ts";
import { textWidth } from "./markup.ts";
import { spread } from "./spread.ts";

/** A number, or the name of a range, beside the fan's last step. */
export interface EndLabel {
  readonly kind: "median" | "bound" | "share";
  readonly text: string;
  /** Of its middle, in pixels from the top of the plot. */
  readonly y: number;
}

/** Room for a line of type, as a multiple of its size. */
const lineRoom = 1.22;

/**
 * The fan's last step in numbers: the median and the bounds of the main interval, with its name above them. They stand as near to their
 * places as they can without running into each other; in a picture that is too low the name goes first, and then the bounds.
 *
 * @param height of the plot, and `size` of the type, in pixels
 */
export function endLabels(
  shape: Pick<FanShape, "median" | "intervals" | "mainShare" | "scale">,
  format: NumberFormat,
  height: number,
  size: number,
): EndLabel[] {
  const main = shape.intervals.find(({ share }) => share === shape.mainShare);
  const { scale } = shape;
  const low = scale.forward(scale.range[0]);
  const high = scale.forward(scale.range[1]);
  // What the axis cuts is said at its edge.
  const placeOf = (value: number): number =>
    Math.min(Math.max((1 - (scale.forward(value) - low) / (high - low)) * height, 0), height);
  const room = size * lineRoom;
  const upper = main?.anchoredUpper.at(-1) ?? Number.NaN;
  const all = [
    { kind: "share" as const, text: main?.label ?? "", value: upper, at: placeOf(upper) - room },
    { kind: "bound" as const, value: upper },
    { kind: "median" as const, value: shape.median.at(-1)?.value ?? Number.NaN },
    { kind: "bound" as const, value: main?.anchoredLower.at(-1) ?? Number.NaN },
  ]
    .filter(({ value }) => Number.isFinite(value))
    .map((label) => ({ text: format(label.value), at: placeOf(label.value), ...label }));
  for (const kinds of [["share", "bound", "median"], ["bound", "median"], ["median"]]) {
    const kept = all.filter(({ kind }) => kinds.includes(kind));
    const places = spread(
      kept.map(({ at, kind }) => ({ at, size: room, weight: kind === "median" ? 8 : 1 })),
      [-room / 2, height + room / 2],
    );
    if (places !== null) return kept.map(({ kind, text }, index) => ({ kind, text, y: places[index] ?? 0 }));
  }
  return [];
}

/** Pixels that labels of such values need at most, whichever values come: the same for every forecast on one axis. */
export function endLabelRoom(range: readonly [number, number], size: number): number {
  const format = compactFormat(...range);
  return Math.max(...[...range.map(format), "95\u00A0%"].map((text) => textWidth(text, size, 600)));
}
