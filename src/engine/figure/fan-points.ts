import { decimate } from "./decimate.ts";
import type { NumberColumn } from "./fan-input.ts";

export interface FanPoint {
  readonly time: number;
  /** NaN where the line has to break. */
  readonly value: number;
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
