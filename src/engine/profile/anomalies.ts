import { maxAnomalies, type Anomalies, type Anomaly } from "#domain/profile";
import { medianOf, robustDeviation, runningMedian } from "./robust.ts";
import type { Parts } from "./parts.ts";

/** Robust deviations; normal noise gets there once in four million values on one side. */
const usualThreshold = 5;
/** Anomalies are few: at most so many, or this share of the values. */
const fewAnomalies = 3;
const maxShare = 0.005;
/** Where many values are far, peaks are the series' nature, and only what stands so many times above them is an anomaly. */
const abovePeaks = 3;
const maxShareAbovePeaks = 0.0005;
/** The level is the median of so many steps: it keeps shifts, and bursts of up to half of it don't move it. */
const levelWindow = 11;
/** Of a level that hardly ever changes, what a change may be. */
const levelShare = 0.05;
/** A size of rare demand is an anomaly from so many times the usual size on. */
const timesUsualSize = 5;
export const fewestForAnomalies = 12;

interface Scored {
  /** [steps], 0 where nothing is to be said. */
  readonly scores: Float64Array;
  readonly expected: Float64Array;
}

/**
 * Values far from what their level and the seasons say, in robust deviations. A high value of the same place one or two seasons before or
 * after makes a peak ordinary; where peaks are frequent, only what stands far above them is told; and of rare demand, sizes are compared
 * with sizes.
 *
 * @param values as observed, NaN = missing; from the parts' first step to their last
 */
export function findAnomalies(values: Float64Array, parts: Parts, firstStep: number): Anomalies {
  const { scores, expected } = isRare(values) ? rareScores(values) : usualScores(values, parts);
  const lengths = parts.seasons.map(({ season }) => season);
  const observed = values.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0);
  const beyond = (limit: number): number[] => {
    const far: number[] = [];
    for (let at = 0; at < scores.length; at++)
      if ((scores[at] as number) > limit && !recurs(values, expected, parts, at, lengths)) far.push(at);
    return far;
  };
  let threshold = usualThreshold;
  let far = beyond(threshold);
  if (far.length > Math.max(fewAnomalies, observed * maxShare)) {
    const peaks = far.map((at) => scores[at] as number).sort((left, right) => right - left);
    threshold = Math.max(
      threshold,
      abovePeaks * (peaks[Math.min(peaks.length - 1, Math.max(1, Math.ceil(observed * maxShare)))] ?? 0),
    );
    far = beyond(threshold);
    if (far.length > Math.max(fewAnomalies, observed * maxShareAbovePeaks)) far = [];
  }
  const list = far.map((at): Anomaly => {
    const [value, own] = [values[at] as number, expected[at] as number];
    return {
      step: firstStep + at,
      value,
      expected: own,
      score: scores[at] as number,
      kind: value > own ? "high" : "low",
    };
  });
  list.sort((left, right) => right.score - left.score || left.step - right.step);
  return { list: list.slice(0, maxAnomalies), total: list.length, threshold };
}

/** Mostly zeros, and nothing below. */
function isRare(values: Float64Array): boolean {
  let [observed, zeros] = [0, 0];
  for (const value of values) {
    if (value < 0) return false;
    if (value === 0) zeros++;
    if (value >= 0) observed++;
  }
  return zeros > observed / 2;
}

/** By ratios to the usual size: the score is the threshold at five times that, or at five robust deviations of the sizes' logarithms. */
function rareScores(values: Float64Array): Scored {
  const logs = values.map((value) => (value > 0 ? Math.log(value) : Number.NaN));
  const middle = medianOf(logs);
  const unit = Math.max(robustDeviation(logs), Math.log(timesUsualSize) / usualThreshold);
  const sizes = logs.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0);
  const usual = Math.exp(middle);
  return {
    // With so few sizes none is usual.
    scores: logs.map((log) => (sizes < fewestForAnomalies || !(log > middle) ? 0 : (log - middle) / unit)),
    expected: values.map(() => (Number.isNaN(middle) ? 0 : usual)),
  };
}

function usualScores(values: Float64Array, parts: Parts): Scored {
  const rest = parts.withoutSeasons.map((value, at) => (parts.isObserved[at] === 1 ? value : Number.NaN));
  const level = runningMedian(rest, levelWindow);
  const expected = level.map((middle, at) => {
    const base = Number.isNaN(middle) ? (parts.trend[at] as number) : middle;
    return parts.seasons.reduce((sum, { component }) => sum + (component[at] as number), base);
  });
  const distances = values.map((value, at) => value - (expected[at] as number));
  const unit = unitOf(distances, values);
  const half = levelWindow >> 1;
  const scores = distances.map((distance, at) => {
    if (Number.isNaN(distance) || unit === 0) return 0;
    const isInside = at >= half && at < values.length - half;
    // At the ends the median lies to one side, and a walk or a trend is far from it: there the nearest neighbour counts.
    const own = isInside ? Math.abs(distance) : Math.min(Math.abs(distance), nearest(rest, at));
    return own / unit;
  });
  return { scores, expected };
}

function nearest(rest: Float64Array, at: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (const by of [-2, -1, 1, 2]) {
    const distance = Math.abs((rest[at] as number) - (rest[at + by] ?? Number.NaN));
    if (distance < least) least = distance;
  }
  return least;
}

/** What is usual; where most distances are 0, the sizes of the others say, or a share of the level that hardly changes. */
function unitOf(distances: Float64Array, values: Float64Array): number {
  const unit = robustDeviation(distances);
  if (unit > 0) return unit;
  const sizes = distances.map((distance) => Math.abs(distance)).filter((size) => size > 0);
  if (sizes.length >= fewestForAnomalies) return medianOf(sizes);
  return (Math.abs(medianOf(values)) * levelShare) / usualThreshold;
}

/** Whether the same place of a season before or after, or one beside it, is at least half as far from its level, on the same side. */
function recurs(
  values: Float64Array,
  expected: Float64Array,
  parts: Parts,
  at: number,
  lengths: readonly number[],
): boolean {
  const distance = (values[at] as number) - (expected[at] as number);
  return lengths.some((length) =>
    [-2 * length, -length, length, 2 * length].some((by) =>
      [-1, 0, 1].some((beside) => {
        const other = at + by + beside;
        if (parts.isObserved[other] !== 1) return false;
        return ((values[other] as number) - (expected[other] as number)) / distance >= 0.5;
      }),
    ),
  );
}
