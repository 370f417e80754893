import type { ModelBacktest } from "#contract/worker";
import { EngineError, isCancelled, toPlainError } from "#domain/errors";
import type { Forecast } from "#domain/forecast";
import { automaticModel } from "#domain/model";
import type { BacktestReport, BacktestRequest, PastScore, SeriesKey, SkippedSeries } from "#domain/score";
import type { QueryCache } from "#engine/cache";
import { mapConcurrently } from "#engine/concurrency";
import { forecasters } from "#engine/forecasters/catalogue";
import type { AdoptedMethods } from "./adopted-methods.ts";
import type { ModelBacktestRequest, EvaluateClient } from "./evaluate-client.ts";
import type { ForecastRouter } from "./forecast-router.ts";
import { common, evaluated, forecastsAt, originsOf, type ForecastSource } from "./past-forecasts.ts";
import type { ForecastColumns, OpenData } from "./ports.ts";

export interface BacktestPorts {
  readonly evaluate: Pick<EvaluateClient, "backtest" | "summarise">;
  readonly datasets: Pick<OpenData, "series">;
  readonly forecasts: Pick<ForecastRouter, "get">;
  readonly columns: ForecastColumns;
  readonly adopted: Pick<AdoptedMethods, "modelOf">;
  /** Keeps what was measured, from one start to the next. */
  readonly queries: QueryCache;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** Series of one round: their forecasts are in memory together. */
const seriesPerRound = 64;
/** Of them asked for at once: enough to keep the models busy, few enough to leave room for other evaluations. */
const seriesAtOnce = 4;
/** Changes when the same forecasts and actuals give other scores. */
const scoresVersion = 3;
/** Of one past origin. */
const scoreBytes = 400;

/** Rolling-origin evaluation: it cuts series, gathers forecasts and hands them on. The maths is the evaluate process's. */
export class Backtests {
  readonly #ports: BacktestPorts;

  constructor(ports: BacktestPorts) {
    this.#ports = ports;
  }

  async run(
    { targets, horizon, origins: count, stride, models, bands = "native" }: BacktestRequest,
    {
      signal,
      onProgress,
    }: { readonly signal: AbortSignal; readonly onProgress: (done: number, total: number) => void },
  ): Promise<BacktestReport> {
    const { datasets, forecasts, evaluate, adopted, now } = this.#ports;
    const source: ForecastSource = {
      get: (key, aborted) => forecasts.get({ ...key, bands, view: null, density: false }, aborted),
    };
    const isCached = bands === "native" && !models.includes(automaticModel);
    // The evaluate process makes statistical forecasts as it scores them, but their native bands only.
    const isMadeThere = (model: string): boolean => bands === "native" && forecasters.behind(model) !== undefined;
    const past = new Map(models.map((model): [string, PastScore[]] => [model, []]));
    const seconds = new Map(models.map((model): [string, number] => [model, 0]));
    const perSeries: BacktestReport["perSeries"][number][] = [];
    const skipped: SkippedSeries[] = [];
    let done = 0;
    for (let from = 0; from < targets.length; from += seriesPerRound) {
      const round = targets.slice(from, from + seriesPerRound).map((target) => {
        const series = datasets.series(target.dataset, target.series);
        // What each name stands for here.
        const meant = new Map(models.map((model) => [model, adopted.modelOf({ ...target, model })]));
        return { target, series, meant, origins: originsOf(series, 0, horizon, count, stride) };
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
            const request = {
              series: evaluated(series, 0),
              horizon,
              origins: known.origins,
              originWeight: 1,
              statistical: [...new Set(meant.values())].filter(isMadeThere),
              forecasts: known.forecasts,
              names: {},
            };
            const answer = await (isCached
              ? this.#scored(target, meant, request, signal)
              : evaluate.backtest(request, signal));
            for (const model of models) {
              const made = meant.get(model) ?? model;
              const found = isMadeThere(made) ? made : model;
              const one = answer.models.find((candidate) => candidate.model === found);
              if (one === undefined) continue;
              past.get(model)?.push(...one.past);
              seconds.set(model, (seconds.get(model) ?? 0) + one.seconds);
              perSeries.push({
                series: target.series,
                model,
                MASE: one.scores.MASE,
                WQL: one.scores.WQL,
                origins: known.origins.length,
              });
            }
          } catch (error) {
            if (isCancelled(error) || !(error instanceof EngineError)) throw error;
            skipped.push({ ...toPlainError(error), series: target.series });
          }
          onProgress(++done, targets.length);
        }),
      );
    }
    const scores = await evaluate.summarise(
      models.map((model) => past.get(model) ?? []),
      signal,
    );
    const place = new Map(targets.map(({ series }, index) => [series, index]));
    return {
      models: models.map((id, index) => ({
        id,
        MASE: scores[index]?.MASE ?? Number.NaN,
        sMAPE: scores[index]?.sMAPE ?? Number.NaN,
        WQL: scores[index]?.WQL ?? Number.NaN,
        coverage: scores[index]?.coverage ?? { "0.5": Number.NaN, "0.8": Number.NaN, "0.95": Number.NaN },
        seconds: seconds.get(id) ?? 0,
      })),
      // Answers come as they are ready; the report keeps the order of the files.
      perSeries: perSeries.toSorted((left, right) => (place.get(left.series) ?? 0) - (place.get(right.series) ?? 0)),
      skipped,
    };
  }

  /** Scores of one series: a table that is asked for again is not computed again. */
  async #scored(
    target: SeriesKey,
    meant: ReadonlyMap<string, string>,
    request: ModelBacktestRequest,
    signal: AbortSignal,
  ): Promise<{ readonly models: readonly ModelBacktest[] }> {
    const { horizon, origins, statistical, forecasts, series } = request;
    const about = {
      series: target.series,
      horizon,
      origins,
      columns: forecasts.map(({ model: name }) => [
        name,
        this.#ports.columns.columnKey({ ...target, model: meant.get(name) ?? name, horizon }),
      ]),
      statistical:
        statistical === "suitable" ? statistical : statistical.map((name) => [name, forecasters.behind(name)?.version]),
      usualSeasons: series.usualSeasons,
      version: scoresVersion,
    };
    return this.#ports.queries.answer(
      { kind: "backtest", dataset: target.dataset, about },
      async (aborted) => {
        const { models } = await this.#ports.evaluate.backtest(request, aborted);
        return { value: { models }, bytes: models.length * origins.length * scoreBytes };
      },
      signal,
    );
  }
}

function tooShort(horizon: number): EngineError {
  return new EngineError(
    "series-too-short",
    `No origin has enough history before it and ${horizon} actual values after it.`,
    { hint: "Try a shorter horizon." },
  );
}
