import { powerOfTwo, transform } from "#engine/numerics";
import type { BandwidthRule } from "#domain/forecast";
import { linearBinning } from "./linear-binning.ts";

export interface Bandwidth {
  /** Standard deviation of the Gaussian kernel, in the samples' units. */
  readonly width: number;
  /** The rule that gave it; `silverman` in place of `isj` where the fixed point was not found. */
  readonly rule: BandwidthRule | "fixed" | "none";
  readonly note?: string;
}

/**
 * The width of the kernel.
 *
 * - `scott`: n^(−1/5) · s; `silverman`: (3n/4)^(−1/5) · s, with s the sample standard deviation (n − 1). Both are scipy's.
 * - `isj`: the improved Sheather–Jones fixed point (Botev, Grotowski & Kroese, Ann. Statist. 38, 2010), which does not
 *   oversmooth several modes. It has no solution for few or heavily tied samples; then `silverman` is used and the result
 *   says so.
 *
 * Samples without any spread have no width (`none`), and neither have those whose spread is only rounding.
 */
export function bandwidthOf(samples: ArrayLike<number>, wanted: BandwidthRule | number): Bandwidth {
  if (typeof wanted === "number") return { width: wanted, rule: "fixed" };
  const deviation = standardDeviation(samples);
  if (isFlat(deviation, samples)) return { width: 0, rule: "none", note: "All samples are equal." };
  const count = samples.length;
  if (wanted === "scott") return { width: deviation * count ** -0.2, rule: "scott" };
  const silverman = deviation * ((3 * count) / 4) ** -0.2;
  if (wanted === "silverman") return { width: silverman, rule: "silverman" };
  const width = improvedSheatherJones(samples);
  return width === null
    ? { width: silverman, rule: "silverman", note: "The ISJ fixed point was not found; Silverman's rule is used." }
    : { width, rule: "isj" };
}

function isFlat(deviation: number, samples: ArrayLike<number>): boolean {
  let largest = 0;
  for (let index = 0; index < samples.length; index++) largest = Math.max(largest, Math.abs(samples[index] as number));
  // Below 1e-100 squares underflow; below 1e-13 of the numbers' size no grid can tell its own points apart.
  return !(deviation > Math.max(1e-100, largest * 1e-13));
}

export function standardDeviation(samples: ArrayLike<number>): number {
  const count = samples.length;
  if (count < 2) return 0;
  let mean = 0;
  for (let index = 0; index < count; index++) mean += ((samples[index] as number) - mean) / (index + 1);
  let squares = 0;
  for (let index = 0; index < count; index++) squares += ((samples[index] as number) - mean) ** 2;
  return Math.sqrt(squares / (count - 1));
}

const gridNodes = 4096;
/** With fewer different values the fixed point describes the ties and not the distribution. */
const fewestValues = 10;

/** The bandwidth, or null where the fixed-point equation has no root in the useful range. */
function improvedSheatherJones(samples: ArrayLike<number>): number | null {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  const different = new Set<number>();
  for (let index = 0; index < samples.length; index++) {
    const value = samples[index] as number;
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
    different.add(value);
  }
  const count = different.size;
  if (count < fewestValues) return null;
  const air = (highest - lowest) / 10;
  const from = lowest - air;
  const range = highest - lowest + 2 * air;
  const shares = linearBinning(samples, from, range / (gridNodes - 1), gridNodes);
  const coefficients = cosineTransform(shares);
  // a_k² / 4 with k = 1 …; Botev's `a2 = (a(2:end)/2)^2`.
  const squares = Float64Array.from({ length: gridNodes - 1 }, (_, index) => ((coefficients[index + 1] ?? 0) / 2) ** 2);
  const miss = (time: number): number => time - fixedPoint(time, count, squares);
  // The root lies close to zero; the search widens as in Botev's own code.
  const bounded = Math.min(1050, Math.max(50, count));
  let limit = 1e-12 + (0.01 * (bounded - 50)) / 1000;
  while (limit < 0.1 && !(miss(limit) > 0)) limit = Math.max(limit * 2, 1e-6);
  limit = Math.min(limit, 0.1);
  if (!(miss(limit) > 0) || !(miss(1e-14) < 0)) return null;
  const time = root(miss, 1e-14, limit);
  const width = Math.sqrt(time) * range;
  return width > 0 && Number.isFinite(width) ? width : null;
}

/** ξ γ^[5](t) of the paper: the plug-in estimate that the best t must reproduce. */
function fixedPoint(time: number, count: number, squares: Float64Array): number {
  const stages = 7;
  let functional = derivativeNorm(stages, time, squares);
  for (let s = stages - 1; s >= 2; s--) {
    let odd = 1;
    for (let factor = 3; factor <= 2 * s - 1; factor += 2) odd *= factor;
    const kernel = odd / Math.sqrt(2 * Math.PI);
    const constant = (1 + 0.5 ** (s + 0.5)) / 3;
    const plugIn = ((2 * constant * kernel) / (count * functional)) ** (2 / (3 + 2 * s));
    functional = derivativeNorm(s, plugIn, squares);
  }
  return (2 * count * Math.sqrt(Math.PI) * functional) ** -0.4;
}

/** ‖f^(s)‖² of the density diffused for `time`, from its cosine series. */
function derivativeNorm(s: number, time: number, squares: Float64Array): number {
  const rate = Math.PI * Math.PI * time;
  let sum = 0;
  for (let index = 0; index < squares.length; index++) {
    const order = (index + 1) ** 2;
    // The terms peak where order · rate = s ≤ 7; here they are below 1e-20 of that.
    if (order * rate > 80) break;
    let power = order;
    for (let factor = 1; factor < s; factor++) power *= order;
    sum += power * (squares[index] as number) * Math.exp(-order * rate);
  }
  return 2 * Math.PI ** (2 * s) * sum;
}

/**
 * The root between `from` (negative) and `to` (positive), in the logarithm of t, since it may lie anywhere between 1e-14 and
 * 0.1. False position with Illinois weights: a tenth of the evaluations that halving needs.
 */
function root(miss: (time: number) => number, from: number, to: number): number {
  let [low, high] = [Math.log(from), Math.log(to)];
  // In the logarithm of both sides the curve is nearly straight.
  const gap = (log: number): number => {
    const time = Math.exp(log);
    return log - Math.log(time - miss(time));
  };
  let [atLow, atHigh] = [gap(low), gap(high)];
  let last = 0;
  for (let round = 0; round < 60 && high - low > 1e-10; round++) {
    let next = (low * atHigh - high * atLow) / (atHigh - atLow);
    if (!(next > low && next < high)) next = (low + high) / 2;
    const atNext = gap(next);
    if (Math.abs(atNext) < 1e-11) return Math.exp(next);
    if (atNext > 0) {
      [high, atHigh] = [next, atNext];
      if (last === 1) atLow /= 2;
      last = 1;
    } else {
      [low, atLow] = [next, atNext];
      if (last === -1) atHigh /= 2;
      last = -1;
    }
  }
  return Math.exp((low + high) / 2);
}

/** DCT-II with coefficients 2 Σ x_n cos(πk(2n + 1) / 2N), the first one halved. */
function cosineTransform(values: Float64Array): Float64Array {
  const length = powerOfTwo(values.length);
  const real = new Float64Array(length);
  const imaginary = new Float64Array(length);
  // Makhoul's order: even places rising, then odd places falling, turns the DCT into one FFT of the same length.
  for (let index = 0; index < length / 2; index++) {
    real[index] = values[2 * index] ?? 0;
    real[length - 1 - index] = values[2 * index + 1] ?? 0;
  }
  transform(real, imaginary, "forward");
  return Float64Array.from({ length }, (_, k) => {
    const angle = (Math.PI * k) / (2 * length);
    const value = Math.cos(angle) * (real[k] as number) + Math.sin(angle) * (imaginary[k] as number);
    return k === 0 ? value : 2 * value;
  });
}
