import { EngineError } from "#domain/errors";
import type { BandwidthRule, DensityColumns } from "#domain/forecast";
import type { SampleRows } from "#domain/model";
import { bandwidthOf, type Bandwidth } from "./bandwidth.ts";
import { binnedDistribution } from "./binned-distribution.ts";
import { gaussianMixture } from "./gaussian-mixture.ts";
import { kernelDensity } from "./kernel-density.ts";
import type { Numbers, QuantileFunction } from "./quantile-function.ts";
import { gridDensity } from "./step-density.ts";

/** One window's forecast as samples. */
export interface SampleTable extends SampleRows {
  readonly horizon: number;
  /** [count × horizon], with deviations [2·count × horizon], row-major. */
  readonly values: Float32Array;
  readonly bandwidth: BandwidthRule;
}

export interface SampleDistributionOptions {
  /** A rule, or a width in the samples' units. */
  readonly bandwidth?: BandwidthRule | number;
  /** The real bound of the quantity, reflected at. */
  readonly lowerBound?: number;
  /** `fast` bins the samples and convolves by FFT, which needs one width for all; by default it is taken where it pays. */
  readonly mode?: "exact" | "fast";
}

export interface SampleDistribution {
  readonly distribution: QuantileFunction;
  /** The rule that gave the kernel's width, and why another than the wanted one. */
  readonly bandwidth: Bandwidth;
}

/** From here on one transform costs less than summing kernels. */
const fastFrom = 200;
/** Grid of the fast path, and how far beyond the outermost samples it reaches, in kernel widths. */
const fastPoints = 4096;
const fastReach = 6;
/** Fewer nodes per kernel and the grid would show. */
const fewestNodesPerWidth = 4;

/**
 * The distribution that samples stand for: around each a normal kernel whose variance is the bandwidth's, squared, plus the
 * variance that the model itself claims for that sample. Without claimed variances it is the plain kernel density; with
 * samples that agree it is the model's own normal distribution.
 *
 * @param samples [count]
 * @param deviations [count] or none
 */
export function sampleDistribution(
  samples: Numbers,
  deviations: Numbers | null,
  { bandwidth: rule = "isj", lowerBound = Number.NEGATIVE_INFINITY, mode }: SampleDistributionOptions = {},
): SampleDistribution {
  const count = samples.length;
  // Clipped first: reflecting a sample that lies far outside would put its mass far inside.
  const inside = Float64Array.from({ length: count }, (_, index) => Math.max(lowerBound, samples[index] as number));
  if (!inside.every(Number.isFinite)) throw notFinite();
  const bandwidth = bandwidthOf(inside, rule);
  const { width } = bandwidth;
  const isFast = mode === "fast" || (mode === undefined && count >= fastFrom);
  if (isFast && deviations === null && width > 0) {
    const binned = fast(inside, width, lowerBound);
    if (binned !== null) return { distribution: binned, bandwidth };
  }
  const widths = Float64Array.from({ length: count }, (_, index) =>
    Math.hypot(width, deviations === null ? 0 : (deviations[index] as number)),
  );
  return { distribution: gaussianMixture(inside, widths, lowerBound), bandwidth };
}

/** Null where the samples lie too far apart for their kernels to be seen on the grid. */
function fast(samples: Float64Array, width: number, lowerBound: number): QuantileFunction | null {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of samples) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const from = Math.max(lowerBound, least - fastReach * width);
  const to = most + fastReach * width;
  if ((to - from) / (fastPoints - 1) > width / fewestNodesPerWidth) return null;
  const density = kernelDensity(samples, { mode: "fast", bandwidth: width, lowerBound, from, to, points: fastPoints });
  return binnedDistribution(density, lowerBound);
}

/**
 * Quantiles of every step at the given levels: [levels × horizon], row-major, rising with the level.
 *
 * @throws EngineError "input-poisonous" where a sample or a deviation is no finite number
 */
export function sampleQuantiles(table: SampleTable, levels: Numbers, isNonNegative: boolean): Float32Array {
  const { horizon } = table;
  const quantiles = new Float32Array(levels.length * horizon);
  forEachStep(table, isNonNegative, (distribution, step) => {
    let floor = Number.NEGATIVE_INFINITY;
    for (let index = 0; index < levels.length; index++) {
      const value = distribution.quantile(levels[index] as number);
      // Each is found for itself, to more digits than are kept; the last of them must not cross.
      floor = Math.max(floor, value);
      quantiles[index * horizon + step] = floor;
    }
  });
  return quantiles;
}

/** The density of every step on its own grid. */
export function sampleDensities(table: SampleTable, isNonNegative: boolean, points: number): DensityColumns {
  const { horizon } = table;
  const from = new Float32Array(horizon);
  const stepWidths = new Float32Array(horizon);
  const values = new Float32Array(horizon * points);
  forEachStep(table, isNonNegative, (distribution, step) => {
    const density = gridDensity(distribution, points);
    from[step] = density.from;
    stepWidths[step] = density.step;
    values.set(density.values, step * points);
  });
  return { points, from, step: stepWidths, values };
}

function forEachStep(
  table: SampleTable,
  isNonNegative: boolean,
  visit: (distribution: QuantileFunction, step: number) => void,
): void {
  const { count, hasDeviations, horizon, values, bandwidth } = table;
  const rows = hasDeviations ? 2 * count : count;
  if (horizon < 1 || count < 1 || values.length !== rows * horizon) {
    throw new EngineError(
      "wrong-arguments",
      `${values.length} numbers do not fit ${rows} rows of samples × ${horizon} steps.`,
    );
  }
  if (!values.every(Number.isFinite)) throw notFinite();
  const samples = new Float64Array(count);
  const deviations = hasDeviations ? new Float64Array(count) : null;
  const options = { bandwidth, ...(isNonNegative ? { lowerBound: 0 } : {}) };
  for (let step = 0; step < horizon; step++) {
    for (let sample = 0; sample < count; sample++) {
      samples[sample] = values[sample * horizon + step] as number;
      if (deviations !== null) deviations[sample] = values[(count + sample) * horizon + step] as number;
    }
    visit(sampleDistribution(samples, deviations, options).distribution, step);
  }
}

function notFinite(): EngineError {
  return new EngineError(
    "input-poisonous",
    "The model answered with numbers that are not finite. Values of extreme size in the series can cause this.",
  );
}
