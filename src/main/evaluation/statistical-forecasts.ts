/** Forecasts of statistical models, and of combinations that they are members of. */
import { createHash } from "node:crypto";
import { EngineError } from "#domain/errors";
import type { Forecast } from "#domain/forecast";
import { automaticModel, type Member } from "#domain/model";
import type { QueryCache } from "#engine/cache";
import { influencedModel } from "#domain/influence";
import { forecasters } from "#engine/forecasters/catalogue";
import { actualsAfter, anchorAt, checkOrigin, horizonTimes } from "#main/forecasts";
import { isStatistical } from "./composed-models.ts";
import type { EvaluateClient } from "./evaluate-client.ts";
import { choiceVersion } from "./model-selection.ts";
import type { NeuralForecasts } from "./neural-forecasts.ts";
import { evaluated, forecastsAt, type ForecastSource, type LevelledKey, requireDevice } from "./past-forecasts.ts";
import type { KnownModels, OpenData } from "./ports.ts";

export interface StatisticalForecastPorts {
  readonly evaluate: Pick<EvaluateClient, "forecast">;
  readonly datasets: OpenData;
  readonly models: KnownModels;
  readonly neural: Pick<NeuralForecasts, "get">;
  /** Keeps forecasts. */
  readonly queries: QueryCache;
}

/** Past origins that a calibration rests on: all that are of use, or, where each means a fit, those that take a moment. */
const maxPastOrigins = 96;
const maxFittedPastOrigins = 16;

export class StatisticalForecasts {
  readonly #ports: StatisticalForecastPorts;

  constructor(ports: StatisticalForecastPorts) {
    this.#ports = ports;
  }

  /** Weighted forecasts of the members, in the form of every other forecast; that of a network alone as it is. */
  async get(key: LevelledKey, members: readonly Member[], signal: AbortSignal): Promise<Forecast> {
    checkOrigin(key.origin, this.#ports.datasets.series(key.dataset, key.series));
    return this.#combine(key, members, signal);
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
    const { dataset, series, horizon, choice } = forecast;
    const key = { dataset, series, model: forecast.model.id, horizon };
    const same: ForecastSource = {
      get: async (at, aborted) => {
        const made = await this.#combine(at, membersOf(forecast), aborted);
        // A combination is known by its members: without them nothing more could be made like it.
        return choice === undefined ? made : { ...made, choice };
      },
    };
    const made = await forecastsAt(same, key, origins, signal);
    requireDevice(made.values(), forecast.executionProvider);
    return made;
  }

  /** How many past origins it is worth to calibrate such a forecast on. */
  pastOrigins(forecast: Forecast): number {
    return membersOf(forecast).some(({ model }) => isStatistical(model) || influencedModel(model) !== null)
      ? maxFittedPastOrigins
      : maxPastOrigins;
  }

  async #combine(key: LevelledKey, members: readonly Member[], signal: AbortSignal): Promise<Forecast> {
    const { datasets, evaluate, models, queries } = this.#ports;
    const { dataset, series: id, horizon, origin } = key;
    const neural = await Promise.all(
      members
        .filter(({ model }) => !isStatistical(model))
        .map(async ({ model }) => this.#ports.neural.get({ ...key, model }, signal)),
    );
    const [first] = neural;
    // One network alone: its forecast as it is.
    if (members.length === 1 && first !== undefined) return first;
    const series = datasets.series(dataset, id);
    const anchor = anchorAt(series, origin);
    if (anchor === null) throw new EngineError("series-too-short", "The series has no values up to this origin.");
    // The default model's levels, so that the forecasts of one file have the same whichever model made them.
    const levels = models.list().find((known) => known.id === models.defaultModel())?.levels ?? [0.1, 0.5, 0.9];
    const identities = members.map(({ model, weight }) => {
      const made = neural.find((forecast) => forecast.model.id === model);
      const version = isStatistical(model) ? forecasters.behind(model)?.version : undefined;
      return { model, weight, identity: made?.model.sha256 ?? version ?? "", on: made?.executionProvider ?? "cpu" };
    });
    const about = { series: id, horizon, origin, levels, members: identities };
    let source: Forecast["source"] = "cache";
    const quantiles = await queries.answer(
      { kind: "forecast", dataset, about },
      async (aborted) => {
        source = "computed";
        const forecasts = neural.map((forecast) => ({
          model: forecast.model.id,
          levels: forecast.levels,
          quantiles: [forecast.quantiles],
        }));
        const request = { members, forecasts, series: evaluated(series, origin), horizon, levels };
        const value = await evaluate.forecast(request, aborted);
        return { value, bytes: value.byteLength };
      },
      signal,
    );
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
      times: horizonTimes(series, origin, horizon, datasets.get(dataset).dataset.zone),
      actuals: actualsAfter(series, origin, horizon),
      anchor,
      density: null,
      source,
    };
  }
}

function membersOf({ choice, model }: Forecast): readonly Member[] {
  return choice?.members ?? [{ model: model.id, weight: 1 }];
}

/** A statistical model, configured or not, has its forecaster's version, and no file and so no hash; a combination's says which members it has, and with what weights. */
function modelOf(members: readonly Member[], identities: readonly object[]): Forecast["model"] {
  const [only] = members;
  if (members.length === 1 && only !== undefined) {
    const { version } = forecasters.behind(only.model) ?? { version: "" };
    return { id: only.model, version, sha256: "" };
  }
  const sha256 = createHash("sha256").update(JSON.stringify(identities)).digest("hex");
  return { id: automaticModel, version: String(choiceVersion), sha256 };
}
