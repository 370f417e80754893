import type { ByShare } from "#domain/forecast";
import { nothingScored, type PastScore, type ScoreSums } from "#domain/score";

type Mutable<T> = { -readonly [Part in keyof T]: T[Part] extends ByShare<number> ? Mutable<T[Part]> : T[Part] };

/** Adds up past scores, however many there are, in a few numbers. */
export class ScorePool {
  readonly #sums = nothingPooled();

  add(score: PastScore): void {
    const sums = this.#sums;
    sums.forecasts += 1;
    for (const part of plainNumbers) sums[part] += score[part];
    for (const part of plainShares) addShares(sums[part], score[part], 1);
    const { steps, mase } = score;
    if (!Number.isFinite(mase)) return;
    sums.scaledForecasts += 1;
    sums.maseSum += mase;
    sums.scaledSquareSum += score.squaredErrorSum / steps / score.squaredSeasonalScale;
    addShares(sums.scaledWidthSum, score.widthSum, 1 / steps / score.seasonalScale);
  }

  merge(other: ScoreSums): void {
    const sums = this.#sums;
    for (const part of plainNumbers) sums[part] += other[part];
    for (const part of scaledNumbers) sums[part] += other[part];
    for (const part of plainShares) addShares(sums[part], other[part], 1);
    addShares(sums.scaledWidthSum, other.scaledWidthSum, 1);
  }

  /** As they are now; what is added later does not change them. */
  sums(): ScoreSums {
    const { winklerSum, widthSum, inside, scaledWidthSum, ...rest } = this.#sums;
    return {
      ...rest,
      winklerSum: { ...winklerSum },
      widthSum: { ...widthSum },
      inside: { ...inside },
      scaledWidthSum: { ...scaledWidthSum },
    };
  }
}

export function sumsOf(scores: readonly PastScore[]): ScoreSums {
  const pool = new ScorePool();
  for (const score of scores) pool.add(score);
  return pool.sums();
}

const plainNumbers = [
  "steps",
  "errorSum",
  "absoluteErrorSum",
  "squaredErrorSum",
  "percentageErrorSum",
  "nonZeroSteps",
  "symmetricErrorSum",
  "pinballSum",
  "absoluteActualSum",
  "crpsSum",
] as const satisfies readonly (keyof ScoreSums & keyof PastScore)[];

const scaledNumbers = [
  "forecasts",
  "scaledForecasts",
  "maseSum",
  "scaledSquareSum",
] as const satisfies readonly (keyof ScoreSums)[];

const plainShares = ["winklerSum", "widthSum", "inside"] as const satisfies readonly (keyof ScoreSums &
  keyof PastScore)[];

function addShares(sums: Mutable<ByShare<number>>, more: ByShare<number>, factor: number): void {
  sums["0.5"] += more["0.5"] * factor;
  sums["0.8"] += more["0.8"] * factor;
  sums["0.95"] += more["0.95"] * factor;
}

function nothingPooled(): Mutable<ScoreSums> {
  const none = { "0.5": 0, "0.8": 0, "0.95": 0 };
  const { mase: _mase, seasonalScale: _scale, squaredSeasonalScale: _squared, ...zeros } = nothingScored;
  return {
    ...zeros,
    ...{ winklerSum: { ...none }, widthSum: { ...none }, inside: { ...none }, scaledWidthSum: { ...none } },
    ...{ forecasts: 0, scaledForecasts: 0, maseSum: 0, scaledSquareSum: 0 },
  };
}
