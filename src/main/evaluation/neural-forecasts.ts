/** Forecasts of the models that have a file, which are loaded when they are first asked for. */
import type { Forecast, ForecastKey } from "#domain/forecast";
import type { ForecastService } from "#main/forecasts";

export interface NeuralForecastPorts {
  readonly models: { load(id: string): Promise<unknown> };
  readonly service: Pick<ForecastService, "get" | "focus">;
}

export class NeuralForecasts {
  readonly #ports: NeuralForecastPorts;

  constructor(ports: NeuralForecastPorts) {
    this.#ports = ports;
  }

  /** With the model's own bands. Without a density unless one is asked for. */
  async get(request: ForecastKey & { readonly density?: boolean }, signal: AbortSignal): Promise<Forecast> {
    const { models, service } = this.#ports;
    await models.load(request.model);
    return service.get({ view: null, density: false, ...request }, signal);
  }

  /** Computes the other origins of the series in the background, nearest to this one first. */
  async focus(key: ForecastKey): Promise<void> {
    const { models, service } = this.#ports;
    await models.load(key.model);
    service.focus(key);
  }
}
