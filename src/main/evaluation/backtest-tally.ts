/** Adds up the scores of a backtest, however many series and origins it has, in as many numbers as its report needs. */
import type { ModelBacktest } from "#contract/worker";
import {
  type BacktestReport,
  type BacktestRequest,
  type MetricId,
  metricLoss,
  type ModelDetail,
  type ModelReport,
  type PooledScores,
  type ScoreSums,
} from "#domain/score";
import type { IngestedSeries } from "#domain/series";
import { lossFor, type LossOf, PairedLosses, periodsOf } from "#engine/evaluation";
import { metricValues, ScorePool } from "#engine/metrics";

type Question = Pick<BacktestRequest, "horizon" | "stride" | "gapSteps" | "models" | "detail">;

/** Scores of one series' forecasts, in the order of the origins. */
export interface TalliedSeries {
  /** Tells the series from all others. */
  readonly key: string;
  readonly series: Pick<IngestedSeries, "times">;
  readonly origins: readonly number[];
  readonly models: readonly ModelBacktest[];
}

interface Tallied {
  readonly all: ScorePool;
  readonly losses: PairedLosses;
  readonly byStep: ScorePool[];
  readonly byOrigin: Map<number, ScorePool>;
  /** By the wall clock of the last step that was seen, by day. */
  readonly byDay: Map<number, ScorePool>;
  originsWon: number;
}

const dayMs = 86_400_000;

export class BacktestTally {
  readonly #question: Question;
  readonly #metric: MetricId;
  readonly #lossOf: LossOf;
  readonly #models: ReadonlyMap<string, Tallied>;
  readonly #baselineId: string;
  readonly #baseline = new ScorePool();
  readonly #timeOf = new Map<number, number>();

  constructor(question: Question, metric: MetricId, baselineId: string) {
    this.#question = question;
    this.#metric = metric;
    this.#lossOf = lossFor(metric);
    this.#baselineId = baselineId;
    this.#models = new Map(question.models.map((model) => [model, nothingTallied()]));
  }

  add({ key, series, origins, models }: TalliedSeries): void {
    const isDetailed = this.#question.detail === true;
    // With calibrated bands it is there twice, as it was asked for and as it is; the evaluate process's own comes last.
    const baseline = models.findLast(({ model }) => model === this.#baselineId);
    for (const score of baseline?.past ?? []) this.#baseline.add(score);
    const losses = new Map<Tallied, readonly number[]>();
    for (const [id, tallied] of this.#models) {
      const answered = models.find(({ model }) => model === id);
      if (answered === undefined) continue;
      const { past, byStep = [] } = answered;
      losses.set(tallied, past.map(this.#lossOf));
      byStep.forEach((sums, step) => (tallied.byStep[step] ??= new ScorePool()).merge(sums));
      past.forEach((score, index) => {
        const origin = origins[index] ?? Number.NaN;
        tallied.all.add(score);
        tallied.losses.add(key, origin, this.#lossOf(score));
        if (!isDetailed) return;
        const time = series.times[series.times.length + origin - 1] ?? Number.NaN;
        if (!this.#timeOf.has(origin)) this.#timeOf.set(origin, time);
        poolAt(tallied.byOrigin, origin).add(score);
        poolAt(tallied.byDay, Math.floor(time / dayMs)).add(score);
      });
    }
    for (const index of origins.keys()) {
      const least = Math.min(...[...losses.values()].map((one) => one[index] ?? Number.NaN));
      for (const [tallied, one] of losses) if (one[index] === least) tallied.originsWon++;
    }
  }

  report(seconds: ReadonlyMap<string, number>): Pick<BacktestReport, "models" | "baseline" | "metric" | "best"> {
    const baseline = { id: this.#baselineId, ...pooled(this.#baseline.sums()) };
    const scores = new Map([...this.#models].map(([id, { all }]) => [id, pooled(all.sums())]));
    const best = this.#bestOf(scores);
    return {
      models: [...this.#models].map(([id, tallied]): ModelReport => {
        const own = scores.get(id) ?? pooled(tallied.all.sums());
        const { metrics } = own;
        const { MASE, sMAPE, WQL } = metrics;
        return {
          ...{ id, MASE, sMAPE, WQL },
          coverage: { "0.5": metrics.coverage50, "0.8": metrics.coverage80, "0.95": metrics.coverage95 },
          seconds: seconds.get(id) ?? 0,
          skill: baseline.metrics.MASE > 0 ? 1 - MASE / baseline.metrics.MASE : Number.NaN,
          originsWon: tallied.originsWon,
          ...this.#againstBest(id, best),
          ...own,
          ...(this.#question.detail === true ? { detail: this.#detailOf(tallied) } : {}),
        };
      }),
      baseline,
      metric: this.#metric,
      best,
    };
  }

  /** Equal ones stay in the order of the request. */
  #bestOf(scores: ReadonlyMap<string, PooledScores>): string | null {
    const measured = [...scores]
      .map(([id, { metrics }]) => ({ id, loss: metricLoss(this.#metric, metrics[this.#metric]) }))
      .filter(({ loss }) => Number.isFinite(loss));
    return measured.toSorted((left, right) => left.loss - right.loss)[0]?.id ?? null;
  }

  #againstBest(id: string, best: string | null): Pick<ModelReport, "againstBest" | "differsFromBest"> {
    const [one, other] = [this.#models.get(id), this.#models.get(best ?? "")];
    if (one === undefined || other === undefined) return { againstBest: null, differsFromBest: null };
    if (one === other) return { againstBest: null, differsFromBest: false };
    const { horizon, gapSteps = 0, stride } = this.#question;
    // Forecasts err together as far as their last step reaches past the next origin, scored or not.
    const againstBest = one.losses.differenceFrom(other.losses, horizon + gapSteps, stride);
    const { verdict } = againstBest;
    return { againstBest, differsFromBest: verdict === "too-few" ? null : verdict === "differs" };
  }

  #detailOf({ byStep, byOrigin, byDay }: Tallied): ModelDetail {
    const days = [...byDay].toSorted(([left], [right]) => left - right);
    const periodOf = periodsOf(days.map(([day]) => day * dayMs));
    const periods = new Map<string, ScorePool>();
    for (const [day, pool] of days) poolAt(periods, periodOf(day * dayMs)).merge(pool.sums());
    return {
      byStep: byStep.map((pool) => pooled(pool.sums())),
      byPeriod: [...periods].map(([period, pool]) => ({ period, ...pooled(pool.sums()) })),
      byOrigin: [...byOrigin]
        .toSorted(([left], [right]) => left - right)
        .map(([origin, pool]) => ({
          origin,
          time: this.#timeOf.get(origin) ?? Number.NaN,
          ...pooled(pool.sums()),
        })),
    };
  }
}

function nothingTallied(): Tallied {
  return {
    all: new ScorePool(),
    losses: new PairedLosses(),
    byStep: [],
    byOrigin: new Map(),
    byDay: new Map(),
    originsWon: 0,
  };
}

function pooled(sums: ScoreSums): PooledScores {
  const { forecasts, steps, nonZeroSteps } = sums;
  return { metrics: metricValues(sums), forecasts, steps, nonZeroSteps };
}

function poolAt<K>(pools: Map<K, ScorePool>, key: K): ScorePool {
  const pool = pools.get(key) ?? new ScorePool();
  pools.set(key, pool);
  return pool;
}
