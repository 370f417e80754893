/** Models beside each other on one series: each is scored by itself, so that none that fails takes the others along. */
import { type AppError, EngineError, isCancelled, toPlainError } from "#domain/errors";
import { influencedModel } from "#domain/influence";
import { methodName, parseMethod } from "#domain/method";
import { automaticModel } from "#domain/model";
import { type LossDifference, metrics, type ModelReport, type PooledScores } from "#domain/score";
import type { IngestedSeries } from "#domain/series";
import { type Forecaster, forecasters } from "#engine/forecasters/catalogue";
import { BacktestTally } from "./backtest-tally.ts";
import type { Backtests, ScoredModel } from "./backtests.ts";
import { composedModels, withInfluencesName } from "./composed-models.ts";
import type { KnownModels, OpenData } from "./ports.ts";

/** The longest last. */
const costs: readonly (Forecaster["cost"] | "network")[] = ["instant", "quick", "network", "slow"];

export interface ComparisonPorts {
  readonly backtests: Pick<Backtests, "scoresOf">;
  readonly datasets: Pick<OpenData, "series">;
  readonly models: Pick<KnownModels, "list">;
}

export interface ComparisonRequest {
  readonly dataset: string;
  readonly series: string;
  readonly horizon: number;
  readonly origins: number;
  /** The horizon where null. */
  readonly stride: number | null;
  readonly models: readonly string[];
}

export interface ComparisonProgress {
  readonly total: number;
  /** The first is being scored; none while the last figures are formed. */
  readonly waiting: readonly { readonly id: string; readonly name: string }[];
  /** Of the model that is done; null at the start. */
  readonly row: EarlyRow | null;
}

/** By ids of metrics, each with a value per step, period or origin; NaN where nothing could be measured. */
export type ScoreColumns = Readonly<Record<string, Float64Array>>;

/** What a model's forecasts gave by themselves, whatever it is compared with. */
export interface OwnScores {
  readonly id: string;
  readonly name: string;
  readonly isStatistical: boolean;
  readonly error: AppError | null;
  readonly scores: Readonly<Record<string, number>>;
  readonly steps: number;
  readonly nonZeroSteps: number;
  readonly seconds: number;
}

/** A model's row before all others are done. */
export interface EarlyRow extends OwnScores {
  /** That it is scored at, earliest first. */
  readonly origins: readonly number[];
}

export interface ComparedModel extends OwnScores {
  readonly wins: number;
  readonly difference: LossDifference | null;
  readonly byStep: ScoreColumns;
  readonly byPeriod: ScoreColumns;
  readonly byOrigin: ScoreColumns;
}

export interface Comparison {
  readonly dataset: string;
  readonly series: string;
  readonly horizon: number;
  readonly stride: number;
  /** Earliest first. */
  readonly origins: readonly number[];
  readonly leader: string | null;
  readonly metric: string;
  readonly periods: readonly string[];
  readonly models: readonly ComparedModel[];
  /** Models that had scores at more origins before, and whose early rows were others. */
  readonly rescored: readonly string[];
}

export class Comparisons {
  readonly #ports: ComparisonPorts;

  constructor(ports: ComparisonPorts) {
    this.#ports = ports;
  }

  /** @throws EngineError where none of the models can be scored: the first one's */
  async run(
    { dataset, series, horizon, origins, stride, models }: ComparisonRequest,
    {
      signal,
      onProgress,
    }: { readonly signal: AbortSignal; readonly onProgress: (progress: ComparisonProgress) => void },
  ): Promise<Comparison> {
    const target = { dataset, series };
    const data = this.#ports.datasets.series(dataset, series);
    const question = { horizon, origins, stride: stride ?? horizon };
    const ids = [...new Set(models)];
    const errors = new Map<string, AppError>();
    const answers = new Map<string, ScoredModel>();
    const score = async (id: string, at: readonly number[] | null): Promise<void> => {
      try {
        answers.set(id, await this.#ports.backtests.scoresOf(target, id, { ...question, at }, signal));
      } catch (error) {
        if (isCancelled(error) || !(error instanceof EngineError) || error.code === "shutting-down") throw error;
        answers.delete(id);
        errors.set(id, toPlainError(error));
      }
    };
    const sayProgress = (waiting: readonly string[], row: EarlyRow | null): void => {
      const named = waiting.map((id) => ({ id, name: this.#describe(id).name }));
      onProgress({ total: ids.length, waiting: named, row });
    };
    const order = byCost(ids);
    sayProgress(order, null);
    for (const [place, id] of order.entries()) {
      await score(id, null);
      const answer = answers.get(id);
      const own =
        answer === undefined ? undefined : ownReport(answer, { series: data, horizon, stride: question.stride });
      sayProgress(order.slice(place + 1), {
        ...this.#describe(id),
        ...ownScoresOf(own),
        error: errors.get(id) ?? null,
        origins: answer?.origins ?? [],
      });
    }
    const common = commonOrigins([...answers.values()]);
    // A network that could not forecast at some origin takes it from the others, too: all are scored at the same.
    const rescored = ids.filter((id) => (answers.get(id)?.origins.length ?? 0) > common.length);
    for (const id of rescored) await score(id, common);
    const [first] = ids.flatMap((id) => errors.get(id) ?? []);
    if (answers.size === 0 && first !== undefined) throw EngineError.fromPlain(first);

    // In the order of the request, which decides between equal ones.
    const scored = new Map(
      ids.flatMap((id): [string, ScoredModel][] => {
        const answer = answers.get(id);
        return answer === undefined ? [] : [[id, answer]];
      }),
    );
    const tally = new BacktestTally(
      { horizon, stride: question.stride, models: [...scored.keys()], detail: true },
      "MASE",
      forecasters.baseline.id,
    );
    const baseline = [...scored.values()][0]?.baseline;
    tally.add({
      key: series,
      series: data,
      origins: common,
      models: [
        ...[...scored.values()].map(({ scores }) => scores),
        ...(baseline === undefined || scored.has(baseline.model) ? [] : [baseline]),
      ],
    });
    const report = tally.report(new Map([...scored].map(([id, { seconds }]) => [id, seconds])));
    const [known] = report.models;
    return {
      dataset,
      series,
      horizon,
      stride: question.stride,
      origins: common,
      leader: report.best,
      metric: report.metric,
      periods: known?.detail?.byPeriod.map(({ period }) => period) ?? [],
      models: ids.map((id) => ({
        ...this.#describe(id),
        ...scoresOf(report.models.find((model) => model.id === id)),
        error: errors.get(id) ?? null,
      })),
      rescored: rescored.filter((id) => scored.has(id)),
    };
  }

  #describe(id: string): Pick<OwnScores, "id" | "name" | "isStatistical"> {
    const influenced = influencedModel(id);
    // A fit to what influences leave is no fit to the series: it has no residuals to look into.
    if (influenced !== null)
      return { id, name: withInfluencesName(this.#describe(influenced.model).name), isStatistical: false };
    const forecaster = forecasterOf(id);
    const known = this.#ports.models.list().find((model) => model.id === id);
    const name =
      forecaster === undefined
        ? (composedModels.find((model) => model.id === id)?.name ?? known?.name ?? id)
        : methodName(parseMethod(id), forecaster);
    return { id, name, isStatistical: forecaster !== undefined };
  }
}

/** Undefined for a network, and for what names no method: its row then says so. */
function forecasterOf(id: string): Forecaster | undefined {
  try {
    return forecasters.behind(id);
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}

/** Earliest first. */
function commonOrigins(scored: readonly ScoredModel[]): readonly number[] {
  const [first] = scored;
  return first?.origins.filter((origin) => scored.every(({ origins }) => origins.includes(origin))) ?? [];
}

/** The quickest first, so that rows come early: `auto` tries many of the others, and a network is in between. */
function byCost(ids: readonly string[]): readonly string[] {
  const rankOf = (id: string): number => {
    const influenced = influencedModel(id);
    // A fit of its own for each origin comes on top.
    if (influenced !== null) return rankOf(influenced.model) + 0.5;
    if (id === automaticModel) return costs.length;
    return costs.indexOf(forecasterOf(id)?.cost ?? "network");
  };
  return ids.toSorted((left, right) => rankOf(left) - rankOf(right));
}

/** One model's scores as they will be in the comparison, if all others have the same origins. */
function ownReport(
  { origins, scores, baseline, seconds }: ScoredModel,
  { series, horizon, stride }: { readonly series: IngestedSeries; readonly horizon: number; readonly stride: number },
): ModelReport | undefined {
  const { model } = scores;
  const tally = new BacktestTally({ horizon, stride, models: [model] }, "MASE", forecasters.baseline.id);
  tally.add({ key: "", series, origins, models: model === baseline.model ? [scores] : [scores, baseline] });
  return tally.report(new Map([[model, seconds]])).models[0];
}

type Own = Omit<OwnScores, "id" | "name" | "isStatistical" | "error">;

function ownScoresOf(report: ModelReport | undefined): Own {
  return {
    scores: report === undefined ? {} : { skill: report.skill, ...report.metrics },
    steps: report?.steps ?? 0,
    nonZeroSteps: report?.nonZeroSteps ?? 0,
    seconds: report?.seconds ?? 0,
  };
}

function scoresOf(report: ModelReport | undefined): Omit<ComparedModel, "id" | "name" | "isStatistical" | "error"> {
  return {
    ...ownScoresOf(report),
    wins: report?.originsWon ?? 0,
    difference: report?.againstBest ?? null,
    byStep: columnsOf(report?.detail?.byStep ?? []),
    byPeriod: columnsOf(report?.detail?.byPeriod ?? []),
    byOrigin: columnsOf(report?.detail?.byOrigin ?? []),
  };
}

function columnsOf(scores: readonly PooledScores[]): ScoreColumns {
  if (scores.length === 0) return {};
  return Object.fromEntries(metrics.map(({ id }) => [id, Float64Array.from(scores, (one) => one.metrics[id])]));
}
