import type { CorrelationReport, SeriesCorrelation } from "#domain/profile";
import { isSameFrequency, type IngestedSeries } from "#domain/series";
import { type Signal, throwIfAborted } from "#engine/concurrency";
import { autocorrelations, normalCdf } from "#engine/numerics";
import { stretchOf } from "./profile-series.ts";
import { robustDeviation } from "./robust.ts";
import { partsBySeasons } from "./seasons.ts";
import { summarise } from "./summary.ts";

export interface CorrelateOptions {
  /** Pairs in the report. */
  readonly maxPairs?: number;
  /** Series that are compared, the first of them: pairs grow with the square. */
  readonly maxSeries?: number;
  /** Steps that one may be ahead of the other. */
  readonly maxLag?: number;
  readonly signal?: Signal;
}

type CorrelatedInput = Pick<IngestedSeries, "id" | "frequency" | "times" | "values">;

/** The last steps of a series are enough to see whether it moves with another. */
const maxSteps = 2_000;
const fewestShared = 20;
const significance = 0.05;
/** Changes beyond so many robust deviations are cut, or one day on which all were down would be all that is seen. */
const maxDeviations = 4;
/** Lags of the autocorrelations that the significance takes into account. */
const bartlettLags = 20;
const safe = 1 - 1e-12;

interface Changes {
  readonly id: string;
  /** [steps] wall-clock milliseconds of each change's later step. */
  readonly times: Float64Array;
  /** [steps] mean 0; 0 where either step is missing. */
  readonly values: Float64Array;
  readonly isThere: Uint8Array;
  readonly memory: readonly number[];
}

/**
 * Pairs of series that move together, at the lag where they do most. Changes from step to step of the values without seasons are
 * correlated, and all series get the same treatment, so that a lag stays where it was.
 */
export function correlate(
  list: readonly CorrelatedInput[],
  { maxPairs = 50, maxSeries = 200, maxLag = 24, signal }: CorrelateOptions = {},
): CorrelationReport {
  const notes: string[] = [];
  const first = list[0];
  const alike = list.filter(({ frequency }) => first !== undefined && isSameFrequency(frequency, first.frequency));
  if (alike.length < list.length) notes.push("Series with another step than the first were left out.");
  const taken = alike.slice(0, maxSeries);
  if (taken.length < alike.length)
    notes.push(`Compares the first ${taken.length} of ${alike.length.toLocaleString("en-GB")} series.`);
  const changes = taken.flatMap((series) => {
    throwIfAborted(signal);
    const own = changesOf(series, signal);
    return own === null ? [] : [own];
  });
  const left = taken.length - changes.length;
  if (left > 0) notes.push(`${left} series ${left === 1 ? "has" : "have"} too few changes to compare.`);
  if (taken.some(({ values }) => values.length > maxSteps))
    notes.push(`Looks at the last ${maxSteps.toLocaleString("en-GB")} steps of longer series.`);
  const pairsTested = (changes.length * (changes.length - 1)) / 2;
  const tests = pairsTested * (2 * maxLag + 1);
  const pairs: SeriesCorrelation[] = [];
  changes.forEach((left, index) => {
    throwIfAborted(signal);
    for (const right of changes.slice(index + 1)) {
      const pair = pairOf(left, right, maxLag, tests);
      if (pair !== null && pair.p < significance) pairs.push(pair);
    }
  });
  pairs.sort((a, b) => Math.abs(b.coefficient) - Math.abs(a.coefficient) || a.p - b.p);
  if (pairs.length > maxPairs) notes.push(`Shows the strongest ${maxPairs} of ${pairs.length} pairs.`);
  return { pairs: pairs.slice(0, maxPairs), series: changes.length, pairsTested, maxLag, notes };
}

function changesOf({ id, frequency, times, values }: CorrelatedInput, signal?: Signal): Changes | null {
  const stretch = stretchOf(values, summarise(values), maxSteps);
  const count = stretch.values.length;
  if (count < fewestShared) return null;
  const { parts } = partsBySeasons(stretch.values, frequency, signal);
  const raw = new Float64Array(count - 1).fill(Number.NaN);
  for (let at = 1; at < count; at++)
    if (parts.isObserved[at] === 1 && parts.isObserved[at - 1] === 1)
      raw[at - 1] = (parts.withoutSeasons[at] as number) - (parts.withoutSeasons[at - 1] as number);
  const there = raw.filter((change) => !Number.isNaN(change));
  const limit = maxDeviations * robustDeviation(there);
  const cut = (change: number): number => (limit > 0 ? Math.max(-limit, Math.min(limit, change)) : change);
  const mean = there.reduce((sum, change) => sum + cut(change), 0) / there.length;
  const changes = raw.map((change) => cut(change) - mean);
  if (there.length < fewestShared || there.every((change) => Math.abs(cut(change) - mean) < 1e-12)) return null;
  return {
    id,
    times: times.subarray(stretch.firstStep + 1, stretch.firstStep + count),
    values: changes.map((change) => (Number.isNaN(change) ? 0 : change)),
    isThere: Uint8Array.from(changes, (change) => (Number.isNaN(change) ? 0 : 1)),
    memory: autocorrelations(changes, Math.min(bartlettLags, changes.length - 1)),
  };
}

function pairOf(left: Changes, right: Changes, maxLag: number, tests: number): SeriesCorrelation | null {
  const offset = offsetOf(left.times, right.times);
  if (offset === null) return null;
  // Of all lags the strongest, with missing steps as no change; then that one exactly.
  let best = 0;
  let most = -1;
  for (let lag = -maxLag; lag <= maxLag; lag++) {
    const size = Math.abs(productAt(left.values, right.values, offset - lag));
    // The nearest of equals.
    if (size > most * (1 + 1e-9) || (size >= most && Math.abs(lag) < Math.abs(best))) [best, most] = [lag, size];
  }
  const { coefficient, steps } = exactAt(left, right, offset - best);
  if (steps < fewestShared) return null;
  const memory = left.memory.reduce((sum, own, index) => sum + own * (right.memory[index] ?? 0), 0);
  const effective = Math.max(4, steps / Math.max(1, 1 + 2 * memory));
  const z = Math.atanh(Math.max(-safe, Math.min(safe, coefficient))) * Math.sqrt(effective - 3);
  const p = Math.min(1, 2 * normalCdf(-Math.abs(z)) * tests);
  const [first, second] = best >= 0 ? [left.id, right.id] : [right.id, left.id];
  return { first, second, lag: Math.abs(best), coefficient, steps, p };
}

/** Place of the right series' first step in the left, which may be before it; null where they share no step. */
function offsetOf(left: Float64Array, right: Float64Array): number | null {
  if ((right[0] as number) < (left[0] as number)) {
    const offset = offsetOf(right, left);
    return offset === null ? null : -offset;
  }
  let [low, high] = [0, left.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((left[middle] as number) < (right[0] as number)) low = middle + 1;
    else high = middle;
  }
  return left[low] === right[0] ? low : null;
}

/** Σ left[at] · right[at − offset]. */
function productAt(left: Float64Array, right: Float64Array, offset: number): number {
  let sum = 0;
  const to = Math.min(left.length, right.length + offset);
  for (let at = Math.max(0, offset); at < to; at++) sum += (left[at] as number) * (right[at - offset] as number);
  return sum;
}

function exactAt(left: Changes, right: Changes, offset: number): { coefficient: number; steps: number } {
  let [products, lefts, rights, steps] = [0, 0, 0, 0];
  const to = Math.min(left.values.length, right.values.length + offset);
  for (let at = Math.max(0, offset); at < to; at++) {
    if (left.isThere[at] === 0 || right.isThere[at - offset] === 0) continue;
    const [one, other] = [left.values[at] as number, right.values[at - offset] as number];
    products += one * other;
    lefts += one * one;
    rights += other * other;
    steps++;
  }
  const scale = Math.sqrt(lefts * rights);
  return { coefficient: scale > 0 ? Math.max(-1, Math.min(1, products / scale)) : 0, steps };
}
