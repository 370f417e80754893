import type { Signal } from "#engine/concurrency";
import { decompose } from "#engine/forecasters/decomposition";
import { LeastSquares, minimiseSmooth } from "#engine/numerics";
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
 * Smoothing parameters that are not to be estimated, as shares of what is new, each from 0 to 1: those of Holt (1957) and Winters
 * (1960). In the terms of {@link Smoothing}, β is `alpha`·`beta`, and γ is (1 − `alpha`)·`gamma`.
 */
export interface SetWeights {
  readonly alpha?: number | undefined;
  readonly beta?: number | undefined;
  readonly gamma?: number | undefined;
  readonly phi?: number | undefined;
}

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
 * which models are worth the rest. Where all smoothing parameters are set, nothing is searched for (see `statesFor`).
 */
export function fitEts(
  values: Float64Array,
  form: EtsForm,
  seasonSteps: number,
  {
    isQuick = false,
    signal,
    set = {},
  }: { readonly isQuick?: boolean; readonly signal?: Signal | undefined; readonly set?: SetWeights } = {},
): EtsFit | null {
  const count = values.length;
  const season = form.season === "N" ? 1 : seasonSteps;
  const layout = new Layout(form, season, set);
  const parameters = layout.size + 1;
  if (count - parameters - 1 <= 0) return null;
  // In units of its own size, so that steps in every direction mean about the same.
  const unit = values.reduce((sum, value) => sum + Math.abs(value), 0) / count || 1;
  const scaled = values.map((value) => value / unit);
  const first = firstState(scaled, form, season);
  if (first === null) return null;
  const likelihood = new EtsLikelihood(scaled, form, season);
  const weights = layout.weights();
  const found =
    weights === null
      ? search(likelihood, layout, first, isQuick ? starts.slice(0, quickStarts) : starts, form, signal)
      : statesFor(scaled, form, season, weights, first);
  if (found === null) return null;
  const { smoothing, state } = found;
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

interface Found {
  readonly smoothing: Smoothing;
  /** Before the first value. */
  readonly state: EtsState;
}

function search(
  likelihood: EtsLikelihood,
  layout: Layout,
  first: EtsState,
  from: readonly Start[],
  form: EtsForm,
  signal: Signal | undefined,
): Found | null {
  const objective = (point: Float64Array, gradient: Float64Array): number => {
    const smoothing = layout.smoothing(point);
    const value = likelihood.evaluate(smoothing, layout.state(point));
    if (Number.isFinite(value)) layout.chain(point, smoothing, likelihood.differentiate(smoothing), gradient);
    return value;
  };
  let best: { readonly point: Float64Array; readonly value: number } | null = null;
  for (const start of from) {
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
  return best === null ? null : { smoothing: layout.smoothing(best.point), state: layout.state(best.point) };
}

/**
 * First states for given smoothing parameters. With additive errors every error is linear in them, and least squares, which is maximum
 * likelihood then, has them in closed form; with relative ones they are those that a search would start from.
 */
function statesFor(
  values: Float64Array,
  form: EtsForm,
  season: number,
  smoothing: Smoothing,
  first: EtsState,
): Found | null {
  if (form.error === "A") return { smoothing, state: leastSquaresState(values, form, season, smoothing) };
  const likelihood = new EtsLikelihood(values, form, season);
  for (let share = 1; share > 0.1; share *= 0.6) {
    const state = softened(first, form, share, share);
    if (Number.isFinite(likelihood.evaluate(smoothing, copyOf(state)))) return { smoothing, state };
  }
  return null;
}

/** e(t) = e₀(t) − Σ xⱼ(t)·sⱼ: what is left without any states, and how each unit of one shows in the forecasts. */
function leastSquaresState(values: Float64Array, form: EtsForm, season: number, smoothing: Smoothing): EtsState {
  const none = (): EtsState => ({ level: 0, slope: 0, season: new Float64Array(season) });
  const units: EtsState[] = [{ ...none(), level: 1 }];
  if (form.trend !== "N") units.push({ ...none(), slope: 1 });
  // The indices sum to zero: what one has more, the last has less.
  for (let place = 0; form.season !== "N" && place < season - 1; place++) {
    const unit = none();
    unit.season[place] = 1;
    unit.season[season - 1] = -1;
    units.push(unit);
  }
  const stateless = new EtsLikelihood(values, form, season);
  stateless.evaluate(smoothing, none());
  const squares = new LeastSquares(values.map((value, at) => value - (stateless.fitted[at] as number)));
  const responses = new EtsLikelihood(new Float64Array(values.length), form, season);
  const used = units.filter((unit) => {
    responses.evaluate(smoothing, copyOf(unit));
    return squares.add(responses.fitted);
  });
  const { coefficients } = squares.solve();
  const state = none();
  used.forEach((unit, index) => {
    const coefficient = coefficients[index] as number;
    state.level += coefficient * unit.level;
    state.slope += coefficient * unit.slope;
    unit.season.forEach(
      (entry, place) => (state.season[place] = (state.season[place] as number) + coefficient * entry),
    );
  });
  return state;
}

function copyOf({ level, slope, season }: EtsState): EtsState {
  return { level, slope, season: season.slice() };
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
  readonly #set: SetWeights;
  /** Free coordinates. */
  readonly size: number;

  constructor(form: EtsForm, season: number, set: SetWeights) {
    this.#form = form;
    this.#season = season;
    this.#hasTrend = form.trend !== "N";
    this.#hasSeason = form.season !== "N";
    this.#isDamped = form.trend === "Ad";
    this.#set = {
      alpha: set.alpha,
      ...(this.#hasTrend ? { beta: set.beta } : {}),
      ...(this.#hasSeason ? { gamma: set.gamma } : {}),
      ...(this.#isDamped ? { phi: set.phi } : {}),
    };
    this.size = parameterCount(form, season) - 1 - this.#setCount();
  }

  /** The smoothing parameters, where none is left to search for. */
  weights(): Smoothing | null {
    return this.#smoothingCount() === 0 ? this.smoothing(new Float64Array()) : null;
  }

  /** Order: α, β, γ, φ, level, slope, indices 0 … m − 2; those that the model lacks are left out. */
  start(at: Start, first: EtsState): Float64Array {
    const { alpha, beta, gamma, phi } = this.#set;
    const point: number[] = [];
    if (alpha === undefined) point.push(logit(at.alpha));
    if (this.#hasTrend && beta === undefined) point.push(logit(at.beta));
    if (this.#hasSeason && gamma === undefined) point.push(logit(at.gamma));
    if (this.#isDamped && phi === undefined) point.push(logit(at.phi));
    point.push(first.level);
    if (this.#hasTrend) point.push(first.slope);
    if (this.#hasSeason) point.push(...first.season.subarray(0, this.#season - 1));
    if (point.length !== this.size) throw new Error("the layout of the search does not fit the model");
    return Float64Array.from(point);
  }

  smoothing(point: Float64Array): Smoothing {
    const set = this.#set;
    let next = 0;
    const share = (): number => sigmoid(point[next++] as number);
    const alpha = set.alpha ?? least + (most - least) * share();
    const beta = !this.#hasTrend
      ? 0
      : set.beta === undefined
        ? least + Math.max(0, alpha - least) * share()
        : alpha * set.beta;
    const gamma = !this.#hasSeason
      ? 0
      : set.gamma === undefined
        ? least + Math.max(0, 1 - alpha - least) * share()
        : (1 - alpha) * set.gamma;
    const phi = this.#isDamped ? (set.phi ?? minDamping + (maxDamping - minDamping) * share()) : 1;
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
    const set = this.#set;
    let next = set.alpha === undefined ? 1 : 0;
    // β and γ hang on α through their bounds.
    let byAlpha = by.alpha;
    if (this.#hasTrend) {
      const coordinate = point[next] as number;
      byAlpha += by.beta * (set.beta ?? sigmoid(coordinate));
      if (set.beta === undefined)
        gradient[next++] = by.beta * Math.max(0, smoothing.alpha - least) * slopeAt(coordinate);
    }
    if (this.#hasSeason) {
      const coordinate = point[next] as number;
      byAlpha -= by.gamma * (set.gamma ?? sigmoid(coordinate));
      if (set.gamma === undefined)
        gradient[next++] = by.gamma * Math.max(0, 1 - smoothing.alpha - least) * slopeAt(coordinate);
    }
    if (this.#isDamped && set.phi === undefined) {
      gradient[next] = by.phi * (maxDamping - minDamping) * slopeAt(point[next] as number);
      next++;
    }
    if (set.alpha === undefined) gradient[0] = byAlpha * (most - least) * slopeAt(point[0] as number);
    gradient[next++] = by.level;
    if (this.#hasTrend) gradient[next++] = by.slope;
    if (this.#hasSeason) {
      const last = by.season[this.#season - 1] as number;
      for (let place = 0; place < this.#season - 1; place++) gradient[next++] = (by.season[place] as number) - last;
    }
  }

  #smoothingCount(): number {
    return 1 + (this.#hasTrend ? 1 : 0) + (this.#hasSeason ? 1 : 0) + (this.#isDamped ? 1 : 0) - this.#setCount();
  }

  #setCount(): number {
    return Object.values(this.#set).filter((weight) => weight !== undefined).length;
  }
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** Derivative of {@link sigmoid}. */
function slopeAt(coordinate: number): number {
  return sigmoid(coordinate) * (1 - sigmoid(coordinate));
}

function logit(share: number): number {
  return Math.log(share / (1 - share));
}
