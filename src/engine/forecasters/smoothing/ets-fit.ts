import type { Signal } from "#engine/concurrency";
import { decompose } from "#engine/forecasters/decomposition";
import { minimiseSmooth } from "#engine/numerics";
import { type EtsForm, parameterCount } from "./ets-form.ts";
import { EtsLikelihood, type EtsState, type Smoothing } from "./ets-likelihood.ts";

export interface EtsFit {
  readonly form: EtsForm;
  readonly seasonSteps: number;
  readonly smoothing: Smoothing;
  /** After the last value; the index of the next step is at n mod season. */
  readonly state: EtsState;
  readonly count: number;
  /** [count] each value less its forecast from one step before. */
  readonly errors: Float64Array;
  /** Variance of the errors, relative ones for multiplicative errors: Σe² / (n − parameters). */
  readonly variance: number;
  /** Without constants, as R counts it; so is AICc. */
  readonly logLikelihood: number;
  readonly aicc: number;
}

// R's bounds ("usual"): 0.0001 ≤ β ≤ α ≤ 0.9999, γ ≤ 1 − α, 0.8 ≤ φ ≤ 0.98.
const least = 1e-4;
const most = 0.9999;
const minDamping = 0.8;
const maxDamping = 0.98;

/**
 * The likelihood has several valleys: a slow and a fast level, a random walk, and a level that hardly moves. `isFlat` starts
 * without a slope.
 */
const starts = [
  { alpha: 0.1, beta: 0.3, gamma: 0.06, phi: 0.8, isFlat: false },
  { alpha: 0.6, beta: 0.1, gamma: 0.3, phi: 0.8, isFlat: false },
  { alpha: 0.98, beta: 0.01, gamma: 0.3, phi: 0.5, isFlat: true },
  { alpha: 0.02, beta: 0.2, gamma: 0.05, phi: 0.9, isFlat: true },
  { alpha: 0.8, beta: 0.8, gamma: 0.1, phi: 0.5, isFlat: true },
] as const;
type Start = (typeof starts)[number];
/** The first two find the best valley of most models. */
const quickStarts = 2;
/** Of the search, from each start. */
const maxSteps = 200;

/**
 * Maximum likelihood over smoothing parameters and first states together, from several starting points. Null where the series is
 * too short for the model or the model is not defined for it. `isQuick` tries fewer starting points, good enough to tell
 * which models are worth the rest.
 */
export function fitEts(
  values: Float64Array,
  form: EtsForm,
  seasonSteps: number,
  { isQuick = false, signal }: { readonly isQuick?: boolean; readonly signal?: Signal | undefined } = {},
): EtsFit | null {
  const count = values.length;
  const season = form.season === "N" ? 1 : seasonSteps;
  const parameters = parameterCount(form, season);
  if (count - parameters - 1 <= 0) return null;
  // In units of its own size, so that steps in every direction mean about the same.
  const unit = values.reduce((sum, value) => sum + Math.abs(value), 0) / count || 1;
  const scaled = values.map((value) => value / unit);
  const first = firstState(scaled, form, season);
  if (first === null) return null;
  const layout = new Layout(form, season);
  const likelihood = new EtsLikelihood(scaled, form, season);
  const objective = (point: Float64Array, gradient: Float64Array): number => {
    const smoothing = layout.smoothing(point);
    const value = likelihood.evaluate(smoothing, layout.state(point));
    if (Number.isFinite(value)) layout.chain(point, smoothing, likelihood.differentiate(smoothing), gradient);
    return value;
  };
  let best: { readonly point: Float64Array; readonly value: number } | null = null;
  for (const start of isQuick ? starts.slice(0, quickStarts) : starts) {
    // A start at which the model is not defined (a forecast below zero) is moved towards no trend and no season.
    for (let share = start.isFlat ? 0.9 : 1; share > 0.1; share *= 0.6) {
      const found = minimiseSmooth(
        objective,
        layout.start(start, softened(first, form, start.isFlat ? 0 : share, share)),
        maxSteps,
        signal,
      );
      if (!Number.isFinite(found.value)) continue;
      if (best === null || found.value < best.value) best = found;
      break;
    }
  }
  if (best === null) return null;
  const smoothing = layout.smoothing(best.point);
  const state = layout.state(best.point);
  const value = likelihood.evaluate(smoothing, state) + 2 * count * Math.log(unit);
  const isRelative = form.error === "M";
  const squares = likelihood.sumOfSquares * (isRelative ? 1 : unit * unit);
  return {
    form,
    seasonSteps: season,
    smoothing,
    state: {
      level: state.level * unit,
      slope: state.slope * unit,
      season: form.season === "A" ? state.season.map((index) => index * unit) : state.season,
    },
    count,
    errors: values.map((value, at) => value - (likelihood.fitted[at] as number) * unit),
    variance: squares / (count - (parameters - 1)),
    logLikelihood: -value / 2,
    aicc: value + 2 * parameters + (2 * parameters * (parameters + 1)) / (count - parameters - 1),
  };
}

/** The state with less of its trend and season. */
function softened(state: EtsState, form: EtsForm, slopeShare: number, seasonShare: number): EtsState {
  const neutral = form.season === "M" ? 1 : 0;
  return {
    level: state.level,
    slope: state.slope * slopeShare,
    season: state.season.map((index) => neutral + (index - neutral) * seasonShare),
  };
}

/** Classical indices and a straight line through the first values, as R starts. Null without two whole seasons. */
function firstState(values: Float64Array, form: EtsForm, season: number): EtsState | null {
  const indices = new Float64Array(season).fill(form.season === "M" ? 1 : 0);
  let adjusted = values;
  if (form.season !== "N") {
    const found = decompose(values, season, form.season === "A" ? "additive" : "multiplicative");
    if (found === null) return null;
    indices.set(found.indices);
    if (form.season === "M")
      for (let place = 0; place < season; place++) indices[place] = Math.max(0.01, indices[place] as number);
    adjusted = values.map((value, at) => {
      const index = indices[at % season] as number;
      return form.season === "A" ? value - index : value / index;
    });
  }
  const head = adjusted.subarray(0, Math.min(adjusted.length, Math.max(10, 2 * season)));
  const mean = head.reduce((sum, value) => sum + value, 0) / head.length;
  if (form.trend === "N") return { level: mean, slope: 0, season: indices };
  const centre = (head.length - 1) / 2;
  let product = 0;
  let squares = 0;
  head.forEach((value, at) => {
    product += (at - centre) * value;
    squares += (at - centre) ** 2;
  });
  const slope = squares > 0 ? product / squares : 0;
  const level = mean - slope * (centre + 1);
  // Relative errors need a first forecast above zero.
  const isDefined = form.error === "A" || level + slope > 0;
  return isDefined ? { level, slope, season: indices } : { level: mean, slope: 0, season: indices };
}

/** Between the search's free coordinates and the bounded parameters. */
class Layout {
  readonly #form: EtsForm;
  readonly #season: number;
  readonly #hasTrend: boolean;
  readonly #hasSeason: boolean;
  readonly #isDamped: boolean;
  readonly #size: number;

  constructor(form: EtsForm, season: number) {
    this.#form = form;
    this.#season = season;
    this.#hasTrend = form.trend !== "N";
    this.#hasSeason = form.season !== "N";
    this.#isDamped = form.trend === "Ad";
    this.#size = parameterCount(form, season) - 1;
  }

  /** Order: α, β, γ, φ, level, slope, indices 0 … m − 2; those that the model lacks are left out. */
  start(at: Start, first: EtsState): Float64Array {
    const point = [logit(at.alpha)];
    if (this.#hasTrend) point.push(logit(at.beta));
    if (this.#hasSeason) point.push(logit(at.gamma));
    if (this.#isDamped) point.push(logit(at.phi));
    point.push(first.level);
    if (this.#hasTrend) point.push(first.slope);
    if (this.#hasSeason) point.push(...first.season.subarray(0, this.#season - 1));
    if (point.length !== this.#size) throw new Error("the layout of the search does not fit the model");
    return Float64Array.from(point);
  }

  smoothing(point: Float64Array): Smoothing {
    let next = 0;
    const alpha = least + (most - least) * sigmoid(point[next++] as number);
    const beta = this.#hasTrend ? least + Math.max(0, alpha - least) * sigmoid(point[next++] as number) : 0;
    const gamma = this.#hasSeason ? least + Math.max(0, 1 - alpha - least) * sigmoid(point[next++] as number) : 0;
    const phi = this.#isDamped ? minDamping + (maxDamping - minDamping) * sigmoid(point[next++] as number) : 1;
    return { alpha, beta, gamma, phi };
  }

  state(point: Float64Array): EtsState {
    let next = this.#smoothingCount();
    const level = point[next++] as number;
    const slope = this.#hasTrend ? (point[next++] as number) : 0;
    const season = new Float64Array(this.#season);
    if (this.#hasSeason) {
      // The last index follows from the others: they sum to 0, or to the season's length.
      let rest = this.#form.season === "A" ? 0 : this.#season;
      for (let place = 0; place < this.#season - 1; place++) {
        const index = point[next++] as number;
        season[place] = index;
        rest -= index;
      }
      season[this.#season - 1] = rest;
    }
    return { level, slope, season };
  }

  /** Derivatives by the free coordinates, by the chain rule. */
  chain(
    point: Float64Array,
    smoothing: Smoothing,
    by: ReturnType<EtsLikelihood["differentiate"]>,
    gradient: Float64Array,
  ): void {
    let next = 0;
    const slopeAt = (coordinate: number): number => sigmoid(coordinate) * (1 - sigmoid(coordinate));
    const alphaAt = next++;
    // β and γ hang on α through their bounds.
    let byAlpha = by.alpha;
    if (this.#hasTrend) {
      const coordinate = point[next] as number;
      byAlpha += by.beta * sigmoid(coordinate);
      gradient[next++] = by.beta * Math.max(0, smoothing.alpha - least) * slopeAt(coordinate);
    }
    if (this.#hasSeason) {
      const coordinate = point[next] as number;
      byAlpha -= by.gamma * sigmoid(coordinate);
      gradient[next++] = by.gamma * Math.max(0, 1 - smoothing.alpha - least) * slopeAt(coordinate);
    }
    if (this.#isDamped) {
      gradient[next] = by.phi * (maxDamping - minDamping) * slopeAt(point[next] as number);
      next++;
    }
    gradient[alphaAt] = byAlpha * (most - least) * slopeAt(point[alphaAt] as number);
    gradient[next++] = by.level;
    if (this.#hasTrend) gradient[next++] = by.slope;
    if (this.#hasSeason) {
      const last = by.season[this.#season - 1] as number;
      for (let place = 0; place < this.#season - 1; place++) gradient[next++] = (by.season[place] as number) - last;
    }
  }

  #smoothingCount(): number {
    return 1 + (this.#hasTrend ? 1 : 0) + (this.#hasSeason ? 1 : 0) + (this.#isDamped ? 1 : 0);
  }
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function logit(share: number): number {
  return Math.log(share / (1 - share));
}
