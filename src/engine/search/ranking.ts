import { EngineError } from "#domain/errors";
import { metricById, type MetricId, metricLoss, metrics, type MetricWeights, type PastScore } from "#domain/score";
import { compositeOf, metricOf } from "#engine/metrics";

/** A method with its loss: the distance of what it is ranked by from the best value, NaN where nothing could be measured. */
export interface Ranked {
  readonly id: string;
  readonly loss: number;
}

/**
 * Best first, in one order whatever the order they come in: what could not be measured is last; of equals the baseline is first, since
 * nothing else has earned its place, and then the ids decide.
 */
export function compareRanked(baseline: string): (left: Ranked, right: Ranked) => number {
  const rank = ({ loss }: Ranked): number => (Number.isNaN(loss) ? Number.POSITIVE_INFINITY : loss);
  return (left, right) => {
    const [a, b] = [rank(left), rank(right)];
    if (a !== b) return a < b ? -1 : 1;
    if (left.id === right.id) return 0;
    if (left.id === baseline || right.id === baseline) return left.id === baseline ? -1 : 1;
    return left.id < right.id ? -1 : 1;
  };
}

/** What methods of one series are ranked by: a metric's loss, or a composite relative to the baseline at the same origins. */
export type LossOf = (past: readonly PastScore[], baseline: readonly PastScore[]) => number;

export function lossBy(ranking: { readonly metric: MetricId } | { readonly weights: MetricWeights }): LossOf {
  if ("metric" in ranking) return (past) => metricLoss(ranking.metric, metricOf(past, ranking.metric));
  return (past, baseline) => compositeOf(past, baseline, ranking.weights);
}

/** One series can't decide for all of them: a loss counts as no more than this many times the baseline's, or as this part of it. */
const maxRatio = 100;

/**
 * Losses of methods over several series, relative to the baseline's of the same series: the geometric mean of the ratios, since ratios
 * multiply (Fleming & Wallace 1986). On a series where a method is not to be used, the baseline stands in for it, and counts 1.
 */
export class PooledLosses {
  readonly #sums = new Map<string, number>();
  #series = 0;

  /** One series: the baseline's loss, and those of all methods that could be used on it. */
  add(baselineLoss: number, losses: Iterable<Ranked>): void {
    const isMeasured = baselineLoss > 0;
    if (isMeasured) this.#series++;
    for (const { id, loss } of losses) {
      const ratio = Number.isNaN(loss) ? maxRatio : loss / baselineLoss;
      const bounded = Math.log(Math.min(maxRatio, Math.max(1 / maxRatio, ratio)));
      this.#sums.set(id, (this.#sums.get(id) ?? 0) + (isMeasured ? bounded : 0));
    }
  }

  /** Best first. NaN where the baseline's loss is known and above zero on no series. */
  ranked(baseline: string): Ranked[] {
    return [...this.#sums]
      .map(([id, sum]) => ({ id, loss: this.#series === 0 ? Number.NaN : Math.exp(sum / this.#series) }))
      .sort(compareRanked(baseline));
  }
}

/** The best of each group, in the order of the ranking. */
export function bestOfEach<T>(ranked: readonly T[], groupOf: (one: T) => string): T[] {
  const seen = new Set<string>();
  return ranked.filter((one) => {
    const group = groupOf(one);
    if (seen.has(group)) return false;
    seen.add(group);
    return true;
  });
}

/** @throws EngineError wrong-arguments */
export function metricNamed(id: string): MetricId {
  const metric = metricById(id);
  if (metric !== undefined) return metric.id;
  throw new EngineError("wrong-arguments", `There is no metric "${id}".`, {
    hint: `There are ${metrics.map((one) => one.id).join(", ")}.`,
  });
}
