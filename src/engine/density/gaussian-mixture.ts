import { EngineError } from "#domain/errors";
import { normalCdf } from "#engine/numerics";
import type { Numbers, QuantileFunction } from "./quantile-function.ts";

/**
 * The mixture of equally likely normal distributions, as a whole distribution; a deviation of zero is a point mass.
 *
 * With a lower bound, means below it count as the bound, and the mass that the kernels put outside is reflected back
 * (Silverman 1986, section 2.10): nothing lies below, the total stays one, and no mass piles up at the bound.
 *
 * @param means [components]
 * @param deviations [components], not negative
 * @throws EngineError "wrong-arguments" for numbers that are not finite
 */
export function gaussianMixture(
  means: Numbers,
  deviations: Numbers,
  lowerBound = Number.NEGATIVE_INFINITY,
): QuantileFunction {
  const count = means.length;
  if (count === 0 || deviations.length !== count) {
    throw new EngineError("wrong-arguments", `${count} means, but ${deviations.length} deviations.`);
  }
  const centres = new Float64Array(count);
  const widths = new Float64Array(count);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < count; index++) {
    const mean = means[index] as number;
    const deviation = deviations[index] as number;
    if (!Number.isFinite(mean) || !(deviation >= 0 && Number.isFinite(deviation))) {
      throw new EngineError(
        "wrong-arguments",
        `A sample must be a finite number with a finite deviation, not ${mean} ± ${deviation}.`,
      );
    }
    const centre = Math.max(lowerBound, mean);
    centres[index] = centre;
    widths[index] = deviation;
    low = Math.min(low, centre - reach * deviation);
    high = Math.max(high, centre + reach * deviation);
  }

  /** Share of the unreflected mixture below `value`; `isBelow` leaves out a point mass at the value itself. */
  const share = (value: number, isBelow: boolean): number => {
    let sum = 0;
    for (let index = 0; index < count; index++) {
      const distance = value - (centres[index] as number);
      const width = widths[index] as number;
      if (width > 0) sum += normalCdf(distance / width);
      else if (isBelow ? distance > 0 : distance >= 0) sum += 1;
    }
    return sum / count;
  };
  const hasBound = Number.isFinite(lowerBound);
  const folded = (value: number, isBelow: boolean): number => {
    if (!hasBound) return share(value, isBelow);
    if (value < lowerBound || (isBelow && value === lowerBound)) return 0;
    // What the image takes from below the bound; a point mass at the bound is its own image and counts once.
    const image = value === lowerBound ? share(lowerBound, true) : share(2 * lowerBound - value, true);
    return Math.max(0, share(value, isBelow) - image);
  };
  const cdf = (value: number): number => folded(value, false);
  const from = Math.max(low, lowerBound);
  return {
    lowerBound,
    quantile: (level) => invert(cdf, level, from, high),
    cdf: (value) => (Number.isNaN(value) ? Number.NaN : cdf(value)),
    cdfBelow: (value) => (Number.isNaN(value) ? Number.NaN : folded(value, true)),
  };
}

/** Standard deviations beyond which a double can't tell a normal distribution function from 0 and 1. */
const reach = 8.3;

/**
 * The smallest value whose share reaches `level`, between `low` and `high`.
 *
 * The Illinois variant of false position, with halving whenever it gains too little: it ends at the jump of a point mass
 * as well as on a smooth rise.
 */
export function invert(cdf: (value: number) => number, level: number, low: number, high: number): number {
  if (!(level > 0 && level < 1)) {
    throw new EngineError("wrong-arguments", `A quantile level lies between 0 and 1, not ${level}.`);
  }
  let [left, right] = [low, high];
  let missLeft = cdf(left) - level;
  if (missLeft >= 0) return left;
  let missRight = cdf(right) - level;
  if (missRight < 0) return right;
  let lastSide = 0;
  // Finer than float32, in which the result is kept, and than any unit that a user reads.
  const enough = 1e-11 * Math.max(right - left, Math.abs(left), Math.abs(right));
  for (let round = 0; round < 200 && right - left > enough; round++) {
    const before = right - left;
    let next = left - (missLeft * before) / (missRight - missLeft);
    if (!(next > left && next < right) || round % 4 === 3) next = left + before / 2;
    if (next <= left || next >= right) break;
    const miss = cdf(next) - level;
    if (miss >= 0) {
      [right, missRight] = [next, miss];
      if (miss < 1e-13) return next;
      if (lastSide === 1) missLeft /= 2;
      lastSide = 1;
    } else {
      [left, missLeft] = [next, miss];
      if (lastSide === -1) missRight /= 2;
      lastSide = -1;
    }
  }
  return right;
}
