/** Whether a figure that is sampled again and again grows. */
import { median } from "./lib.ts";

export interface Sample {
  /** Since the start. */
  readonly hours: number;
  readonly value: number;
}

export interface Trend {
  /** Median of the last quarter over that of the first. */
  readonly ratio: number;
  readonly first: number;
  readonly last: number;
  /** Per hour, by least squares over the means of stretches: neighbouring samples say the same. */
  readonly slopePerHour: number;
  /** Half of its 95 % confidence interval. */
  readonly slopeMargin: number;
}

const stretches = 8;
/** Student's t, 97.5 %, of six degrees of freedom. */
const t = 2.447;

/** @param samples in order, without the warm-up; at least one a stretch */
export function trendOf(samples: readonly Sample[]): Trend {
  if (samples.length < stretches)
    throw new RangeError(`a trend of ${samples.length} samples; ${stretches} are the least`);
  const quarter = Math.max(1, Math.floor(samples.length / 4));
  const values = samples.map(({ value }) => value);
  const [first, last] = [median(values.slice(0, quarter)), median(values.slice(-quarter))];
  const means = Array.from({ length: stretches }, (_, index) => {
    const at = (edge: number): number => Math.round((edge * samples.length) / stretches);
    const part = samples.slice(at(index), at(index + 1));
    return { hours: mean(part.map(({ hours }) => hours)), value: mean(part.map(({ value }) => value)) };
  });
  const [x, y] = [mean(means.map(({ hours }) => hours)), mean(means.map(({ value }) => value))];
  const spread = sum(means.map(({ hours }) => (hours - x) ** 2));
  const slopePerHour = sum(means.map(({ hours, value }) => (hours - x) * (value - y))) / spread;
  const rest = sum(means.map(({ hours, value }) => (value - y - slopePerHour * (hours - x)) ** 2));
  return {
    ratio: last / first,
    first,
    last,
    slopePerHour,
    slopeMargin: t * Math.sqrt(rest / (stretches - 2) / spread),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
