/** How the bands of a forecast did at past origins: each as it would have been made there. */
import type { PastHits } from "#domain/availability";
import type { Forecast, HistoryKey } from "#domain/forecast";
import type { MeasuredCoverage, PastEvidence, PastScore } from "#domain/score";
import type { IngestedSeries } from "#domain/series";
import type { QueryCache } from "#engine/cache";
import { followDevice } from "#engine/dispatch";
import { judgeRange } from "#engine/evaluation";
import { forecasters } from "#engine/forecasters/catalogue";
import { backtestScores, quantileSkill, stepsInside, summarise } from "#engine/metrics";
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
  readonly computed: Pick<ComputedForecasts, "computed">;
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
const coverageVersion = 7;
/** A handful of numbers, and the object that holds them. */
const coverageBytes = 512;
/** Of one past forecast. */
const scoreBytes = 700;

type Past = readonly PastScore[];

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
    const evidence = await this.evidence(asked, pace, signal);
    if (evidence === null) return null;
    const { meanError: _own, ...coverage } = evidence;
    return coverage;
  }

  /**
   * The same, with the error.
   *
   * @param pace `known`: null, too, where a forecast would have to be made for it
   */
  async evidence(
    asked: HistoryKey,
    pace: "background" | "known" | "now",
    signal: AbortSignal,
  ): Promise<PastEvidence | null> {
    const key = { ...asked, model: this.#ports.adopted.modelOf(asked) };
    const series = this.#ports.datasets.series(key.dataset, key.series);
    if (pace === "background" && !(await this.#isReady(key, series))) return null;
    if (pace === "known" && !(await this.#isComputed(key, series))) return null;
    const natives = await followDevice(() => this.#nativesOf(key, series, signal));
    const [first] = natives;
    if (first === undefined) return null;
    const origins = natives.map(({ origin }) => origin);
    const { dataset, series: id, horizon, bands } = key;
    const model = { ...first.model };
    const about = { series: id, model, on: first.executionProvider, horizon, bands, version: coverageVersion };
    // A window asks every few seconds while the background work goes on, and again at every visit.
    if (bands === "calibrated")
      return this.#ports.queries.answer(
        { kind: "band-coverage", dataset, about: { ...about, origins } },
        async (aborted) => ({ value: await this.#scoreCalibrated(natives, series, aborted), bytes: coverageBytes }),
        signal,
      );
    const scores = await this.#ports.queries.intervals.answer(
      { kind: "band-coverage", dataset, about },
      origins,
      async (missing, aborted) => {
        const wanted = new Set(missing);
        const at = natives.filter(({ origin }) => wanted.has(origin)).toSorted((a, b) => a.origin - b.origin);
        const { shown, baseline } = await this.#score(series, at, null, aborted);
        return shown.map((score, index) => ({ value: [score, baseline[index]] as const, bytes: 2 * scoreBytes }));
      },
      signal,
    );
    const [shown, baseline] = [0, 1].map((one) => scores.flatMap((pair) => pair[one] ?? []));
    return measured(shown ?? [], baseline ?? [], null);
  }

  /**
   * Which past steps lay within the 80 % range, of the forecasts that `measure` counts. Null where there is nothing to look back
   * at, and for as long as background work still brings forecasts that it needs.
   */
  async hits(asked: HistoryKey, signal: AbortSignal): Promise<PastHits | null> {
    const forecasts = await this.shown(asked, signal);
    if (forecasts === null) return null;
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

  /** The forecasts that `measure` counts, with the bands that were asked for; null while background work still brings some of them. */
  async shown(asked: HistoryKey, signal: AbortSignal): Promise<readonly Forecast[] | null> {
    const key = { ...asked, model: this.#ports.adopted.modelOf(asked) };
    const series = this.#ports.datasets.series(key.dataset, key.series);
    if (!(await this.#isReady(key, series))) return null;
    const natives = await followDevice(() => this.#nativesOf(key, series, signal));
    return key.bands === "calibrated" ? this.#ports.calibration.all(natives, signal) : natives;
  }

  /** Whether waiting would bring nothing more. */
  async #isReady(key: HistoryKey, series: IngestedSeries): Promise<boolean> {
    return isComposed(key.model) || !this.#ports.background.isComputing(key) || this.#isComputed(key, series);
  }

  /** Of a statistical model every forecast is made. */
  async #isComputed({ bands, ...plain }: HistoryKey, series: IngestedSeries): Promise<boolean> {
    if (isComposed(plain.model)) return false;
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

  /** Each is calibrated on a past that it shares with the others, so they are one answer. */
  async #scoreCalibrated(
    natives: readonly Forecast[],
    series: IngestedSeries,
    signal: AbortSignal,
  ): Promise<PastEvidence | null> {
    const forecasts = await this.#ports.calibration.all(natives, signal);
    const { shown, asModelled, baseline } = await this.#score(series, forecasts, natives, signal);
    return measured(shown, baseline, asModelled);
  }

  /** One score for each origin, in the order of the forecasts; of seasonal naive, too, where it could be scored. */
  async #score(
    series: IngestedSeries,
    forecasts: readonly Forecast[],
    natives: readonly Forecast[] | null,
    signal: AbortSignal,
  ): Promise<{ readonly shown: Past; readonly asModelled: Past; readonly baseline: Past }> {
    const [first] = forecasts;
    if (first === undefined) return { shown: [], asModelled: [], baseline: [] };
    const pastOf = (model: string, made: readonly Forecast[]) => ({
      model,
      levels: first.levels,
      quantiles: made.map(({ quantiles }) => quantiles),
    });
    const { models } = await this.#ports.evaluate.backtest(
      {
        series: evaluated(series, 0),
        horizon: first.horizon,
        origins: forecasts.map(({ origin }) => origin),
        statistical: [],
        forecasts: [pastOf("shown", forecasts), ...(natives === null ? [] : [pastOf("as modelled", natives)])],
        names: {},
      },
      signal,
    );
    const scoresOf = (wanted: string): Past => models.find(({ model }) => model === wanted)?.past ?? [];
    return {
      shown: scoresOf("shown"),
      asModelled: scoresOf("as modelled"),
      baseline: scoresOf(forecasters.baseline.id),
    };
  }
}

function measured(shown: Past, baseline: Past, asModelled: Past | null): PastEvidence | null {
  const own = summarise(shown);
  if (own.steps === 0) return null;
  const skill = quantileSkill(own, backtestScores(baseline));
  return {
    coverage: own.coverage,
    steps: own.steps,
    origins: shown.length,
    skill: Number.isFinite(skill) ? skill : null,
    range: judgeRange(shown, judgedLevel),
    rangeAsModelled: asModelled === null ? null : judgeRange(asModelled, judgedLevel),
    meanError: own.metrics.MAE,
  };
}
