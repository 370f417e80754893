import type { EtsForm } from "./ets-form.ts";

/** Smoothing parameters as in Hyndman et al. (2008); unused ones are 0, φ without damping is 1. */
export interface Smoothing {
  readonly alpha: number;
  readonly beta: number;
  readonly gamma: number;
  readonly phi: number;
}

export interface EtsState {
  level: number;
  slope: number;
  /** [season] the index of the step t is at t mod season. */
  readonly season: Float64Array;
}

/** Derivatives of the objective by everything that is fitted. */
export interface EtsGradient extends EtsState {
  alpha: number;
  beta: number;
  gamma: number;
  phi: number;
}

/**
 * One pass of a model over a series, and its derivatives.
 *
 * The objective is −2 log L without constants, concentrated over the variance: n log Σe², plus 2 Σ log|ŷ| for relative errors.
 * The derivatives by all parameters and first states come from one pass backwards through the recursion (the adjoint method):
 * they cost as much as two evaluations, whatever their number, and make full-dimensional quasi-Newton steps possible where a
 * simplex search would need thousands of passes.
 */
export class EtsLikelihood {
  readonly #values: Float64Array;
  readonly #form: EtsForm;
  readonly #seasonSteps: number;
  // What the backward pass needs of each step.
  readonly #slopes: Float64Array;
  readonly #levels: Float64Array;
  readonly #indices: Float64Array;
  readonly #errors: Float64Array;
  readonly #fitted: Float64Array;
  #sumOfSquares = 0;

  constructor(values: Float64Array, form: EtsForm, seasonSteps: number) {
    this.#values = values;
    this.#form = form;
    this.#seasonSteps = form.season === "N" ? 1 : seasonSteps;
    const count = values.length;
    this.#slopes = new Float64Array(count);
    this.#levels = new Float64Array(count);
    this.#indices = new Float64Array(count);
    this.#errors = new Float64Array(count);
    this.#fitted = new Float64Array(count);
  }

  get sumOfSquares(): number {
    return this.#sumOfSquares;
  }

  /** [values] forecasts from one step before, of the last {@link evaluate}. */
  get fitted(): Float64Array {
    return this.#fitted;
  }

  /** The objective; Infinity where a relative error is not defined. `state` is moved to the end of the series. */
  evaluate(smoothing: Smoothing, state: EtsState): number {
    const { alpha, beta, gamma, phi } = smoothing;
    const { season } = this.#form;
    const isRelative = this.#form.error === "M";
    const hasTrend = this.#form.trend !== "N";
    const values = this.#values;
    let { level, slope } = state;
    let squares = 0;
    let logs = 0;
    for (let step = 0; step < values.length; step++) {
      const value = values[step] as number;
      const place = step % this.#seasonSteps;
      const index = state.season[place] as number;
      this.#levels[step] = level;
      this.#slopes[step] = slope;
      this.#indices[step] = index;
      const base = hasTrend ? level + phi * slope : level;
      const fitted = season === "N" ? base : season === "A" ? base + index : base * index;
      if (isRelative && !(fitted > 0)) return Number.POSITIVE_INFINITY;
      if (season === "M" && !(index > 0 && base > 0)) return Number.POSITIVE_INFINITY;
      const error = isRelative ? (value - fitted) / fitted : value - fitted;
      this.#fitted[step] = fitted;
      this.#errors[step] = error;
      squares += error * error;
      if (isRelative) logs += Math.log(fitted);
      const adjusted = season === "N" ? value : season === "A" ? value - index : value / index;
      const miss = adjusted - base;
      level = base + alpha * miss;
      if (hasTrend) slope = phi * slope + beta * miss;
      if (season !== "N") {
        const target = season === "A" ? value - base : value / base;
        state.season[place] = index + gamma * (target - index);
      }
    }
    state.level = level;
    state.slope = slope;
    this.#sumOfSquares = squares;
    // A perfect fit has no likelihood; R stops at the same place.
    return values.length * Math.log(Math.max(squares, 1e-300)) + 2 * logs;
  }

  /** Derivatives at the point of the last {@link evaluate}. */
  differentiate(smoothing: Smoothing): EtsGradient {
    const { alpha, beta, gamma, phi } = smoothing;
    const { season } = this.#form;
    const isRelative = this.#form.error === "M";
    const hasTrend = this.#form.trend !== "N";
    const values = this.#values;
    const count = values.length;
    const weight = (2 * count) / Math.max(this.#sumOfSquares, 1e-300);
    const gradient: EtsGradient = {
      alpha: 0,
      beta: 0,
      gamma: 0,
      phi: 0,
      level: 0,
      slope: 0,
      season: new Float64Array(this.#seasonSteps),
    };
    let byLevel = 0;
    let bySlope = 0;
    for (let step = count - 1; step >= 0; step--) {
      const value = values[step] as number;
      const place = step % this.#seasonSteps;
      const index = this.#indices[step] as number;
      const slope = this.#slopes[step] as number;
      const fitted = this.#fitted[step] as number;
      const base = hasTrend ? (this.#levels[step] as number) + phi * slope : (this.#levels[step] as number);
      const adjusted = season === "N" ? value : season === "A" ? value - index : value / index;
      const miss = adjusted - base;
      const byMiss = alpha * byLevel + beta * bySlope;
      gradient.alpha += byLevel * miss;
      gradient.beta += bySlope * miss;
      let byBase = byLevel - byMiss;
      let byOldSlope = phi * bySlope;
      gradient.phi += bySlope * slope;
      let byIndex = 0;
      if (season !== "N") {
        const byNewIndex = gradient.season[place] as number;
        const target = season === "A" ? value - base : value / base;
        byIndex = byNewIndex * (1 - gamma);
        gradient.gamma += byNewIndex * (target - index);
        byBase -= gamma * byNewIndex * (season === "A" ? 1 : value / (base * base));
        byIndex -= byMiss * (season === "A" ? 1 : value / (index * index));
      }
      const byError = weight * (this.#errors[step] as number);
      const byFitted = isRelative ? (-byError * value) / (fitted * fitted) + 2 / fitted : -byError;
      byBase += season === "M" ? byFitted * index : byFitted;
      if (season === "A") byIndex += byFitted;
      if (season === "M") byIndex += byFitted * base;
      if (hasTrend) {
        byOldSlope += phi * byBase;
        gradient.phi += slope * byBase;
      }
      byLevel = byBase;
      bySlope = hasTrend ? byOldSlope : 0;
      gradient.season[place] = byIndex;
    }
    gradient.level = byLevel;
    gradient.slope = bySlope;
    return gradient;
  }
}
