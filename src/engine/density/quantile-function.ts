import { EngineError } from "#domain/errors";
import { hermite, monotoneSlopes, normalCdf, normalPdf, normalQuantile } from "#engine/numerics";

/** Numbers that can be read by index; NaN is never allowed where a distribution is described. */
export type Numbers = ArrayLike<number>;

/** A whole distribution, known at every level between 0 and 1. */
export interface QuantileFunction {
  /** No mass lies below; −∞ where there is no bound. */
  readonly lowerBound: number;
  /** The value below which the share `level` lies; `level` in (0, 1). Rises with the level. */
  quantile(level: number): number;
  /** The share at or below `value`, in [0, 1]; jumps where the distribution has a point mass. */
  cdf(value: number): number;
  /** The share strictly below `value`. */
  cdfBelow(value: number): number;
}

export interface QuantileFunctionOptions {
  /** No mass lies below: what would is collected at the bound itself. */
  readonly lowerBound?: number;
}

/**
 * A distribution through given quantiles.
 *
 * - **Order.** Crossed quantiles are sorted (rearrangement; Chernozhukov, Fernández-Val & Galichon 2010: never further from
 *   the truth than the crossed ones).
 * - **Inside the levels**: monotone cubic interpolation (PCHIP) of the values over the normal scores Φ⁻¹(level). On that
 *   scale a normal distribution is a straight line, so normal quantiles give back exactly the normal distribution between the
 *   outermost levels, and the density is continuous.
 * - **Beyond the outermost levels**: exponential tails, `q(p) = q_n + β ln((1 − p_n) / (1 − p))` and its mirror image, with β
 *   such that the density is continuous at p_n. They are an assumption, not something that the model said: heavier than
 *   normal tails, lighter than a power law. Where the outermost two quantiles are equal, β is 0 and the tail a point mass.
 * - **Bound.** Values below `lowerBound` are clipped to it. Every level above keeps its value, which a reflected or shifted
 *   distribution would not guarantee; the mass that lay below becomes a point mass at the bound.
 */
export function quantileFunction(
  levels: Numbers,
  values: Numbers,
  options: QuantileFunctionOptions = {},
): QuantileFunction {
  const count = checkLevels(levels);
  if (values.length !== count) {
    throw new EngineError("wrong-arguments", `${count} levels, but ${values.length} quantiles.`);
  }
  const bound = options.lowerBound ?? Number.NEGATIVE_INFINITY;
  const y = new Float64Array(count);
  const x = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    const value = values[index] ?? Number.NaN;
    if (!Number.isFinite(value)) {
      throw new EngineError("wrong-arguments", `A quantile must be a finite number, not ${value}.`);
    }
    y[index] = value;
    x[index] = normalQuantile(levels[index] ?? Number.NaN);
  }
  y.sort();
  const slopes = monotoneSlopes(x, y);
  const first = { level: levels[0] ?? 0, value: y[0] ?? 0, score: x[0] ?? 0, slope: slopes[0] ?? 0 };
  const last = {
    level: levels[count - 1] ?? 1,
    value: y[count - 1] ?? 0,
    score: x[count - 1] ?? 0,
    slope: slopes[count - 1] ?? 0,
  };
  const lowerRate = (first.slope * first.level) / normalPdf(first.score);
  const upperRate = (last.slope * (1 - last.level)) / normalPdf(last.score);

  const unclipped = (level: number): number => {
    if (level <= first.level) {
      return lowerRate === 0 ? first.value : first.value + lowerRate * Math.log(level / first.level);
    }
    if (level >= last.level) {
      return upperRate === 0 ? last.value : last.value - upperRate * Math.log((1 - level) / (1 - last.level));
    }
    const score = normalQuantile(level);
    const segment = segmentOf(x, score);
    return evaluate(segment, score);
  };
  const evaluate = (segment: number, score: number): number => {
    const left = x[segment] ?? 0;
    const width = (x[segment + 1] ?? 0) - left;
    return hermite(
      (score - left) / width,
      width,
      y[segment] ?? 0,
      y[segment + 1] ?? 0,
      slopes[segment] ?? 0,
      slopes[segment + 1] ?? 0,
    ).value;
  };

  /** The level at which the unclipped function passes `value`; `isBelow` takes the lower end of a point mass. */
  const levelOf = (value: number, isBelow: boolean): number => {
    if (value < first.value || (isBelow && value === first.value)) {
      if (lowerRate === 0) return 0;
      return first.level * Math.exp((value - first.value) / lowerRate);
    }
    if (value > last.value || (!isBelow && value === last.value)) {
      if (upperRate === 0) return 1;
      return 1 - (1 - last.level) * Math.exp(-(value - last.value) / upperRate);
    }
    const segment = isBelow ? firstSegmentReaching(y, value) : lastSegmentFrom(y, value);
    return normalCdf(solve(segment, value));
  };

  /** Newton's method, kept inside the segment by bisection: the cubic is monotone but may be flat at an end. */
  const solve = (segment: number, value: number): number => {
    const left = x[segment] ?? 0;
    const width = (x[segment + 1] ?? 0) - left;
    const from = y[segment] ?? 0;
    const to = y[segment + 1] ?? 0;
    if (value <= from) return left;
    if (value >= to) return left + width;
    let low = 0;
    let high = 1;
    let t = (value - from) / (to - from);
    for (let round = 0; round < 60; round++) {
      const here = hermite(t, width, from, to, slopes[segment] ?? 0, slopes[segment + 1] ?? 0);
      const miss = here.value - value;
      if (miss > 0) high = t;
      else low = t;
      const step = miss / (here.slope * width);
      let next = t - step;
      if (!(next > low && next < high)) next = 0.5 * (low + high);
      if (Math.abs(next - t) < 1e-14) break;
      t = next;
    }
    return left + t * width;
  };

  return {
    lowerBound: bound,
    quantile(level) {
      if (!(level > 0 && level < 1)) {
        throw new EngineError("wrong-arguments", `A quantile level lies between 0 and 1, not ${level}.`);
      }
      return Math.max(bound, unclipped(level));
    },
    cdf(value) {
      if (Number.isNaN(value)) return Number.NaN;
      return value < bound ? 0 : levelOf(value, false);
    },
    cdfBelow(value) {
      if (Number.isNaN(value)) return Number.NaN;
      return value <= bound ? 0 : levelOf(value, true);
    },
  };
}

/** The number of levels, if they ascend strictly within (0, 1) and there are at least two. */
export function checkLevels(levels: Numbers): number {
  if (levels.length < 2) throw new EngineError("wrong-arguments", "A distribution needs at least two quantile levels.");
  let previous = 0;
  for (let index = 0; index < levels.length; index++) {
    const level = levels[index] ?? Number.NaN;
    if (!(level > previous && level < 1)) {
      throw new EngineError(
        "wrong-arguments",
        `Quantile levels must ascend between 0 and 1; ${level} comes after ${previous}.`,
      );
    }
    previous = level;
  }
  return levels.length;
}

/** The segment [x_i, x_i+1] that holds `score`. */
function segmentOf(x: Float64Array, score: number): number {
  let low = 0;
  let high = x.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((x[middle] ?? 0) <= score) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The last segment that starts at or below `value`: the upper end of a point mass. */
function lastSegmentFrom(y: Float64Array, value: number): number {
  let segment = 0;
  while (segment < y.length - 2 && (y[segment + 1] ?? 0) <= value) segment++;
  return segment;
}

/** The first segment that ends at or above `value`: the lower end of a point mass. */
function firstSegmentReaching(y: Float64Array, value: number): number {
  let segment = 0;
  while (segment < y.length - 2 && (y[segment + 1] ?? 0) < value) segment++;
  return segment;
}
