import { maxAnomalies, type Anomalies, type Anomaly } from "#domain/profile";
import { medianOf, normalOverMad, robustDeviation, runningMedian } from "./robust.ts";
import type { Parts } from "./parts.ts";

/** Robust deviations; normal noise practically never gets there. */
const usualThreshold = 6;
/** Where more than so many values, or this share, are far, peaks are the series' nature. */
const fewAnomalies = 3;
const maxShare = 0.005;
/** Of peaks, the chance that any of them is an anomaly. */
const peakChance = 0.05;
/** Hill's index, at least: a few peaks that happen to be alike say little of the next. */
const leastTail = 0.15;
/** A value is compared with the median of so many before it, and of so many after it. */
const sideSteps = 5;
/** What is usual is taken of so many steps around, or of a share of the series, if that is more. */
const fewestUsual = 61;
const usualShare = 0.2;
/** A place of a season has its own usual distance where it was seen so often. */
const fewestCycles = 6;
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
 * Values far from the level on either side of them, without the seasons, in robust deviations of the values around and of the same place of
 * the season. A high value one or two seasons before or after makes a peak ordinary; where peaks are frequent, only what their own tail
 * does not explain is told; and of rare demand, sizes are compared with sizes.
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
    threshold = Math.max(threshold, tailLimit(far.map((at) => scores[at] as number)));
    far = beyond(threshold);
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

/**
 * What peaks of this kind exceed with a chance of 5 %: a power law through all but the three largest, its index by Hill (1975).
 *
 * @param peaks scores, at least four
 */
function tailLimit(peaks: readonly number[]): number {
  const sorted = peaks.toSorted((left, right) => left - right);
  const kept = sorted.slice(0, sorted.length - Math.min(fewAnomalies, (sorted.length - 1) >> 1));
  const least = kept[0] as number;
  const index = Math.max(leastTail, kept.reduce((sum, peak) => sum + Math.log(peak / least), 0) / (kept.length - 1));
  return Math.min(Number.MAX_VALUE, least * (kept.length / peakChance) ** (index * (1 + 1 / Math.sqrt(kept.length))));
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
  const [before, after] = sides(rest);
  const distances = [before, after].map((side) => {
    const own = rest.map((value, at) => value - (side[at] as number));
    // Of a trend, one side is always lower.
    const usual = medianOf(own);
    return own.map((distance) => distance - usual);
  }) as [Float64Array, Float64Array];
  const distance = distances[0].map((early, at) => {
    const late = distances[1][at] as number;
    if (Number.isNaN(early) || Number.isNaN(late)) return Number.isNaN(early) ? late : early;
    // Between the levels of the two sides nothing is far.
    return early * late <= 0 ? 0 : Math.abs(early) < Math.abs(late) ? early : late;
  });
  const units = unitsOf(distances, rest, parts);
  const expected = rest.map((value, at) => {
    const level = Number.isNaN(value) ? (parts.trend[at] as number) : value - (distance[at] as number);
    return parts.seasons.reduce((sum, { component }) => sum + (component[at] as number), level);
  });
  const scores = distance.map((own, at) => {
    const unit = units[at] as number;
    return Number.isNaN(own) || unit === 0 ? 0 : Math.min(Number.MAX_VALUE, Math.abs(own) / unit);
  });
  return { scores, expected };
}

/** Medians of the values before and after each place; NaN where fewer than two are there. */
function sides(rest: Float64Array): readonly [before: Float64Array, after: Float64Array] {
  const count = rest.length;
  const side = (from: (at: number) => number): Float64Array =>
    rest.map((_, at) => {
      const near = rest.subarray(Math.max(0, from(at)), Math.min(count, Math.max(0, from(at) + sideSteps)));
      return near.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0) < 2 ? Number.NaN : medianOf(near);
    });
  return [side((at) => at - sideSteps), side((at) => at + 1)];
}

/** [steps] what is usual around each place, and at its place of each season; a walk's steps count as usual. 0 where nothing is. */
function unitsOf([early, late]: readonly [Float64Array, Float64Array], rest: Float64Array, parts: Parts): Float64Array {
  const whole = Math.max(robustDeviation(early), robustDeviation(late)) || rareUnit(early, rest);
  const window = Math.max(fewestUsual, Math.ceil(rest.length * usualShare)) | 1;
  const around = runningMedian(early.map(Math.abs), window);
  const units = around.map((size) => Math.max(whole / 2, Number.isNaN(size) ? whole : size * normalOverMad));
  for (const { season } of parts.seasons) {
    if (rest.length < fewestCycles * season) continue;
    for (let phase = 0; phase < season; phase++) {
      const same = Float64Array.from({ length: Math.ceil((rest.length - phase) / season) }, (_, cycle) =>
        parts.isObserved[phase + cycle * season] === 1
          ? (parts.remainder[phase + cycle * season] as number)
          : Number.NaN,
      );
      const own = robustDeviation(same);
      for (let at = phase; at < rest.length; at += season) units[at] = Math.max(units[at] as number, own);
    }
  }
  return units;
}

/** Where most distances are 0: the sizes of the others say, or a share of the level that hardly changes. */
function rareUnit(distances: Float64Array, values: Float64Array): number {
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
