import { minimise } from "#engine/numerics";

export interface SimpleSmoothing {
  readonly alpha: number;
  /** The smoothed level after the last value: the forecast for every step ahead. */
  readonly level: number;
  readonly firstLevel: number;
  readonly sumOfSquares: number;
}

/** The bounds of α, in (0, 1). */
export type AlphaRange = readonly [smallest: number, largest: number];
const anyAlpha: AlphaRange = [1e-4, 0.9999];

/**
 * Simple exponential smoothing, l(t) = l(t − 1) + α·e(t), with α and the first level of least squares. For a given α the best
 * first level is known exactly, since every error is linear in it: e(t) = e₀(t) − (1 − α)^(t − 1)·l₀.
 *
 * @param alphas where α is looked for, or α itself where it is not to be estimated
 */
export function smooth(values: Float64Array, alphas: AlphaRange | number = anyAlpha): SimpleSmoothing {
  const fit = (alpha: number): SimpleSmoothing => withFirstLevel(values, alpha);
  if (typeof alphas === "number") return fit(alphas);
  const [low, high] = coarse(fit, alphas);
  return fit(minimise((alpha) => fit(alpha).sumOfSquares, low, high));
}

/** [values] the level before each value, which is its forecast from one step before. */
export function levelsBefore(
  values: Float64Array,
  { alpha, firstLevel }: Pick<SimpleSmoothing, "alpha" | "firstLevel">,
): Float64Array {
  let level = firstLevel;
  return values.map((value) => {
    const before = level;
    level += alpha * (value - level);
    return before;
  });
}

/** The sum of squares may have several valleys in α; a grid finds the right one. */
function coarse(fit: (alpha: number) => SimpleSmoothing, [smallest, largest]: AlphaRange): readonly [number, number] {
  const steps = 24;
  const at = (index: number): number => smallest + ((largest - smallest) * index) / steps;
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let index = 0; index <= steps; index++) {
    const { sumOfSquares } = fit(at(index));
    if (sumOfSquares < least) [least, best] = [sumOfSquares, index];
  }
  return [at(Math.max(0, best - 1)), at(Math.min(steps, best + 1))];
}

function withFirstLevel(values: Float64Array, alpha: number): SimpleSmoothing {
  let level = 0;
  let decay = 1;
  let product = 0;
  let squares = 0;
  let errors = 0;
  for (const value of values) {
    const error = value - level;
    errors += error * error;
    product += error * decay;
    squares += decay * decay;
    level += alpha * error;
    decay *= 1 - alpha;
  }
  const firstLevel = product / squares;
  return {
    alpha,
    firstLevel,
    level: level + decay * firstLevel,
    sumOfSquares: Math.max(0, errors - product * firstLevel),
  };
}
