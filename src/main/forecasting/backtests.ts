import type { Forecast, ModelInfo } from "#contract/data";
import type { MeasuredCoverage } from "#contract/ipc";
import {
  baselineModel,
  statisticalModels,
  type EvaluatedSeries,
  type IngestedSeries,
  type ModelBacktest,
  type PastForecasts,
  type PastScore,
} from "#contract/worker";
import type { QueryCache } from "#engine/cache";
import { EngineError, isCancelled, toPlainError } from "#engine/errors";
import { rollingOrigins } from "#engine/evaluation";
import type { CliBacktest, CliBacktestReport, CliBacktestTarget, CliChoice, CliForecastRequest, CliSkipped } from "../../cli/index.ts";
import type { EvaluateClient } from "./evaluate-client.ts";
import { checkOrigin, untilAborted, type ForecastKey } from "./forecast-service.ts";
import { actualsAfter, anchorAt, horizonTimes, minContextSteps } from "./forecast-window.ts";

export interface BacktestPorts {
  readonly evaluate: Pick<EvaluateClient, "forecast" | "backtest" | "summarise">;
  readonly series: (dataset: string, series: string) => IngestedSeries;
  readonly models: () => readonly ModelInfo[];
  readonly defaultModel: () => string;
  /** A neural model's forecast, from the cache where it is there. */
  readonly forecast: (key: ForecastKey, signal: AbortSignal) => Promise<Forecast>;
  /** What is computed already, without asking for more. */
  readonly computed: (
    key: Omit<ForecastKey, "origin">,
    origins: readonly number[],
  ) => Promise<{ readonly levels: readonly number[]; readonly found: ReadonlyMap<number, Float32Array> }>;
  /** Keeps what was measured. */
  readonly queries: QueryCache;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

/** Series of one round: their forecasts are in memory together. */
const seriesPerRound = 64;
/** A choice rests on at least this many origins, and for short horizons on as many steps as the next, within limits. */
const fewestChoiceOrigins = 5;
const fewestChoiceSteps = 24;
const mostChoiceOrigins = 20;
/** Past forecasts that the window's coverage is counted over at most. */
const mostCoverageOrigins = 40;
/** The statistical models that `auto` tries: the fast ones. */
const choiceModels = [baselineModel, "ets", "theta", "croston"] as const;

/** Changes when the same forecasts and actuals give other numbers. */
const coverageVersion = 1;
/** A handful of numbers, and the object that holds them. */
const coverageBytes = 256;

export function isStatistical(model: string): boolean {
  return statisticalModels.some(({ id }) => id === model);
}

/** Past forecasts of one series as the evaluate process takes them, and the origins that all models could forecast. */
interface PastOfSeries {
  readonly origins: readonly number[];
  readonly forecasts: readonly PastForecasts[];
}

/** Rolling-origin evaluation: it cuts series, gathers forecasts and hands them on. The maths is the evaluate process's. */
export class Backtests {
  readonly #ports: BacktestPorts;

  constructor(ports: BacktestPorts) {
    this.#ports = ports;
  }

  async run(
    { targets, horizon, origins: count, stride, models }: CliBacktest,
    { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: (done: number, total: number) => void },
  ): Promise<CliBacktestReport> {
    const neural = models.filter((model) => !isStatistical(model));
    const statistical = models.filter(isStatistical);
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
      const gathered = new Map<CliBacktestTarget, Map<string, Map<number, Forecast>>>(round.map(({ target }) => [target, new Map()]));
      // One model after the other, so that the seconds are its own.
      for (const model of neural) {
        const startedMs = this.#ports.now();
        await Promise.all(
          round.map(async ({ target, origins }) => {
            gathered.get(target)?.set(model, await this.#forecasts({ ...target, model, horizon }, origins, signal));
          }),
        );
        seconds.set(model, (seconds.get(model) ?? 0) + (this.#ports.now() - startedMs) / 1000);
      }
      await Promise.all(
        round.map(async ({ target, series, origins }) => {
          try {
            const known = common(origins, gathered.get(target) ?? new Map());
            if (known.origins.length === 0) throw tooShort(horizon);
            const answer = await this.#ports.evaluate.backtest(
              { series: evaluated(series, 0), horizon, origins: known.origins, statistical, forecasts: known.forecasts, names: {} },
              signal,
            );
            for (const model of models) {
              const one = answer.models.find((candidate) => candidate.model === model);
              if (one === undefined) continue;
              past.get(model)?.push(...one.past);
              seconds.set(model, (seconds.get(model) ?? 0) + one.seconds);
              perSeries.push({ series: target.series, model, MASE: one.scores.MASE, WQL: one.scores.WQL, origins: known.origins.length });
            }
          } catch (error) {
            if (isCancelled(error) || !(error instanceof EngineError)) throw error;
            skipped.push({ ...toPlainError(error), series: target.series });
          }
          onProgress(++done, targets.length);
        }),
      );
    }
    const scores = await this.#ports.evaluate.summarise(models.map((model) => past.get(model) ?? []), signal);
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

  /** The model for one series, from forecasts that were possible before `origin` only. */
  async choose({ dataset, series: id, horizon, origin }: Omit<CliForecastRequest, "model">, signal: AbortSignal): Promise<CliChoice> {
    const series = this.#ports.series(dataset, id);
    const perHorizon = Math.ceil(fewestChoiceSteps / horizon);
    const count = Math.min(mostChoiceOrigins, Math.max(fewestChoiceOrigins, perHorizon));
    const origins = originsOf(series, origin, horizon, count, horizon);
    const gathered = new Map<string, Map<number, Forecast>>();
    for (const { id: model, state, maxHorizonSteps } of this.#ports.models()) {
      if (state === "damaged" || state === "refused" || maxHorizonSteps < horizon) continue;
      try {
        gathered.set(model, await this.#forecasts({ dataset, series: id, model, horizon }, origins, signal));
      } catch (error) {
        // A model that can't be loaded is no candidate; its state says why.
        if (isCancelled(error) || !(error instanceof EngineError) || !error.code.startsWith("model-")) throw error;
      }
    }
    const known = common(origins, gathered);
    if (known.origins.length === 0) {
      const model = this.#ports.defaultModel();
      return { model, reason: `${this.#nameOf(model)}: the history is too short to compare models on it.`, origins: 0 };
    }
    const { choice } = await this.#ports.evaluate.backtest(
      {
        series: evaluated(series, origin),
        horizon,
        origins: known.origins.map((one) => one - origin),
        statistical: choiceModels,
        forecasts: known.forecasts,
        names: {
          ...Object.fromEntries([...gathered.keys(), ...choiceModels].map((model) => [model, this.#nameOf(model)])),
          [baselineModel]: "seasonal naive",
        },
      },
      signal,
    );
    return choice;
  }

  /** How wide the bands of one series, model and horizon proved to be, from what is computed already; null where nothing is. */
  async coverage(key: Omit<ForecastKey, "origin">, signal: AbortSignal): Promise<MeasuredCoverage | null> {
    const series = this.#ports.series(key.dataset, key.series);
    const wanted = originsOf(series, 0, key.horizon, mostCoverageOrigins, key.horizon);
    const { levels, found } = await this.#ports.computed(key, wanted);
    const origins = wanted.filter((origin) => found.has(origin));
    if (origins.length === 0) return null;
    const quantiles = origins.map((origin) => found.get(origin) ?? new Float32Array());
    const info = this.#ports.models().find(({ id }) => id === key.model);
    const { series: seriesId, model, horizon } = key;
    const about = { series: seriesId, model, sha256: info?.sha256, provider: info?.executionProvider, horizon, origins, version: coverageVersion };
    // A window asks every few seconds while the background work goes on, and again at every visit.
    const ticket = this.#ports.queries.ask({ kind: "coverage", dataset: key.dataset, about }, () => {
      const abort = new AbortController();
      const value = this.#measure(key, series, { origins, levels, quantiles }, abort.signal);
      return { promise: value.then((measured) => ({ value: measured, bytes: coverageBytes })), cancel: () => abort.abort() };
    });
    return untilAborted(ticket, signal);
  }

  async #measure(
    key: Omit<ForecastKey, "origin">,
    series: IngestedSeries,
    { origins, levels, quantiles }: { readonly origins: readonly number[]; readonly levels: readonly number[]; readonly quantiles: readonly Float32Array[] },
    signal: AbortSignal,
  ): Promise<MeasuredCoverage | null> {
    const { models } = await this.#ports.evaluate.backtest(
      {
        series: evaluated(series, 0),
        horizon: key.horizon,
        origins,
        statistical: [],
        forecasts: [{ model: key.model, levels, quantiles }],
        names: {},
      },
      signal,
    );
    const own: ModelBacktest | undefined = models.find(({ model }) => model === key.model);
    if (own === undefined || own.scores.steps === 0) return null;
    const { coverage, steps } = own.scores;
    return { coverage, steps, origins: origins.length, skill: Number.isFinite(own.skill) ? own.skill : null };
  }

  /** A statistical model's forecast in the form of every other. */
  async statistical({ dataset, series: id, model, horizon, origin }: CliForecastRequest, signal: AbortSignal): Promise<Forecast> {
    const series = this.#ports.series(dataset, id);
    const { version } = statisticalModels.find((known) => known.id === model) ?? { version: "" };
    checkOrigin(origin, series);
    const anchor = anchorAt(series, origin);
    if (anchor === null) throw new EngineError("series-too-short", "No value is observed up to this origin.");
    // The default model's levels, so that the forecasts of one file have the same whichever model made them.
    const levels = this.#ports.models().find((known) => known.id === this.#ports.defaultModel())?.levels ?? [0.1, 0.5, 0.9];
    const quantiles = await this.#ports.evaluate.forecast({ model, series: evaluated(series, origin), horizon, levels }, signal);
    return {
      dataset,
      series: id,
      // It has no file, and so no hash.
      model: { id: model, version, sha256: "" },
      executionProvider: "cpu",
      horizon,
      origin,
      levels: [...levels],
      quantiles,
      times: horizonTimes(series, origin, horizon),
      actuals: actualsAfter(series, origin, horizon),
      anchor,
      density: null,
      source: "computed",
    };
  }

  /** Forecasts of one model at past origins; an origin without a single observation before it is left out. */
  async #forecasts(
    key: Omit<ForecastKey, "origin">,
    origins: readonly number[],
    signal: AbortSignal,
  ): Promise<Map<number, Forecast>> {
    const forecasts = await Promise.all(
      origins.map((origin) =>
        this.#ports.forecast({ ...key, origin }, signal).catch((error: unknown) => {
          if (error instanceof EngineError && error.code === "series-too-short") return null;
          throw error;
        }),
      ),
    );
    return new Map(forecasts.filter((forecast) => forecast !== null).map((forecast) => [forecast.origin, forecast]));
  }

  #nameOf(model: string): string {
    const known = this.#ports.models().find(({ id }) => id === model) ?? statisticalModels.find(({ id }) => id === model);
    return known?.name ?? model;
  }
}

/** Origins with a whole horizon up to `end`, and a season before them to compare with; earliest first. */
function originsOf(series: IngestedSeries, end: number, horizon: number, count: number, stride: number): number[] {
  const season = seasonOf(series);
  return rollingOrigins({
    steps: series.values.length + end,
    horizonSteps: horizon,
    count,
    strideSteps: stride,
    minContextSteps: Math.max(minContextSteps, season + 1),
  })
    .map((origin) => origin + end)
    .filter((origin) => anchorAt(series, origin) !== null);
}

function common(origins: readonly number[], gathered: ReadonlyMap<string, ReadonlyMap<number, Forecast>>): PastOfSeries {
  const kept = origins.filter((origin) => [...gathered.values()].every((forecasts) => forecasts.has(origin)));
  return {
    origins: kept,
    forecasts: [...gathered].map(([model, forecasts]): PastForecasts => {
      const ordered = kept.map((origin) => forecasts.get(origin)).filter((forecast) => forecast !== undefined);
      return { model, levels: ordered[0]?.levels ?? [], quantiles: ordered.map(({ quantiles }) => quantiles) };
    }),
  };
}

function evaluated(series: IngestedSeries, end: number): EvaluatedSeries {
  return {
    // A copy: what is sent takes its whole buffer along, and the future must not travel.
    values: series.values.slice(0, series.values.length + end),
    seasonSteps: seasonOf(series),
    isNonNegative: series.isNonNegative,
  };
}

function seasonOf(series: IngestedSeries): number {
  return series.seasonLengths[0] ?? 1;
}

function tooShort(horizon: number): EngineError {
  return new EngineError(
    "series-too-short",
    `No origin leaves enough to look back on and ${horizon} steps to compare with.`,
    { hint: "A shorter horizon may do." },
  );
}
