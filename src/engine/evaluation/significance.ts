import { fewestPairs, type LossDifference, type MetricId, type PastScore } from "#domain/score";
import { studentTails } from "#engine/numerics";

/** Two-sided, as everywhere. */
const significant = 0.05;
/**
 * Of pairs that share steps with their neighbours it takes more than `fewestPairs`, counted in stretches that share none: by
 * simulation, the test at 5 % then finds a difference in at most 9 % of those cases where there is none, with fewer in up to a quarter.
 */
const minStretches = 10;
/** Fewer series don't stand in for origins. */
const minSeries = 10;

type Test = Omit<LossDifference, "pairedBy">;

/**
 * Diebold & Mariano's (1995) test of equal accuracy with the small-sample correction of Harvey, Leybourne & Newbold (1997), against
 * Student's distribution with one degree of freedom fewer than there are pairs; as R's `forecast::dm.test`.
 *
 * The variance of the mean difference has the autocovariances of the lags at which forecasts share steps, each with weight one. Where
 * that makes it negative, weights fall with the lag (Bartlett; Newey & West 1987), which can't.
 *
 * @param first losses in order of time, NaN where there is none; second: of the other model, at the same places
 * @param overlap how many of the following forecasts share steps with one: horizon / stride, rounded up, less 1
 */
export function dieboldMariano(first: readonly number[], second: readonly number[], overlap: number): Test {
  const differences = first.map((loss, index) => loss - (second[index] ?? Number.NaN));
  const observed = differences.filter((difference) => Number.isFinite(difference));
  const pairs = observed.length;
  const meanDifference = observed.reduce((sum, difference) => sum + difference, 0) / pairs;
  const isEnough = overlap === 0 ? pairs >= fewestPairs : pairs >= minStretches * (overlap + 1);
  if (!isEnough) return { meanDifference, statistic: Number.NaN, p: Number.NaN, pairs, verdict: "too-few" };
  const covariances = Array.from({ length: overlap + 1 }, (_, lag) => autocovariance(differences, meanDifference, lag));
  const variance = varianceOfMean(covariances, pairs);
  const lags = overlap + 1;
  const correction = Math.sqrt((pairs + 1 - 2 * lags + (lags / pairs) * (lags - 1)) / pairs);
  // Models that never differ have no variance, and no difference either.
  const statistic = meanDifference === 0 ? 0 : (meanDifference / Math.sqrt(variance)) * correction;
  const p = studentTails(statistic, pairs - 1);
  return { meanDifference, statistic, p, pairs, verdict: p < significant ? "differs" : "no-clear-difference" };
}

/** Σ over the pairs that are `lag` apart, over the number of differences. */
function autocovariance(differences: readonly number[], mean: number, lag: number): number {
  let [sum, count] = [0, 0];
  for (let index = 0; index < differences.length; index++) {
    const one = (differences[index] as number) - mean;
    if (!Number.isFinite(one)) continue;
    count++;
    const other = (differences[index + lag] ?? Number.NaN) - mean;
    if (Number.isFinite(other)) sum += one * other;
  }
  return sum / count;
}

function varianceOfMean(covariances: readonly number[], pairs: number): number {
  const weighted = (weightOf: (lag: number) => number): number =>
    covariances.reduce((sum, covariance, lag) => sum + (lag === 0 ? 1 : 2 * weightOf(lag)) * covariance, 0) / pairs;
  const plain = weighted(() => 1);
  return plain > 0 ? plain : weighted((lag) => 1 - lag / covariances.length);
}

/** What a test compares: absolute errors, squared errors or quantile losses, whichever the metric is made of. */
export type LossOf = (score: PastScore) => number;

/**
 * The loss of one forecast in the family of a metric, over the series' own scale so that series of any size can be averaged: the mean
 * absolute or squared error over that of seasonal naive, or the mean quantile loss over its absolute error. NaN without a scale.
 */
export function lossFor(metric: MetricId): LossOf {
  switch (metric) {
    case "RMSE":
    case "RMSSE":
      return ({ squaredErrorSum, steps, squaredSeasonalScale }) => squaredErrorSum / steps / squaredSeasonalScale;
    case "WQL":
    case "CRPS":
    case "coverage50":
    case "coverage80":
    case "coverage95":
    case "winkler50":
    case "winkler80":
    case "winkler95":
    case "width80":
    case "scaledWidth80":
      return ({ pinballSum, steps, seasonalScale }) => pinballSum / steps / seasonalScale;
    default:
      return ({ mase }) => mase;
  }
}

/** Losses of one model by origin (−k, steps from the end of the series) and by series. */
export class PairedLosses {
  readonly #byOrigin = new Map<number, Map<string, number>>();

  add(series: string, origin: number, loss: number): void {
    if (!Number.isFinite(loss)) return;
    const known = this.#byOrigin.get(origin) ?? new Map<string, number>();
    this.#byOrigin.set(origin, known.set(series, loss));
  }

  /**
   * Whether the losses differ from another model's, over all series together.
   *
   * Series of one file share what happened to all of them at one time, and so their forecasts from one origin err together: a thousand
   * series at five origins are five observations, not five thousand. Hence the mean loss of all series at each origin is one pair (the
   * pooled test of Timmermann & Zhu 2019), and origins that overlap are allowed for. Where the origins are too few for that, the mean
   * loss of each series is one pair, if there are ten series and more: that takes the series to err independently, and says more than
   * it should where they don't.
   */
  differenceFrom(other: PairedLosses, horizonSteps: number, strideSteps: number): LossDifference {
    const common = this.#common(other);
    const origins = [...common.keys()].sort((left, right) => left - right);
    const [first = 0, last = 0] = [origins[0], origins.at(-1)];
    // An origin at which nothing can be compared keeps its place.
    const places =
      origins.length === 0
        ? []
        : Array.from(
            { length: Math.round((last - first) / strideSteps) + 1 },
            (_, index) => first + index * strideSteps,
          );
    const pairsAt = places.map((origin) => common.get(origin) ?? []);
    const byOrigin = testOf(pairsAt, Math.ceil(horizonSteps / strideSteps) - 1);
    if (byOrigin.verdict !== "too-few") return { ...byOrigin, pairedBy: "origin" };
    const ofSeries = new Map<string, Pair[]>();
    for (const pair of [...common.values()].flat())
      ofSeries.set(pair.series, [...(ofSeries.get(pair.series) ?? []), pair]);
    if (ofSeries.size < minSeries) return { ...byOrigin, pairedBy: "origin" };
    return { ...testOf([...ofSeries.values()], 0), pairedBy: "series" };
  }

  #common(other: PairedLosses): Map<number, Pair[]> {
    const common = new Map<number, Pair[]>();
    for (const [origin, losses] of this.#byOrigin) {
      const others = other.#byOrigin.get(origin);
      const pairs = [...losses].flatMap(([series, one]): Pair[] => {
        const against = others?.get(series);
        return against === undefined ? [] : [{ series, one, other: against }];
      });
      if (pairs.length > 0) common.set(origin, pairs);
    }
    return common;
  }
}

interface Pair {
  readonly series: string;
  readonly one: number;
  readonly other: number;
}

/** Of the mean losses of each group; an empty one is a place without a loss. */
function testOf(groups: readonly (readonly Pair[])[], overlap: number): Test {
  const mean = (group: readonly Pair[], part: (pair: Pair) => number): number =>
    group.reduce((sum, pair) => sum + part(pair), 0) / group.length;
  return dieboldMariano(
    groups.map((group) => mean(group, ({ one }) => one)),
    groups.map((group) => mean(group, ({ other }) => other)),
    overlap,
  );
}
