/** Forecasts of the models that have a file, which are loaded when they are first asked for. */
import type { Forecast, ForecastKey } from "#domain/forecast";
import type { Forecasts, View } from "#main/forecasts";
import { evidenceOrigins, type LevelledKey } from "./past-forecasts.ts";
import type { OpenData } from "./ports.ts";

export interface NeuralForecastPorts {
  readonly datasets: Pick<OpenData, "series">;
  readonly models: { load(id: string): Promise<unknown> };
  readonly service: Pick<Forecasts["service"], "get">;
  readonly background: Pick<Forecasts["background"], "focus" | "leave" | "hold">;
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

  /**
   * Computes the other origins of the series in the background, for as long as a view wants them: first those that say how the
   * ranges did, then the nearest to this one.
   */
  async focus(view: View, key: ForecastKey, signal: AbortSignal): Promise<void> {
    const { datasets, models, background } = this.#ports;
    await models.load(key.model);
    if (signal.aborted) return;
    const { scored, calibration } = evidenceOrigins(datasets.series(key.dataset, key.series), key.horizon);
    // The newest first: a calibration at the end of the data needs them, too.
    background.focus(view, key, [...scored.toReversed(), ...calibration.toReversed()]);
  }

  /** Nothing is computed ahead while it is held; what views want is remembered. */
  hold(isHeld: boolean): void {
    this.#ports.background.hold(isHeld);
  }

  /** The page is gone: what was computed ahead for it alone is dropped. */
  leave(page: number): void {
    this.#ports.background.leave(page);
  }
}
