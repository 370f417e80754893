/** Forecasts that no single network makes: those of statistical models, and those of `auto`. */
import { createHash } from "node:crypto";
import type { Dataset, Forecast, ModelInfo } from "#contract/data";
import { type ChosenModel, type Member, automaticModel, suitsFrequency } from "#domain/model";
import type { IngestedSeries } from "#domain/series";
import type { QueryCache } from "#engine/cache";
import { EngineError, isCancelled } from "#engine/errors";
import { choiceOrigins } from "#engine/evaluation";
import { forecasters } from "#engine/forecasters/catalogue";
import type { EvaluateClient } from "./evaluate-client.ts";
import { checkOrigin, untilAborted, type ForecastKey } from "#main/forecasts";
import { actualsAfter, anchorAt, horizonTimes } from "#main/forecasts";
import { common, evaluated, forecastsAt, leastContext, requireDevice, type AskForecast } from "./past-forecasts.ts";

// The domain has it; its old name here goes once everything asks there.
export { automaticModel };

export interface ComposedForecastPorts {
  readonly evaluate: Pick<EvaluateClient, "forecast" | "backtest">;
  readonly series: (dataset: string, series: string) => IngestedSeries;
  readonly zone: (dataset: string) => Dataset["zone"];
  readonly models: () => readonly ModelInfo[];
  readonly defaultModel: () => string;
  /** A neural model's forecast, from the cache where it is there. */
  readonly forecast: AskForecast;
  /** Keeps choices and forecasts. */
  readonly queries: QueryCache;
}

type Place = Omit<ForecastKey, "model">;

/** Changes when the same history leads to another choice. */
const choiceVersion = 3;
/** Past origins that a calibration rests on: all that are of use, or, where each means a fit, those that take a moment. */
const mostPastOrigins = 96;
const fewPastOrigins = 16;
/** Two sentences and a few numbers. */
const choiceBytes = 1024;

export function isStatistical(model: string): boolean {
  return forecasters.has(model);
}

/** Whether {@link ComposedForecasts} answers for it. */
export function isComposed(model: string): boolean {
  return model === automaticModel || isStatistical(model);
}

export class ComposedForecasts {
  readonly #ports: ComposedForecastPorts;

  constructor(ports: ComposedForecastPorts) {
    this.#ports = ports;
  }

  /** What `auto` stands for at this place, from forecasts that were possible before the origin only. */
  choose({ dataset, series, horizon, origin }: Place, signal: AbortSignal): Promise<ChosenModel> {
    const candidates = this.#candidates(this.#ports.series(dataset, series), horizon);
    const about = { series, horizon, origin };
    const ticket = this.#ports.queries.ask(
      { kind: "choice", dataset, about: { ...about, candidates: candidates.map(identityOf), version: choiceVersion } },
      () => {
        const abort = new AbortController();
        const value = this.#choose({ dataset, ...about }, candidates, abort.signal);
        return {
          promise: value.then((choice) => ({ value: choice, bytes: choiceBytes })),
          cancel: () => abort.abort(),
        };
      },
    );
    return untilAborted(ticket, signal);
  }

  /** A statistical model's forecast, or that of `auto`, in the form of every other. */
  async get(key: ForecastKey, signal: AbortSignal): Promise<Forecast> {
    const series = this.#ports.series(key.dataset, key.series);
    checkOrigin(key.origin, series);
    if (key.model !== automaticModel) return this.#combine(key, [{ model: key.model, weight: 1 }], signal);
    const choice = await this.choose(key, signal);
    const forecast = await this.#combine(key, choice.members, signal);
    const { members, reason, origins, ratio } = choice;
    return {
      ...forecast,
      choice: { members: [...members], reason, origins, ratio: Number.isFinite(ratio) ? ratio : null },
    };
  }

  /**
   * The same at other origins of the series: by the same model, or by the same members with the same weights. Throws
   * `device-changed` where they come from another device by now.
   */
  async alike(
    forecast: Forecast,
    origins: readonly number[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<number, Forecast>> {
    const { dataset, series, horizon } = forecast;
    const key = { dataset, series, model: forecast.model.id, horizon };
    const made = await forecastsAt(
      (at, aborted) => this.#combine(at, membersOf(forecast), aborted),
      key,
      origins,
      signal,
    );
    requireDevice(made.values(), forecast.executionProvider);
    return made;
  }

  /** How many past origins it is worth to calibrate such a forecast on. */
  pastOrigins(forecast: Forecast): number {
    return membersOf(forecast).some(({ model }) => isStatistical(model)) ? fewPastOrigins : mostPastOrigins;
  }

  async #choose(
    { dataset, series: id, horizon, origin }: Place,
    candidates: readonly ModelInfo[],
    signal: AbortSignal,
  ): Promise<ChosenModel> {
    const series = this.#ports.series(dataset, id);
    const { origins: wanted, originWorth } = choiceOrigins(
      series.values.length + origin,
      horizon,
      leastContext(series),
    );
    const origins = wanted.map((one) => one + origin).filter((one) => anchorAt(series, one) !== null);
    const gathered = new Map<string, Map<number, Forecast>>();
    for (const { id: model } of candidates) {
      try {
        gathered.set(
          model,
          await forecastsAt(this.#ports.forecast, { dataset, series: id, model, horizon }, origins, signal),
        );
      } catch (error) {
        // A model that can't be loaded is no candidate; its state says why.
        if (isCancelled(error) || !(error instanceof EngineError) || !error.code.startsWith("model-")) throw error;
      }
    }
    const known = common(origins, gathered);
    if (known.origins.length === 0) {
      const model = this.#ports.defaultModel();
      const reason = `${this.#nameOf(model)}: the history is too short to compare models on it.`;
      return { members: [{ model, weight: 1 }], reason, origins: 0, ratio: Number.NaN };
    }
    const { choice } = await this.#ports.evaluate.backtest(
      {
        series: evaluated(series, origin),
        horizon,
        origins: known.origins.map((one) => one - origin),
        originWorth,
        statistical: "suitable",
        forecasts: known.forecasts,
        names: {
          ...Object.fromEntries(
            [...gathered.keys(), ...forecasters.all.map((model) => model.id)].map((model) => [
              model,
              this.#nameOf(model),
            ]),
          ),
          [forecasters.baseline.id]: "seasonal naive",
        },
      },
      signal,
    );
    return choice;
  }

  /** Bundled models that are meant for such series. The default first: where nothing speaks for another, it is the one. */
  #candidates({ frequency }: IngestedSeries, horizon: number): readonly ModelInfo[] {
    const first = this.#ports.defaultModel();
    return this.#ports
      .models()
      .filter(({ source, state }) => source === "bundled" && state !== "damaged" && state !== "refused")
      .filter(
        ({ frequencies, maxHorizonSteps }) => maxHorizonSteps >= horizon && suitsFrequency(frequencies, frequency),
      )
      .toSorted((left, right) => Number(right.id === first) - Number(left.id === first));
  }

  async #combine(key: ForecastKey, members: readonly Member[], signal: AbortSignal): Promise<Forecast> {
    const { dataset, series: id, horizon, origin } = key;
    const neural = await Promise.all(
      members
        .filter(({ model }) => !isStatistical(model))
        .map(async ({ model }) => this.#ports.forecast({ ...key, model }, signal)),
    );
    const [first] = neural;
    // One network alone: its forecast as it is.
    if (members.length === 1 && first !== undefined) return first;
    const series = this.#ports.series(dataset, id);
    const anchor = anchorAt(series, origin);
    if (anchor === null) throw new EngineError("series-too-short", "No value is observed up to this origin.");
    // The default model's levels, so that the forecasts of one file have the same whichever model made them.
    const levels = this.#ports.models().find((known) => known.id === this.#ports.defaultModel())?.levels ?? [
      0.1, 0.5, 0.9,
    ];
    const identities = members.map(({ model, weight }) => {
      const made = neural.find((forecast) => forecast.model.id === model);
      const version = forecasters.find(model)?.version;
      return { model, weight, identity: made?.model.sha256 ?? version ?? "", on: made?.executionProvider ?? "cpu" };
    });
    const about = { series: id, horizon, origin, levels, members: identities };
    let source: Forecast["source"] = "cache";
    const ticket = this.#ports.queries.ask({ kind: "forecast", dataset, about }, () => {
      source = "computed";
      const abort = new AbortController();
      const forecasts = neural.map((forecast) => ({
        model: forecast.model.id,
        levels: forecast.levels,
        quantiles: [forecast.quantiles],
      }));
      const question = { members, forecasts, series: evaluated(series, origin), horizon, levels };
      const answer = this.#ports.evaluate.forecast(question, abort.signal);
      return {
        promise: answer.then((value) => ({ value, bytes: value.byteLength })),
        cancel: () => abort.abort(),
      };
    });
    const quantiles = await untilAborted(ticket, signal);
    return {
      dataset,
      series: id,
      model: modelOf(members, identities),
      executionProvider: first?.executionProvider ?? "cpu",
      horizon,
      origin,
      levels: [...levels],
      // The cache keeps its own.
      quantiles: quantiles.slice(),
      times: horizonTimes(series, origin, horizon, this.#ports.zone(dataset)),
      actuals: actualsAfter(series, origin, horizon),
      anchor,
      density: null,
      source,
    };
  }

  #nameOf(model: string): string {
    const known = this.#ports.models().find(({ id }) => id === model) ?? forecasters.find(model);
    return known?.name ?? model;
  }
}

function membersOf({ choice, model }: Forecast): readonly Member[] {
  return choice?.members ?? [{ model: model.id, weight: 1 }];
}

function identityOf({ id, sha256, executionProvider }: ModelInfo): { id: string; sha256: string; on: string | null } {
  return { id, sha256, on: executionProvider };
}

/** A statistical model has no file, and so no hash; a combination's says which members it has, and with what weights. */
function modelOf(members: readonly Member[], identities: readonly object[]): Forecast["model"] {
  const [only] = members;
  if (members.length === 1 && only !== undefined) {
    const { version } = forecasters.find(only.model) ?? { version: "" };
    return { id: only.model, version, sha256: "" };
  }
  const sha256 = createHash("sha256").update(JSON.stringify(identities)).digest("hex");
  return { id: automaticModel, version: String(choiceVersion), sha256 };
}
