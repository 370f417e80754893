import type { NumberColumn } from "./fan-input.ts";

export interface Decimated {
  readonly times: readonly number[];
  /** NaN where the line has to break. */
  readonly values: readonly number[];
}

/**
 * At most four points per pixel column that draw the same line as all of them: first, lowest, highest and last of each
 * column, in time order (the M4 aggregation, Jugel et al. 2014). A column in which something is missing keeps one NaN, so
 * that a gap stays a gap.
 *
 * Columns are cut by time and not by index, so the result does not depend on how unevenly the steps lie.
 */
export function decimate(times: NumberColumn, values: NumberColumn, pixels: number): Decimated {
  const length = Math.min(times.length, values.length);
  const columns = Math.max(1, Math.floor(pixels));
  if (length <= columns * 4) {
    return { times: Array.from(times).slice(0, length), values: Array.from(values).slice(0, length) };
  }
  const start = times[0] ?? 0;
  const span = (times[length - 1] ?? 0) - start;
  const keptTimes: number[] = [];
  const keptValues: number[] = [];
  const keep = (index: number): void => {
    keptTimes.push(times[index] ?? Number.NaN);
    keptValues.push(values[index] ?? Number.NaN);
  };
  let index = 0;
  while (index < length) {
    const column = columnOf(times[index] ?? 0, start, span, columns);
    let end = index;
    let lowest = -1;
    let highest = -1;
    let firstFinite = -1;
    let lastFinite = -1;
    let missing = -1;
    while (end < length && columnOf(times[end] ?? 0, start, span, columns) === column) {
      const value = values[end] ?? Number.NaN;
      if (Number.isNaN(value)) {
        // The middle of a gap is as good as any of its steps; the last one seen keeps the order simple.
        missing = end;
      } else {
        if (firstFinite < 0) firstFinite = end;
        lastFinite = end;
        if (lowest < 0 || value < (values[lowest] ?? 0)) lowest = end;
        if (highest < 0 || value > (values[highest] ?? 0)) highest = end;
      }
      end++;
    }
    const chosen = new Set([firstFinite, lowest, highest, lastFinite, missing].filter((at) => at >= 0));
    for (const at of [...chosen].sort((left, right) => left - right)) keep(at);
    index = end;
  }
  return { times: keptTimes, values: keptValues };
}

function columnOf(time: number, start: number, span: number, columns: number): number {
  return span <= 0 ? 0 : Math.min(columns - 1, Math.floor(((time - start) / span) * columns));
}
