/** Bands that hold what they claim, from forecasts of the same kind at past origins. */
import type { Forecast } from "#contract/data";
import type { CalibratedBands, IngestedSeries } from "#contract/worker";
import type { QueryCache } from "#engine/cache";
import { calibrationEnds } from "#engine/evaluation";
import type { EvaluateClient } from "./evaluate-client.ts";
import { untilAborted } from "./forecast-service.ts";
import { anchorAt, visibleSteps } from "./forecast-window.ts";
import { evaluated, leastContext } from "./past-forecasts.ts";

export interface CalibratedForecastPorts {
  readonly evaluate: Pick<EvaluateClient, "calibrate">;
  readonly series: (dataset: string, series: string) => IngestedSeries;
  /** Forecasts made as this one was, at other origins; those that can't be made are left out. */
  readonly alike: (forecast: Forecast, origins: readonly number[], signal: AbortSignal) => Promise<ReadonlyMap<number, Forecast>>;
  /** How many past origins a calibration of such a forecast may rest on. */
  readonly pastOrigins: (forecast: Forecast) => number;
  /** Keeps what was calibrated. */
  readonly queries: QueryCache;
}

/** Quantiles [levels × horizon] by origin. */
export type PastQuantiles = ReadonlyMap<number, Float32Array>;

/** Changes when the same past gives other bands. */
const calibrationVersion = 1;

export class CalibratedForecasts {
  readonly #ports: CalibratedForecastPorts;

  constructor(ports: CalibratedForecastPorts) {
    this.#ports = ports;
  }

  /** The forecast with calibrated bands, from what was known at its origin only. */
  async get(native: Forecast, signal: AbortSignal): Promise<Forecast> {
    const [calibrated] = await this.all([native], signal);
    return calibrated ?? native;
  }

  pastOrigins(forecast: Forecast): number {
    return this.#ports.pastOrigins(forecast);
  }

  /**
   * Forecasts of one series that were made alike, each calibrated at its own origin; they share their past.
   *
   * @param given the past forecasts to use; without them all that can be made are
   */
  async all(natives: readonly Forecast[], signal: AbortSignal, given?: PastQuantiles): Promise<readonly Forecast[]> {
    const [first] = natives;
    if (first === undefined) return [];
    const { dataset, series: id, horizon, levels, model, executionProvider } = first;
    const series = this.#ports.series(dataset, id);
    const pastOrigins = this.#ports.pastOrigins(first);
    const ends = new Set(natives.flatMap(({ origin }) => calibrationEnds(visibleSteps(series, origin), horizon, leastContext(series), pastOrigins)));
    const origins = [...ends].sort((left, right) => left - right).map((end) => end - series.values.length);
    const wanted = origins.filter((origin) => (given === undefined ? anchorAt(series, origin) !== null : given.has(origin)));
    const about = {
      series: id,
      model: { ...model },
      on: executionProvider,
      horizon,
      origins: natives.map(({ origin }) => origin),
      past: given === undefined ? null : wanted,
      pastOrigins,
      version: calibrationVersion,
    };
    const ticket = this.#ports.queries.ask({ kind: "calibration", dataset, about }, () => {
      const abort = new AbortController();
      const answer = this.#past(first, wanted, given, abort.signal).then((found) => {
        const past = wanted.flatMap((origin) => {
          const quantiles = found.get(origin);
          return quantiles === undefined ? [] : [{ end: visibleSteps(series, origin), quantiles }];
        });
        const latest = Math.max(...natives.map(({ origin }) => origin));
        const forecasts = natives.map(({ origin, quantiles }) => ({ end: visibleSteps(series, origin), quantiles }));
        return this.#ports.evaluate.calibrate({ series: evaluated(series, latest), horizon, levels, past, pastOrigins, forecasts }, abort.signal);
      });
      return {
        promise: answer.then((value) => ({ value, bytes: value.reduce((sum, { quantiles }) => sum + quantiles.byteLength, 0) })),
        cancel: () => abort.abort(),
      };
    });
    const bands = await untilAborted(ticket, signal);
    return natives.map((native, index) => withBands(native, bands[index]));
  }

  async #past(like: Forecast, origins: readonly number[], given: PastQuantiles | undefined, signal: AbortSignal): Promise<PastQuantiles> {
    if (given !== undefined) return given;
    const made = await this.#ports.alike(like, origins, signal);
    return new Map([...made].map(([origin, { quantiles }]) => [origin, quantiles]));
  }
}

/** Samples and densities are of the native bands, and stay behind. */
function withBands({ samples: _samples, ...native }: Forecast, bands: CalibratedBands | undefined): Forecast {
  if (bands === undefined) return native;
  const { quantiles, residuals, steps } = bands;
  // The cache keeps its own.
  return { ...native, quantiles: quantiles.slice(), density: null, calibration: { residuals, steps } };
}
