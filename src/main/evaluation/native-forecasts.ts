/** Forecasts with the bands that their models gave them, whatever kind of model it is. */
import type { Forecast } from "#domain/forecast";
import { methodId } from "#domain/method";
import { automaticModel } from "#domain/model";
import { forecasters } from "#engine/forecasters/catalogue";
import { checkOrigin } from "#main/forecasts";
import { isStatistical } from "./composed-models.ts";
import type { ModelSelection } from "./model-selection.ts";
import type { NeuralForecasts } from "./neural-forecasts.ts";
import type { LevelledKey } from "./past-forecasts.ts";
import type { OpenData } from "./ports.ts";
import type { StatisticalForecasts } from "./statistical-forecasts.ts";

export interface NativeForecastPorts {
  readonly datasets: Pick<OpenData, "series">;
  readonly neural: Pick<NeuralForecasts, "get">;
  readonly statistical: Pick<StatisticalForecasts, "get">;
  readonly selection: Pick<ModelSelection, "choose">;
}

export class NativeForecasts {
  readonly #ports: NativeForecastPorts;

  constructor(ports: NativeForecastPorts) {
    this.#ports = ports;
  }

  async get(key: LevelledKey, signal: AbortSignal): Promise<Forecast> {
    const { neural, statistical } = this.#ports;
    if (key.model === automaticModel) return this.#choose(key, signal);
    if (isStatistical(key.model)) {
      const model = methodId(forecasters.method(key.model));
      return statistical.get({ ...key, model }, [{ model, weight: 1 }], signal);
    }
    return neural.get(key, signal);
  }

  async #choose(key: LevelledKey, signal: AbortSignal): Promise<Forecast> {
    const { datasets, selection, statistical } = this.#ports;
    // Before a whole backtest is made for nothing.
    checkOrigin(key.origin, datasets.series(key.dataset, key.series));
    const { members, reason, origins, ratio } = await selection.choose(key, signal);
    const forecast = await statistical.get(key, members, signal);
    return {
      ...forecast,
      choice: { members: [...members], reason, origins, ratio: Number.isFinite(ratio) ? ratio : null },
    };
  }
}
