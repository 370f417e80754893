/** What `auto` stands for: a model, or a combination of several, chosen for each series and origin. */
import { measuredIn } from "#domain/dataset";
import { EngineError, isCancelled } from "#domain/errors";
import type { Forecast, ForecastKey } from "#domain/forecast";
import { type ChosenModel, type ModelInfo, suitsSeries } from "#domain/model";
import type { IngestedSeries } from "#domain/series";
import type { QueryCache } from "#engine/cache";
import { choiceOrigins } from "#engine/evaluation";
import { forecasters } from "#engine/forecasters/catalogue";
import { anchorAt } from "#main/forecasts";
import type { EvaluateClient } from "./evaluate-client.ts";
import type { NeuralForecasts } from "./neural-forecasts.ts";
import { common, evaluated, forecastsAt, minContext } from "./past-forecasts.ts";
import type { KnownModels, OpenData } from "./ports.ts";

export interface ModelSelectionPorts {
  readonly evaluate: Pick<EvaluateClient, "backtest">;
  readonly datasets: OpenData;
  readonly models: KnownModels;
  readonly neural: Pick<NeuralForecasts, "get">;
  /** Keeps choices. */
  readonly queries: QueryCache;
}

type Place = Omit<ForecastKey, "model">;

/** Changes when the same history leads to another choice. */
export const choiceVersion = 6;
/** Two sentences and a few numbers. */
const choiceBytes = 1024;

export class ModelSelection {
  readonly #ports: ModelSelectionPorts;

  constructor(ports: ModelSelectionPorts) {
    this.#ports = ports;
  }

  /** From forecasts that were possible before the origin only. */
  choose({ dataset, series, horizon, origin }: Place, signal: AbortSignal): Promise<ChosenModel> {
    const candidates = this.#candidates(dataset, this.#ports.datasets.series(dataset, series), horizon);
    const about = { series, horizon, origin };
    return this.#ports.queries.answer(
      { kind: "choice", dataset, about: { ...about, candidates: candidates.map(identityOf), version: choiceVersion } },
      async (aborted) => ({
        value: await this.#choose({ dataset, ...about }, candidates, aborted),
        bytes: choiceBytes,
      }),
      signal,
    );
  }

  async #choose(
    { dataset, series: id, horizon, origin }: Place,
    candidates: readonly ModelInfo[],
    signal: AbortSignal,
  ): Promise<ChosenModel> {
    const { datasets, evaluate, models, neural } = this.#ports;
    const series = datasets.series(dataset, id);
    const { origins: wanted, originWeight } = choiceOrigins(
      series.values.length + origin,
      horizon,
      minContext(series, origin),
    );
    const origins = wanted.map((one) => one + origin).filter((one) => anchorAt(series, one) !== null);
    const gathered = new Map<string, ReadonlyMap<number, Forecast>>();
    for (const { id: model } of candidates) {
      try {
        gathered.set(model, await forecastsAt(neural, { dataset, series: id, model, horizon }, origins, signal));
      } catch (error) {
        // A model that can't be loaded is no candidate; its state says why.
        if (isCancelled(error) || !(error instanceof EngineError) || !error.code.startsWith("model-")) throw error;
      }
    }
    const known = common(origins, gathered);
    if (known.origins.length === 0) {
      const model = candidates[0]?.id ?? models.defaultModel();
      const reason = `${this.#nameOf(model)}: the history is too short to compare models on it.`;
      return { members: [{ model, weight: 1 }], reason, origins: 0, ratio: Number.NaN };
    }
    const named = [...gathered.keys(), ...forecasters.all.map((model) => model.id)];
    const { choice } = await evaluate.backtest(
      {
        series: evaluated(series, origin),
        horizon,
        origins: known.origins.map((one) => one - origin),
        originWeight,
        statistical: "suitable",
        forecasts: known.forecasts,
        names: {
          ...Object.fromEntries(named.map((model) => [model, this.#nameOf(model)])),
          [forecasters.baseline.id]: "seasonal naive",
        },
      },
      signal,
    );
    if (choice === null) throw new EngineError("internal", "The evaluate process chose no model.");
    return choice;
  }

  /**
   * Bundled models that are meant for such series. One that was made for what they measure first, then the default: where nothing speaks
   * for another, it is the first.
   */
  #candidates(dataset: string, series: IngestedSeries, horizon: number): readonly ModelInfo[] {
    const { datasets, models } = this.#ports;
    const kind = { frequency: series.frequency, ...measuredIn(datasets.get(dataset).dataset, series) };
    const first = models.defaultModel();
    const rank = ({ id, quantity }: ModelInfo): number => (quantity !== undefined ? 0 : id === first ? 1 : 2);
    return models
      .list()
      .filter(({ source, state }) => source === "bundled" && state !== "damaged" && state !== "refused")
      .filter((model) => model.maxHorizonSteps >= horizon && suitsSeries(model, kind))
      .toSorted((left, right) => rank(left) - rank(right));
  }

  #nameOf(model: string): string {
    const known = this.#ports.models.list().find(({ id }) => id === model) ?? forecasters.find(model);
    return known?.name ?? model;
  }
}

function identityOf({ id, sha256, executionProvider }: ModelInfo): { id: string; sha256: string; on: string | null } {
  return { id, sha256, on: executionProvider };
}
