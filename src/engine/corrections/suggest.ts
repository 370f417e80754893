import type { OutlierSuggestion } from "#domain/correction";
import type { IngestedSeries } from "#domain/series";
import { sampleQuantile } from "#engine/numerics";

/** Robust standard deviations beyond which a step stands out. */
const farScore = 8;
/** The median absolute deviation of a normal distribution, in standard deviations. */
const madOfNormal = 0.6745;
const fewestObserved = 12;
const maxSuggestions = 1_000;

/**
 * Steps that stand out, the furthest first, at most a thousand of them, and how many there are. A value is expected to be near the median of
 * its four neighbours, or that of the same place in the two seasons before and after, whichever is nearer to it: a peak that
 * comes every season is none. Scores are distances from there in robust standard deviations (median absolute deviation).
 */
export function suggestOutliers({
  times,
  values,
  seasonLengths,
}: Pick<IngestedSeries, "times" | "values" | "seasonLengths">): {
  readonly suggestions: readonly OutlierSuggestion[];
  readonly total: number;
} {
  const lags = [1, ...seasonLengths.slice(0, 1).filter((season) => season > 1)];
  const distances = new Float64Array(values.length).fill(Number.NaN);
  const expected = new Float64Array(values.length);
  const near = new Float64Array(4);
  for (let step = 0; step < values.length; step += 1) {
    const value = values[step] as number;
    let nearest = Infinity;
    for (const lag of lags) {
      const middle = middleOf(values, step, lag, near);
      const distance = value - middle;
      if (!(Math.abs(distance) < nearest)) continue;
      nearest = Math.abs(distance);
      distances[step] = distance;
      expected[step] = middle;
    }
  }
  const sizes = distances.filter((distance) => !Number.isNaN(distance)).map(Math.abs);
  if (sizes.length < fewestObserved) return { suggestions: [], total: 0 };
  const deviation = sampleQuantile(sizes.sort(), 0.5) / madOfNormal;
  // Where most values repeat, a distance has no scale.
  if (!(deviation > 0)) return { suggestions: [], total: 0 };
  const found: OutlierSuggestion[] = [];
  for (let step = 0; step < values.length; step += 1) {
    const score = (distances[step] as number) / deviation;
    if (!(Math.abs(score) > farScore)) continue;
    found.push({
      time: times[step] as number,
      value: values[step] as number,
      expected: expected[step] as number,
      score,
    });
  }
  found.sort((a, b) => Math.abs(b.score) - Math.abs(a.score));
  return { suggestions: found.slice(0, maxSuggestions), total: found.length };
}

/**
 * Median of the observed ones of four values; NaN where fewer than two are there.
 * @param near scratch for four numbers
 */
function middleOf(values: Float64Array, step: number, lag: number, near: Float64Array): number {
  let count = 0;
  for (let places = -2; places <= 2; places += 1) {
    const value = places === 0 ? Number.NaN : (values[step + places * lag] ?? Number.NaN);
    if (value !== value) continue;
    // Sorted as it grows: there are four at most.
    let at = count;
    for (; at > 0 && (near[at - 1] as number) > value; at -= 1) near[at] = near[at - 1] as number;
    near[at] = value;
    count += 1;
  }
  if (count < 2) return Number.NaN;
  const half = count >> 1;
  return count % 2 === 1 ? (near[half] as number) : ((near[half - 1] as number) + (near[half] as number)) / 2;
}
