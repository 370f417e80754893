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
  const distances = values.map((value, step) => distanceAt(values, value, step));
  const observed = distances.reduce((sum, distance) => sum + (Number.isNaN(distance) ? 0 : 1), 0);
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

/** From the nearest observed one of the two values on either side; NaN where there is none. */
function distanceAt(values: Float64Array, value: number, step: number): number {
  let nearest = Infinity;
  for (let near = step - 2; near <= step + 2; near += 1) {
    if (near === step) continue;
    const distance = Math.abs(value - (values[near] ?? Number.NaN));
    if (distance < nearest) nearest = distance;
  }
  return nearest === Infinity ? Number.NaN : nearest;
}

/**
 * What nine of ten values keep from their neighbours. Whole numbers mostly repeat each other: then the steps between neighbours, the
 * sizes of what is rare, or a share of a level that never changes; 0 where nothing says.
 */
function usualDistance(values: Float64Array, distances: Float64Array): number {
  const nearest = quantileOf(distances, mostShare);
  if (nearest > 0) return nearest;
  const steps = quantileOf(
    values.map((value, step) => Math.abs(value - (values[step - 1] ?? Number.NaN))),
    mostShare,
  );
  if (steps > 0) return steps;
  const middle = quantileOf(values, 0.5);
  const sizes = values.map((value) => Math.abs(value - middle)).filter((size) => size > 0);
  return sizes.length >= fewestSizes ? quantileOf(sizes, mostShare) : Math.abs(middle) * levelShare;
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
  const stride = Math.ceil(numbers.length / maxSampled);
  const sample = numbers.filter((number, index) => index % stride === 0 && !Number.isNaN(number)).sort();
  return sample[Math.floor(sample.length * share)] ?? 0;
}
