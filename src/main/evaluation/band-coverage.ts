/** How the bands of a forecast did at past origins: each as it would have been made there. */
import type { PastHits } from "#domain/availability";
import type { Bands, Forecast, HistoryKey } from "#domain/forecast";
import type { MeasuredCoverage } from "#domain/score";
import type { IngestedSeries } from "#domain/series";
import type { QueryCache } from "#engine/cache";
import { followDevice } from "#engine/dispatch";
import { judgeRange } from "#engine/evaluation";
import { stepsInside } from "#engine/metrics";
import type { AdoptedMethods } from "./adopted-methods.ts";
import type { Calibration } from "./calibration.ts";
import { isComposed } from "./composed-models.ts";
import type { EvaluateClient } from "./evaluate-client.ts";
import { evaluated, evidenceOrigins, forecastsAt, originsOf, type ForecastSource } from "./past-forecasts.ts";
import type { ComputedForecasts, OpenData } from "./ports.ts";
import type { StatisticalForecasts } from "./statistical-forecasts.ts";

export interface BandCoveragePorts {
  readonly evaluate: Pick<EvaluateClient, "backtest">;
  readonly datasets: Pick<OpenData, "series">;
  readonly neural: ForecastSource;
  readonly computed: ComputedForecasts;
  readonly background: {
    /** Whether forecasts of this history are still on their way. */
    isComputing(key: Omit<HistoryKey, "bands">): boolean;
  };
  readonly native: ForecastSource;
  readonly statistical: Pick<StatisticalForecasts, "alike">;
  readonly calibration: Pick<Calibration, "all">;
  readonly adopted: Pick<AdoptedMethods, "modelOf">;
  /** Keeps what was measured. */
  readonly queries: QueryCache;
}

/** Past forecasts that coverage is counted over at most where each of them means a fit. */
const maxComposedOrigins = 12;
/** The level that the evidence is stated at. */
const judgedLevel = 0.8;
/** Changes when the same forecasts and actuals give other numbers. */
const coverageVersion = 5;
/** A handful of numbers, and the object that holds them. */
const coverageBytes = 512;

export class BandCoverage {
  readonly #ports: BandCoveragePorts;

  constructor(ports: BandCoveragePorts) {
    this.#ports = ports;
  }

  /**
   * The same figure for everyone who asks: over all origins of `evidenceOrigins`, or not at all. Null where there is nothing to
   * look back at.
   *
   * @param pace `background`: null, too, for as long as background work still brings forecasts that it needs; `now`: makes them
   */
  async measure(asked: HistoryKey, pace: "background" | "now", signal: AbortSignal): Promise<MeasuredCoverage | null> {
    const key = { ...asked, model: this.#ports.adopted.modelOf(asked) };
    const series = this.#ports.datasets.series(key.dataset, key.series);
    if (pace === "background" && !(await this.#isReady(key, series))) return null;
    const natives = await followDevice(() => this.#nativesOf(key, series, signal));
    const [first] = natives;
    if (first === undefined) return null;
    const origins = natives.map(({ origin }) => origin);
    const { dataset, series: id, horizon, bands } = key;
    const model = { ...first.model };
    const about = { series: id, model, on: first.executionProvider, horizon, bands, origins, version: coverageVersion };
    // A window asks every few seconds while the background work goes on, and again at every visit.
    return this.#ports.queries.answer(
      { kind: "band-coverage", dataset, about },
      async (aborted) => ({ value: await this.#score(bands, natives, series, aborted), bytes: coverageBytes }),
      signal,
    );
  }

  /**
   * Which past steps lay within the 80 % range, of the forecasts that `measure` counts. Null where there is nothing to look back
   * at, and for as long as background work still brings forecasts that it needs.
   */
  async hits(asked: HistoryKey, signal: AbortSignal): Promise<PastHits | null> {
    const key = { ...asked, model: this.#ports.adopted.modelOf(asked) };
    const series = this.#ports.datasets.series(key.dataset, key.series);
    if (!(await this.#isReady(key, series))) return null;
    const natives = await followDevice(() => this.#nativesOf(key, series, signal));
    const forecasts = key.bands === "calibrated" ? await this.#ports.calibration.all(natives, signal) : natives;
    const times: number[] = [];
    const hits: number[] = [];
    for (const { levels, quantiles, times: stepTimes, actuals } of forecasts) {
      if (actuals === null) continue;
      for (const [step, hit] of stepsInside({ levels, quantiles, actuals }, judgedLevel).entries()) {
        if (Number.isNaN(hit)) continue;
        times.push(stepTimes[step] ?? Number.NaN);
        hits.push(hit);
      }
    }
    if (times.length === 0) return null;
    return { level: judgedLevel, times: Float64Array.from(times), hits: Float64Array.from(hits) };
  }

  /** Whether waiting would bring nothing more. */
  async #isReady({ bands, ...plain }: HistoryKey, series: IngestedSeries): Promise<boolean> {
    if (isComposed(plain.model) || !this.#ports.background.isComputing(plain)) return true;
    const { scored, calibration } = evidenceOrigins(series, plain.horizon);
    const wanted = bands === "native" ? scored : [...new Set([...scored, ...calibration])];
    const { found } = await this.#ports.computed.computed(plain, wanted);
    return found.size === wanted.length;
  }

  /** A network's forecasts are those that the background work has brought; those of others are made. */
  async #nativesOf(
    { dataset, series: id, model, horizon }: HistoryKey,
    series: IngestedSeries,
    signal: AbortSignal,
  ): Promise<readonly Forecast[]> {
    const { native, neural, statistical } = this.#ports;
    const plain = { dataset, series: id, model, horizon };
    if (!isComposed(model)) {
      const { scored } = evidenceOrigins(series, horizon);
      return [...(await forecastsAt(neural, plain, scored, signal)).values()];
    }
    const origins = originsOf(series, 0, horizon, maxComposedOrigins, horizon);
    const now = await native.get({ ...plain, origin: 0, level: "evaluation" }, signal);
    return [...(await statistical.alike(now, origins, signal)).values()];
  }

  async #score(
    bands: Bands,
    natives: readonly Forecast[],
    series: IngestedSeries,
    signal: AbortSignal,
  ): Promise<MeasuredCoverage | null> {
    const forecasts = bands === "calibrated" ? await this.#ports.calibration.all(natives, signal) : natives;
    const [first] = forecasts;
    if (first === undefined) return null;
    const origins = forecasts.map(({ origin }) => origin);
    const pastOf = (model: string, made: readonly Forecast[]) => ({
      model,
      levels: first.levels,
      quantiles: made.map(({ quantiles }) => quantiles),
    });
    const { models } = await this.#ports.evaluate.backtest(
      {
        series: evaluated(series, 0),
        horizon: first.horizon,
        origins,
        statistical: [],
        forecasts: [pastOf("shown", forecasts), ...(bands === "calibrated" ? [pastOf("as modelled", natives)] : [])],
        names: {},
      },
      signal,
    );
    const shown = models.find(({ model }) => model === "shown");
    const asModelled = models.find(({ model }) => model === "as modelled");
    if (shown === undefined || shown.scores.steps === 0) return null;
    const { coverage, steps } = shown.scores;
    return {
      coverage,
      steps,
      origins: origins.length,
      skill: Number.isFinite(shown.skill) ? shown.skill : null,
      range: judgeRange(shown.past, judgedLevel),
      rangeAsModelled: asModelled === undefined ? null : judgeRange(asModelled.past, judgedLevel),
    };
  }
}
