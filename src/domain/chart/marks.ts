import type { AxisLabel, ValueScaleKind } from "./options.ts";

/** What a dated mark tells of. A note is the user's own text, an event something that happened, a holiday one of a calendar. */
export const markKinds = ["note", "event", "holiday"] as const;
export type MarkKind = (typeof markKinds)[number];

/** Something to say about a stretch of time. */
export interface DatedMark {
  readonly kind: MarkKind;
  /** Wall-clock milliseconds of the first and the last step that it is about. */
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** More marks than this no picture can show. */
export const maxFigureMarks = 500;

/** How a forecast is drawn in a file, as far as the user has said; absent where it is the default. */
export interface FigureOptions {
  readonly label?: AxisLabel;
  /** Shares of the central ranges, ascending fractions. */
  readonly shares?: readonly number[];
  readonly scale?: ValueScaleKind;
  readonly marks?: readonly DatedMark[];
}
