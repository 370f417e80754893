import type { Bands, Forecast } from "#contract/data";
import type { IngestedSeries, ModelBacktest, PastScore } from "#contract/worker";
import type { QueryCache } from "#engine/cache";
import { EngineError, isCancelled, toPlainError } from "#engine/errors";
import { forecasters } from "#engine/forecasters/catalogue";
import type { CliBacktest, CliBacktestReport, CliBacktestTarget, CliSkipped } from "#cli";
import type { BacktestQuestion, EvaluateClient } from "./evaluate-client.ts";
import { automaticModel, isStatistical } from "./composed-forecasts.ts";
import { untilAborted, type ForecastKey } from "#main/forecasts";
import { common, evaluated, forecastsAt, originsOf, type AskForecast } from "./past-forecasts.ts";

export interface BacktestPorts {
  readonly evaluate: Pick<EvaluateClient, "backtest" | "summarise">;
  readonly series: (dataset: string, series: string) => IngestedSeries;
  /** A forecast of any kind, from the cache where it is there. */
  readonly ask: (key: ForecastKey & { readonly bands: Bands }, signal: AbortSignal) => Promise<Forecast>;
  /** Names everything that forecasts of a series, model and horizon depend on. */
  readonly columnKey: (key: Omit<ForecastKey, "origin">) => string;
  /** Keeps what was measured, from one start to the next. */
  readonly queries: QueryCache;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** Series of one round: their forecasts are in memory together. */
const seriesPerRound = 64;
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
    { targets, horizon, origins: count, stride, models, bands = "native" }: CliBacktest,
    {
      signal,
      onProgress,
    }: { readonly signal: AbortSignal; readonly onProgress: (done: number, total: number) => void },
  ): Promise<CliBacktestReport> {
    const isCached = bands === "native" && !models.includes(automaticModel);
    // The evaluate process makes statistical forecasts as it scores them, but their native bands only.
    const statistical = bands === "native" ? models.filter(isStatistical) : [];
    const asked = models.filter((model) => !statistical.includes(model));
    const past = new Map(models.map((model): [string, PastScore[]] => [model, []]));
    const seconds = new Map(models.map((model): [string, number] => [model, 0]));
    const perSeries: CliBacktestReport["perSeries"][number][] = [];
    const skipped: CliSkipped[] = [];
    let done = 0;
    for (let from = 0; from < targets.length; from += seriesPerRound) {
      const round = targets.slice(from, from + seriesPerRound).map((target) => {
        const series = this.#ports.series(target.dataset, target.series);
        return { target, series, origins: originsOf(series, 0, horizon, count, stride) };
      });
      const gathered = new Map<CliBacktestTarget, Map<string, Map<number, Forecast>>>(
        round.map(({ target }) => [target, new Map()]),
      );
      // One model after the other, so that the seconds are its own.
      for (const model of asked) {
        const startedMs = this.#ports.now();
        await Promise.all(
          round.map(async ({ target, origins }) => {
            const ask: AskForecast = (key, aborted) => this.#ports.ask({ ...key, bands }, aborted);
            gathered.get(target)?.set(model, await forecastsAt(ask, { ...target, model, horizon }, origins, signal));
          }),
        );
        seconds.set(model, (seconds.get(model) ?? 0) + (this.#ports.now() - startedMs) / 1000);
      }
      await Promise.all(
        round.map(async ({ target, series, origins }) => {
          try {
            const known = common(origins, gathered.get(target) ?? new Map());
            if (known.origins.length === 0) throw tooShort(horizon);
            const question = {
              series: evaluated(series, 0),
              horizon,
              origins: known.origins,
              originWorth: 1,
              statistical,
              forecasts: known.forecasts,
              names: {},
            };
            const answer = await (isCached
              ? this.#scored(target, question, signal)
              : this.#ports.evaluate.backtest(question, signal));
            for (const model of models) {
              const one = answer.models.find((candidate) => candidate.model === model);
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
    const scores = await this.#ports.evaluate.summarise(
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
    target: CliBacktestTarget,
    question: BacktestQuestion,
    signal: AbortSignal,
  ): Promise<{ readonly models: readonly ModelBacktest[] }> {
    const { horizon, origins, statistical, forecasts, series } = question;
    const about = {
      series: target.series,
      horizon,
      origins,
      columns: forecasts.map(({ model }) => this.#ports.columnKey({ ...target, model, horizon })),
      statistical:
        statistical === "suitable" ? statistical : statistical.map((name) => [name, forecasters.find(name)?.version]),
      usualSeasons: series.usualSeasons,
      version: scoresVersion,
    };
    const ticket = this.#ports.queries.ask({ kind: "backtest", dataset: target.dataset, about }, () => {
      const abort = new AbortController();
      const value = this.#ports.evaluate.backtest(question, abort.signal);
      return {
        promise: value.then(({ models }) => ({
          value: { models },
          bytes: models.length * origins.length * scoreBytes,
        })),
        cancel: () => abort.abort(),
      };
    });
    return untilAborted(ticket, signal);
  }
}

function tooShort(horizon: number): EngineError {
  return new EngineError(
    "series-too-short",
    `No origin leaves enough to look back on and ${horizon} steps to compare with.`,
    { hint: "A shorter horizon may do." },
  );
}
