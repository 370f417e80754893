import type { Polynomial } from "./arima-order.ts";

/** An autoregressive moving average with the lags at which its polynomials can differ from zero, ascending. */
export interface Arma {
  /** 1 − φ₁B − … */
  readonly ar: Polynomial;
  /** 1 + θ₁B + … */
  readonly ma: Polynomial;
  readonly arLags: readonly number[];
  readonly maLags: readonly number[];
}

/** Innovations smaller than this share of their limit no longer change. */
const steadyShare = 1e-10;

/**
 * The exact Gaussian likelihood of a stationary and invertible ARMA model with a mean, which is estimated with it by generalised
 * least squares.
 *
 * The innovations and their variances are those of the Kalman filter from the stationary start, by the recursions of
 * Chandrasekhar type (Morf, Sidhu & Kailath 1974): they carry vectors where the filter carries a matrix. Once the variances have
 * settled, the difference equation itself goes on (Mélard 1984, AS 197). The same number as R's `arima(method = "ML")`.
 */
export class ArmaLikelihood {
  readonly #values: Float64Array;
  readonly #hasMean: boolean;
  /** Innovations of the values, and of a series of ones: the values' less the mean times these are the model's. */
  readonly #errors: Float64Array;
  readonly #ones: Float64Array;
  #state = new Float64Array(0);
  #oneState = new Float64Array(0);
  #gain = new Float64Array(0);
  #change = new Float64Array(0);
  #coefficients = new Float64Array(0);

  mean = 0;
  /** Σ v² / F: of the errors in units of their standard deviation. */
  sumOfSquares = 0;
  /** Σ log F */
  logs = 0;

  constructor(values: Float64Array, hasMean: boolean) {
    this.#values = values;
    this.#hasMean = hasMean;
    this.#errors = new Float64Array(values.length);
    this.#ones = new Float64Array(values.length);
  }

  /** [values] each less its forecast from one step before, of the last {@link evaluate}. */
  get errors(): Float64Array {
    return this.#errors.map((error, at) => error - this.mean * (this.#ones[at] as number));
  }

  /** n log(Σ v² / F) + Σ log F; the rest of −2 log L is constant. Infinity where rounding has made the model unstable. */
  evaluate(model: Arma): number {
    const count = this.#values.length;
    const size = this.#prepare(model);
    const first = stationary(model, this.#gain, size);
    if (first === null) return Number.POSITIVE_INFINITY;
    const [values, errors, ones] = [this.#values, this.#errors, this.#ones];
    const [state, oneState, gain, change, phi] = [
      this.#state,
      this.#oneState,
      this.#gain,
      this.#change,
      this.#coefficients,
    ];
    for (let at = 0; at < size; at++) change[at] = gain[at] as number;
    let variance = first;
    let factor = -1 / variance;
    let logs = 0;
    let [squares, product, oneSquares] = [0, 0, 0];
    let steady = 0;
    let step = 0;
    for (; step < count && steady < size; step++) {
      const error = (values[step] as number) - (state[0] as number);
      const one = 1 - (oneState[0] as number);
      errors[step] = error;
      ones[step] = one;
      squares += (error * error) / variance;
      product += (error * one) / variance;
      oneSquares += (one * one) / variance;
      logs += Math.log(variance);
      const [head, oneHead, lead] = [state[0] as number, oneState[0] as number, change[0] as number];
      const [move, oneMove] = [error / variance, one / variance];
      const grown = variance + factor * lead * lead;
      if (!(grown > 0)) return Number.POSITIVE_INFINITY;
      const [pull, back] = [factor * lead, lead / grown];
      for (let at = 0; at < size; at++) {
        const coefficient = phi[at] as number;
        const held = gain[at] as number;
        state[at] = coefficient * head + (state[at + 1] as number) + held * move;
        oneState[at] = coefficient * oneHead + (oneState[at + 1] as number) + held * oneMove;
        const shifted = coefficient * lead + (change[at + 1] as number);
        const next = held + shifted * pull;
        gain[at] = next;
        change[at] = shifted - next * back;
      }
      steady = Math.abs(grown - variance) < steadyShare * variance ? steady + 1 : 0;
      factor += (factor * factor * lead * lead) / variance;
      variance = grown;
    }
    if (step < count) {
      logs += (count - step) * Math.log(variance);
      for (; step < count; step++) {
        let [error, one] = [values[step] as number, 1];
        for (const lag of model.arLags) {
          if (lag > step) break;
          const coefficient = model.ar[lag] as number;
          error += coefficient * (values[step - lag] as number);
          one += coefficient;
        }
        for (const lag of model.maLags) {
          if (lag > step) break;
          const coefficient = model.ma[lag] as number;
          error -= coefficient * (errors[step - lag] as number);
          one -= coefficient * (ones[step - lag] as number);
        }
        errors[step] = error;
        ones[step] = one;
        squares += (error * error) / variance;
        product += (error * one) / variance;
        oneSquares += (one * one) / variance;
      }
      this.#settle(model, size);
    }
    this.mean = this.#hasMean && oneSquares > 0 ? product / oneSquares : 0;
    this.sumOfSquares = Math.max(0, squares - (this.#hasMean ? this.mean * product : 0));
    this.logs = logs;
    return count * Math.log(Math.max(this.sumOfSquares, 1e-300)) + logs;
  }

  /** Forecasts of the steps that follow, less the mean, after {@link evaluate} of the same model. */
  ahead(model: Arma, horizonSteps: number): Float64Array {
    const forecast = new Float64Array(horizonSteps);
    const size = this.#coefficients.length - 1;
    const state = this.#state.map((value, at) => value - this.mean * (this.#oneState[at] as number));
    for (let step = 0; step < horizonSteps; step++) {
      let value = step < size ? (state[step] as number) : 0;
      for (const lag of model.arLags) {
        if (lag > step) break;
        value -= (model.ar[lag] as number) * (forecast[step - lag] as number);
      }
      forecast[step] = value;
    }
    return forecast;
  }

  /** The state's length, with room for one place of zeros behind it. */
  #prepare({ ar, ma }: Arma): number {
    const size = Math.max(1, ar.length - 1, ma.length);
    if (this.#coefficients.length !== size + 1) {
      this.#state = new Float64Array(size + 1);
      this.#oneState = new Float64Array(size + 1);
      this.#gain = new Float64Array(size + 1);
      this.#change = new Float64Array(size + 1);
      this.#coefficients = new Float64Array(size + 1);
    }
    this.#state.fill(0);
    this.#oneState.fill(0);
    for (let at = 0; at < size; at++) this.#coefficients[at] = -(ar[at + 1] ?? 0);
    return size;
  }

  /** The state after the last value, from values and errors. */
  #settle({ ar, ma, arLags, maLags }: Arma, size: number): void {
    const count = this.#values.length;
    for (let place = 0; place < size; place++) {
      let [value, one] = [0, 0];
      for (const lag of arLags) {
        const at = count - (lag - place);
        if (lag <= place || at < 0) continue;
        value -= (ar[lag] as number) * (this.#values[at] as number);
        one -= ar[lag] as number;
      }
      for (const lag of maLags) {
        const at = count - (lag - place);
        if (lag <= place || at < 0) continue;
        value += (ma[lag] as number) * (this.#errors[at] as number);
        one += (ma[lag] as number) * (this.#ones[at] as number);
      }
      this.#state[place] = value;
      this.#oneState[place] = one;
    }
  }
}

/**
 * The variance of the process in units of its innovations', and into `gain` the covariance of a value with the state one step
 * later. Null where the autoregression is not stationary.
 */
function stationary({ ar, ma, arLags, maLags }: Arma, gain: Float64Array, size: number): number | null {
  const reach = size + ma.length;
  const covariances = autocovariances(ar, arLags, reach);
  if (covariances === null) return null;
  // Of the autoregression filtered by the moving average: weights by distance first.
  const weights = new Float64Array(ma.length);
  const lags = [0, ...maLags];
  for (const left of lags) {
    for (const right of lags) {
      if (right < left) continue;
      const product = (ma[left] as number) * (ma[right] as number);
      weights[right - left] = (weights[right - left] as number) + product;
    }
  }
  const whole = new Float64Array(size + 1);
  for (let lag = 0; lag <= size; lag++) {
    let sum = (weights[0] as number) * (covariances[lag] as number);
    for (let distance = 1; distance < weights.length; distance++) {
      const weight = weights[distance] as number;
      if (weight !== 0)
        sum += weight * ((covariances[Math.abs(lag - distance)] as number) + (covariances[lag + distance] as number));
    }
    whole[lag] = sum;
  }
  const impulses = new Float64Array(ma.length);
  for (let at = 0; at < impulses.length; at++) {
    let weight = ma[at] as number;
    for (const lag of arLags) {
      if (lag > at) break;
      weight -= (ar[lag] as number) * (impulses[at - lag] as number);
    }
    impulses[at] = weight;
  }
  for (let place = 0; place < size; place++) {
    let sum = 0;
    for (const lag of arLags) if (lag > place) sum -= (ar[lag] as number) * (whole[lag - place - 1] as number);
    for (const lag of maLags) if (lag > place) sum += (ma[lag] as number) * (impulses[lag - place - 1] as number);
    gain[place] = sum;
  }
  gain[size] = 0;
  return whole[0] as number;
}

/** Of an autoregression with innovations of variance one, at the lags 0 … reach; null where it is not stationary. */
function autocovariances(ar: Polynomial, lags: readonly number[], reach: number): Float64Array | null {
  const degree = ar.length - 1;
  const rows = stepDown(ar);
  if (rows === null) return null;
  const covariances = new Float64Array(reach + 1);
  let variance = 1;
  for (let order = 1; order <= degree; order++) {
    const partial = (rows[order] as Float64Array)[order] as number;
    variance /= 1 - partial * partial;
  }
  covariances[0] = variance;
  for (let lag = 1; lag <= reach; lag++) {
    let sum = 0;
    if (lag <= degree) {
      const row = rows[lag] as Float64Array;
      for (let at = 1; at <= lag; at++) sum += (row[at] as number) * (covariances[lag - at] as number);
    } else for (const at of lags) sum -= (ar[at] as number) * (covariances[lag - at] as number);
    covariances[lag] = sum;
  }
  return covariances;
}

/**
 * Coefficients of the best predictors from 1 … p values before, by the Durbin-Levinson recursion backwards; the last of each
 * is a partial autocorrelation. Null unless all roots of the polynomial lie outside the unit circle.
 */
export function stepDown(ar: Polynomial): Float64Array[] | null {
  const degree = ar.length - 1;
  const rows: Float64Array[] = [];
  rows[degree] = ar.map((coefficient) => -coefficient);
  for (let order = degree; order >= 1; order--) {
    const row = rows[order] as Float64Array;
    const partial = row[order] as number;
    const rest = 1 - partial * partial;
    if (!(rest > 0)) return null;
    const shorter = new Float64Array(order);
    for (let at = 1; at < order; at++)
      shorter[at] = ((row[at] as number) + partial * (row[order - at] as number)) / rest;
    rows[order - 1] = shorter;
  }
  return rows;
}
