/** Forecasts of the models that have a file, which are loaded when they are first asked for. */
import type { Forecast, ForecastKey } from "#domain/forecast";
import type { Forecasts, View } from "#main/forecasts";
import type { LevelledKey } from "./past-forecasts.ts";

export interface NeuralForecastPorts {
  readonly models: { load(id: string): Promise<unknown> };
  readonly service: Pick<Forecasts["service"], "get">;
  readonly background: Pick<Forecasts["background"], "focus" | "leave">;
}

export class NeuralForecasts {
  readonly #ports: NeuralForecastPorts;

  constructor(ports: NeuralForecastPorts) {
    this.#ports = ports;
  }

  /** With the model's own bands. Without a density unless one is asked for. */
  async get(request: LevelledKey & { readonly density?: boolean }, signal: AbortSignal): Promise<Forecast> {
    const { models, service } = this.#ports;
    await models.load(request.model);
    return service.get({ density: false, ...request }, signal);
  }

  /** Computes the other origins of the series in the background, nearest to this one first, for as long as a view wants them. */
  async focus(view: View, key: ForecastKey, signal: AbortSignal): Promise<void> {
    const { models, background } = this.#ports;
    await models.load(key.model);
    if (!signal.aborted) background.focus(view, key);
  }

  /** The page is gone: what was computed ahead for it alone is dropped. */
  leave(page: number): void {
    this.#ports.background.leave(page);
  }
}
