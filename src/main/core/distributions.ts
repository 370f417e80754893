/** Densities and other levels of finished forecasts, from the density process. */
import type { DensityColumns, Forecast } from "#domain/forecast";
import { Turns, untilAborted } from "#engine/concurrency";
import type { OpenData } from "#main/evaluation";
import { isNonNegativeAt } from "#main/forecasts";
import type { DensityClient } from "#main/inference";
import type { ModelResolver } from "./model-resolver.ts";

export interface DistributionPorts {
  readonly client: Pick<DensityClient, "density" | "requantile">;
  readonly datasets: Pick<OpenData, "series">;
  readonly models: Pick<ModelResolver, "samplesOf">;
}

/** Forecasts that are asked for at other levels at once; the process is at work on two, and its queue holds so many of any size. */
const maxAtOnce = 4;

export class Distributions {
  readonly #ports: DistributionPorts;
  readonly #turns = new Turns(maxAtOnce);

  constructor(ports: DistributionPorts) {
    this.#ports = ports;
  }

  /** Of the forecast's quantiles as they are. */
  density(forecast: Forecast, signal: AbortSignal): Promise<DensityColumns> {
    const { quantiles, levels, horizon } = forecast;
    const isNonNegative = this.#isNonNegative(forecast);
    return untilAborted(this.#ports.client.density({ quantiles, levels, horizon, isNonNegative }), signal);
  }

  /** The same forecast at other levels; any number may be asked for. @returns [levels × horizon], row-major */
  quantilesAt(forecast: Forecast, levels: readonly number[]): Promise<Float32Array> {
    const { client, models } = this.#ports;
    // Calibrated quantiles differ from those of the samples.
    const samples = forecast.calibration === undefined ? forecast.samples : undefined;
    const rows = samples === undefined ? undefined : models.samplesOf(forecast.model.id);
    const request = {
      levels: forecast.levels,
      horizon: forecast.horizon,
      isNonNegative: this.#isNonNegative(forecast),
      quantiles: samples ?? forecast.quantiles,
      ...(rows === undefined ? {} : { samples: rows }),
    };
    return this.#turns.run(() => client.requantile(request, levels).promise);
  }

  #isNonNegative({ dataset, series, origin }: Forecast): boolean {
    return isNonNegativeAt(this.#ports.datasets.series(dataset, series), origin);
  }
}
