import { EngineError } from "#domain/errors";
import { normalQuantile, randomBelow, randomFrom } from "#engine/numerics";
import type { StepDependence } from "./dependence.ts";
import type { ErrorScores } from "./error-scores.ts";
import { EvenQuantiles } from "./even-quantiles.ts";

/** Indexes of paths are kept in 16 bits. */
const maxPaths = 65_536;
const maxHorizon = 4096;

/** What the paths of one series are drawn from. */
export interface PathSource {
  /** Ascending, in (0, 1). */
  readonly levels: ArrayLike<number>;
  /** [levels × horizon], row-major. */
  readonly quantiles: ArrayLike<number>;
  readonly horizon: number;
  /** No path goes below zero. */
  readonly isNonNegative: boolean;
  /** How its past forecasts erred, in units of what they expected; null where it has no past. */
  readonly errors: ErrorScores | null;
  readonly dependence: StepDependence;
  /** How much the past origins count beside `dependence`, in [0, 1]. */
  readonly weight: number;
  /** Share of the remainder's variance that all series of one draw have in common, in [0, 1]. */
  readonly common: number;
}

/**
 * Paths of several series that belong together: the n-th path of one happens together with the n-th of every other. The same seed gives
 * the same paths, whichever series are drawn and in whichever order.
 *
 * A path's normal scores are √w·T + √(1 − w)·E: T the errors of a past origin, the same origin for all series (Schaake shuffle; Clark et
 * al. 2004, with errors as by Schefzik, Thorarinsdottir & Gneiting 2013, ensemble copula coupling), E a Gaussian process
 * over the steps. Few origins say little about many steps, so E fills what they leave open, and no two paths are alike. Only the scores' ranks count: at each step
 * the paths' values are the quantiles of the forecast at the middles of equal shares, whatever the ranks are, so that no forecast is
 * changed by what it is added to.
 */
export class PathDraw {
  readonly paths: number;
  readonly #seed: number;
  /** Times of the origins, and which of them each path follows. */
  readonly #origins: readonly number[];
  readonly #followed: Uint32Array;
  readonly #even = new Map<string, EvenQuantiles>();
  readonly #keys: Uint16Array;
  readonly #counts = new Uint32Array(buckets);
  readonly #column: Float32Array;
  readonly #scores: Float32Array;
  readonly #walk: Float32Array;
  readonly #passing: Float32Array;

  /**
   * @param origins when forecasts were made that the paths may follow: those of all series, in the unit of {@link ErrorScores}
   * @param seed a whole number
   */
  constructor({
    paths,
    origins,
    seed,
  }: {
    readonly paths: number;
    readonly origins: readonly number[];
    readonly seed: number;
  }) {
    if (!Number.isInteger(paths) || paths < 2 || paths > maxPaths)
      throw new EngineError("wrong-arguments", `There can be 2 to ${maxPaths} paths, not ${paths}.`);
    this.paths = paths;
    this.#seed = seed;
    this.#origins = [...new Set(origins)].sort((left, right) => left - right);
    this.#followed = followedBy(paths, this.#origins.length, seed);
    this.#keys = new Uint16Array(paths);
    this.#column = new Float32Array(paths);
    this.#scores = new Float32Array(paths);
    this.#walk = new Float32Array(paths);
    this.#passing = new Float32Array(paths);
  }

  /**
   * [horizon × paths], row-major, in the series' unit.
   *
   * @param series tells the series' own chance from that of others: a whole number from 0
   */
  draw(
    source: PathSource,
    series: number,
    into: Float32Array = new Float32Array(source.horizon * this.paths),
  ): Float32Array {
    checkSource(source);
    const { horizon, quantiles, dependence, isNonNegative, errors } = source;
    const [paths, scores, column] = [this.paths, this.#scores, this.#column];
    const bound = isNonNegative ? 0 : Number.NEGATIVE_INFINITY;
    const even = this.#evenQuantiles(source.levels);
    const rows = this.#rowsOf(errors);
    const templates = standardised(errors);
    const [past, rest] = [Math.sqrt(source.weight), Math.sqrt(1 - source.weight)];
    const fresh = Math.sqrt(1 - dependence.persistence ** 2);
    const [walk, passing] = [this.#walk.fill(0), this.#passing.fill(0)];
    for (let step = 0; step < horizon; step++) {
      scores.fill(0);
      this.#add(scores, Math.sqrt(dependence.alone), 0, step, series, source.common);
      this.#add(walk, 1, 1, step, series, source.common);
      const wave = Math.sqrt(dependence.wave);
      if (wave > 0) {
        if (step > 0) for (let path = 0; path < paths; path++) passing[path]! *= dependence.persistence;
        this.#add(passing, step === 0 ? 1 : fresh, 2, step, series, source.common);
      }
      const wander = Math.sqrt(dependence.wander / (step + 1));
      for (let path = 0; path < paths; path++)
        scores[path]! += wander * (walk[path] as number) + wave * (passing[path] as number);
      if (rows !== null && errors !== null)
        for (let path = 0; path < paths; path++) {
          const row = rows[path] as number;
          const template = row < 0 ? Number.NaN : (templates[row * errors.horizon + step] as number);
          if (!Number.isNaN(template)) scores[path] = past * template + rest * (scores[path] as number);
        }
      even.at(quantiles, horizon, step, bound, column);
      this.#place(scores, column, into.subarray(step * paths, (step + 1) * paths));
    }
    return into;
  }

  /** Adds noise of variance size² to every path: of its own, and what all series have in common. */
  #add(to: Float32Array, size: number, kind: number, step: number, series: number, common: number): void {
    if (size === 0) return;
    const [pool, paths] = [noisePool(), this.paths];
    const own = placeInPool(this.#seed, series + 1, step, kind);
    const single = size * Math.sqrt(1 - common);
    for (let path = 0; path < paths; path++) to[path]! += single * (pool[own + path] as number);
    if (common === 0) return;
    const everyones = placeInPool(this.#seed, 0, step, kind);
    const shared = size * Math.sqrt(common);
    for (let path = 0; path < paths; path++) to[path]! += shared * (pool[everyones + path] as number);
  }

  #evenQuantiles(levels: ArrayLike<number>): EvenQuantiles {
    const key = Array.from(levels).join();
    let even = this.#even.get(key);
    if (even === undefined) this.#even.set(key, (even = new EvenQuantiles(levels, this.paths)));
    return even;
  }

  /** By path: the row of the origin that it follows, −1 where the series was not forecast then. */
  #rowsOf(errors: ErrorScores | null): Int32Array | null {
    if (errors === null || errors.origins.length === 0) return null;
    const rows = new Map(Array.from(errors.origins, (origin, row) => [origin, row]));
    return Int32Array.from(this.#followed, (origin) => rows.get(this.#origins[origin] as number) ?? -1);
  }

  /**
   * Puts the k-th smallest of `values`, which ascend, where the k-th smallest score is: by counting, over buckets so narrow that the order within
   * one, that of the paths, says nothing.
   */
  #place(scores: Float32Array, values: Float32Array, into: Float32Array): void {
    const [keys, counts, paths] = [this.#keys, this.#counts.fill(0), this.paths];
    for (let path = 0; path < paths; path++) {
      const place = ((scores[path] as number) + scoreEnd) * bucketScale;
      const key = place <= 0 ? 0 : place >= buckets - 1 ? buckets - 1 : place | 0;
      keys[path] = key;
      counts[key]!++;
    }
    let sum = 0;
    for (let bucket = 0; bucket < buckets; bucket++) {
      const count = counts[bucket] as number;
      counts[bucket] = sum;
      sum += count;
    }
    for (let path = 0; path < paths; path++) into[path] = values[counts[keys[path] as number]!++] as number;
  }
}

const buckets = 2048;
/** Scores beyond this many deviations share a bucket. */
const scoreEnd = 5;
const bucketScale = (buckets - 1) / (2 * scoreEnd);

let noise: Float32Array | null = null;

/** Normal noise that all paths take theirs from, each step at a place of its own: drawing it anew would cost more than all else. */
function noisePool(): Float32Array {
  if (noise === null) {
    const random = randomFrom(1);
    noise = Float32Array.from({ length: poolPlaces + maxPaths }, () =>
      normalQuantile(random() * (1 - 2 ** -31) + 2 ** -32),
    );
  }
  return noise;
}

/** A prime, so that places don't fall into step with each other. */
const poolPlaces = 262_139;

/** The last steps of MurmurHash3 (Austin Appleby, public domain) over what must not share noise. */
function placeInPool(seed: number, series: number, step: number, kind: number): number {
  let mixed = seed ^ Math.imul(series, 0x9e3779b1) ^ Math.imul(step + 1, 0x85ebca6b) ^ Math.imul(kind + 1, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) % poolPlaces;
}

/** Which origin each path follows: each as often as any other, in an order of chance. */
function followedBy(paths: number, origins: number, seed: number): Uint32Array {
  const followed = Uint32Array.from({ length: paths }, (_, path) => (origins === 0 ? 0 : path % origins));
  const below = randomBelow(seed);
  for (let path = paths - 1; path > 0; path--) {
    const other = below(path + 1);
    const kept = followed[path] as number;
    followed[path] = followed[other] as number;
    followed[other] = kept;
  }
  return followed;
}

/** Over all steps together: step by step, three origins would say that every error is as large as any other. */
function standardised(errors: ErrorScores | null): Float32Array {
  if (errors === null) return new Float32Array();
  let [sum, count] = [0, 0];
  for (const score of errors.scores) {
    if (Number.isNaN(score)) continue;
    sum += score;
    count++;
  }
  const mean = sum / count;
  let squares = 0;
  for (const score of errors.scores) if (!Number.isNaN(score)) squares += (score - mean) ** 2;
  const deviation = Math.sqrt(squares / count) || 1;
  return errors.scores.map((score) => (score - mean) / deviation);
}

function checkSource({ levels, quantiles, horizon, errors }: PathSource): void {
  if (!Number.isInteger(horizon) || horizon < 1 || horizon > maxHorizon || quantiles.length !== levels.length * horizon)
    throw new EngineError(
      "wrong-arguments",
      `${quantiles.length} quantiles do not fit ${levels.length} levels × ${horizon} steps.`,
    );
  if (errors !== null && errors.horizon < horizon)
    throw new EngineError("wrong-arguments", `Errors of ${errors.horizon} steps do not fit ${horizon} steps.`);
}
