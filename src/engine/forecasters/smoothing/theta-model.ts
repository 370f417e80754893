import { minimise } from "#engine/numerics";
import { lineThrough } from "./theta-parts.ts";

/** Which of the models of Fiorucci et al. (2016). */
export interface ThetaForm {
  /** Whether the line through the series is that of the values so far, or that of all of them. */
  readonly isDynamic: boolean;
  /** Whether θ is estimated; it is 2 otherwise. */
  readonly isOptimised: boolean;
}

export interface ThetaFit {
  readonly form: ThetaForm;
  readonly alpha: number;
  readonly theta: number;
  readonly firstLevel: number;
  /** After the last value. */
  readonly state: ThetaState;
  /** [values] each less its forecast from one step before; NaN for those that are not fitted. */
  readonly errors: Float64Array;
  readonly variance: number;
}

interface ThetaState {
  /** Values seen. */
  count: number;
  level: number;
  mean: number;
  /** The line, its value at 0 and its slope. */
  start: number;
  slope: number;
}

// The bounds and the errors left out are those of the authors' package forecTheta.
const leastAlpha = 0.1;
const mostAlpha = 0.99;
const skipped = 3;
/** Fewer values leave hardly an error to estimate from. */
export const minThetaValues = 8;
const gridSteps = 30;

/**
 * The optimised and the dynamic Theta models (Fiorucci, Pellegrini, Louzada, Petropoulos & Koehler 2016), with w = 1 − 1/θ:
 *
 * - ŷ(t) = l(t − 1) + w · [(1 − α)^(t − 1) · A(t − 1) + (1 − (1 − α)^t) / α · B(t − 1)],  l(t) = α·y(t) + (1 − α)·l(t − 1),
 * - where A + B·t is the line through all values or, in the dynamic models, the one through the first t of them, which is
 *   brought up to date with each.
 *
 * Least squares of the one-step errors without the first three, over α in [0.1, 0.99], θ ≥ 1 and l(0). For a given α the errors
 * are linear in w and l(0), so that only α is searched for.
 */
export function fitTheta(values: Float64Array, form: ThetaForm): ThetaFit {
  const line = lineThrough(values);
  const at = (alpha: number): Solved => solve(values, form, line, alpha);
  const share = (step: number): number => leastAlpha + ((mostAlpha - leastAlpha) * step) / gridSteps;
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (let step = 0; step <= gridSteps; step++) {
    const { squares } = at(share(step));
    if (squares < least) [best, least] = [step, squares];
  }
  const alpha = minimise((one) => at(one).squares, share(Math.max(0, best - 1)), share(Math.min(gridSteps, best + 1)));
  const { weight, firstLevel } = at(alpha);
  const state = begin(form, line, firstLevel);
  const errors = values.map((value, index) => {
    const error = value - forecastOf(state, weight, alpha);
    advance(state, value, form, alpha);
    return index < skipped ? Number.NaN : error;
  });
  const squares = errors.reduce((sum, error) => (Number.isNaN(error) ? sum : sum + error * error), 0);
  const parameters = form.isOptimised ? 3 : 2;
  return {
    form,
    alpha,
    theta: 1 / (1 - Math.min(weight, mostWeight)),
    firstLevel,
    state,
    errors,
    variance: squares / Math.max(1, values.length - skipped - parameters),
  };
}

/** θ = 10,000: the line's own curvature is all there is; further on nothing changes. */
const mostWeight = 0.9999;

interface Solved {
  readonly weight: number;
  readonly firstLevel: number;
  readonly squares: number;
}

/** The best w and l(0) for α. Without either, and by one unit of each, the errors are found by one pass together. */
function solve(values: Float64Array, form: ThetaForm, line: ReturnType<typeof lineThrough>, alpha: number): Solved {
  const state = begin(form, line, 0);
  let decay = 1;
  // Sums of products of the errors e with the effects of w (c) and of l(0) (d).
  let [ee, ec, ed, cc, cd, dd] = [0, 0, 0, 0, 0, 0];
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    if (index >= skipped) {
      const error = value - state.level;
      const effect = effectOf(state, alpha);
      ee += error * error;
      ec += error * effect;
      ed += error * decay;
      cc += effect * effect;
      cd += effect * decay;
      dd += decay * decay;
    }
    advance(state, value, form, alpha);
    decay *= 1 - alpha;
  }
  const at = (weight: number): Solved => {
    const firstLevel = dd > 0 ? (ed - weight * cd) / dd : 0;
    const squares =
      ee -
      2 * weight * ec -
      2 * firstLevel * ed +
      weight * weight * cc +
      2 * weight * firstLevel * cd +
      firstLevel ** 2 * dd;
    return { weight, firstLevel, squares: Math.max(0, squares) };
  };
  const determinant = cc * dd - cd * cd;
  if (!form.isOptimised || !(determinant > 1e-10 * cc * dd)) return at(0.5);
  return at(Math.min(mostWeight, Math.max(0, (ec * dd - ed * cd) / determinant)));
}

function begin(form: ThetaForm, line: ReturnType<typeof lineThrough>, firstLevel: number): ThetaState {
  return { count: 0, level: firstLevel, mean: 0, ...(form.isDynamic ? { start: 0, slope: 0 } : line) };
}

/** What w is multiplied by in the forecast of the next value. */
function effectOf({ count, start, slope }: ThetaState, alpha: number): number {
  const decay = (1 - alpha) ** count;
  return decay * start + ((1 - decay * (1 - alpha)) / alpha) * slope;
}

function forecastOf(state: ThetaState, weight: number, alpha: number): number {
  return state.level + weight * effectOf(state, alpha);
}

/** One value more. Without the first values' own start this is linear in state and value. */
function advance(state: ThetaState, value: number, { isDynamic }: ThetaForm, alpha: number): void {
  const count = state.count + 1;
  state.level += alpha * (value - state.level);
  if (isDynamic) {
    // The line through the values so far, from the one before (equations 12 and 13 there).
    state.slope = count === 1 ? 0 : ((count - 2) * state.slope + (6 / count) * (value - state.mean)) / (count + 1);
    state.mean += (value - state.mean) / count;
    state.start = state.mean - (state.slope * (count + 1)) / 2;
  }
  state.count = count;
}

/** Forecasts of the steps that follow, each taken as the value that the next one builds on, and their standard deviations. */
export function thetaMoments(
  fit: ThetaFit,
  horizonSteps: number,
): { readonly means: Float64Array; readonly deviations: Float64Array } {
  const { form, alpha, variance } = fit;
  const weight = 1 - 1 / fit.theta;
  const state = { ...fit.state };
  const means = Float64Array.from({ length: horizonSteps }, () => {
    const mean = forecastOf(state, weight, alpha);
    advance(state, mean, form, alpha);
    return mean;
  });
  // The response of all later steps to an error of one, step by step: the recursion is linear.
  const squares = new Float64Array(horizonSteps).fill(1);
  for (let shocked = 0; shocked < horizonSteps - 1; shocked++) {
    const moved: ThetaState = { count: fit.state.count + shocked, level: 0, mean: 0, start: 0, slope: 0 };
    advance(moved, 1, form, alpha);
    for (let step = shocked + 1; step < horizonSteps; step++) {
      const response = forecastOf(moved, weight, alpha);
      advance(moved, response, form, alpha);
      squares[step] = (squares[step] as number) + response * response;
    }
  }
  return { means, deviations: squares.map((square) => Math.sqrt(variance * square)) };
}
