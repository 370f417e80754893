import type { DatedMark, ValueScaleKind } from "#domain/chart";
import type { Frequency } from "#domain/series";

/** Time-ordered numbers; a missing value is NaN. */
export type NumberColumn = Float64Array | Float32Array | readonly number[];

/** Density per step: `values[h * points + i]` on the grid `from[h] + i * step[h]`. */
export interface StepDensity {
  readonly points: number;
  readonly from: NumberColumn;
  readonly step: NumberColumn;
  readonly values: NumberColumn;
}

/**
 * Everything a fan chart shows, whatever draws it. Times are wall-clock milliseconds (read as UTC, no zone); numbers are in
 * the series' own units. All columns must be finite in time and may hold NaN for missing values.
 */
export interface FanInput {
  /** The series' name: heading of a static drawing and label of the value axis. */
  readonly title: string;
  readonly subtitle?: string;
  /** What a reader of a static drawing must know, a line each. */
  readonly notes?: readonly string[];
  readonly valueLabel?: string;
  readonly frequency?: Frequency;
  /** [steps] the whole series or its last stretch; what lies after the origin is never drawn as history. */
  readonly historyTimes: NumberColumn;
  readonly historyValues: NumberColumn;
  /** [steps] lowest and highest value where each step of the history stands for several, and its value for their mean. */
  readonly historyRange?: { readonly low: NumberColumn; readonly high: NumberColumn };
  /** Last observed step at or before the origin: the median and the intervals start here. */
  readonly anchor: { readonly time: number; readonly value: number };
  /** [horizon] */
  readonly times: NumberColumn;
  /** Ascending fractions in (0, 1). */
  readonly levels: NumberColumn;
  /** Central intervals to draw, ascending fractions; 50, 80 and 95 % when absent. */
  readonly shares?: readonly number[];
  /** Of the value axis; straight when absent, and where a logarithm can't be taken. */
  readonly scale?: ValueScaleKind;
  /** Dated marks, in any order. */
  readonly marks?: readonly DatedMark[];
  /** Lines across the plot, each with its words; those outside of the value axis are not drawn. */
  readonly limits?: readonly { readonly value: number; readonly text: string }[];
  /** [levels × horizon], row-major. */
  readonly quantiles: NumberColumn;
  /** [horizon]; for levels that leave 0.5 out. */
  readonly median?: NumberColumn;
  /** [horizon], NaN where nothing was observed; null for the real future. */
  readonly actuals: NumberColumn | null;
  /** 0 = the end of the data; −k = k steps earlier. */
  readonly origin: number;
  readonly density?: StepDensity | null;
  /** Fixes the axes, so that scrubbing does not make the picture jump. Each is [lowest, highest]. */
  readonly timeRange?: readonly [number, number];
  readonly valueRange?: readonly [number, number];
}
