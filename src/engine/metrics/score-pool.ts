import { bandShares, type ByShare } from "#domain/forecast";
import { nothingScored, type PastScore, type ScoreSums } from "#domain/score";

type Mutable<T> = { -readonly [Part in keyof T]: T[Part] extends ByShare<number> ? Mutable<T[Part]> : T[Part] };

/** Adds up past scores, however many there are, in a few numbers. */
export class ScorePool {
  readonly #sums = nothingPooled();

  add(score: PastScore): void {
    const { steps, mase } = score;
    const { "0.5": narrow, "0.8": middle, "0.95": wide } = score.widthSum;
    const hasScale = Number.isFinite(mase);
    const scaled = (width: number): number => (hasScale ? width / steps / score.seasonalScale : 0);
    this.merge({
      ...score,
      forecasts: 1,
      scaledForecasts: hasScale ? 1 : 0,
      maseSum: hasScale ? mase : 0,
      scaledSquareSum: hasScale ? score.squaredErrorSum / steps / score.squaredSeasonalScale : 0,
      scaledWidthSum: { "0.5": scaled(narrow), "0.8": scaled(middle), "0.95": scaled(wide) },
    });
  }

  merge(other: ScoreSums): void {
    const sums = this.#sums;
    for (const part of numbers) sums[part] += other[part];
    for (const part of byShare) for (const share of bandShares) sums[part][`${share}`] += other[part][`${share}`];
  }

  sums(): ScoreSums {
    return structuredClone(this.#sums);
  }
}

export function sumsOf(scores: readonly PastScore[]): ScoreSums {
  const pool = new ScorePool();
  for (const score of scores) pool.add(score);
  return pool.sums();
}

const numbers = [
  "forecasts",
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
  "scaledForecasts",
  "maseSum",
  "scaledSquareSum",
] as const satisfies readonly (keyof ScoreSums)[];

const byShare = ["winklerSum", "widthSum", "inside", "scaledWidthSum"] as const satisfies readonly (keyof ScoreSums)[];

function nothingPooled(): Mutable<ScoreSums> {
  const none = { "0.5": 0, "0.8": 0, "0.95": 0 };
  const { mase: _mase, seasonalScale: _scale, squaredSeasonalScale: _squared, ...zeros } = nothingScored;
  return {
    ...zeros,
    ...{ winklerSum: { ...none }, widthSum: { ...none }, inside: { ...none }, scaledWidthSum: { ...none } },
    ...{ forecasts: 0, scaledForecasts: 0, maseSum: 0, scaledSquareSum: 0 },
  };
}
