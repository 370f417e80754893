import type { NumberColumn } from "./fan-input.ts";

/** A series with more steps than pixels, a column of the picture each: no spike is lost, however narrow. */
export interface Envelope {
  /** The time of each column's middle; a column without steps has none. */
  readonly times: readonly number[];
  /** Lowest, highest and mean of the values in a column; NaN where none of its steps has a value. */
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly mean: readonly number[];
  /** Steps in the fullest column. */
  readonly stepsPerColumn: number;
}

/** With fewer steps than this for each pixel a line shows all of them. */
const densest = 1.5;

/**
 * What a dense series looks like at a width; null where a line of all its steps does. Columns are cut by time and not by index.
 *
 * @param pixels between the first and the last time
 */
export function envelope(times: NumberColumn, values: NumberColumn, pixels: number): Envelope | null {
  const length = Math.min(times.length, values.length);
  const columns = Math.max(1, Math.floor(pixels));
  if (length <= columns * densest) return null;
  const start = times[0] ?? 0;
  const span = (times[length - 1] ?? 0) - start;
  if (!(span > 0)) return null;
  const width = span / columns;
  const out = { times: [] as number[], low: [] as number[], high: [] as number[], mean: [] as number[] };
  let stepsPerColumn = 0;
  let index = 0;
  while (index < length) {
    const column = Math.min(columns - 1, Math.floor(((times[index] ?? 0) - start) / width));
    let low = Infinity;
    let high = -Infinity;
    let sum = 0;
    let count = 0;
    const first = index;
    for (; index < length; index += 1) {
      if (Math.min(columns - 1, Math.floor(((times[index] ?? 0) - start) / width)) !== column) break;
      const value = values[index] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
      sum += value;
      count += 1;
    }
    stepsPerColumn = Math.max(stepsPerColumn, index - first);
    out.times.push(start + (column + 0.5) * width);
    out.low.push(count === 0 ? Number.NaN : low);
    out.high.push(count === 0 ? Number.NaN : high);
    out.mean.push(count === 0 ? Number.NaN : sum / count);
  }
  return { ...out, stepsPerColumn };
}
