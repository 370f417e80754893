/** Which of two methods is better on the same windows, and how sure that is: ratios of losses with bootstrap intervals. */
import { lossLevels, type PastScore } from "#domain/score";
import { geometricMean } from "#engine/metrics";
import { randomBelow } from "#engine/numerics";
import type { FigureInput } from "./lib.ts";

/** Named, so that the intervals of the report can be had again. */
export const bootstrapSeed = 20_261_201;
const replicates = 2_000;
const tail = 0.025;

/** A method on one window of a set; windows of two methods with the same key are of the same series and origin. */
export interface WindowScore {
  readonly set: string;
  readonly series: number;
  readonly key: string;
  readonly score: PastScore;
}

export interface PairedRatio {
  /** Geometric mean over the sets of the ratio of losses; below 1 the first method is better. */
  readonly ratio: number;
  /** 95 % percentile interval. */
  readonly low: number;
  readonly high: number;
  readonly sets: number;
  readonly windows: number;
}

/** A loss that adds up over windows. */
type Loss = (score: PastScore) => number;

/** Adds up to WQL: large series decide. */
const quantileLoss: Loss = ({ pinballSum }) => pinballSum;
/** Scale-free (SQL of fev-bench): in units of seasonal naive's error in the history, every window alike. NaN without a scale. */
export const scaledQuantileLoss: Loss = ({ pinballSum, steps, seasonalScale }) =>
  seasonalScale > 0 && steps > 0 ? (2 * pinballSum) / (lossLevels.length * steps) / seasonalScale : Number.NaN;

/** One series: the losses of both methods, summed over its windows. */
type Pair = readonly [ours: number, theirs: number];

/**
 * The geometric mean over sets of the ratio of summed losses. Both sets, and series within each set, are drawn with replacement
 * (Efron & Tibshirani 1993, chapter 8): windows of one series err together, and sets are a sample of what there is. Only windows
 * that both have count.
 */
export function pairedRatio(
  ours: readonly WindowScore[],
  theirs: readonly WindowScore[],
  lossOf: Loss = quantileLoss,
  seed: number = bootstrapSeed,
): PairedRatio | null {
  const others = new Map(theirs.map((one) => [`${one.set}/${one.key}`, one.score]));
  const sets = new Map<string, Map<number, Pair>>();
  let windows = 0;
  for (const { set, series, key, score } of ours) {
    const other = others.get(`${set}/${key}`);
    const [own, against] = [lossOf(score), other === undefined ? Number.NaN : lossOf(other)];
    if (Number.isNaN(own + against)) continue;
    const bySeries = sets.get(set) ?? new Map<number, Pair>();
    const [first, second] = bySeries.get(series) ?? [0, 0];
    sets.set(set, bySeries.set(series, [first + own, second + against]));
    windows++;
  }
  const drawn = [...sets.values()].map((bySeries) => [...bySeries.values()]);
  if (drawn.length === 0) return null;
  const below = randomBelow(seed);
  const ratios = Array.from({ length: replicates }, () =>
    geometricMean(drawn.map(() => ratioOf(resampled(drawn[below(drawn.length)] as Pair[], below)))),
  ).sort((left, right) => left - right);
  return {
    ratio: geometricMean(drawn.map(ratioOf)),
    low: ratios[Math.floor(tail * replicates)] as number,
    high: ratios[Math.ceil((1 - tail) * replicates) - 1] as number,
    sets: drawn.length,
    windows,
  };
}

function resampled(series: readonly Pair[], below: (count: number) => number): Pair[] {
  return series.map(() => series[below(series.length)] as Pair);
}

function ratioOf(series: readonly Pair[]): number {
  const [ours, theirs] = series.reduce(([one, two], [first, second]) => [one + first, two + second], [0, 0] as Pair);
  return ours === theirs ? 1 : ours / theirs;
}

/** WQL and SQL of each method over those of each other one, where the interval says which of them is better. */
export function pairedFigures(
  scores: ReadonlyMap<string, readonly WindowScore[]>,
  of: readonly string[],
): FigureInput[] {
  return of.flatMap((method) =>
    [...scores.keys()]
      .filter((other) => other !== method)
      .flatMap((other) =>
        (
          [
            ["wql", quantileLoss],
            ["sql", scaledQuantileLoss],
          ] as const
        ).flatMap(([name, lossOf]) => {
          const found = pairedRatio(scores.get(method) ?? [], scores.get(other) ?? [], lossOf);
          if (found === null) return [];
          const id = `paired-${name}-${method}/${other}`;
          const unit = `of ${other}`;
          return [
            { id, value: found.ratio, unit, runs: found.windows },
            { id: `${id}/low`, value: found.low, unit, runs: replicates },
            { id: `${id}/high`, value: found.high, unit, runs: replicates },
          ];
        }),
      ),
  );
}
