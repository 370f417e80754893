import { checkLevels, type Numbers } from "#engine/density";
import { monotoneSlopes, normalPdf, normalQuantile } from "#engine/numerics";

/**
 * The quantiles of a distribution at the middles of `count` equal shares, (k + ½) / count: a sample of it without any chance in it.
 *
 * They equal those of `quantileFunction` of `#engine/density`. What depends on the levels alone is computed once, which makes a value
 * cost three products; a thousand series need sixty million of them.
 */
export class EvenQuantiles {
  readonly count: number;
  /** Normal scores of the levels. */
  readonly #scores: Float64Array;
  /** By level: the first share above it. Those between two levels lie on one cubic. */
  readonly #above: Uint32Array;
  /** How far a share's middle lies within its segment, in [0, 1]; beyond the outermost levels, the tail's logarithm. */
  readonly #places: Float64Array;
  /** What a slope at an outermost level is multiplied with for the rate of its exponential tail. */
  readonly #lowerRate: number;
  readonly #upperRate: number;
  readonly #values: Float64Array;

  /** @param levels ascending, at least two, in (0, 1); anything else is refused */
  constructor(levels: Numbers, count: number) {
    const knots = checkLevels(levels);
    const first = levels[0] as number;
    const last = levels[knots - 1] as number;
    this.count = count;
    this.#values = new Float64Array(knots);
    const scores = Float64Array.from(levels, normalQuantile);
    this.#scores = scores;
    this.#lowerRate = first / normalPdf(scores[0] as number);
    this.#upperRate = (1 - last) / normalPdf(scores[knots - 1] as number);
    this.#above = new Uint32Array(knots);
    this.#places = new Float64Array(count);
    let passed = 0;
    for (let share = 0; share < count; share++) {
      const level = (share + 0.5) / count;
      while (passed < knots && (levels[passed] as number) < level) this.#above[passed++] = share;
      if (passed === 0) this.#places[share] = Math.log(level / first);
      else if (passed === knots) this.#places[share] = Math.log((1 - level) / (1 - last));
      else {
        const left = scores[passed - 1] as number;
        this.#places[share] = (normalQuantile(level) - left) / ((scores[passed] as number) - left);
      }
    }
    while (passed < knots) this.#above[passed++] = count;
  }

  /**
   * Ascending.
   *
   * @param quantiles [levels × horizon], row-major, as a forecast has them; crossed ones are sorted
   * @param bound no value is below it
   * @param into [count]
   */
  at(quantiles: ArrayLike<number>, horizon: number, step: number, bound: number, into: Float32Array): void {
    const [values, scores, above, places] = [this.#values, this.#scores, this.#above, this.#places];
    const knots = values.length;
    for (let level = 0; level < knots; level++) values[level] = quantiles[level * horizon + step] as number;
    values.sort();
    const slopes = monotoneSlopes(scores, values);
    const lowerRate = (slopes[0] as number) * this.#lowerRate;
    const upperRate = (slopes[knots - 1] as number) * this.#upperRate;
    let share = 0;
    for (const until = above[0] as number; share < until; share++)
      into[share] = (values[0] as number) + lowerRate * (places[share] as number);
    for (let level = 1; level < knots; level++) {
      // The cubic of `hermite` in #engine/numerics.
      const width = (scores[level] as number) - (scores[level - 1] as number);
      const left = values[level - 1] as number;
      const rise = (values[level] as number) - left;
      const c = width * (slopes[level - 1] as number);
      const end = width * (slopes[level] as number);
      const a = c + end - 2 * rise;
      const b = 3 * rise - 2 * c - end;
      for (const until = above[level] as number; share < until; share++) {
        const t = places[share] as number;
        into[share] = left + t * (c + t * (b + t * a));
      }
    }
    for (; share < this.count; share++)
      into[share] = (values[knots - 1] as number) - upperRate * (places[share] as number);
    for (let low = 0; low < this.count && (into[low] as number) < bound; low++) into[low] = bound;
  }
}
