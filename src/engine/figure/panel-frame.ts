import { tickFormat } from "#engine/format";
import { endLabelRoom } from "./end-labels.ts";
import type { FanShape } from "./fan-shape.ts";
import { textWidth } from "./markup.ts";

/** Where one chart stands within a drawing, in pixels. */
export interface PanelPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Small panels have fewer ticks, smaller type and no labels at the end of the fan. */
  readonly isSmall: boolean;
  /** Unique within the document: names the panel's clip path. */
  readonly id: string;
}

/** Of the type beside the fan's end. */
export const endSize = 12.5;

/** The plot of a panel within its place: where times and values stand, in pixels of the drawing. */
export interface PanelFrame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly valueTicks: readonly number[];
  /** Text of one of the ticks. */
  readonly labelOf: (tick: number) => string;
  x(time: number): number;
  /** The time at a place, also beyond the plot. */
  timeAt(x: number): number;
  y(value: number): number;
}

/** What decides a panel's axes. */
export type FramedShape = Pick<FanShape, "scale" | "timeRange" | "median">;

/** Room for the axes follows from the labels, so a drawing and whoever points at it have to ask the same function. */
export function panelFrame({ scale, timeRange, median }: FramedShape, place: PanelPlace): PanelFrame {
  const size = place.isSmall ? 10.5 : 13;
  const valueTicks = scale.ticks(place.isSmall ? 4 : 6);
  const allTicks = tickFormat(valueTicks);
  // Those of a logarithmic axis span powers of ten: each has the digits that it needs.
  const labelOf = scale.kind === "log" ? (tick: number): string => tickFormat([0, tick])(tick) : allTicks;
  const axisWidth =
    Math.max(...valueTicks.map((tick) => textWidth(labelOf(tick), size)), 12) + (place.isSmall ? 8 : 12);
  const hasEnd = !place.isSmall && median.length > 0;
  const endWidth = hasEnd ? endLabelRoom(scale.range, endSize) + 14 : 4;
  const left = place.x + axisWidth;
  const right = place.x + place.width - endWidth;
  const top = place.y;
  const bottom = place.y + place.height - (place.isSmall ? 32 : 44);
  const [from, to] = timeRange;
  const perTime = (right - left) / (to - from || 1);
  const [lowest, highest] = [scale.forward(scale.range[0]), scale.forward(scale.range[1])];
  return {
    ...{ left, right, top, bottom, valueTicks, labelOf },
    x: (time) => left + (time - from) * perTime,
    timeAt: (x) => from + (x - left) / perTime,
    y: (value) => bottom - ((scale.forward(value) - lowest) / (highest - lowest)) * (bottom - top),
  };
}
