import type { Signal } from "#engine/concurrency";
import { minimiseSmooth } from "#engine/numerics";
import { type Arma, ArmaLikelihood, stepDown } from "./arima-likelihood.ts";
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
  /** Σe² / (n − coefficients), the errors in units of their own deviation at the start. */
  readonly variance: number;
  /** Errors of the differenced series. */
  readonly errors: Float64Array;
  /** With all its constants, as R counts it; −∞ is avoided where the fit is perfect. */
  readonly logLikelihood: number;
  readonly aicc: number;
  /** Forecasts of the differenced series, [horizon]. */
  ahead(horizonSteps: number): Float64Array;
}

/** Partial autocorrelations stay below this while searching. */
const maxPartial = 0.999;
/** A root closer to the unit circle asks for another number of differences, or cancels another; refused, as by R's `auto.arima`. */
const nearestRoot = 1.01;
/** Keeps the logarithm of a perfect fit finite. */
const tiny = 1e-12;
/** Step of the numerical derivatives, in free coordinates of size one. */
const nudge = 1e-6;
/** Of the search. */
const maxSteps = 100;

interface FitSettings {
  /** Ends with conditional least squares: what tells which orders are worth the rest. */
  readonly isApproximate?: boolean;
  readonly signal?: Signal | undefined;
}

/**
 * Full maximum likelihood, searched for from the estimate of conditional least squares, as R's `arima(method = "CSS-ML")`.
 *
 * By conditional least squares what came before the first value counts as mean and zero error, and every value of the
 * differenced series counts, so that AICc compares models of different orders on the same data.
 *
 * The search runs over partial autocorrelations (Barndorff-Nielsen & Schou 1973), where every point is a stationary and
 * invertible model. Null where the series is too short for the order or no point is defined.
 */
export function fitArima(
  values: Float64Array,
  order: ArimaOrder,
  { isApproximate = false, signal }: FitSettings = {},
): ArimaFit | null {
  const differenced = filter(values, differencing(order.d, order.D, order.season));
  const count = differenced.length;
  const parameters = order.p + order.q + order.P + order.Q + (order.hasConstant ? 1 : 0) + 1;
  if (count - parameters - 1 <= 0) return null;
  const average = differenced.reduce((sum, value) => sum + value, 0) / count;
  const unit = Math.sqrt(differenced.reduce((sum, value) => sum + (value - average) ** 2, 0) / count) || 1;
  // About the average, which a mean is estimated from; without one the series is about zero already.
  const centre = order.hasConstant ? average : 0;
  const scaled = differenced.map((value) => (value - centre) / unit);
  const layout = new Layout(order);
  const likelihood = new ArmaLikelihood(scaled, order.hasConstant);
  let point = leastSquares(scaled, layout, order.hasConstant, signal);
  const size = layout.size;
  if (!isApproximate && size > 0) point = mostLikely(likelihood, layout, point.subarray(0, size), signal) ?? point;
  const model = layout.unpack(point);
  const objective = likelihood.evaluate(model);
  if (!Number.isFinite(objective)) return null;
  const squares = Math.max(likelihood.sumOfSquares, tiny * tiny);
  const twice = count * (Math.log((2 * Math.PI * squares * unit * unit) / count) + 1) + likelihood.logs;
  return {
    order,
    ar: model.ar,
    ma: model.ma,
    factors: model.factors,
    mean: likelihood.mean * unit + centre,
    variance: (likelihood.sumOfSquares * unit * unit) / Math.max(1, count - (parameters - 1)),
    errors: likelihood.errors.map((error) => error * unit),
    logLikelihood: -twice / 2,
    aicc: twice + 2 * parameters + (2 * parameters * (parameters + 1)) / (count - parameters - 1),
    ahead: (horizonSteps) =>
      likelihood.ahead(model, horizonSteps).map((value) => (value + likelihood.mean) * unit + centre),
  };
}

/** Whether all roots keep away from the unit circle. */
export function isSound({ factors, order }: ArimaFit): boolean {
  const away = (polynomial: Polynomial, length: number): boolean =>
    stepDown(polynomial.map((coefficient, lag) => coefficient * nearestRoot ** (lag * length))) !== null;
  return (
    away(factors.ar, 1) &&
    away(factors.ma, 1) &&
    away(factors.seasonalAr, order.season) &&
    away(factors.seasonalMa, order.season)
  );
}

/** The free coordinates with the least sum of squares; a last one is the mean, where there is one. */
function leastSquares(
  values: Float64Array,
  layout: Layout,
  hasMean: boolean,
  signal: Signal | undefined,
): Float64Array {
  const errors = new Float64Array(values.length);
  const adjoints = new Float64Array(values.length);
  const objective = (point: Float64Array, gradient: Float64Array): number => {
    const model = layout.unpack(point);
    const mean = hasMean ? (point[layout.size] as number) : 0;
    const squares = innovate(values, model, mean, errors) + tiny;
    const by = differentiate(values, model, mean, errors, adjoints);
    // The coefficients' own derivatives by the free coordinates are cheap enough to take as differences.
    const probe = Float64Array.from(point);
    for (let index = 0; index < layout.size; index++) {
      const at = point[index] as number;
      probe[index] = at + nudge;
      const moved = layout.unpack(probe);
      probe[index] = at;
      const slope = dotDifference(by.ar, moved.ar, model.ar) + dotDifference(by.ma, moved.ma, model.ma);
      gradient[index] = slope / nudge / squares;
    }
    if (hasMean) gradient[layout.size] = by.mean / squares;
    return Math.log(squares);
  };
  const point = new Float64Array(layout.size + (hasMean ? 1 : 0)).fill(0.1);
  if (hasMean) point[layout.size] = 0;
  return point.length === 0 ? point : minimiseSmooth(objective, point, maxSteps, signal).point;
}

/** The free coordinates of the largest likelihood near the given ones; null where none is defined there. */
function mostLikely(
  likelihood: ArmaLikelihood,
  layout: Layout,
  start: Float64Array,
  signal: Signal | undefined,
): Float64Array | null {
  const probe = new Float64Array(start.length);
  const objective = (point: Float64Array, gradient: Float64Array): number => {
    const value = likelihood.evaluate(layout.unpack(point));
    if (!Number.isFinite(value)) return value;
    probe.set(point);
    for (let index = 0; index < point.length; index++) {
      const at = point[index] as number;
      probe[index] = at + nudge;
      gradient[index] = (likelihood.evaluate(layout.unpack(probe)) - value) / nudge;
      probe[index] = at;
    }
    return value;
  };
  const found = minimiseSmooth(objective, start, maxSteps, signal);
  return Number.isFinite(found.value) ? found.point : null;
}

/** Between the search's free coordinates and the polynomials. */
class Layout {
  readonly #order: ArimaOrder;
  /** By the order and not by the values: a coefficient that happens to be zero still has a derivative. */
  readonly #arLags: readonly number[];
  readonly #maLags: readonly number[];
  readonly size: number;

  constructor(order: ArimaOrder) {
    this.#order = order;
    this.#arLags = lagsOf(order.p, order.P, order.season);
    this.#maLags = lagsOf(order.q, order.Q, order.season);
    this.size = order.p + order.q + order.P + order.Q;
  }

  /** Coordinates behind the first {@link size} are not looked at. */
  unpack(point: Float64Array): Coefficients {
    const { p, q, P, Q, season } = this.#order;
    let next = 0;
    const take = (length: number): Polynomial => {
      const partials = point.subarray(next, next + length).map((free) => maxPartial * Math.tanh(free));
      next += length;
      return fromPartials(partials);
    };
    const ar = take(p);
    // A moving average has the opposite sign: 1 + b₁B …
    const ma = negated(take(q));
    const seasonalAr = take(P);
    const seasonalMa = negated(take(Q));
    return {
      factors: { ar, ma, seasonalAr, seasonalMa },
      ar: P === 0 ? ar : multiply(ar, spread(seasonalAr, season)),
      ma: Q === 0 ? ma : multiply(ma, spread(seasonalMa, season)),
      arLags: this.#arLags,
      maLags: this.#maLags,
    };
  }
}

/** Derivatives of the sum of squares by all coefficients at once, by one pass backwards through the recursion. */
function differentiate(
  values: Float64Array,
  { ar, ma, arLags, maLags }: Arma,
  mean: number,
  errors: Float64Array,
  adjoints: Float64Array,
): { readonly ar: Float64Array; readonly ma: Float64Array; readonly mean: number } {
  const count = values.length;
  const byAr = new Float64Array(ar.length);
  const byMa = new Float64Array(ma.length);
  let byMean = 0;
  for (let at = count - 1; at >= 0; at--) {
    let adjoint = 2 * (errors[at] as number);
    for (const lag of maLags) if (at + lag < count) adjoint -= (ma[lag] as number) * (adjoints[at + lag] as number);
    adjoints[at] = adjoint;
    byMean -= adjoint;
    for (const lag of arLags) {
      if (lag > at) break;
      byAr[lag] = (byAr[lag] as number) + adjoint * ((values[at - lag] as number) - mean);
      byMean -= adjoint * (ar[lag] as number);
    }
    for (const lag of maLags) {
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
function innovate(values: Float64Array, { ar, ma, arLags, maLags }: Arma, mean: number, errors: Float64Array): number {
  let squares = 0;
  for (let at = 0; at < values.length; at++) {
    let error = (values[at] as number) - mean;
    for (const lag of arLags) if (lag <= at) error += (ar[lag] as number) * ((values[at - lag] as number) - mean);
    for (const lag of maLags) if (lag <= at) error -= (ma[lag] as number) * (errors[at - lag] as number);
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

interface Coefficients extends Arma {
  readonly factors: Factors;
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
