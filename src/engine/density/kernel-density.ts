import { EngineError } from "#domain/errors";
import type { BandwidthRule } from "#domain/forecast";
import { powerOfTwo, transform } from "#engine/numerics";
import { type Bandwidth, bandwidthOf } from "./bandwidth.ts";
import { linearBinning } from "./linear-binning.ts";
import type { GridDensity } from "./step-density.ts";

export interface KernelDensityOptions {
  /** `exact` sums every kernel at every point; `fast` bins the samples and convolves by FFT. */
  readonly mode?: "exact" | "fast";
  /** A rule or a width in the samples' units. */
  readonly bandwidth?: BandwidthRule | number;
  /** Real bounds of the quantity (0 for counts), never the smallest or largest sample. */
  readonly lowerBound?: number;
  readonly upperBound?: number;
  readonly points?: number;
  /** The grid; by default three bandwidths beyond the samples, cut at the bounds. */
  readonly from?: number;
  readonly to?: number;
}

export interface KernelDensity extends GridDensity {
  readonly bandwidth: Bandwidth;
}

/**
 * Gaussian kernel density of samples on an even grid from `from` to `from + (points − 1) · step`.
 *
 * At a real bound the mass that the kernels put outside is reflected back (Silverman 1986, section 2.10), so the density keeps
 * its mass and does not sink towards the bound. Samples outside a bound are refused. Samples without spread give a point mass,
 * drawn as one high cell in the middle of the grid.
 */
export function kernelDensity(samples: ArrayLike<number>, options: KernelDensityOptions = {}): KernelDensity {
  const lower = options.lowerBound ?? Number.NEGATIVE_INFINITY;
  const upper = options.upperBound ?? Number.POSITIVE_INFINITY;
  const [least, most] = checkSamples(samples, lower, upper);
  const points = options.points ?? 512;
  const bandwidth = bandwidthOf(samples, options.bandwidth ?? "isj");
  if (!(bandwidth.width > 0)) return pointMass(least, lower, upper, points, bandwidth);
  const from = options.from ?? Math.max(lower, least - 3 * bandwidth.width);
  const to = options.to ?? Math.min(upper, most + 3 * bandwidth.width);
  if (!(to > from) || points < 2) throw new EngineError("wrong-arguments", "A density needs a grid with some width.");
  const step = (to - from) / (points - 1);
  const evaluate = options.mode === "exact" ? exact : fast;
  const values = evaluate(samples, bandwidth.width, from, step, points);
  // Images of the grid beyond each bound, folded back. One reflection per side: a kernel that reaches across the whole range
  // to the other bound would be wider than the quantity itself.
  for (const bound of [lower, upper]) {
    if (!Number.isFinite(bound)) continue;
    const image = evaluate(samples, bandwidth.width, 2 * bound - (from + (points - 1) * step), step, points);
    for (let index = 0; index < points; index++) {
      const at = from + index * step;
      const isInside = at >= lower && at <= upper;
      values[index] = isInside ? (values[index] as number) + (image[points - 1 - index] as number) : 0;
    }
  }
  return { from, step, values, bandwidth };
}

function exact(samples: ArrayLike<number>, width: number, from: number, step: number, points: number): Float64Array {
  const values = new Float64Array(points);
  const scale = 1 / (samples.length * width * Math.sqrt(2 * Math.PI));
  for (let index = 0; index < points; index++) {
    const at = from + index * step;
    let sum = 0;
    for (let sample = 0; sample < samples.length; sample++) {
      const z = (at - (samples[sample] as number)) / width;
      sum += Math.exp(-0.5 * z * z);
    }
    values[index] = sum * scale;
  }
  return values;
}

/** Kernels are cut where they fall below 1e-14 of their height. */
const reach = 8;
/** At least this many grid cells per bandwidth: the binning error is then below 0.1 % of the peak. */
const cellsPerWidth = 8;
const maxNodes = 1 << 17;

/**
 * The binning grid is a refinement of the wanted grid, so that no interpolation is needed: the answer is every k-th node.
 */
function fast(samples: ArrayLike<number>, width: number, from: number, step: number, points: number): Float64Array {
  let refinement = Math.max(1, Math.ceil((step * cellsPerWidth) / width));
  const marginNodes = (cell: number): number => Math.ceil((reach * width) / cell);
  while (refinement > 1 && (points - 1) * refinement + 2 * marginNodes(step / refinement) > maxNodes) refinement--;
  const cell = step / refinement;
  const margin = marginNodes(cell);
  const inner = (points - 1) * refinement + 1;
  const nodes = inner + 2 * margin;
  const start = from - margin * cell;
  const inReach = within(samples, start, start + (nodes - 1) * cell);
  const values = new Float64Array(points);
  if (inReach.length === 0) return values;
  const shares = linearBinning(inReach, start, cell, nodes);
  const size = powerOfTwo(nodes + margin);
  // Binned shares in the real part and the kernel in the imaginary part: one forward transform serves both. The kernel has
  // height 1 there, whatever the samples' units, because rounding is relative to the larger of the two.
  const real = new Float64Array(size);
  const imaginary = new Float64Array(size);
  real.set(shares);
  const height = inReach.length / samples.length / (width * Math.sqrt(2 * Math.PI));
  for (let offset = 0; offset <= margin; offset++) {
    const z = (offset * cell) / width;
    const kernel = Math.exp(-0.5 * z * z);
    imaginary[offset] = kernel;
    if (offset > 0) imaginary[size - offset] = kernel;
  }
  transform(real, imaginary, "forward");
  multiplyPacked(real, imaginary);
  transform(real, imaginary, "inverse");
  for (let index = 0; index < points; index++) {
    // Rounding leaves values of ±1e-17 where the density is zero.
    values[index] = Math.max(0, real[margin + index * refinement] as number) * height;
  }
  return values;
}

/** For Z = A + iB with A, B spectra of real columns: A·B = (Z_k² − conj(Z_−k)²) / 4i. */
function multiplyPacked(real: Float64Array, imaginary: Float64Array): void {
  const size = real.length;
  const productRe = new Float64Array(size);
  const productIm = new Float64Array(size);
  for (let k = 0; k < size; k++) {
    const mirror = (size - k) & (size - 1);
    const zr = real[k] as number;
    const zi = imaginary[k] as number;
    const mr = real[mirror] as number;
    const mi = -(imaginary[mirror] as number);
    const squareRe = zr * zr - zi * zi - (mr * mr - mi * mi);
    const squareIm = 2 * (zr * zi - mr * mi);
    productRe[k] = squareIm / 4;
    productIm[k] = -squareRe / 4;
  }
  real.set(productRe);
  imaginary.set(productIm);
}

function within(samples: ArrayLike<number>, from: number, to: number): ArrayLike<number> {
  for (let index = 0; index < samples.length; index++) {
    const value = samples[index] as number;
    if (value < from || value > to) return Array.from(samples).filter((sample) => sample >= from && sample <= to);
  }
  return samples;
}

function pointMass(at: number, lower: number, upper: number, points: number, bandwidth: Bandwidth): KernelDensity {
  const span = Math.max(Math.abs(at), 1e-3) * 1e-4;
  const from = Math.max(lower, Math.min(at - span / 2, upper - span));
  const step = span / (points - 1);
  const values = new Float64Array(points);
  values[Math.min(points - 1, Math.max(0, Math.round((at - from) / step)))] = 1 / step;
  return { from, step, values, bandwidth };
}

function checkSamples(samples: ArrayLike<number>, lower: number, upper: number): readonly [number, number] {
  if (samples.length === 0) throw new EngineError("wrong-arguments", "A density needs at least one sample.");
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < samples.length; index++) {
    const value = samples[index] as number;
    if (!Number.isFinite(value))
      throw new EngineError("wrong-arguments", `A sample must be a finite number, not ${value}.`);
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  if (least < lower || most > upper) {
    throw new EngineError(
      "wrong-arguments",
      `Samples from ${least} to ${most} lie outside the bounds ${lower} to ${upper}.`,
    );
  }
  return [least, most];
}
