import { EngineError } from "#domain/errors";
import type { LeaderboardRow, Ranking, SearchResult, SearchWinner, WinnerStanding } from "#domain/job";
import { metricById, type MetricId, metricLoss, metrics, type MetricWeights, type PastScore } from "#domain/score";
import { lossFor, PairedLosses } from "#engine/evaluation";
import { compositeOf, metricOf, metricValues, ScorePool } from "#engine/metrics";
import type { LeftOut } from "./candidates.ts";
import { notTriedOf } from "./not-tried.ts";
import type { FinishedTrial } from "./plan-types.ts";
import { bestOfEach, compareRanked, type LossOf, lossBy, metricNamed, PooledLosses, type Ranked } from "./ranking.ts";
import type { SearchPlan } from "./search-plan.ts";
import { type TriedMethod, triedMethods } from "./tried-methods.ts";

/** All finished trials of one series, by its place, in any order. Asked for once or a few times for each. */
export type TrialsOf = (series: number) => Iterable<FinishedTrial>;

/**
 * What finished trials say by now: of a search that goes on or was ended, as far as it went. The plan need not have been told of them.
 *
 * The best method of each forecaster is the one that is best by the job's metric, for it is what was scored at the origins that
 * were held back. Another ranking chooses among these by their scores at the selection's origins, so that it needs no fit, and what
 * it chooses can be judged by the origins that were held back, too.
 *
 * The rows of the leaderboard are about the same forecasts: on a series where a forecaster could not be used, seasonal naive stands in
 * for it. A series counts with the origins that were held back once all of its best methods have been tried there.
 *
 * @param ranking the job's metric where null
 * @throws EngineError wrong-arguments for a metric that does not exist
 */
export function searchResult(
  plan: SearchPlan,
  trialsOf: TrialsOf,
  ranking: Ranking | null,
): Pick<SearchResult, "winners" | "leaderboard" | "notTried" | "tooShort" | "metric"> {
  const chosen = checked(ranking ?? { metric: plan.settings.metric });
  const finalists = new Finalists(plan, trialsOf, chosen);
  const board = new Leaderboard(plan, chosen);
  const winners: SearchWinner[] = [];
  const failed: LeftOut[] = [];
  for (const index of plan.series.keys()) {
    const { tried, best } = finalists.of(index);
    failed.push(...neverFitted(tried, plan));
    board.count(tried);
    const winner = finalists.winner(best);
    const series = { index, best, winner, baseline: best.find(({ id }) => id === plan.candidates.baseline.id) };
    board.add(series);
    if (winner !== undefined) winners.push(winnerOf(plan, chosen, series));
  }
  return {
    metric: chosen.name,
    winners,
    leaderboard: board.rows(),
    notTried: notTriedOf([...plan.leftOut, ...failed], plan.candidates.forecasters()),
    tooShort: plan.series.filter((_, index) => plan.searches[index] === undefined).map(({ id }) => id),
  };
}

type CheckedRanking = {
  readonly name: string;
  readonly lossOf: LossOf;
} & ({ readonly metric: MetricId } | { readonly weights: MetricWeights });

function checked(ranking: Ranking): CheckedRanking {
  if ("metric" in ranking) {
    const metric = metricNamed(ranking.metric);
    return { name: metric, metric, lossOf: lossBy({ metric }) };
  }
  const weights: Partial<Record<MetricId, number>> = {};
  for (const [id, weight] of Object.entries(ranking.weights)) if (weight > 0) weights[metricNamed(id)] = weight;
  const parts = metrics.flatMap(({ id }) => (weights[id] === undefined ? [] : [`${weights[id]} ${id}`]));
  if (parts.length === 0)
    throw new EngineError("wrong-arguments", "A composite needs a metric with a weight above zero.");
  return { name: parts.join(" + "), weights, lossOf: lossBy({ weights }) };
}

/** One series of the result. */
interface SeriesResult {
  readonly index: number;
  /** The best method of each forecaster, best first. */
  readonly best: readonly TriedMethod[];
  readonly winner: TriedMethod | undefined;
  readonly baseline: TriedMethod | undefined;
}

/** Finds the best methods of each series: by its own scores, or by those of all series together. */
class Finalists {
  readonly #plan: SearchPlan;
  readonly #trialsOf: TrialsOf;
  readonly #ranking: CheckedRanking;
  readonly #baseline: string;
  /** Of a pooled search: the places of all methods in the order of the job's metric. */
  readonly #ownOrder: ReadonlyMap<string, number> | null = null;
  /** Of a pooled search: the places of the best methods of each forecaster over all series, in the order of the ranking. */
  readonly #order: ReadonlyMap<string, number> | null = null;

  constructor(plan: SearchPlan, trialsOf: TrialsOf, ranking: CheckedRanking) {
    this.#plan = plan;
    this.#trialsOf = trialsOf;
    this.#ranking = ranking;
    this.#baseline = plan.candidates.baseline.id;
    if (!plan.settings.isPooled) return;
    const { lossOf } = checked({ metric: plan.settings.metric });
    const own = this.#pooled(lossOf);
    // Chosen before they are pooled: a method counts wherever it ran, and not only where it is the best of its forecaster.
    const chosen = bestOfEach(own, (id) => plan.candidates.methodOf(id).forecaster);
    this.#ownOrder = placesOf(own);
    this.#order = placesOf(this.#pooled(ranking.lossOf, new Set(chosen)));
  }

  of(index: number): { readonly tried: readonly TriedMethod[]; readonly best: readonly TriedMethod[] } {
    const tried = this.#tried(index);
    const best = this.#bestBy(tried.filter(({ past }) => past !== null));
    return { tried, best: this.#sorted(best, this.#ranking.lossOf, this.#order) };
  }

  /** Of a pooled search it is the same for all series, and the baseline where it could not be used. */
  winner(best: readonly TriedMethod[]): TriedMethod | undefined {
    if (this.#order === null) return best[0];
    const [first] = this.#order.keys();
    return best.find(({ id }) => id === first) ?? best.find(({ id }) => id === this.#baseline);
  }

  #tried(index: number): TriedMethod[] {
    const search = this.#plan.searches[index];
    return search === undefined ? [] : triedMethods(this.#trialsOf(index), search.seen, this.#plan.candidates);
  }

  #complete(index: number): TriedMethod[] {
    return this.#tried(index).filter(({ past }) => past !== null);
  }

  /** The best of each forecaster by the job's own metric. */
  #bestBy(complete: readonly TriedMethod[]): TriedMethod[] {
    const lossOf = lossBy({ metric: metricNamed(this.#plan.settings.metric) });
    return bestOfEach(this.#sorted(complete, lossOf, this.#ownOrder), ({ method }) => method.forecaster);
  }

  #sorted(
    methods: readonly TriedMethod[],
    lossOf: LossOf,
    order: ReadonlyMap<string, number> | null,
  ): readonly TriedMethod[] {
    if (order !== null) {
      // A method that stands in where the one of all series could not be used has no place.
      const placeOf = ({ id }: TriedMethod): number => order.get(id) ?? order.size;
      return methods.toSorted((left, right) => placeOf(left) - placeOf(right));
    }
    const against = methods.find(({ id }) => id === this.#baseline)?.past ?? [];
    const compare = compareRanked(this.#baseline);
    return methods
      .map((one) => ({ one, id: one.id, loss: lossOf(one.past ?? [], against) }))
      .sort(compare)
      .map(({ one }) => one);
  }

  /** The ids of all methods, or of some, best first over all series. */
  #pooled(lossOf: LossOf, some?: ReadonlySet<string>): readonly string[] {
    const pooled = new PooledLosses();
    for (const index of this.#plan.series.keys()) {
      const methods = this.#complete(index);
      const against = methods.find(({ id }) => id === this.#baseline)?.past ?? [];
      pooled.add(
        lossOf(against, against),
        methods
          .filter(({ id }) => some?.has(id) !== false)
          .map(({ id, past }): Ranked => ({ id, loss: lossOf(past ?? [], against) })),
      );
    }
    return pooled.ranked(this.#baseline).map(({ id }) => id);
  }
}

function placesOf(ids: readonly string[]): ReadonlyMap<string, number> {
  return new Map(ids.map((id, place) => [id, place]));
}

function winnerOf(
  { series }: SearchPlan,
  ranking: CheckedRanking,
  { index, winner, baseline }: SeriesResult,
): SearchWinner {
  const { id, method, past, heldOut } = winner as TriedMethod;
  const score = (scores: readonly PastScore[] | null, against: readonly PastScore[] | null | undefined) =>
    scores === null ? null : measured(valueOf(ranking, scores, against ?? []));
  const honestScore = score(heldOut, baseline?.heldOut);
  const judged = honestScore === null ? baseline?.past : baseline?.heldOut;
  return {
    series: series[index]?.id ?? "",
    method,
    id,
    score: score(past, baseline?.past),
    honestScore,
    baselineScore: score(judged ?? null, judged),
    standing: standingOf(ranking, { winner, baseline }),
    origins: past?.length ?? 0,
    honestOrigins: heldOut?.length ?? 0,
  };
}

function standingOf(
  { lossOf }: CheckedRanking,
  { winner, baseline }: Pick<SeriesResult, "winner" | "baseline">,
): WinnerStanding {
  const [own, against] = [winner?.heldOut ?? winner?.past ?? [], baseline?.heldOut ?? baseline?.past ?? []];
  const loss = lossOf(own, against);
  if (!Number.isFinite(loss)) return "unmeasured";
  if (winner?.id === baseline?.id) return "baseline";
  if (winner?.heldOut == null || baseline?.heldOut == null) return "unchecked";
  return loss < lossOf(against, against) ? "better" : "no-better";
}

function valueOf(ranking: CheckedRanking, past: readonly PastScore[], baseline: readonly PastScore[]): number {
  return "metric" in ranking ? metricOf(past, ranking.metric) : compositeOf(past, baseline, ranking.weights);
}

function measured(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function neverFitted(tried: readonly TriedMethod[], { candidates }: SearchPlan): LeftOut[] {
  const fitted = new Set(tried.filter(({ isFitted }) => isFitted).map(({ method }) => method.forecaster));
  const others = new Set(tried.map(({ method }) => method.forecaster).filter((one) => !fitted.has(one)));
  return [...others].map((forecaster) => {
    const name = candidates.nameOf(forecaster);
    return { forecaster, name, reason: `${name} was tried, but every fit failed or took too long.` };
  });
}

/** What a leaderboard adds up for one forecaster. */
class RowSums {
  readonly pool = new ScorePool();
  readonly losses = new PairedLosses();
  readonly methods: (string | null)[] = [];
  seconds = 0;
  trials = 0;
  wins = 0;
}

class Leaderboard {
  readonly #plan: SearchPlan;
  readonly #ranking: CheckedRanking;
  readonly #rows = new Map<string, RowSums>();
  readonly #relative = new PooledLosses();
  readonly #baseline: string;
  /** Scores over several series in their own units would be those of the largest. */
  readonly #isRelative: boolean;
  readonly #testLoss: ReturnType<typeof lossFor>;

  constructor(plan: SearchPlan, ranking: CheckedRanking) {
    this.#plan = plan;
    this.#ranking = ranking;
    this.#baseline = plan.candidates.baseline.id;
    this.#isRelative = !("metric" in ranking) || !isPoolable(ranking.metric, plan.series.length);
    this.#testLoss = lossFor("metric" in ranking ? ranking.metric : heaviest(ranking.weights));
    for (const forecaster of plan.candidates.forecasters()) this.#rows.set(forecaster, new RowSums());
  }

  /** What trials of one series took. */
  count(tried: readonly TriedMethod[]): void {
    for (const { method, seconds, trials } of tried) {
      const row = this.#rows.get(method.forecaster);
      if (row === undefined) continue;
      row.seconds += seconds;
      row.trials += trials;
    }
  }

  add({ index, best, winner, baseline }: SeriesResult): void {
    const isJudged = best.length > 0 && best.every((one) => one.isJudged) && baseline?.heldOut != null;
    const scoresOf = ({ past, heldOut }: TriedMethod): readonly PastScore[] | null => (isJudged ? heldOut : past);
    const origins = this.#plan.searches[index]?.seen.origins[isJudged ? "heldOut" : "selection"] ?? [];
    const against = baseline === undefined ? null : scoresOf(baseline);
    const byForecaster = new Map(best.map((one) => [one.method.forecaster, one]));
    const losses: Ranked[] = [];
    for (const [forecaster, row] of this.#rows) {
      const own = byForecaster.get(forecaster);
      row.methods.push(own?.id ?? null);
      if (own !== undefined && own === winner) row.wins++;
      const ownScores = own === undefined ? null : scoresOf(own);
      if (ownScores !== null) losses.push({ id: forecaster, loss: this.#ranking.lossOf(ownScores, against ?? []) });
      for (const [place, score] of (ownScores ?? against ?? []).entries()) {
        row.pool.add(score);
        row.losses.add(this.#plan.series[index]?.id ?? "", origins[place] ?? 0, this.#testLoss(score));
      }
    }
    this.#relative.add(losses.find(({ id }) => id === this.#baseline)?.loss ?? Number.NaN, losses);
  }

  /** Best first. */
  rows(): LeaderboardRow[] {
    const used = [...this.#rows].filter(([, { methods }]) => methods.some((method) => method !== null));
    const relative = new Map(this.#relative.ranked(this.#baseline).map(({ id, loss }) => [id, loss]));
    const baseline = this.#rows.get(this.#baseline)?.pool.sums();
    const baselineMase = baseline === undefined ? Number.NaN : metricValues(baseline).MASE;
    const ranked = used
      .map(([id, sums]) => {
        const values = metricValues(sums.pool.sums());
        const [score, loss] = this.#scoreOf(values, relative.get(id) ?? Number.NaN);
        return { id, sums, values, score, loss };
      })
      .sort(compareRanked(this.#baseline));
    const [best] = ranked;
    const { horizon, stride } = this.#plan.settings;
    return ranked.map((row) => {
      const { id, sums, values, score } = row;
      const difference =
        best === undefined || row === best
          ? null
          : sums.losses.differenceFrom(best.sums.losses, horizon, stride ?? horizon);
      return {
        id,
        name: this.#plan.candidates.nameOf(id),
        scores: Object.fromEntries(
          metrics
            .filter((metric) => isPoolable(metric.id, this.#plan.series.length) && Number.isFinite(values[metric.id]))
            .map((metric) => [metric.id, values[metric.id]]),
        ),
        score: measured(score),
        skill: measured(1 - values.MASE / baselineMase),
        seconds: sums.seconds,
        trials: sums.trials,
        wins: sums.wins,
        againstBest: difference?.verdict ?? null,
        methods: sums.methods,
      };
    });
  }

  #scoreOf(values: ReturnType<typeof metricValues>, relative: number): readonly [score: number, loss: number] {
    if (this.#isRelative || !("metric" in this.#ranking)) return [relative, relative];
    const { metric } = this.#ranking;
    return [values[metric], metricLoss(metric, values[metric])];
  }
}

function isPoolable(metric: MetricId, series: number): boolean {
  return series === 1 || metricById(metric)?.unit !== "series";
}

function heaviest(weights: MetricWeights): MetricId {
  const [first] = metrics
    .map(({ id }) => ({ id, weight: weights[id] ?? 0 }))
    .toSorted((left, right) => right.weight - left.weight);
  return first?.id ?? "MASE";
}
