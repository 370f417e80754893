import type { ModelBacktest } from "#contract/worker";
import { EngineError, isCancelled, toPlainError } from "#domain/errors";
import type { Forecast, ForecastKey } from "#domain/forecast";
import { influencedModel } from "#domain/influence";
import { automaticModel } from "#domain/model";
import type { BacktestReport, BacktestRequest, PastScore, SeriesKey, SeriesReport, SkippedSeries } from "#domain/score";
import type { IngestedSeries } from "#domain/series";
import type { QueryCache } from "#engine/cache";
import { mapConcurrently } from "#engine/concurrency";
import { forecasters } from "#engine/forecasters/catalogue";
import { backtestScores, metricValues, quantileSkill, sumsOf } from "#engine/metrics";
import type { AdoptedMethods } from "./adopted-methods.ts";
import { BacktestTally } from "./backtest-tally.ts";
import { isStatistical } from "./composed-models.ts";
import type { ModelBacktestRequest, EvaluateClient } from "./evaluate-client.ts";
import type { ForecastRouter } from "./forecast-router.ts";
import { common, evaluated, forecastsAt, originsOf, type ForecastSource } from "./past-forecasts.ts";
import type { ForecastColumns, KnownModels, OpenData } from "./ports.ts";

export interface BacktestPorts {
  readonly evaluate: Pick<EvaluateClient, "backtest">;
  readonly datasets: Pick<OpenData, "series">;
  readonly models: Pick<KnownModels, "list">;
  /** Of the models that are named, with influences only where their names say so. */
  readonly forecasts: Pick<ForecastRouter, "get">;
  readonly columns: ForecastColumns;
  readonly adopted: Pick<AdoptedMethods, "modelOf">;
  /** Keeps what was measured, from one start to the next. */
  readonly queries: QueryCache;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** At which origins one model is scored: as many as there are up to `origins`, `stride` apart, or those of `at`. */
export interface ScoredAt {
  readonly horizon: number;
  readonly origins: number;
  readonly stride: number;
  readonly at: readonly number[] | null;
}

/** One model's scores on one series. */
export interface ScoredModel {
  /** Those that it could forecast at, earliest first. */
  readonly origins: readonly number[];
  readonly scores: ModelBacktest;
  /** Of seasonal naive at the same origins. */
  readonly baseline: ModelBacktest;
  readonly seconds: number;
}

/** Series of one round: their forecasts are in memory together. */
const seriesPerRound = 64;
/** Of them asked for at once: enough to keep the models busy, few enough to leave room for other evaluations. */
const seriesAtOnce = 4;
/** Changes when the same forecasts and actuals give other scores. */
const scoresVersion = 5;
/** Of one past origin, or one step. */
const scoreBytes = 700;

/**
 * Rolling-origin evaluation: it cuts series, gathers forecasts, hands them on and adds up what comes back. The maths is the evaluate
 * process's. Scores are not kept one by one, so that any number of series and origins fits into memory.
 */
export class Backtests {
  readonly #ports: BacktestPorts;

  constructor(ports: BacktestPorts) {
    this.#ports = ports;
  }

  /** @throws EngineError wrong-arguments for a window that a model can't be held to */
  async run(
    request: BacktestRequest,
    {
      signal,
      onProgress,
    }: { readonly signal: AbortSignal; readonly onProgress: (done: number, total: number) => void },
  ): Promise<BacktestReport> {
    const { datasets, forecasts, evaluate, adopted, now } = this.#ports;
    const { targets, origins: count, stride, models, bands = "native" } = request;
    const { windowSteps, gapSteps = 0, metric = "MASE", detail: isDetailed = false } = request;
    const horizon = request.horizon + gapSteps;
    this.#checkWindow(request);
    const source: ForecastSource = {
      get: (key, aborted) => forecasts.get({ ...key, bands, view: null, density: false }, aborted),
    };
    const isCached = bands === "native" && !models.some(isAutomatic);
    // The evaluate process makes statistical forecasts as it scores them, but their native bands only.
    const isMadeThere = (model: string): boolean => bands === "native" && isStatistical(model);
    const tally = new BacktestTally(request, metric, forecasters.baseline.id);
    const seconds = new Map(models.map((model): [string, number] => [model, 0]));
    const perSeries: SeriesReport[] = [];
    const skipped: SkippedSeries[] = [];
    let done = 0;
    for (let from = 0; from < targets.length; from += seriesPerRound) {
      const round = targets.slice(from, from + seriesPerRound).map((target) => {
        const series = datasets.series(target.dataset, target.series);
        const origins = originsOf(series, 0, horizon, count, stride);
        // What each name stands for here.
        const meant = new Map(models.map((model) => [model, adopted.modelOf({ ...target, model })]));
        return { target, series, meant, origins: origins.filter((origin) => isSeenAt(series, origin, windowSteps)) };
      });
      const gathered = new Map<SeriesKey, Map<string, Map<number, Forecast>>>(
        round.map(({ target }) => [target, new Map()]),
      );
      // One model after the other, so that the seconds are its own.
      for (const name of models) {
        const startedMs = now();
        const asked = round.filter(({ meant }) => !isMadeThere(meant.get(name) ?? name));
        if (asked.length === 0) continue;
        await mapConcurrently(asked, seriesAtOnce, async ({ target, meant, origins }) => {
          const model = meant.get(name) ?? name;
          gathered.get(target)?.set(name, await forecastsAt(source, { ...target, model, horizon }, origins, signal));
        });
        seconds.set(name, (seconds.get(name) ?? 0) + (now() - startedMs) / 1000);
      }
      await Promise.all(
        round.map(async ({ target, series, meant, origins }) => {
          try {
            const known = common(origins, gathered.get(target) ?? new Map());
            if (known.origins.length === 0) throw tooShort(horizon);
            const question = {
              series: evaluated(series, 0),
              horizon,
              origins: known.origins,
              ...(windowSteps === undefined ? {} : { windowSteps }),
              gapSteps,
              byStep: isDetailed,
              statistical: [...new Set(meant.values())].filter(isMadeThere),
              forecasts: known.forecasts,
              names: {},
            };
            const answer = await (isCached
              ? this.#scored(target, question, signal, meant)
              : evaluate.backtest(question, signal));
            const named = models.flatMap((name) => {
              const model = meant.get(name) ?? name;
              const one = answer.models.find((scored) => scored.model === (isMadeThere(model) ? model : name));
              return one === undefined ? [] : [{ ...one, model: name }];
            });
            const baseline = answer.models.filter(
              ({ model }) => model === forecasters.baseline.id && !models.includes(model),
            );
            tally.add({
              ...{ key: JSON.stringify(target), series, origins: known.origins },
              models: [...named, ...baseline],
            });
            for (const { model, ...one } of named) {
              seconds.set(model, (seconds.get(model) ?? 0) + one.seconds);
              perSeries.push({
                series: target.series,
                model,
                MASE: one.scores.MASE,
                WQL: one.scores.WQL,
                origins: known.origins.length,
                ...(isDetailed ? { metrics: metricValues(sumsOf(one.past)) } : {}),
              });
            }
          } catch (error) {
            if (isCancelled(error) || !(error instanceof EngineError) || error.code === "shutting-down") throw error;
            skipped.push({ ...toPlainError(error), series: target.series });
          }
          onProgress(++done, targets.length);
        }),
      );
    }
    const place = new Map(targets.map(({ series }, index) => [series, index]));
    return {
      ...tally.report(seconds),
      // Answers come as they are ready; the report keeps the order of the files.
      perSeries: perSeries.toSorted((left, right) => (place.get(left.series) ?? 0) - (place.get(right.series) ?? 0)),
      skipped,
    };
  }

  /**
   * One model by itself, with its scores by step: asked for again, also beside others, it is not computed again.
   *
   * @throws EngineError series-too-short without an origin, and what its forecasts throw
   */
  async scoresOf(
    target: SeriesKey,
    name: string,
    { horizon, origins: count, stride, at }: ScoredAt,
    signal: AbortSignal,
  ): Promise<ScoredModel> {
    const { datasets, forecasts, evaluate, adopted, now } = this.#ports;
    const model = adopted.modelOf({ ...target, model: name });
    const series = datasets.series(target.dataset, target.series);
    const origins = at ?? originsOf(series, 0, horizon, count, stride);
    const isFitted = isStatistical(model);
    const source: ForecastSource = {
      get: (key, aborted) => forecasts.get({ ...key, bands: "native", view: null, density: false }, aborted),
    };
    const startedMs = now();
    const gathered = new Map<string, Map<number, Forecast>>();
    if (!isFitted) gathered.set(model, await forecastsAt(source, { ...target, model, horizon }, origins, signal));
    const forecastSeconds = isFitted ? 0 : (now() - startedMs) / 1000;
    const known = common(origins, gathered);
    if (known.origins.length === 0) throw tooShort(horizon);
    const question: ModelBacktestRequest = {
      series: evaluated(series, 0),
      horizon,
      origins: known.origins,
      gapSteps: 0,
      byStep: true,
      statistical: isFitted ? [model] : [],
      forecasts: known.forecasts,
      names: {},
    };
    const { models } = await (isAutomatic(model)
      ? evaluate.backtest(question, signal)
      : this.#scored(target, question, signal));
    const scores = models.find((one) => one.model === model);
    const baseline = models.find((one) => one.model === forecasters.baseline.id);
    if (scores === undefined || baseline === undefined)
      throw new EngineError("internal", `The evaluate process did not score "${model}".`);
    return {
      origins: known.origins,
      scores: { ...scores, model: name },
      baseline,
      seconds: forecastSeconds + scores.seconds,
    };
  }

  /** A network sees as much as it was made for, and a calibration or a choice rests on the whole past. */
  #checkWindow({ targets, models, bands, windowSteps }: BacktestRequest): void {
    if (windowSteps === undefined) return;
    if (bands === "calibrated" || models.some(isAutomatic))
      throw new EngineError("wrong-arguments", "A sliding window is for named models with their own bands.");
    const longest = targets.reduce(
      (steps, { dataset, series }) => Math.max(steps, this.#ports.datasets.series(dataset, series).values.length),
      0,
    );
    const { adopted } = this.#ports;
    const used = new Set(targets.flatMap((target) => models.map((model) => adopted.modelOf({ ...target, model }))));
    const wider = this.#ports.models
      .list()
      .find(({ id, maxContextSteps }) => used.has(id) && Math.min(maxContextSteps, longest) > windowSteps);
    if (wider !== undefined)
      throw new EngineError(
        "wrong-arguments",
        `${wider.name} sees up to ${wider.maxContextSteps} steps, and can't be held to a window of ${windowSteps}.`,
        { hint: `Choose statistical models, or a window of ${wider.maxContextSteps} steps and more.` },
      );
  }

  /**
   * Scores of one series. A table that is asked for again is not computed again, and of one with other origins only those that are
   * new; scores by step are sums over all origins, and so one answer.
   *
   * @param meant models by the names that the request has for them, where these are others
   */
  async #scored(
    target: SeriesKey,
    request: ModelBacktestRequest,
    signal: AbortSignal,
    meant: ReadonlyMap<string, string> = new Map(),
  ): Promise<{ readonly models: readonly ModelBacktest[] }> {
    const { horizon, origins, windowSteps, gapSteps, byStep, statistical, forecasts, series } = request;
    const about = {
      series: target.series,
      horizon,
      windowSteps,
      gapSteps,
      byStep,
      columns: forecasts.map(({ model: name }) => [
        name,
        this.#columnKey({ ...target, model: meant.get(name) ?? name, horizon }),
      ]),
      statistical:
        statistical === "suitable" ? statistical : statistical.map((name) => [name, forecasters.behind(name)?.version]),
      usualSeasons: series.usualSeasons,
      version: scoresVersion,
    };
    const { evaluate, queries } = this.#ports;
    if (byStep === true)
      return queries.answer(
        { kind: "backtest", dataset: target.dataset, about: { ...about, origins } },
        async (aborted) => {
          const { models } = await evaluate.backtest(request, aborted);
          return { value: { models }, bytes: models.length * (origins.length + horizon) * scoreBytes };
        },
        signal,
      );
    const pieces = await queries.intervals.answer(
      { kind: "backtest", dataset: target.dataset, about },
      origins,
      async (missing, aborted) => {
        const { models } = await evaluate.backtest(only(request, missing), aborted);
        return missing.map((_, index) => ({
          value: models.map(({ model, past, seconds }): OriginScore => [model, past[index], seconds / missing.length]),
          bytes: models.length * scoreBytes,
        }));
      },
      signal,
    );
    return { models: together(pieces) };
  }

  /** Names all that forecasts of a model depend on; with influences, these too. */
  #columnKey({ model, ...about }: Omit<ForecastKey, "origin">): string {
    const { columns } = this.#ports;
    const influenced = influencedModel(model);
    if (influenced === null) return columns.columnKey({ ...about, model });
    const { model: own, content } = influenced;
    const made = isStatistical(own)
      ? `${own} ${forecasters.behind(own)?.version}`
      : columns.columnKey({ ...about, model: own });
    return JSON.stringify([made, content]);
  }
}

/** What `auto` chose at an origin is no part of a column's name. */
function isAutomatic(model: string): boolean {
  return (influencedModel(model)?.model ?? model) === automaticModel;
}

/** A model's score at one origin, and the seconds that its forecast took. */
type OriginScore = readonly [model: string, score: PastScore | undefined, seconds: number];

/** The same question at some of its origins, in this order. */
function only(request: ModelBacktestRequest, origins: readonly number[]): ModelBacktestRequest {
  const places = origins.map((origin) => request.origins.indexOf(origin));
  const forecasts = request.forecasts.map((one) => ({
    ...one,
    quantiles: places.flatMap((place) => one.quantiles[place] ?? []),
  }));
  return { ...request, origins, forecasts };
}

/** What the evaluate process says of all these origins at once. */
function together(pieces: readonly (readonly OriginScore[])[]): ModelBacktest[] {
  const names = (pieces[0] ?? []).map(([model]) => model);
  const models = names.map((model, place) => {
    const own = pieces.map((piece) => piece[place]);
    const past = own.flatMap((score) => score?.[1] ?? []);
    const seconds = own.reduce((sum, score) => sum + (score?.[2] ?? 0), 0);
    return { model, past, scores: backtestScores(past), seconds };
  });
  const baseline = models.find(({ model }) => model === forecasters.baseline.id);
  return models.map((one) => ({
    ...one,
    skill: baseline === undefined ? Number.NaN : quantileSkill(one.scores, baseline.scores),
  }));
}

/** Whether a window before the origin has anything to forecast from. */
function isSeenAt({ values }: IngestedSeries, origin: number, windowSteps = values.length): boolean {
  const end = values.length + origin;
  return values.subarray(Math.max(0, end - windowSteps), end).some((value) => !Number.isNaN(value));
}

function tooShort(horizon: number): EngineError {
  return new EngineError(
    "series-too-short",
    `No origin has enough history before it and ${horizon} actual values after it.`,
    { hint: "Try a shorter horizon." },
  );
}
