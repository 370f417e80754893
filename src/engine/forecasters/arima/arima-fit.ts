import type { Signal } from "#engine/concurrency";
import { minimiseSmooth } from "#engine/numerics";
import { type ArimaOrder, differencing, filter, multiply, type Polynomial, spread } from "./arima-order.ts";

export interface ArimaFit {
  readonly order: ArimaOrder;
  /** Autoregressive and moving-average polynomials of the differenced series, seasons multiplied in. */
  readonly ar: Polynomial;
  readonly ma: Polynomial;
  /** The same with the seasonal factors apart, in B and in B^season. */
  readonly factors: Factors;
  /** Mean of the differenced series. */
  readonly mean: number;
  readonly variance: number;
  /** Errors of the differenced series. */
  readonly errors: Float64Array;
  readonly aicc: number;
}

/** Partial autocorrelations stay below this while searching. */
const maxPartial = 0.999;
/**
 * A fit that ends above this is refused, as by R: a root on the unit circle asks for another number of differences.
 */
const maxAccepted = 0.985;
/** Keeps the logarithm of a perfect fit finite. */
const tiny = 1e-12;
/** Step of the numerical derivatives, in free coordinates of size one. */
const nudge = 1e-6;
/** Of the search. */
const maxSteps = 100;

/**
 * Conditional least squares: what came before the first value counts as mean and zero error, and every value of the
 * differenced series counts, so that AICc compares models of different orders on the same data.
 *
 * The search runs over partial autocorrelations (Barndorff-Nielsen & Schou 1973), where every point is a stationary and
 * invertible model. Null where the series is too short for the order or a root comes too close to the unit circle.
 */
export function fitArima(values: Float64Array, order: ArimaOrder, signal?: Signal): ArimaFit | null {
  const differenced = filter(values, differencing(order.d, order.D, order.season));
  const count = differenced.length;
  const parameters = order.p + order.q + order.P + order.Q + (order.hasConstant ? 1 : 0) + 1;
  if (count - parameters - 1 <= 0) return null;
  const average = differenced.reduce((sum, value) => sum + value, 0) / count;
  const unit = Math.sqrt(differenced.reduce((sum, value) => sum + (value - average) ** 2, 0) / count) || 1;
  const errors = new Float64Array(count);
  const scaled = differenced.map((value) => value / unit);
  const centre = order.hasConstant ? average / unit : 0;

  // By the order and not by the values: a coefficient that happens to be zero still has a derivative.
  const lags = { ar: lagsOf(order.p, order.P, order.season), ma: lagsOf(order.q, order.Q, order.season) };
  const unpack = (point: Float64Array): Coefficients => {
    let next = 0;
    const take = (length: number): Polynomial => {
      const partials = point.subarray(next, next + length).map((free) => maxPartial * Math.tanh(free));
      next += length;
      return fromPartials(partials);
    };
    const ar = take(order.p);
    // A moving average has the opposite sign: 1 + b₁B …
    const ma = negated(take(order.q));
    const seasonalAr = take(order.P);
    const seasonalMa = negated(take(order.Q));
    return {
      factors: { ar, ma, seasonalAr, seasonalMa },
      ar: multiply(ar, spread(seasonalAr, order.season)),
      ma: multiply(ma, spread(seasonalMa, order.season)),
      mean: order.hasConstant ? centre + (point[next] as number) : 0,
    };
  };
  const adjoints = new Float64Array(count);
  const objective = (point: Float64Array, gradient: Float64Array): number => {
    const model = unpack(point);
    const squares = innovate(scaled, model, lags, errors) + tiny;
    const by = differentiate(scaled, model, lags, errors, adjoints);
    // The coefficients' own derivatives by the free coordinates are cheap enough to take as differences.
    const probe = Float64Array.from(point);
    for (let index = 0; index < point.length; index++) {
      const at = point[index] as number;
      probe[index] = at + nudge;
      const moved = unpack(probe);
      probe[index] = at;
      const slope =
        dotDifference(by.ar, moved.ar, model.ar) +
        dotDifference(by.ma, moved.ma, model.ma) +
        by.mean * (moved.mean - model.mean);
      gradient[index] = slope / nudge / squares;
    }
    return Math.log(squares);
  };
  const size = parameters - 1;
  let point: Float64Array = new Float64Array(size).fill(0.1);
  if (order.hasConstant) point[size - 1] = 0;
  if (size > 0) point = minimiseSmooth(objective, point, maxSteps, signal).point;
  const partials = point.subarray(0, order.p + order.q + order.P + order.Q);
  if (partials.some((free) => Math.abs(maxPartial * Math.tanh(free)) > maxAccepted)) return null;
  const model = unpack(point);
  const squares = innovate(scaled, model, lags, errors) * unit * unit;
  return {
    order,
    ar: model.ar,
    ma: model.ma,
    factors: model.factors,
    mean: model.mean * unit,
    variance: squares / Math.max(1, count - size),
    errors: errors.map((error) => error * unit),
    aicc:
      count * Math.log(Math.max(squares / count, 1e-300)) +
      2 * parameters +
      (2 * parameters * (parameters + 1)) / (count - parameters - 1),
  };
}

/** Derivatives of the sum of squares by all coefficients at once, by one pass backwards through the recursion. */
function differentiate(
  values: Float64Array,
  { ar, ma, mean }: Coefficients,
  lags: Lags,
  errors: Float64Array,
  adjoints: Float64Array,
): { readonly ar: Float64Array; readonly ma: Float64Array; readonly mean: number } {
  const count = values.length;
  const byAr = new Float64Array(ar.length);
  const byMa = new Float64Array(ma.length);
  let byMean = 0;
  for (let at = count - 1; at >= 0; at--) {
    let adjoint = 2 * (errors[at] as number);
    for (const lag of lags.ma) if (at + lag < count) adjoint -= (ma[lag] as number) * (adjoints[at + lag] as number);
    adjoints[at] = adjoint;
    byMean -= adjoint;
    for (const lag of lags.ar) {
      if (lag > at) break;
      byAr[lag] = (byAr[lag] as number) + adjoint * ((values[at - lag] as number) - mean);
      byMean -= adjoint * (ar[lag] as number);
    }
    for (const lag of lags.ma) {
      if (lag > at) break;
      byMa[lag] = (byMa[lag] as number) - adjoint * (errors[at - lag] as number);
    }
  }
  return { ar: byAr, ma: byMa, mean: byMean };
}

function dotDifference(by: Float64Array, to: Polynomial, from: Polynomial): number {
  let sum = 0;
  for (let lag = 1; lag < by.length; lag++) sum += (by[lag] as number) * ((to[lag] as number) - (from[lag] as number));
  return sum;
}

/** Writes the errors and returns their sum of squares. */
function innovate(values: Float64Array, { ar, ma, mean }: Coefficients, lags: Lags, errors: Float64Array): number {
  let squares = 0;
  for (let at = 0; at < values.length; at++) {
    let error = (values[at] as number) - mean;
    for (const lag of lags.ar) if (lag <= at) error += (ar[lag] as number) * ((values[at - lag] as number) - mean);
    for (const lag of lags.ma) if (lag <= at) error -= (ma[lag] as number) * (errors[at - lag] as number);
    errors[at] = error;
    squares += error * error;
  }
  return squares;
}

interface Factors {
  readonly ar: Polynomial;
  readonly ma: Polynomial;
  readonly seasonalAr: Polynomial;
  readonly seasonalMa: Polynomial;
}

interface Coefficients {
  readonly factors: Factors;
  readonly ar: Polynomial;
  readonly ma: Polynomial;
  readonly mean: number;
}

interface Lags {
  readonly ar: readonly number[];
  readonly ma: readonly number[];
}

/** The lags of a polynomial of degree `degree` times one of degree `seasonal` in B^season, ascending. */
function lagsOf(degree: number, seasonal: number, season: number): number[] {
  const lags = new Set<number>();
  for (let outer = 0; outer <= seasonal; outer++) {
    for (let inner = 0; inner <= degree; inner++) lags.add(outer * season + inner);
  }
  lags.delete(0);
  return [...lags].sort((left, right) => left - right);
}

/** 1 − a₁B − … from partial autocorrelations, by the Durbin–Levinson recursion. */
function fromPartials(partials: Float64Array): Polynomial {
  let coefficients: number[] = [];
  partials.forEach((partial, order) => {
    const before = coefficients;
    coefficients = before.map((coefficient, index) => coefficient - partial * (before[order - 1 - index] as number));
    coefficients.push(partial);
  });
  return Float64Array.from([1, ...coefficients.map((coefficient) => -coefficient)]);
}

/** Turns 1 − a₁B − … into 1 + a₁B + … */
function negated(polynomial: Polynomial): Polynomial {
  return polynomial.map((coefficient, lag) => (lag === 0 ? coefficient : -coefficient));
}
