import { normalCdf, normalPdf } from "#engine/numerics";
import type { Numbers, QuantileFunction } from "#engine/density";

/** Loss of one quantile: (y − q)·p above it, (q − y)·(1 − p) below it (Koenker & Bassett 1978). */
export function pinball(level: number, quantile: number, actual: number): number {
  const miss = actual - quantile;
  return miss >= 0 ? level * miss : (level - 1) * miss;
}

/**
 * Mean weighted quantile loss: for each level 2 Σ pinball / Σ |actual|, then the mean over the levels (GluonTS's
 * mean_weighted_sum_quantile_loss). `quantiles` is [levels × steps], row-major; steps without an actual do not count. NaN when
 * every actual is zero or missing.
 */
export function weightedQuantileLoss(levels: Numbers, quantiles: Numbers, actuals: Numbers): number {
  const steps = actuals.length;
  let scale = 0;
  let loss = 0;
  for (let step = 0; step < steps; step++) {
    const actual = actuals[step] as number;
    if (Number.isNaN(actual)) continue;
    scale += Math.abs(actual);
    for (let level = 0; level < levels.length; level++) {
      loss += pinball(levels[level] as number, quantiles[level * steps + step] as number, actual);
    }
  }
  return scale === 0 ? Number.NaN : (2 * loss) / (scale * levels.length);
}

/**
 * Interval score of a central interval that claims `share` (Winkler 1972; Gneiting & Raftery 2007): its width, plus
 * 2 / (1 − share) times the distance by which the actual lies outside.
 */
export function winkler(share: number, lower: number, upper: number, actual: number): number {
  const penalty = 2 / (1 - share);
  const outside = Math.max(0, lower - actual) + Math.max(0, actual - upper);
  return upper - lower + penalty * outside;
}

/**
 * Probability integral transform: the share of the forecast at or below the actual; uniform for a calibrated forecast. At a
 * point mass it is the middle of the jump, which keeps the mean at one half.
 */
export function probabilityIntegralTransform(distribution: QuantileFunction, actual: number): number {
  return (distribution.cdf(actual) + distribution.cdfBelow(actual)) / 2;
}

/** Nodes and weights of eight-point Gauss–Legendre quadrature on [0, 1], one half; the other is its mirror image. */
const legendre = [
  { node: 0.019855071751231884, weight: 0.05061426814518813 },
  { node: 0.10166676129318664, weight: 0.11119051722668724 },
  { node: 0.2372337950418355, weight: 0.15685332293894363 },
  { node: 0.4082826787521751, weight: 0.18134189168918099 },
] as const;

/**
 * Continuous ranked probability score of a whole distribution, in the actual's units: twice the pinball loss integrated over
 * all levels (Laio & Tamea 2007), by Gauss–Legendre quadrature between the given levels. The integrand is smooth there except
 * at the actual's own level, where the range is split.
 */
export function crpsOfQuantiles(distribution: QuantileFunction, levels: Numbers, actual: number): number {
  const turn = distribution.cdf(actual);
  const cuts = [0, ...Array.from(levels), 1, turn].sort((left, right) => left - right);
  let sum = 0;
  for (let index = 0; index + 1 < cuts.length; index++) {
    const from = cuts[index] as number;
    const width = (cuts[index + 1] as number) - from;
    // Narrower pieces can't be told from level 1 in a double, and weigh nothing.
    if (!(width > 1e-12)) continue;
    for (const { node, weight } of legendre) {
      const low = from + node * width;
      const high = from + (1 - node) * width;
      sum += weight * width * pinball(low, distribution.quantile(low), actual);
      sum += weight * width * pinball(high, distribution.quantile(high), actual);
    }
  }
  return 2 * sum;
}

/** CRPS of the samples' own distribution: E|X − y| − ½ E|X − X′| (Gneiting & Raftery 2007, equation 21). */
export function crpsOfSamples(samples: Numbers, actual: number): number {
  const sorted = Float64Array.from(samples).sort();
  const count = sorted.length;
  let distance = 0;
  let spread = 0;
  for (let index = 0; index < count; index++) {
    const value = sorted[index] as number;
    distance += Math.abs(value - actual);
    spread += (2 * index + 1 - count) * value;
  }
  return distance / count - spread / (count * count);
}

/**
 * CRPS of a mixture of equally likely normal distributions (Grimit, Gneiting, Berrocal & Johnson 2006, equation 5), in the
 * actual's units.
 *
 * @param means [components], deviations [components]
 */
export function crpsOfGaussianMixture(means: Numbers, deviations: Numbers, actual: number): number {
  const count = means.length;
  let distance = 0;
  let spread = 0;
  for (let one = 0; one < count; one++) {
    const mean = means[one] as number;
    const deviation = deviations[one] as number;
    distance += expectedSize(actual - mean, deviation);
    for (let other = 0; other < one; other++) {
      spread += 2 * expectedSize(mean - (means[other] as number), Math.hypot(deviation, deviations[other] as number));
    }
    spread += expectedSize(0, Math.SQRT2 * deviation);
  }
  return distance / count - spread / (2 * count * count);
}

/** E|X| of a normal X. */
function expectedSize(mean: number, deviation: number): number {
  if (deviation === 0) return Math.abs(mean);
  const z = mean / deviation;
  return mean * (2 * normalCdf(z) - 1) + 2 * deviation * normalPdf(z);
}
