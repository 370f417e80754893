/** How the bands of a forecast did at past origins: each as it would have been made there. */
import type { Bands, Forecast, HistoryKey } from "#domain/forecast";
import type { MeasuredCoverage } from "#domain/score";
import type { IngestedSeries } from "#domain/series";
import type { QueryCache } from "#engine/cache";
import { calibrationEnds } from "#engine/evaluation";
import { followDevice } from "#engine/dispatch";
import type { Calibration, PastQuantiles } from "./calibration.ts";
import { isComposed } from "./composed-models.ts";
import type { EvaluateClient } from "./evaluate-client.ts";
import { visibleSteps } from "#main/forecasts";
import { evaluated, forecastsAt, minContext, originsOf, requireDevice, type ForecastSource } from "./past-forecasts.ts";
import type { ComputedForecasts, OpenData } from "./ports.ts";
import type { StatisticalForecasts } from "./statistical-forecasts.ts";

export interface BandCoveragePorts {
  readonly evaluate: Pick<EvaluateClient, "backtest">;
  readonly datasets: Pick<OpenData, "series">;
  readonly neural: ForecastSource;
  readonly computed: ComputedForecasts;
  readonly native: ForecastSource;
  readonly statistical: Pick<StatisticalForecasts, "alike" | "pastOrigins">;
  readonly calibration: Pick<Calibration, "all">;
  /** Keeps what was measured. */
  readonly queries: QueryCache;
}

/** Past forecasts that coverage is counted over at most; fewer where each of them means a fit. */
const maxOrigins = 40;
const maxComposedOrigins = 12;
/** Changes when the same forecasts and actuals give other numbers. */
const coverageVersion = 3;
/** A handful of numbers, and the object that holds them. */
const coverageBytes = 256;
/** Over a part of the origins it is soon replaced by one over more of them. */
const partialTtlMs = 10 * 60_000;

interface PastBands {
  readonly natives: readonly Forecast[];
  /** What they are calibrated on; all that can be made where absent. */
  readonly past?: PastQuantiles;
  /** More of it is on its way. */
  readonly isPartial: boolean;
}

export class BandCoverage {
  readonly #ports: BandCoveragePorts;

  constructor(ports: BandCoveragePorts) {
    this.#ports = ports;
  }

  /**
   * Null where there is nothing to look back at.
   *
   * @param extent `computed`: from what is there already, which is more every moment; `whole`: from all that can be made, and
   *   so the same for everyone who asks
   */
  async measure(key: HistoryKey, extent: "computed" | "whole", signal: AbortSignal): Promise<MeasuredCoverage | null> {
    const series = this.#ports.datasets.series(key.dataset, key.series);
    const { natives, past, isPartial } = await followDevice(() => this.#pastOf(key, extent, series, signal));
    const [first] = natives;
    if (first === undefined) return null;
    const origins = natives.map(({ origin }) => origin);
    const { dataset, series: id, horizon, bands } = key;
    const about = {
      series: id,
      model: { ...first.model },
      on: first.executionProvider,
      horizon,
      bands,
      origins,
      past: past === undefined ? null : [...past.keys()],
      version: coverageVersion,
    };
    const life = isPartial ? { ttlMs: partialTtlMs } : {};
    // A window asks every few seconds while the background work goes on, and again at every visit.
    return this.#ports.queries.answer(
      { kind: "band-coverage", dataset, about },
      async (aborted) => ({
        value: await this.#score(bands, natives, past, series, aborted),
        bytes: coverageBytes,
        ...life,
      }),
      signal,
    );
  }

  /** A network's forecasts are those that the background work has brought; those of others are made. */
  async #pastOf(
    key: HistoryKey,
    extent: "computed" | "whole",
    series: IngestedSeries,
    signal: AbortSignal,
  ): Promise<PastBands> {
    const { dataset, series: id, model, horizon } = key;
    const plain = { dataset, series: id, model, horizon };
    if (isComposed(model)) {
      const origins = originsOf(series, 0, horizon, maxComposedOrigins, horizon);
      const now = await this.#ports.native.get({ ...plain, origin: 0, level: "evaluation" }, signal);
      return { natives: [...(await this.#ports.statistical.alike(now, origins, signal)).values()], isPartial: false };
    }
    const origins = originsOf(series, 0, horizon, maxOrigins, horizon);
    if (extent === "whole")
      return {
        natives: [...(await forecastsAt(this.#ports.neural, plain, origins, signal)).values()],
        isPartial: false,
      };
    const { found } = await this.#ports.computed.computed(plain, origins);
    const natives = await forecastsAt(
      this.#ports.neural,
      plain,
      origins.filter((origin) => found.has(origin)),
      signal,
    );
    const [first] = natives.values();
    const isPartial = natives.size < origins.length;
    if (key.bands === "native" || first === undefined) return { natives: [...natives.values()], isPartial };
    const pastOrigins = this.#ports.statistical.pastOrigins(first);
    const ends = new Set(
      [...natives.keys()].flatMap((origin) =>
        calibrationEnds(visibleSteps(series, origin), horizon, minContext(series), pastOrigins),
      ),
    );
    const wanted = [...ends].sort((left, right) => left - right).map((end) => end - series.values.length);
    const computed = await this.#ports.computed.computed(plain, wanted);
    requireDevice(natives.values(), computed.executionProvider);
    return {
      natives: [...natives.values()],
      past: computed.found,
      isPartial: isPartial || computed.found.size < wanted.length,
    };
  }

  async #score(
    bands: Bands,
    natives: readonly Forecast[],
    past: PastQuantiles | undefined,
    series: IngestedSeries,
    signal: AbortSignal,
  ): Promise<MeasuredCoverage | null> {
    const forecasts = bands === "calibrated" ? await this.#ports.calibration.all(natives, signal, past) : natives;
    const [first] = forecasts;
    if (first === undefined) return null;
    const model = first.model.id;
    const origins = forecasts.map(({ origin }) => origin);
    const { models } = await this.#ports.evaluate.backtest(
      {
        series: evaluated(series, 0),
        horizon: first.horizon,
        origins,
        originWeight: 1,
        statistical: [],
        forecasts: [{ model, levels: first.levels, quantiles: forecasts.map(({ quantiles }) => quantiles) }],
        names: {},
      },
      signal,
    );
    const own = models.find((candidate) => candidate.model === model);
    if (own === undefined || own.scores.steps === 0) return null;
    const { coverage, steps } = own.scores;
    return { coverage, steps, origins: origins.length, skill: Number.isFinite(own.skill) ? own.skill : null };
  }
}
