import { EngineError } from "#domain/errors";
import type { TotalStatistic } from "#domain/totals";
import { sampleQuantile } from "#engine/numerics";

/** Paths of one series, or of several that are summed: [horizon × paths], row-major. */
export interface Paths {
  readonly paths: number;
  readonly horizon: number;
  readonly values: Float32Array | Float64Array;
}

/** A stretch of the horizon: steps from `from` to before `to`. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** What of a stretch has been observed, before its forecast steps. */
export interface Observed {
  readonly steps: number;
  readonly sum: number;
  readonly peak: number;
  readonly low: number;
}

/**
 * [paths]: of each path one number, over what was observed and the forecast steps. Totals of several series are made of the sum of their
 * paths: quantiles of sums are no sums of quantiles.
 */
export function totalOf(
  { paths, horizon, values }: Paths,
  { from, to }: Stretch,
  statistic: TotalStatistic,
  observed: Observed | null = null,
): Float64Array {
  const hasObserved = observed !== null && observed.steps > 0;
  const isStretch = Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from <= to && to <= horizon;
  if (!isStretch || (from === to && !hasObserved))
    throw new EngineError("wrong-arguments", `Steps ${from + 1} to ${to} are not a part of ${horizon} steps.`);
  const first = { sum: 0, mean: 0, peak: Number.NEGATIVE_INFINITY, low: Number.POSITIVE_INFINITY }[statistic];
  const before = hasObserved ? { ...observed, mean: observed.sum }[statistic] : first;
  const result = new Float64Array(paths).fill(before);
  for (let step = from; step < to; step++) {
    const row = values.subarray(step * paths, (step + 1) * paths);
    for (let path = 0; path < paths; path++) {
      const [now, value] = [result[path] as number, row[path] as number];
      result[path] =
        statistic === "peak" ? Math.max(now, value) : statistic === "low" ? Math.min(now, value) : now + value;
    }
  }
  const steps = to - from + (hasObserved ? observed.steps : 0);
  if (statistic === "mean") for (let path = 0; path < paths; path++) result[path]! /= steps;
  return result;
}

/** Quantiles of one number per path. */
export function quantilesOf(samples: Float64Array, levels: readonly number[]): number[] {
  const sorted = samples.toSorted();
  return levels.map((level) => sampleQuantile(sorted, level));
}

/** How likely paths are beyond a threshold. */
export interface Crossing {
  /** [horizon]: at each step. */
  readonly at: Float64Array;
  /** [horizon]: at or before each step; the last is that it ever happens. */
  readonly by: Float64Array;
}

/** @param side which side of the threshold is beyond it; a value on it is not */
export function crossingOf({ paths, horizon, values }: Paths, threshold: number, side: "above" | "below"): Crossing {
  const at = new Float64Array(horizon);
  const by = new Float64Array(horizon);
  const crossed = new Uint8Array(paths);
  let ever = 0;
  for (let step = 0; step < horizon; step++) {
    let now = 0;
    for (let path = 0; path < paths; path++) {
      const value = values[step * paths + path] as number;
      if (side === "above" ? !(value > threshold) : !(value < threshold)) continue;
      now++;
      if (crossed[path] === 0) {
        crossed[path] = 1;
        ever++;
      }
    }
    at[step] = now / paths;
    by[step] = ever / paths;
  }
  return { at, by };
}
