/** Columns as they are read once they are complete, however they are held. */

import type { GrowableFloat64 } from "./growable.ts";

/** Smallest and largest number and how many values are missing. */
export interface Extent {
  readonly smallest: number;
  readonly largest: number;
  readonly missing: number;
}

/** Numbers; NaN = missing. */
export interface Float64Column {
  readonly length: number;
  /** NaN outside. */
  get(index: number): number;
  /**
   * The values in order, {@link stretchLength} at a time and the rest at the end: for loops over every row, which are several
   * times as fast as a call for each. What is yielded is good until the next, and not to be changed.
   */
  stretches(): Generator<Float64Array>;
  /** The same for the last time: what has been yielded is let go of, and the column is empty afterwards. */
  drain(): Generator<Float64Array>;
  /** Calls back with every value in order. */
  forEach(visit: (value: number, index: number) => void): void;
  /** Copies the values from `from` on until the target is full or the column ends. */
  copyTo(from: number, target: Float64Array): void;
  /** The values at these indices, in their order. */
  gather(indices: Uint32Array): Float64Array;
  extent(): Extent;
  /** A column of the changed values. */
  map(change: (value: number, index: number) => number): GrowableFloat64;
}

/** Codes of a dictionary. */
export interface CodeColumn {
  readonly length: number;
  /** −1 outside. */
  get(index: number): number;
  /** Copies the codes from `from` on until the target is full or the column ends. */
  copyTo(from: number, target: Int32Array): void;
}

export const stretchLength = 65_536;

/**
 * The extent of several stretches. A function of its own goes through one: V8 gives up a compiled loop whose function goes
 * on behind it.
 */
export function extentOf(stretches: Iterable<Float64Array>): Extent {
  const extent = { smallest: Infinity, largest: -Infinity, missing: 0 };
  for (const values of stretches) widen(extent, values);
  return extent;
}

function widen(extent: { -readonly [Key in keyof Extent]: Extent[Key] }, values: Float64Array): void {
  let { smallest, largest, missing } = extent;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number;
    if (value !== value) missing += 1;
    if (value < smallest) smallest = value;
    if (value > largest) largest = value;
  }
  extent.smallest = smallest;
  extent.largest = largest;
  extent.missing = missing;
}
