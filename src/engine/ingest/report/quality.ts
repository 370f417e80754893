import { nthSmallest } from "#engine/numerics";
import { formatCount, plural } from "#engine/format";
import type { RepairLog } from "./repair-log.ts";
import { timeText } from "./words.ts";

/** Outliers are few: at most so many, or this share of the values. */
const fewOutliers = 3;
const maxOutlierShare = 0.005;
const maxAbovePeaksShare = 0.0005;
/** Times the usual distance, and times the peaks of a series that has them. */
const outlierDistance = 12;
const abovePeaks = 5;
const fewestObserved = 30;
const mostShare = 0.9;
/** With fewer values that differ from the middle, their sizes are not usual. */
const fewestSizes = 10;
/** Of a level that never changes, what a change may be. */
const levelShare = 0.05;
const maxSampled = 5_000;
/** The last steps of a series, so many, are looked at. */
const maxLooked = 200_000;

/** Says where a series lacks steps: how many stretches, and the longest. Missing steps stay missing. */
export function noteGaps(log: RepairLog, id: string, times: Float64Array, values: Float64Array): void {
  let gaps = 0;
  let missing = 0;
  let run = 0;
  let longest = 0;
  let longestAt = 0;
  for (let step = 0; step <= values.length; step += 1) {
    if (step < values.length && Number.isNaN(values[step])) {
      run += 1;
      missing += 1;
      continue;
    }
    if (run > 0) {
      gaps += 1;
      if (run > longest) {
        longest = run;
        longestAt = step - run;
      }
    }
    run = 0;
  }
  if (gaps === 0) return;
  const where = timeText(times[longestAt] ?? 0);
  log.warn(
    "gaps",
    gaps === 1
      ? `${plural(missing, "step", "steps")} of "${id}" ${missing === 1 ? `is missing, at ${where}` : `are missing, from ${where} on`}.`
      : `${formatCount(missing)} steps of "${id}" are missing in ${gaps} places; the longest gap, ${plural(longest, "step", "steps")}, begins at ${where}.`,
    id,
  );
}

/**
 * Flags single values that stand far apart from their neighbours; nothing is removed.
 *
 * How far is usual, the series itself says: the distance from the nearest of four neighbours that nine of ten values keep (at a shift of
 * the level one side is always near). A value is far at twelve times that, unless the same place of another season has a peak of
 * at least half its height: every December is high. Where too many are far, peaks are the series' nature (prices, promotions),
 * and only what stands five times above them is told, if that is rare.
 *
 * @param lags steps of the seasons that such a series may have
 * @returns their steps
 */
export function noteOutliers(
  log: RepairLog,
  id: string,
  times: Float64Array,
  series: Float64Array,
  lags: readonly number[] = [],
): readonly number[] {
  const from = Math.max(0, series.length - maxLooked);
  const values = series.subarray(from);
  const distances = distancesOf(values);
  const observed = countNumbers(distances);
  if (observed < fewestObserved) return [];
  const usual = usualDistance(values, distances);
  if (usual === 0) return [];
  const beyond = (limit: number): number[] => {
    const far: number[] = [];
    for (let step = 0; step < distances.length; step += 1)
      if ((distances[step] ?? 0) > limit && !recurs(values, step, distances[step] ?? 0, lags)) far.push(step);
    return far;
  };
  const limit = usual * outlierDistance;
  let far = beyond(limit);
  if (far.length > Math.max(fewOutliers, observed * maxOutlierShare)) {
    const peaks = far.map((step) => distances[step] ?? 0).sort((left, right) => right - left);
    const peak = peaks[Math.min(peaks.length - 1, Math.ceil(observed * maxOutlierShare))] ?? 0;
    far = beyond(Math.max(limit, peak * abovePeaks));
    if (far.length > Math.max(fewOutliers, observed * maxAbovePeaksShare)) return [];
  }
  const [first] = far;
  if (first === undefined) return [];
  const example = `${timeText(times[from + first] ?? 0)} (${values[first] ?? 0})`;
  log.warn(
    "outliers",
    far.length === 1
      ? `"${id}" has 1 value far from its neighbours: ${example}. It was kept.`
      : `"${id}" has ${formatCount(far.length)} values far from their neighbours, the first at ${example}. They were kept.`,
    id,
  );
  return far.map((step) => from + step);
}

/** Of each value from the nearest observed one of the two on either side; NaN where there is none. */
function distancesOf(values: Float64Array): Float64Array {
  const { length } = values;
  const distances = new Float64Array(length);
  let [before2, before1, value, after1] = [Number.NaN, Number.NaN, values[0] ?? Number.NaN, values[1] ?? Number.NaN];
  for (let step = 0; step < length; step += 1) {
    const after2 = step + 2 < length ? (values[step + 2] as number) : Number.NaN;
    let nearest = Infinity;
    let distance = Math.abs(value - before2);
    if (distance < nearest) nearest = distance;
    distance = Math.abs(value - before1);
    if (distance < nearest) nearest = distance;
    distance = Math.abs(value - after1);
    if (distance < nearest) nearest = distance;
    distance = Math.abs(value - after2);
    if (distance < nearest) nearest = distance;
    distances[step] = nearest === Infinity ? Number.NaN : nearest;
    before2 = before1;
    before1 = value;
    value = after1;
    after1 = after2;
  }
  return distances;
}

function countNumbers(values: Float64Array): number {
  let count = 0;
  for (let i = 0; i < values.length; i += 1) if (values[i] === values[i]) count += 1;
  return count;
}

/**
 * What nine of ten values keep from their neighbours. Whole numbers mostly repeat each other: then the steps between neighbours, the
 * sizes of what is rare, or a share of a level that never changes; 0 where nothing says.
 */
function usualDistance(values: Float64Array, distances: Float64Array): number {
  const nearest = quantileOf(distances, mostShare);
  if (nearest > 0) return nearest;
  const steps = quantileOf(changesOf(values), mostShare);
  if (steps > 0) return steps;
  const middle = quantileOf(values, 0.5);
  const sizes = values.map((value) => Math.abs(value - middle)).filter((size) => size > 0);
  return sizes.length >= fewestSizes ? quantileOf(sizes, mostShare) : Math.abs(middle) * levelShare;
}

function changesOf(values: Float64Array): Float64Array {
  const changes = new Float64Array(values.length).fill(Number.NaN);
  for (let i = 1; i < values.length; i += 1) changes[i] = Math.abs((values[i] as number) - (values[i - 1] as number));
  return changes;
}

/** Whether the same place of a season before or after, or one beside it, has at least half of the value's distance. */
function recurs(values: Float64Array, step: number, distance: number, lags: readonly number[]): boolean {
  const value = values[step] ?? Number.NaN;
  return lags.some((lag) =>
    [-2 * lag, -lag, lag, 2 * lag].some((by) =>
      [-1, 0, 1].some((beside) => Math.abs(value - (values[step + by + beside] ?? Number.NaN)) <= distance / 2),
    ),
  );
}

/** Of a sample of the numbers that are there; 0 without any. */
function quantileOf(numbers: Float64Array, share: number): number {
  const stride = Math.max(1, Math.ceil(numbers.length / maxSampled));
  const sample = new Float64Array(Math.ceil(numbers.length / stride));
  let length = 0;
  for (let i = 0; i < numbers.length; i += stride) {
    const number = numbers[i] as number;
    if (number === number) sample[length++] = number;
  }
  return length === 0 ? 0 : nthSmallest(sample.subarray(0, length), Math.floor(length * share));
}
