/** Every request for a forecast: of any model, with native or calibrated bands, for a view or for nobody in particular. */
import type { Bands, DensityColumns, Forecast, ForecastKey, ForecastWarning } from "#domain/forecast";
import { areCounts, type IngestedSeries, wholeQuantiles } from "#domain/series";
import { LatestPerKey } from "#engine/concurrency";
import { followDevice } from "#engine/dispatch";
import { withWarnings } from "#engine/evaluation";
import type { AdoptedMethods } from "./adopted-methods.ts";
import type { Calibration } from "./calibration.ts";
import { isComposed } from "./composed-models.ts";
import type { NeuralForecasts } from "./neural-forecasts.ts";
import type { ForecastSource, LevelledKey } from "./past-forecasts.ts";
import type { OpenData } from "./ports.ts";

export interface ForecastRequest extends LevelledKey {
  readonly bands: Bands;
  readonly density: boolean;
  /** Requests of one view supersede each other; null for a request that stands alone. */
  readonly view: string | null;
  /** Whole numbers, where the series counts things. */
  readonly isRounded?: boolean;
  /** Levels that the forecast has beside the model's own, by its quantile function; ascending fractions. */
  readonly levels?: readonly number[];
}

export interface ForecastRouterPorts {
  readonly datasets: Pick<OpenData, "series">;
  readonly neural: Pick<NeuralForecasts, "get">;
  readonly native: ForecastSource;
  readonly calibration: Pick<Calibration, "get">;
  readonly adopted: Pick<AdoptedMethods, "modelOf">;
  /** What must be known of a forecast of the past, where it was chosen by what came later. */
  readonly hindsightOf?: (asked: ForecastKey) => ForecastWarning | null;
  readonly distributions: {
    /** Of the forecast's quantiles as they are. */
    density(forecast: Forecast, signal: AbortSignal): Promise<DensityColumns>;
    /** @returns [levels × horizon], row-major */
    quantilesAt(forecast: Forecast, levels: readonly number[]): Promise<Float32Array>;
  };
  /** Resolves after so many milliseconds. */
  readonly delay: (ms: number) => Promise<void>;
}

/** Levels are decimal fractions that went through 32 bits at some point. */
const sameLevel = 1e-6;

/** What takes long may come to its end if it does so soon: what it learnt is kept. */
const graceMs = 150;

export class ForecastRouter {
  readonly #ports: ForecastRouterPorts;
  /** A network's own forecasts are there in a moment; all others rest on many forecasts of the past. */
  readonly #short = new LatestPerKey<string>();
  readonly #long: LatestPerKey<string>;

  constructor(ports: ForecastRouterPorts) {
    this.#ports = ports;
    this.#long = new LatestPerKey<string>({ grace: { ms: graceMs, delay: ports.delay } });
  }

  /** @throws CancelledError superseded, when the same view asks for something newer; user, when `signal` fires */
  async get({ isRounded = false, levels = [], ...asked }: ForecastRequest, signal: AbortSignal): Promise<Forecast> {
    // From here on the forecast is of the method that was adopted, and says so wherever it goes.
    const request = { ...asked, model: this.#ports.adopted.modelOf(asked) };
    const forecast = await this.#withLevels(await this.#latest(request, signal), levels);
    const series = this.#ports.datasets.series(request.dataset, request.series);
    const said = withWarnings(isRounded ? rounded(forecast, series) : forecast, series);
    const later = this.#ports.hindsightOf?.(asked) ?? null;
    return later === null ? said : { ...said, warnings: [...(said.warnings ?? []), later] };
  }

  async #withLevels(forecast: Forecast, wanted: readonly number[]): Promise<Forecast> {
    const extra = wanted.filter((level) => forecast.levels.every((own) => Math.abs(own - level) > sameLevel));
    if (extra.length === 0) return forecast;
    const quantiles = await this.#ports.distributions.quantilesAt(forecast, extra);
    return withRows(forecast, extra, quantiles);
  }

  /** A newer short request of a view has begun before the older one is let go: what both want is not computed twice. */
  #latest({ view, ...request }: Omit<ForecastRequest, "isRounded" | "levels">, signal: AbortSignal): Promise<Forecast> {
    const { bands, ...plain } = request;
    const isShort = bands === "native" && !isComposed(plain.model);
    const make = (aborted: AbortSignal): Promise<Forecast> =>
      isShort ? this.#ports.neural.get(plain, aborted) : this.#make(request, aborted);
    if (view === null) return make(signal);
    return (isShort ? this.#short : this.#long).run(view, make, signal);
  }

  async #make(
    { bands, density: wantsDensity, ...key }: Omit<ForecastRequest, "view" | "isRounded" | "levels">,
    signal: AbortSignal,
  ): Promise<Forecast> {
    const { native, calibration, distributions } = this.#ports;
    // The past that bands are calibrated on is of the device that made the forecast.
    const forecast = await followDevice(async () => {
      const made = await native.get(key, signal);
      return bands === "calibrated" ? calibration.get(made, signal) : made;
    });
    return wantsDensity ? { ...forecast, density: await distributions.density(forecast, signal) } : forecast;
  }
}

function rounded(forecast: Forecast, { values }: IngestedSeries): Forecast {
  return areCounts(values) ? { ...forecast, quantiles: wholeQuantiles(forecast.quantiles) } : forecast;
}

/** The forecast with rows of other levels in their places. @param quantiles [levels × horizon], row-major */
function withRows(forecast: Forecast, levels: readonly number[], quantiles: Float32Array): Forecast {
  const { horizon } = forecast;
  const row = (from: Float32Array, index: number): Float32Array =>
    from.subarray(index * horizon, (index + 1) * horizon);
  const rows = [
    ...forecast.levels.map((level, index) => ({ level, values: row(forecast.quantiles, index) })),
    ...levels.map((level, index) => ({ level, values: row(quantiles, index) })),
  ].sort((one, other) => one.level - other.level);
  const all = new Float32Array(rows.length * horizon);
  for (const [index, { values }] of rows.entries()) all.set(values, index * horizon);
  return { ...forecast, levels: rows.map(({ level }) => level), quantiles: all };
}
