/** Models beside each other on one series: each is scored by itself, so that none that fails takes the others along. */
import { type AppError, EngineError, isCancelled, toPlainError } from "#domain/errors";
import { methodName, parseMethod } from "#domain/method";
import { type LossDifference, metrics, type ModelReport, type PooledScores } from "#domain/score";
import { type Forecaster, forecasters } from "#engine/forecasters/catalogue";
import { BacktestTally } from "./backtest-tally.ts";
import type { Backtests, ScoredModel } from "./backtests.ts";
import { composedModels } from "./composed-models.ts";
import type { KnownModels, OpenData } from "./ports.ts";

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

/** Models that are done, and the one that is being scored; null while the last figures are formed. */
export interface ComparisonProgress {
  readonly done: number;
  readonly total: number;
  readonly model: string | null;
}

/** By ids of metrics, each with a value per step, period or origin; NaN where nothing could be measured. */
export type ScoreColumns = Readonly<Record<string, Float64Array>>;

export interface ComparedModel {
  readonly id: string;
  readonly name: string;
  readonly isStatistical: boolean;
  readonly error: AppError | null;
  readonly scores: Readonly<Record<string, number>>;
  readonly steps: number;
  readonly nonZeroSteps: number;
  readonly seconds: number;
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
    const scored = new Map<string, ScoredModel>();
    const score = async (id: string, at: readonly number[] | null): Promise<void> => {
      try {
        scored.set(id, await this.#ports.backtests.scoresOf(target, id, { ...question, at }, signal));
      } catch (error) {
        if (isCancelled(error) || !(error instanceof EngineError) || error.code === "shutting-down") throw error;
        scored.delete(id);
        errors.set(id, toPlainError(error));
      }
    };
    for (const [done, id] of ids.entries()) {
      onProgress({ done, total: ids.length, model: id });
      await score(id, null);
    }
    const common = commonOrigins([...scored.values()]);
    // A network that could not forecast at some origin takes it from the others, too: all are scored at the same.
    for (const [id, one] of scored) if (one.origins.length > common.length) await score(id, common);
    onProgress({ done: ids.length, total: ids.length, model: null });
    const [first] = errors.values();
    if (scored.size === 0 && first !== undefined) throw EngineError.fromPlain(first);

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
    };
  }

  #describe(id: string): Pick<ComparedModel, "id" | "name" | "isStatistical"> {
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

function scoresOf(report: ModelReport | undefined): Omit<ComparedModel, "id" | "name" | "isStatistical" | "error"> {
  return {
    scores: report === undefined ? {} : { skill: report.skill, ...report.metrics },
    steps: report?.steps ?? 0,
    nonZeroSteps: report?.nonZeroSteps ?? 0,
    seconds: report?.seconds ?? 0,
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
