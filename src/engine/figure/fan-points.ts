import { decimate } from "./decimate.ts";
import { envelope } from "./envelope.ts";
import type { NumberColumn } from "./fan-input.ts";

export interface FanPoint {
  readonly time: number;
  /** NaN where the line has to break. */
  readonly value: number;
}

/** What a step stands for that stands for several; NaN where none of them has a value. */
export interface RangePoint {
  readonly time: number;
  readonly low: number;
  readonly high: number;
}

export function rangePoints(
  times: NumberColumn,
  { low, high }: { readonly low: NumberColumn; readonly high: NumberColumn },
): RangePoint[] {
  return Array.from({ length: times.length }, (_, index) => ({
    time: times[index] ?? Number.NaN,
    low: low[index] ?? Number.NaN,
    high: high[index] ?? Number.NaN,
  }));
}

/** A line and the range around it that is drawn of a history. */
export interface DrawnHistory {
  readonly line: readonly FanPoint[];
  readonly range: readonly RangePoint[];
}

/** What of a history is drawn at a width: all of it, or where it has more steps than pixels their mean within lowest and highest. */
export function drawnHistory(line: readonly FanPoint[], range: readonly RangePoint[], pixels: number): DrawnHistory {
  if (range.length > 0) return { line, range };
  const times = line.map(({ time }) => time);
  const dense = envelope(
    times,
    line.map(({ value }) => value),
    pixels,
  );
  return dense === null
    ? { line: thinned(line, pixels), range }
    : { line: points(dense.times, dense.mean), range: rangePoints(dense.times, dense) };
}

/** Runs of a range between its gaps, each as the outline of a closed shape: along the highest, and back along the lowest. */
export function outlines(range: readonly RangePoint[]): FanPoint[][] {
  const shapes: FanPoint[][] = [];
  let run: RangePoint[] = [];
  const close = (): void => {
    if (run.length > 0)
      shapes.push([
        ...run.map(({ time, high }) => ({ time, value: high })),
        ...run.toReversed().map(({ time, low }) => ({ time, value: low })),
      ]);
    run = [];
  };
  for (const point of range) {
    if (Number.isFinite(point.low)) run.push(point);
    else close();
  }
  close();
  return shapes;
}

export function points(times: NumberColumn, values: NumberColumn): FanPoint[] {
  const length = Math.min(times.length, values.length);
  return Array.from({ length }, (_, index) => ({
    time: times[index] ?? Number.NaN,
    value: values[index] ?? Number.NaN,
  }));
}

/** No more points than the width can show; see {@link decimate}. */
export function thinned(all: readonly FanPoint[], pixels: number): FanPoint[] {
  const thin = decimate(
    all.map((point) => point.time),
    all.map((point) => point.value),
    pixels,
  );
  return points(thin.times, thin.values);
}

/** A single observation between two gaps draws no line; it needs a dot to be seen. */
export function isolated(all: readonly FanPoint[]): FanPoint[] {
  const has = (index: number): boolean => Number.isFinite(all[index]?.value);
  return all.filter((_, index) => has(index) && !has(index - 1) && !has(index + 1));
}
