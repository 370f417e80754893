import type { Signal } from "#engine/concurrency";
import { minimiseSmooth } from "#engine/numerics";
import { type Arma, ArmaLikelihood, isStationary } from "./arima-likelihood.ts";
import { type ArimaOrder, differencing, filter, type Polynomial } from "./arima-order.ts";

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

/** Least squares often end beyond this partial autocorrelation, on a plain where the likelihood's search would find no way. */
const plain = 0.97;
/** Free coordinates of the partial autocorrelations 0.1, 0.51 and 0.89. */
const near = 0.1;
const middle = 0.6;
const far = 2;
/** A root closer to the unit circle asks for another number of differences, or cancels another; refused, as by R's `auto.arima`. */
const nearestRoot = 1.01;
/** Points within this in every free coordinate count as one. */
const valley = 0.05;
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
  const model = layout.room();
  const candidates = distinct(leastSquares(scaled, layout, order.hasConstant, signal)).map((point) => {
    const searched = isApproximate || layout.size === 0 ? point : mostLikely(likelihood, layout, point, signal);
    return { point: searched, value: likelihood.evaluate(layout.write(searched, model)) };
  });
  layout.write(candidates.reduce((best, other) => (other.value < best.value ? other : best)).point, model);
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
    isStationary(polynomial.map((coefficient, lag) => coefficient * nearestRoot ** (lag * length)));
  return (
    away(factors.ar, 1) &&
    away(factors.ma, 1) &&
    away(factors.seasonalAr, order.season) &&
    away(factors.seasonalMa, order.season)
  );
}

/**
 * The free coordinates with the least sum of squares in the valleys around the starts. Conditional squares forgive a model that
 * wanders its start, the likelihood doesn't: it tells in the end which valley is the right one.
 */
function leastSquares(
  values: Float64Array,
  layout: Layout,
  hasMean: boolean,
  signal: Signal | undefined,
): readonly Float64Array[] {
  const errors = new Float64Array(values.length);
  const [model, moved] = [layout.room(), layout.room()];
  const probe = new Float64Array(layout.size + 1);
  const by = new Slopes(model, values.length);
  const objective = (point: Float64Array, gradient: Float64Array): number => {
    layout.write(point, model);
    const mean = hasMean ? (point[layout.size] as number) : 0;
    const squares = innovate(values, model, mean, errors) + tiny;
    by.write(values, model, mean, errors);
    // The coefficients' own derivatives by the free coordinates are cheap enough to take as differences.
    probe.set(point);
    for (let index = 0; index < layout.size; index++) {
      const at = point[index] as number;
      probe[index] = at + nudge;
      layout.write(probe, moved);
      probe[index] = at;
      const slope = dotDifference(by.ar, moved.ar, model.ar) + dotDifference(by.ma, moved.ma, model.ma);
      gradient[index] = slope / nudge / squares;
    }
    if (hasMean) gradient[layout.size] = by.mean / squares;
    return Math.log(squares);
  };
  const starts = layout.starts.map((start) => Float64Array.from(hasMean ? [...start, 0] : start));
  return starts.map((start) =>
    start.length === 0 ? start : minimiseSmooth(objective, start, maxSteps, signal).point.slice(0, layout.size),
  );
}

/** The free coordinates of the largest likelihood near the given ones; these where none is defined there. */
function mostLikely(
  likelihood: ArmaLikelihood,
  layout: Layout,
  start: Float64Array,
  signal: Signal | undefined,
): Float64Array {
  const probe = new Float64Array(start.length);
  const model = layout.room();
  const objective = (point: Float64Array, gradient: Float64Array): number => {
    const value = likelihood.evaluate(layout.write(point, model));
    if (!Number.isFinite(value)) return value;
    probe.set(point);
    for (let index = 0; index < point.length; index++) {
      const at = point[index] as number;
      probe[index] = at + nudge;
      gradient[index] = (likelihood.evaluate(layout.write(probe, model)) - value) / nudge;
      probe[index] = at;
    }
    return value;
  };
  let best = minimiseSmooth(objective, start.map(offThePlain), maxSteps, signal);
  if (start.some(isOnThePlain)) {
    const other = minimiseSmooth(objective, layout.starts[0] as Float64Array, maxSteps, signal);
    if (!(best.value <= other.value)) best = other;
  }
  return Number.isFinite(best.value) ? best.point : start;
}

/** Points that lie in one valley, and near its bottom, lead to the same place. */
function distinct(points: readonly Float64Array[]): readonly Float64Array[] {
  return points.filter((point, index) =>
    points.slice(0, index).every((other) => other.some((free, at) => Math.abs(free - (point[at] as number)) > valley)),
  );
}

function isOnThePlain(free: number): boolean {
  return Math.abs(free) > plain * Math.sqrt(1 + free * free);
}

function offThePlain(free: number): number {
  return isOnThePlain(free) ? Math.sign(free) * far : free;
}

/** Between the search's free coordinates and the polynomials. */
class Layout {
  readonly #order: ArimaOrder;
  /** By the order and not by the values: a coefficient that happens to be zero still has a derivative. */
  readonly #arLags: readonly number[];
  readonly #maLags: readonly number[];
  readonly size: number;
  /** A forgetful model; of both kinds of lags, an alternating one beside it: with both, valleys lie on either side of the two cancelling. */
  readonly starts: readonly Float64Array[];

  constructor(order: ArimaOrder) {
    this.#order = order;
    this.#arLags = lagsOf(order.p, order.P, order.season);
    this.#maLags = lagsOf(order.q, order.Q, order.season);
    this.size = order.p + order.q + order.P + order.Q;
    const plainly = new Float64Array(this.size).fill(near);
    const alternating = Float64Array.from(plainly);
    alternating[0] = -middle;
    alternating[order.p] = -middle;
    this.starts = order.p > 0 && order.q > 0 ? [plainly, alternating] : [plainly];
  }

  /** Room for a model of this order. */
  room(): Coefficients {
    const { p, q, P, Q, season } = this.#order;
    const factor = (degree: number): Polynomial => new Float64Array(degree + 1);
    return {
      factors: { ar: factor(p), ma: factor(q), seasonalAr: factor(P), seasonalMa: factor(Q) },
      ar: factor(p + P * season),
      ma: factor(q + Q * season),
      arLags: this.#arLags,
      maLags: this.#maLags,
    };
  }

  /** The model at a point, into its room. Coordinates behind the first {@link size} are not looked at. */
  write(point: Float64Array, model: Coefficients): Coefficients {
    const { p, q, P, season } = this.#order;
    const { factors } = model;
    fromPartials(point, 0, factors.ar);
    fromPartials(point, p, factors.ma);
    fromPartials(point, p + q, factors.seasonalAr);
    fromPartials(point, p + q + P, factors.seasonalMa);
    expand(factors.ar, factors.seasonalAr, season, model.ar);
    expand(factors.ma, factors.seasonalMa, season, model.ma);
    return model;
  }
}

/** short(B) · seasonal(B^season) */
function expand(short: Polynomial, seasonal: Polynomial, season: number, product: Polynomial): void {
  product.fill(0);
  for (let outer = 0; outer < seasonal.length; outer++) {
    const factor = seasonal[outer] as number;
    for (let inner = 0; inner < short.length; inner++) {
      const at = outer * season + inner;
      product[at] = (product[at] as number) + factor * (short[inner] as number);
    }
  }
}

/** Derivatives of the sum of squares by all coefficients at once, by one pass backwards through the recursion. */
class Slopes {
  readonly ar: Float64Array;
  readonly ma: Float64Array;
  mean = 0;
  readonly #adjoints: Float64Array;

  constructor({ ar, ma }: Arma, count: number) {
    this.ar = new Float64Array(ar.length);
    this.ma = new Float64Array(ma.length);
    this.#adjoints = new Float64Array(count);
  }

  write(values: Float64Array, { ar, ma, arLags, maLags }: Arma, mean: number, errors: Float64Array): void {
    const count = values.length;
    const adjoints = this.#adjoints;
    for (let at = count - 1; at >= 0; at--) {
      let adjoint = 2 * (errors[at] as number);
      for (const lag of maLags) if (at + lag < count) adjoint -= (ma[lag] as number) * (adjoints[at + lag] as number);
      adjoints[at] = adjoint;
    }
    let total = 0;
    for (let at = 0; at < count; at++) total += adjoints[at] as number;
    this.mean = -total;
    for (const lag of arLags) {
      let sum = 0;
      let behind = 0;
      for (let at = lag; at < count; at++) {
        const adjoint = adjoints[at] as number;
        sum += adjoint * (values[at - lag] as number);
        behind += adjoint;
      }
      this.ar[lag] = sum - mean * behind;
      this.mean -= behind * (ar[lag] as number);
    }
    for (const lag of maLags) {
      let sum = 0;
      for (let at = lag; at < count; at++) sum -= (adjoints[at] as number) * (errors[at - lag] as number);
      this.ma[lag] = sum;
    }
  }
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

/**
 * A polynomial 1 − a₁B − … with all roots outside the unit circle, from the partial autocorrelations that free coordinates stand
 * for, by the Durbin-Levinson recursion.
 */
function fromPartials(point: Float64Array, from: number, polynomial: Polynomial): void {
  polynomial[0] = 1;
  for (let order = 1; order < polynomial.length; order++) {
    const free = point[from + order - 1] as number;
    const partial = free / Math.sqrt(1 + free * free);
    // From both ends at once: each pair needs the other's old value.
    for (let low = 1, high = order - 1; low <= high; low++, high--) {
      const left = polynomial[low] as number;
      const right = polynomial[high] as number;
      polynomial[low] = left - partial * right;
      polynomial[high] = right - partial * left;
    }
    polynomial[order] = partial;
  }
  for (let lag = 1; lag < polynomial.length; lag++) polynomial[lag] = -(polynomial[lag] as number);
}
