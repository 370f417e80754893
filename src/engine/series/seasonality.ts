import {
  businessDaysPerWeek,
  dayMs,
  daysPerYear,
  fixedStepMs,
  hourMs,
  minuteMs,
  monthsPerYear,
  stepMonths,
  weekMs,
  weeksPerYear,
  type Frequency,
} from "#domain/series";

/** The last steps are evidence enough: a longer history says nothing new, and every lag costs a pass over it. */
const minEvidenceSteps = 8000;
const evidenceSeasons = 4;

/**
 * The seasons that a frequency usually has, shortest first, in steps: hour → [24, 168], day → [7, 365], month → [12].
 * `[1]` where there is none (years).
 */
export function seasonLengths(frequency: Frequency): number[] {
  const periods = periodsOf(frequency);
  return periods.length === 0 ? [1] : periods;
}

function periodsOf(frequency: Frequency): number[] {
  const months = stepMonths(frequency);
  if (months !== null) return wholeSeasons([monthsPerYear / months]);
  if (frequency.unit === "businessDay") return wholeSeasons([businessDaysPerWeek / frequency.count]);
  if (frequency.unit === "week") return wholeSeasons([Math.round(weeksPerYear / frequency.count)]);
  const stepMs = fixedStepMs(frequency) ?? dayMs;
  if (stepMs >= dayMs) return wholeSeasons([weekMs / stepMs, Math.round((daysPerYear * dayMs) / stepMs)]);
  // Below five minutes the week is thousands of steps long and the hour begins to matter.
  if (stepMs < minuteMs) return wholeSeasons([minuteMs / stepMs, hourMs / stepMs, dayMs / stepMs]);
  if (stepMs < 5 * minuteMs) return wholeSeasons([hourMs / stepMs, dayMs / stepMs, weekMs / stepMs]);
  return wholeSeasons([dayMs / stepMs, weekMs / stepMs]);
}

function wholeSeasons(lengths: readonly number[]): number[] {
  return lengths.filter((length) => Number.isInteger(length) && length >= 2);
}

/**
 * Those of `candidates` (steps) that the values show: the season fits at least twice, and after removal of the level over
 * one season (and of the shorter seasons already found) values one season apart resemble each other more than values at
 * other distances do. NaN = missing. Returns a subset in ascending order; empty when nothing is seasonal.
 */
export function detectSeasonLengths(values: ArrayLike<number>, candidates: readonly number[]): number[] {
  const seasons = candidates.filter((season) => season >= 2 && values.length >= season * 2).sort((a, b) => a - b);
  let residual = lastSteps(values, seasonEvidence(seasons));
  const found: number[] = [];
  for (const season of seasons) {
    const detrended = withoutLevel(residual.subarray(-Math.max(minEvidenceSteps, season * evidenceSeasons)), season);
    const pairs = { count: 0 };
    const atSeason = autocorrelation(detrended, season, pairs);
    const threshold = Math.max(0.1, 1.645 / Math.sqrt(Math.max(1, pairs.count)));
    if (!(atSeason > threshold)) continue;
    // A season is a peak: a slow wander is just as similar at other lags, a shorter season at its own multiples.
    const step = found.findLast((shorter) => season % shorter === 0) ?? Math.max(1, Math.round(season / 3));
    const before = autocorrelation(detrended, season - step);
    const after = autocorrelation(detrended, season + step);
    const beside = Number.isNaN(after) ? before : (before + after) / 2;
    if (atSeason <= beside + 0.02) continue;
    found.push(season);
    residual = withoutSeason(residual, detrended, season);
  }
  return found;
}

/** How many of the last steps {@link detectSeasonLengths} looks at: what lies before them plays no part. */
export function seasonEvidence(candidates: readonly number[]): number {
  return Math.max(minEvidenceSteps, ...candidates.map((season) => season * evidenceSeasons));
}

/**
 * Memory for one series after the other: a file may have tens of thousands of short ones, of which making arrays takes several
 * times as long as the arithmetic. What is in it is good until the next call.
 */
class Scratch {
  #memory = new Float64Array(0);

  /** So many numbers, whatever is in them. */
  take(length: number): Float64Array {
    if (this.#memory.length < length) this.#memory = new Float64Array(length * 2);
    return this.#memory.subarray(0, length);
  }
}

const sumsScratch = new Scratch();
const levelScratch = new Scratch();

function lastSteps(values: ArrayLike<number>, wanted: number): Float64Array {
  const from = Math.max(0, values.length - wanted);
  if (values instanceof Float64Array) return values.subarray(from);
  const last = new Float64Array(values.length - from);
  for (let i = 0; i < last.length; i += 1) last[i] = values[from + i] as number;
  return last;
}

/** Values minus their centred mean over one season, until the next call; NaN where too little of the season is observed. */
function withoutLevel(values: Float64Array, season: number): Float64Array {
  const sums = sumsScratch.take(values.length + 1);
  let sum = 0;
  sums[0] = 0;
  let observed = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number;
    if (value - value === 0) {
      sum += value;
      observed += 1;
    }
    sums[i + 1] = sum;
  }
  const result = levelScratch.take(values.length);
  const half = Math.floor(season / 2);
  const lastFrom = Math.max(0, values.length - season);
  if (observed === values.length && season <= values.length) {
    for (let i = 0; i < values.length; i += 1) {
      const from = Math.min(Math.max(0, i - half), lastFrom);
      const mean = ((sums[from + season] as number) - (sums[from] as number)) / season;
      result[i] = (values[i] as number) - mean;
    }
    return result;
  }
  const counts = countObserved(values);
  for (let i = 0; i < values.length; i += 1) {
    // At the ends the window slides inwards: dropping half a season on each side would leave nothing of two.
    const from = Math.min(Math.max(0, i - half), lastFrom);
    const to = Math.min(values.length, from + season);
    const count = (counts[to] as number) - (counts[from] as number);
    const mean = ((sums[to] as number) - (sums[from] as number)) / count;
    result[i] = count * 2 < season ? Number.NaN : (values[i] as number) - mean;
  }
  return result;
}

/** [values + 1] how many values before a place are there. */
function countObserved(values: Float64Array): Int32Array {
  const counts = new Int32Array(values.length + 1);
  let observed = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number;
    if (value - value === 0) observed += 1;
    counts[i + 1] = observed;
  }
  return counts;
}

/** Phases count from the end, because `detrended` may be only the last part of `values`. */
function withoutSeason(values: Float64Array, detrended: Float64Array, season: number): Float64Array {
  const sums = new Float64Array(season);
  const counts = new Int32Array(season);
  let phase = detrended.length % season;
  for (let i = 0; i < detrended.length; i += 1, phase = phase === 0 ? season - 1 : phase - 1) {
    const value = detrended[i] ?? Number.NaN;
    if (value - value !== 0) continue;
    sums[phase] = (sums[phase] ?? 0) + value;
    counts[phase] = (counts[phase] ?? 0) + 1;
  }
  const result = new Float64Array(values.length);
  phase = values.length % season;
  for (let i = 0; i < values.length; i += 1, phase = phase === 0 ? season - 1 : phase - 1) {
    const count = counts[phase] ?? 0;
    result[i] = (values[i] ?? Number.NaN) - (count === 0 ? 0 : (sums[phase] ?? 0) / count);
  }
  return result;
}

function autocorrelation(values: Float64Array, lag: number, pairs: { count: number } = { count: 0 }): number {
  if (lag >= values.length) return Number.NaN;
  let sum = 0;
  let count = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number;
    if (value - value !== 0) continue;
    sum += value;
    count += 1;
  }
  const mean = sum / count;
  let products = 0;
  let squaresEarlier = 0;
  let squaresLater = 0;
  pairs.count = 0;
  for (let i = lag; i < values.length; i += 1) {
    const later = (values[i] as number) - mean;
    const earlier = (values[i - lag] as number) - mean;
    const product = later * earlier;
    if (product - product !== 0) continue;
    products += product;
    squaresEarlier += earlier * earlier;
    squaresLater += later * later;
    pairs.count += 1;
  }
  const scale = Math.sqrt(squaresEarlier * squaresLater);
  return pairs.count === 0 || scale === 0 ? 0 : products / scale;
}
