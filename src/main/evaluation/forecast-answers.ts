/** Forecasts of every kind behind one question: a network's own, composed ones, native bands or calibrated ones. */
import type { Bands, Forecast } from "#contract/data";
import type { DensityColumns } from "#contract/worker";
import { CancelledError } from "#engine/errors";
import { followDevice } from "#engine/dispatch";
import type { CalibratedForecasts } from "./calibrated-forecasts.ts";
import { isComposed, type ComposedForecasts } from "./composed-forecasts.ts";
import type { GetForecast } from "#main/forecasts";

export interface AskedForecast extends GetForecast {
  readonly bands: Bands;
}

export interface ForecastAnswerPorts {
  /** A network's own forecast. */
  readonly forecast: (request: GetForecast, signal: AbortSignal) => Promise<Forecast>;
  readonly composed: Pick<ComposedForecasts, "get">;
  readonly calibrated: Pick<CalibratedForecasts, "get">;
  readonly density: (forecast: Forecast, signal: AbortSignal) => Promise<DensityColumns>;
}

/** What is under way for a view may end if it does so soon: what it learnt is kept. */
const graceMs = 150;

interface Running {
  readonly abort: AbortController;
  readonly done: Promise<unknown>;
}

export class ForecastAnswers {
  readonly #ports: ForecastAnswerPorts;
  /** The newest request of each view that waits for an answer, and what is under way for it. */
  readonly #turns = new Map<string, number>();
  readonly #running = new Map<string, Running>();

  constructor(ports: ForecastAnswerPorts) {
    this.#ports = ports;
  }

  get(request: AskedForecast, signal: AbortSignal): Promise<Forecast> {
    const { bands, view, ...plain } = request;
    if (bands === "native" && !isComposed(plain.model)) return this.#ports.forecast({ ...plain, view }, signal);
    return view === null ? this.#make(request, signal) : this.#latest(view, request, signal);
  }

  /** One at a time for each view, and of those that wait only the newest. */
  async #latest(view: string, request: AskedForecast, signal: AbortSignal): Promise<Forecast> {
    const turn = (this.#turns.get(view) ?? 0) + 1;
    this.#turns.set(view, turn);
    const before = this.#running.get(view);
    if (before !== undefined) {
      await Promise.race([before.done, new Promise((resolve) => void setTimeout(resolve, graceMs))]);
      if (this.#turns.get(view) !== turn) throw new CancelledError("superseded");
      before.abort.abort();
    }
    const abort = new AbortController();
    const forecast = this.#make(request, AbortSignal.any([signal, abort.signal]));
    const running = { abort, done: forecast.catch(() => undefined) };
    this.#running.set(view, running);
    try {
      return await forecast;
    } catch (error) {
      if (abort.signal.aborted) throw new CancelledError("superseded");
      throw error;
    } finally {
      if (this.#running.get(view) === running) this.#running.delete(view);
      if (this.#turns.get(view) === turn) this.#turns.delete(view);
    }
  }

  async #make(request: AskedForecast, signal: AbortSignal): Promise<Forecast> {
    const { bands, density: wantsDensity, ...key } = request;
    // The past that bands are calibrated on is of the device that made the forecast.
    const forecast = await followDevice(async () => {
      const native = isComposed(key.model)
        ? await this.#ports.composed.get(key, signal)
        : await this.#ports.forecast({ ...key, view: null, density: false }, signal);
      return bands === "calibrated" ? this.#ports.calibrated.get(native, signal) : native;
    });
    return wantsDensity ? { ...forecast, density: await this.#ports.density(forecast, signal) } : forecast;
  }
}
