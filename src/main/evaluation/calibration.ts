/** Bands that hold what they claim, from forecasts of the same kind at past origins. */
import type { CalibratedBands } from "#contract/worker";
import type { Forecast } from "#domain/forecast";
import type { IngestedSeries } from "#domain/series";
import type { QueryCache } from "#engine/cache";
import { calibrationEnds, needsOtherSeries } from "#engine/evaluation";
import type { EvaluateClient } from "./evaluate-client.ts";
import { anchorAt, visibleSteps } from "#main/forecasts";
import { evaluated, usualMinContext } from "./past-forecasts.ts";
import type { OpenData } from "./ports.ts";
import type { StatisticalForecasts } from "./statistical-forecasts.ts";

export interface CalibrationPorts {
  readonly evaluate: Pick<EvaluateClient, "calibrate">;
  readonly datasets: OpenData;
  /** Makes the forecasts that were made alike, at other origins. */
  readonly statistical: Pick<StatisticalForecasts, "alike" | "pastOrigins">;
  /** Keeps what was calibrated. */
  readonly queries: QueryCache;
}

/** Quantiles [levels × horizon] by origin. */
type PastQuantiles = ReadonlyMap<number, Float32Array>;

/** Changes when the same past gives other bands. */
const calibrationVersion = 6;
/** Other series that a short past is helped out with, and forecasts of each: as many as a long past has of its own. */
export const maxOthers = 32;
export const originsPerOtherSeries = 3;

interface OtherSeries {
  readonly series: IngestedSeries;
  /** Origins to forecast it at, earliest first. */
  readonly origins: readonly number[];
}

export class Calibration {
  readonly #ports: CalibrationPorts;

  constructor(ports: CalibrationPorts) {
    this.#ports = ports;
  }

  /** The forecast with calibrated bands, from what was known at its origin only. */
  async get(native: Forecast, signal: AbortSignal): Promise<Forecast> {
    const [calibrated] = await this.all([native], signal);
    return calibrated ?? native;
  }

  /** Forecasts of one series that were made alike, each calibrated at its own origin; they share their past. */
  async all(natives: readonly Forecast[], signal: AbortSignal): Promise<readonly Forecast[]> {
    const [first] = natives;
    if (first === undefined) return [];
    const { dataset, series: id, horizon, levels, model, executionProvider } = first;
    const series = this.#ports.datasets.series(dataset, id);
    const pastOrigins = this.#ports.statistical.pastOrigins(first);
    const ends = new Set(
      natives.flatMap(({ origin }) =>
        calibrationEnds(visibleSteps(series, origin), horizon, usualMinContext(series), pastOrigins),
      ),
    );
    const origins = [...ends].sort((left, right) => left - right).map((end) => end - series.values.length);
    const wanted = origins.filter((origin) => anchorAt(series, origin) !== null);
    const latest = Math.max(...natives.map(({ origin }) => origin));
    const others = needsOtherSeries(latest - Math.min(latest, ...wanted)) ? this.#others(first, series) : [];
    const about = {
      series: id,
      model: { ...model },
      on: executionProvider,
      horizon,
      origins: natives.map(({ origin }) => origin),
      pastOrigins,
      others: others.map((other) => [other.series.id, ...other.origins]),
      version: calibrationVersion,
    };
    const bands = await this.#ports.queries.answer(
      { kind: "calibration", dataset, about },
      async (aborted) => {
        const found = await this.#past(first, id, wanted, aborted);
        const pooled = await Promise.all(
          others.map(async (other) => {
            const seen = natives.map(({ origin }) =>
              stepsSeen(other.series, series.times[visibleSteps(series, origin) - 1] ?? Number.NEGATIVE_INFINITY),
            );
            const past = await this.#past(first, other.series.id, other.origins, aborted);
            return {
              values: other.series.values.slice(0, Math.max(...seen)),
              past: ordered(other.series, other.origins, past),
              seen,
            };
          }),
        );
        const forecasts = natives.map(({ origin, quantiles }) => ({ end: visibleSteps(series, origin), quantiles }));
        const value = await this.#ports.evaluate.calibrate(
          {
            series: evaluated(series, latest),
            horizon,
            levels,
            past: ordered(series, wanted, found),
            pastOrigins,
            others: pooled,
            forecasts,
          },
          aborted,
        );
        return { value, bytes: value.reduce((sum, { quantiles }) => sum + quantiles.byteLength, 0) };
      },
      signal,
    );
    return natives.map((native, index) => withBands(native, bands[index]));
  }

  async #past(like: Forecast, series: string, origins: readonly number[], signal: AbortSignal): Promise<PastQuantiles> {
    const made = await this.#ports.statistical.alike({ ...like, series }, origins, signal);
    return new Map([...made].map(([origin, { quantiles }]) => [origin, quantiles]));
  }

  /**
   * Series of the same steps, and origins of each that lie evenly over its past: the same ones wherever the user looks, and so none that
   * its values decide.
   */
  #others({ dataset, horizon }: Forecast, series: IngestedSeries): OtherSeries[] {
    const { unit, count } = series.frequency;
    const isAlike = ({ id, frequency }: IngestedSeries): boolean =>
      id !== series.id && frequency.unit === unit && frequency.count === count;
    const alike = this.#ports.datasets
      .get(dataset)
      .dataset.series.filter((other) => isAlike(other) && other.values.length > usualMinContext(other));
    return evenly(alike, maxOthers).flatMap((other) => {
      const steps = other.values.length;
      const ends = calibrationEnds(steps, horizon, usualMinContext(other), steps);
      const whole = ends.filter((end) => end + horizon <= steps);
      const origins = evenly(whole.length > 0 ? whole : ends, originsPerOtherSeries).map((end) => end - steps);
      const usable = origins.filter((origin) => anchorAt(other, origin) !== null);
      return usable.length > 0 ? [{ series: other, origins: usable }] : [];
    });
  }
}

/** Up to `count` of them, the first and the last among these. */
function evenly<T>(all: readonly T[], count: number): T[] {
  if (all.length <= count) return [...all];
  return Array.from({ length: count }, (_, index) => all[Math.round((index * (all.length - 1)) / (count - 1))] as T);
}

/** Steps at or before a time. */
function stepsSeen({ times }: IngestedSeries, time: number): number {
  return times.findLastIndex((one) => one <= time) + 1;
}

/** Those that could be made, as steps of the series that they saw. */
function ordered(
  series: IngestedSeries,
  origins: readonly number[],
  found: PastQuantiles,
): { end: number; quantiles: Float32Array }[] {
  return origins.flatMap((origin) => {
    const quantiles = found.get(origin);
    return quantiles === undefined ? [] : [{ end: visibleSteps(series, origin), quantiles }];
  });
}

/** Samples and densities are of the native bands, and stay behind. */
function withBands({ samples: _samples, ...native }: Forecast, bands: CalibratedBands | undefined): Forecast {
  if (bands === undefined) return native;
  const { quantiles, residuals, steps, otherSeries } = bands;
  // The cache keeps its own.
  return { ...native, quantiles: quantiles.slice(), density: null, calibration: { residuals, steps, otherSeries } };
}
