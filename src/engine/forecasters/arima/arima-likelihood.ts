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
  #start: StationaryStart;
  #shape = [0, 0];

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
    this.#start = new StationaryStart({ ar: Float64Array.of(1), ma: Float64Array.of(1), arLags: [], maLags: [] }, 1);
  }

  /** [values] each less its forecast from one step before, of the last {@link evaluate}. */
  get errors(): Float64Array {
    return this.#errors.map((error, at) => error - this.mean * (this.#ones[at] as number));
  }

  /** n log(Σ v² / F) + Σ log F; the rest of −2 log L is constant. Infinity where rounding has made the model unstable. */
  evaluate(model: Arma): number {
    const count = this.#values.length;
    const size = this.#prepare(model);
    const first = this.#start.write(model, this.#gain);
    if (first === null) return Number.POSITIVE_INFINITY;
    const hasMean = this.#hasMean;
    const values = this.#values;
    const errors = this.#errors;
    const ones = this.#ones;
    const state = this.#state;
    const oneState = this.#oneState;
    const gain = this.#gain;
    const change = this.#change;
    const phi = this.#coefficients;
    for (let at = 0; at < size; at++) change[at] = gain[at] as number;
    let variance = first;
    let factor = -1 / variance;
    let logs = 0;
    let squares = 0;
    let product = 0;
    let oneSquares = 0;
    let steady = 0;
    let step = 0;
    for (; step < count && steady < size; step++) {
      const head = state[0] as number;
      const error = (values[step] as number) - head;
      errors[step] = error;
      squares += (error * error) / variance;
      if (hasMean) {
        const oneHead = oneState[0] as number;
        const one = 1 - oneHead;
        ones[step] = one;
        product += (error * one) / variance;
        oneSquares += (one * one) / variance;
        const move = one / variance;
        for (let at = 0; at < size; at++)
          oneState[at] = (phi[at] as number) * oneHead + (oneState[at + 1] as number) + (gain[at] as number) * move;
      }
      logs += Math.log(variance);
      const lead = change[0] as number;
      const grown = variance + factor * lead * lead;
      if (!(grown > 0)) return Number.POSITIVE_INFINITY;
      const move = error / variance;
      const pull = factor * lead;
      const back = lead / grown;
      for (let at = 0; at < size; at++) {
        const coefficient = phi[at] as number;
        const held = gain[at] as number;
        state[at] = coefficient * head + (state[at + 1] as number) + held * move;
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
        let error = values[step] as number;
        let one = 1;
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
  #prepare(model: Arma): number {
    const { ar, ma } = model;
    const size = Math.max(1, ar.length - 1, ma.length);
    if (this.#shape[0] !== ar.length || this.#shape[1] !== ma.length) {
      this.#shape = [ar.length, ma.length];
      this.#start = new StationaryStart(model, size);
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
      let value = 0;
      let one = 0;
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

/** The start of the recursions, with room for models of one size: thousands of them follow in a search. */
class StationaryStart {
  readonly #size: number;
  readonly #triangle: Float64Array;
  readonly #covariances: Float64Array;
  readonly #weights: Float64Array;
  readonly #whole: Float64Array;
  readonly #impulses: Float64Array;

  /** @param size of the state */
  constructor({ ar, ma }: Arma, size: number) {
    this.#size = size;
    this.#triangle = new Float64Array(ar.length * ar.length);
    this.#covariances = new Float64Array(size + ma.length + 1);
    this.#weights = new Float64Array(ma.length);
    this.#whole = new Float64Array(size + 1);
    this.#impulses = new Float64Array(ma.length);
  }

  /**
   * The variance of the process in units of its innovations', and into `gain` the covariance of a value with the state one step
   * later. Null where the autoregression is not stationary.
   */
  write({ ar, ma, arLags, maLags }: Arma, gain: Float64Array): number | null {
    const size = this.#size;
    const covariances = this.#covariances;
    if (!autocovariances(ar, arLags, this.#triangle, covariances)) return null;
    // Of the autoregression filtered by the moving average: weights by distance first.
    const weights = this.#weights.fill(0);
    for (let left = 0; left < ma.length; left++) {
      const own = ma[left] as number;
      if (own === 0) continue;
      for (let right = left; right < ma.length; right++)
        weights[right - left] = (weights[right - left] as number) + own * (ma[right] as number);
    }
    const whole = this.#whole;
    for (let lag = 0; lag <= size; lag++) whole[lag] = (weights[0] as number) * (covariances[lag] as number);
    for (let distance = 1; distance < weights.length; distance++) {
      const weight = weights[distance] as number;
      if (weight === 0) continue;
      for (let lag = 0; lag <= size; lag++) {
        const around = (covariances[Math.abs(lag - distance)] as number) + (covariances[lag + distance] as number);
        whole[lag] = (whole[lag] as number) + weight * around;
      }
    }
    const impulses = this.#impulses;
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
}

/**
 * Of an autoregression with innovations of variance one, into `covariances` at the lags 0, 1 …; false where it is not
 * stationary.
 */
function autocovariances(
  ar: Polynomial,
  lags: readonly number[],
  triangle: Float64Array,
  covariances: Float64Array,
): boolean {
  const length = ar.length;
  if (!stepDown(ar, triangle)) return false;
  let variance = 1;
  for (let order = 1; order < length; order++) variance /= 1 - (triangle[order * length + order] as number) ** 2;
  covariances[0] = variance;
  for (let lag = 1; lag < covariances.length; lag++) {
    let sum = 0;
    if (lag < length) {
      const row = lag * length;
      for (let at = 1; at <= lag; at++) sum += (triangle[row + at] as number) * (covariances[lag - at] as number);
    } else for (const at of lags) sum -= (ar[at] as number) * (covariances[lag - at] as number);
    covariances[lag] = sum;
  }
  return true;
}

/** Whether all roots of 1 − a₁B − … lie outside the unit circle. */
export function isStationary(ar: Polynomial): boolean {
  return stepDown(ar, new Float64Array(ar.length * ar.length));
}

/**
 * The coefficients of the best predictors from k = 1 … p values before, by the Durbin-Levinson recursion backwards, as rows of
 * `triangle`, [p + 1 × p + 1]; the last of each is a partial autocorrelation. False, and unfinished, where one is not within
 * (−1, 1): the autoregression is not stationary.
 */
function stepDown(ar: Polynomial, triangle: Float64Array): boolean {
  const length = ar.length;
  for (let at = 1; at < length; at++) triangle[(length - 1) * length + at] = -(ar[at] as number);
  for (let order = length - 1; order >= 1; order--) {
    const row = order * length;
    const shorter = row - length;
    const partial = triangle[row + order] as number;
    const rest = 1 - partial * partial;
    if (!(rest > 0)) return false;
    for (let at = 1; at < order; at++)
      triangle[shorter + at] =
        ((triangle[row + at] as number) + partial * (triangle[row + order - at] as number)) / rest;
  }
  return true;
}
