import { requantile } from "#engine/density";
import { bandLevels, type BandShare } from "#domain/forecast";
import type { PastErrors } from "#domain/score";
import { isInside } from "./origin-score.ts";

export interface TalliedSeries {
  /** NaN where nothing was observed. */
  readonly values: Float64Array;
  /** Steps of the season that is repeated for comparison; 1 where there is none: then it is the last value. */
  readonly seasonSteps: number;
  /** Of the first entry. */
  readonly oldest: number;
  readonly horizon: number;
  readonly level: BandShare;
}

/** Counts past forecasts of one series, model and horizon one by one: each costs a few numbers per step, and is not kept. */
export class PastErrorTally {
  readonly #series: TalliedSeries;
  readonly #errors: Float64Array;
  readonly #inside: Float64Array;
  readonly #isCounted: Uint8Array;
  readonly #steps: Float64Array;
  readonly #errorSums: Float64Array;
  readonly #outsideCounts: Float64Array;
  readonly #repeatedSums: Float64Array;
  readonly #repeatedSteps: Float64Array;
  #forecasts = 0;

  constructor(series: TalliedSeries) {
    const { horizon, oldest } = series;
    this.#series = series;
    const entries = Math.max(0, -oldest);
    this.#errors = new Float64Array(entries).fill(Number.NaN);
    this.#inside = new Float64Array(entries).fill(Number.NaN);
    this.#isCounted = new Uint8Array(entries);
    const perStep = (): Float64Array => new Float64Array(horizon);
    this.#steps = perStep();
    this.#errorSums = perStep();
    this.#outsideCounts = perStep();
    this.#repeatedSums = perStep();
    this.#repeatedSteps = perStep();
  }

  has(origin: number): boolean {
    return this.#isCounted[origin - this.#series.oldest] === 1;
  }

  /**
   * Counts a forecast once. Without levels that the range can be read from there is no share inside it.
   * @param quantiles [levels × horizon], row-major
   */
  add(origin: number, levels: readonly number[], quantiles: Float32Array): void {
    const { values, horizon, level, oldest, seasonSteps } = this.#series;
    const entry = origin - oldest;
    if (entry < 0 || origin >= 0 || this.has(origin)) return;
    this.#isCounted[entry] = 1;
    const [lower, upper] = bandLevels[level];
    const read = requantile({ levels, horizon, values: quantiles }, [lower, 0.5, upper], false);
    const first = values.length + origin;
    let steps = 0;
    let errorSum = 0;
    let inside = 0;
    for (let step = 0; step < horizon; step += 1) {
      const actual = values[first + step] ?? Number.NaN;
      if (Number.isNaN(actual)) continue;
      const error = Math.abs((read[horizon + step] ?? Number.NaN) - actual);
      const isHit = isInside(actual, read[step] ?? Number.NaN, read[2 * horizon + step] ?? Number.NaN);
      steps += 1;
      errorSum += error;
      inside += Number(isHit);
      addAt(this.#steps, step, 1);
      addAt(this.#errorSums, step, error);
      addAt(this.#outsideCounts, step, Number(!isHit));
      const repeated = values[first - seasonSteps + (step % seasonSteps)] ?? Number.NaN;
      if (Number.isNaN(repeated)) continue;
      addAt(this.#repeatedSteps, step, 1);
      addAt(this.#repeatedSums, step, Math.abs(repeated - actual));
    }
    if (steps === 0) return;
    this.#forecasts += 1;
    this.#errors[entry] = errorSum / steps;
    this.#inside[entry] = inside / steps;
  }

  /** A copy, so that counting may go on. */
  result(hasMore: boolean): PastErrors {
    const { level, oldest } = this.#series;
    return {
      level,
      oldest,
      errors: this.#errors.slice(),
      inside: this.#inside.slice(),
      byStep: {
        forecasts: this.#forecasts,
        // 0 / 0 is NaN: nothing is known there.
        errors: this.#errorSums.map((sum, step) => sum / (this.#steps[step] ?? 0)),
        outside: this.#outsideCounts.map((count, step) => count / (this.#steps[step] ?? 0)),
        repeated: this.#repeatedSums.map((sum, step) => sum / (this.#repeatedSteps[step] ?? 0)),
      },
      hasMore,
    };
  }
}

function addAt(sums: Float64Array, index: number, value: number): void {
  sums[index] = (sums[index] ?? 0) + value;
}
