/** What forecasts say about thresholds, and how such chances did at past origins. */
import { createHash } from "node:crypto";
import type { ThresholdPast } from "#contract/worker";
import { EngineError, isCancelled } from "#domain/errors";
import type { Bands, Forecast, ForecastKey, HistoryKey } from "#domain/forecast";
import {
  type AnsweredSum,
  type AnsweredThreshold,
  checkThreshold,
  concerns,
  isAbout,
  isLimit,
  type LimitReliability,
  type Threshold,
  type ThresholdAnswer,
  type ThresholdAnswers,
  type ThresholdRisks,
} from "#domain/threshold";
import type { QueryCache } from "#engine/cache";
import { mapConcurrently } from "#engine/concurrency";
import { visibleSteps } from "#main/forecasts";
import type { EvaluateClient } from "./evaluate-client.ts";
import type { ForecastRouter } from "./forecast-router.ts";
import type { JointPaths } from "./joint-paths.ts";
import { evaluated, forecastsAt, originsOf } from "./past-forecasts.ts";
import type { OpenData } from "./ports.ts";
import type { StatisticalForecasts } from "./statistical-forecasts.ts";

export interface ThresholdChancesPorts {
  readonly evaluate: Pick<EvaluateClient, "thresholds" | "thresholdPast">;
  readonly datasets: OpenData;
  readonly forecasts: Pick<ForecastRouter, "get">;
  readonly statistical: Pick<StatisticalForecasts, "alike" | "pastOrigins">;
  /** What joint paths are drawn from. */
  readonly paths: Pick<JointPaths, "sources">;
  /** Those that are kept for a series. */
  readonly kept: { of(dataset: string, series: string): readonly Threshold[] };
  readonly queries: QueryCache;
}

export interface ShownForecastKey extends ForecastKey {
  readonly bands: Bands;
  readonly isRounded?: boolean;
}

export interface RisksRequest extends Omit<HistoryKey, "series"> {
  /** Of series in the dataset. */
  readonly places: readonly number[];
}

/** Forecasts of a dataset that sums are made of. */
export interface SummedForecasts {
  readonly dataset: string;
  /** Series that may be in a sum; null: all. */
  readonly among: ReadonlySet<string> | null;
  /** @throws EngineError where a series has none, which the sum then says */
  get(series: string): Promise<Forecast>;
}

interface DrawnSum {
  readonly forecasts: readonly Forecast[];
  readonly answer: ThresholdAnswer;
  readonly origins: number;
}

/** Changes when the same forecasts and thresholds give other numbers. */
const chancesVersion = 2;
/** Past forecasts, a horizon apart, that chances are judged by at most. */
const maxJudged = 40;
/** Series of one sum: more are a matter of totals. */
const maxSummed = 200;
/** Each draws paths in the evaluate process, which has one queue. */
const risksAtOnce = 4;

export class ThresholdChances {
  readonly #ports: ThresholdChancesPorts;

  constructor(ports: ThresholdChancesPorts) {
    this.#ports = ports;
  }

  /**
   * In the order of the thresholds, whosever they are; one that can't be answered says why.
   *
   * @throws EngineError wrong-arguments for a threshold that says nothing, and whatever the forecast fails with
   */
  async of(key: ShownForecastKey, thresholds: readonly Threshold[], signal: AbortSignal): Promise<ThresholdAnswers> {
    for (const threshold of thresholds) checkThreshold(threshold);
    const own = thresholds.filter(({ scope }) => scope.kind !== "sum");
    const forecast = await this.#ports.forecasts.get({ ...key, view: null, density: false }, signal);
    const { answers, origins } = await this.ofForecast(forecast, own, signal);
    if (own.length === thresholds.length) return { answers, origins };
    // In the order that they were asked in.
    const rest = [...answers];
    const all: ThresholdAnswer[] = [];
    let most = origins;
    for (const threshold of thresholds) {
      if (threshold.scope.kind === "sum") {
        const found = await this.#ofSum(key, threshold, signal);
        all.push(...found.answers);
        most = Math.max(most, found.origins);
      } else all.push(...rest.splice(0, 1));
    }
    return { answers: all, origins: most };
  }

  /** What the series of a sum come to together: from paths that happen together, as totals are. */
  async #ofSum(key: ShownForecastKey, threshold: Threshold, signal: AbortSignal): Promise<ThresholdAnswers> {
    const { answer, origins } = await this.#sum(this.shown(key, signal), threshold, signal);
    return { answers: [answer], origins };
  }

  /** @param members of the sum, as they are shown or made */
  async #sum(members: SummedForecasts, threshold: Threshold, signal: AbortSignal): Promise<DrawnSum> {
    try {
      const forecasts = await this.#members(members, threshold);
      const { answers, origins } = await this.#drawn(forecasts, [threshold], signal);
      const [answer] = answers;
      if (answer === undefined) throw new EngineError("internal", "A threshold has no answer.");
      return { forecasts, answer, origins };
    } catch (error) {
      const message = problemOf(error);
      return {
        forecasts: [],
        answer: { id: threshold.id, limit: null, stock: null, problem: message },
        origins: 0,
      };
    }
  }

  /** Forecasts of all series as one of them is shown. */
  shown(key: ShownForecastKey, signal: AbortSignal): SummedForecasts {
    return {
      dataset: key.dataset,
      among: null,
      get: (series) =>
        this.#ports.forecasts.get({ ...key, series, view: null, density: false, level: "evaluation" }, signal),
    };
  }

  #members({ dataset: handle, among, get }: SummedForecasts, threshold: Threshold): Promise<Forecast[]> {
    const { dataset } = this.#ports.datasets.get(handle);
    const members = dataset.series.filter(({ id }) => among?.has(id) !== false && concerns(threshold, dataset, id));
    if (members.length > maxSummed)
      throw new EngineError("wrong-arguments", `A threshold can be of the sum of ${maxSummed} series at most.`);
    return mapConcurrently(members, risksAtOnce, ({ id }) => get(id));
  }

  /**
   * What sums of series come to, for a file, in the order of the thresholds; one that can't be said says why.
   *
   * @param isJudged whether to look at how such chances did in the past, where it can be
   */
  async sums(
    members: SummedForecasts,
    thresholds: readonly Threshold[],
    { bands, isJudged }: { readonly bands: Bands; readonly isJudged: boolean },
    signal: AbortSignal,
  ): Promise<readonly AnsweredSum[]> {
    return mapConcurrently(thresholds, 1, async (threshold): Promise<AnsweredSum> => {
      checkThreshold(threshold);
      const { forecasts, answer } = await this.#sum(members, threshold, signal);
      const series = forecasts.map((one) => one.series);
      if (!isJudged || answer.limit === null) return { threshold, answer, series };
      return { threshold, answer, series, reliability: await this.#judged(forecasts, bands, threshold, signal) };
    });
  }

  /** @throws EngineError as {@link of} */
  async ofForecast(
    forecast: Forecast,
    thresholds: readonly Threshold[],
    signal: AbortSignal,
  ): Promise<ThresholdAnswers> {
    for (const threshold of thresholds) checkThreshold(threshold);
    return this.#drawn([forecast], thresholds, signal);
  }

  /** Of one forecast, or of the sum of several of the same steps. */
  async #drawn(
    forecasts: readonly Forecast[],
    thresholds: readonly Threshold[],
    signal: AbortSignal,
  ): Promise<ThresholdAnswers> {
    if (thresholds.length === 0) return { answers: [], origins: 0 };
    const { evaluate, paths, queries } = this.#ports;
    const [first] = forecasts;
    if (first === undefined) throw new EngineError("wrong-arguments", "There is no series to sum.");
    const { dataset, horizon, times } = first;
    const about = {
      forecast: forecasts.map(identityOf).join(),
      time: times[0],
      thresholds: JSON.stringify(thresholds.map(({ id, rule, from, to }) => [id, rule, from, to])),
      version: chancesVersion,
    };
    return queries.answer(
      { kind: "thresholds", dataset, about },
      async (aborted) => {
        const drawn = await paths.sources(forecasts, {}, aborted);
        const sources = drawn.sources.map((one) => ({ ...one, node: 0 }));
        const answers = await evaluate.thresholds(
          { horizon, sources, times: Float64Array.from(times), thresholds, seed: drawn.seed },
          aborted,
        );
        return {
          value: { answers, origins: new Set(sources.flatMap(({ errors }) => [...errors.origins])).size },
          bytes: 128 + 16 * horizon * answers.length,
        };
      },
      signal,
    );
  }

  /**
   * The same for a file, in the order of the thresholds.
   *
   * @param isJudged whether to look at how such chances did in the past, where it can be
   */
  async answered(
    forecast: Forecast,
    thresholds: readonly Threshold[],
    { bands, isJudged }: { readonly bands: Bands; readonly isJudged: boolean },
    signal: AbortSignal,
  ): Promise<readonly AnsweredThreshold[]> {
    const { answers } = await this.ofForecast(forecast, thresholds, signal);
    return mapConcurrently([...thresholds.entries()], 1, async ([at, threshold]): Promise<AnsweredThreshold> => {
      const answer = answers[at] ?? { id: threshold.id, limit: null, stock: null, problem: null };
      if (!isJudged || answer.limit === null) return { threshold, answer };
      return { threshold, answer, reliability: await this.#judged([forecast], bands, threshold, signal) };
    });
  }

  /**
   * How chances of this limit would have been stated at past origins, a horizon apart, and what happened. Its dates are those of the future:
   * in the past all steps count, and of a target those as far ahead as its own.
   *
   * @throws EngineError wrong-arguments for a threshold that is no limit
   */
  async reliability(key: ShownForecastKey, threshold: Threshold, signal: AbortSignal): Promise<LimitReliability> {
    const forecasts =
      threshold.scope.kind === "sum"
        ? await this.#members(this.shown(key, signal), threshold)
        : [await this.#ports.forecasts.get({ ...key, view: null, density: false }, signal)];
    return this.#judged(forecasts, key.bands, threshold, signal);
  }

  /** @param forecasts of one series, or of all that are summed */
  async #judged(
    forecasts: readonly Forecast[],
    bands: Bands,
    threshold: Threshold,
    signal: AbortSignal,
  ): Promise<LimitReliability> {
    checkThreshold(threshold);
    const { rule } = threshold;
    if (!isLimit(rule))
      throw new EngineError("wrong-arguments", "Only chances of a limit can be compared with events.");
    const { evaluate, queries } = this.#ports;
    const [first] = forecasts;
    if (first === undefined) throw new EngineError("wrong-arguments", "There is no series to sum.");
    const { dataset, horizon, times } = first;
    const isAboutStep = Array.from(times, (time) => rule.kind !== "target" || isAbout(threshold, time));
    if (!isAboutStep.includes(true)) return { steps: null, ever: null };
    const origins = this.#judgedOrigins(forecasts);
    if (origins.length === 0) return { steps: null, ever: null };
    const about = {
      forecast: forecasts.map(identityOf).join(),
      bands,
      rule: JSON.stringify(rule),
      isAboutStep,
      version: chancesVersion,
    };
    return queries.answer(
      { kind: "threshold-past", dataset, about },
      async (aborted) => {
        const members = await mapConcurrently(forecasts, risksAtOnce, (forecast) =>
          this.#pastOf(forecast, origins, bands, aborted),
        );
        // Of a sum only where all of it was forecast.
        const whole = origins.filter((at) => members.every(({ made }) => made.has(at)));
        const value = await evaluate.thresholdPast(
          {
            members: members.map(({ made, ...member }) => ({
              ...member,
              past: whole.flatMap((at) => made.get(at) ?? []),
            })),
            ...{ horizon, rule, isAbout: isAboutStep, seed: seedOf(first) },
          },
          aborted,
        );
        return { value, bytes: 4096 };
      },
      signal,
    );
  }

  /** Of all of them together, earliest first. */
  #judgedOrigins(forecasts: readonly Forecast[]): readonly number[] {
    const { datasets, statistical } = this.#ports;
    const all = forecasts.map((forecast) => {
      const series = datasets.series(forecast.dataset, forecast.series);
      const count = Math.min(maxJudged, statistical.pastOrigins(forecast));
      return originsOf(series, forecast.origin, forecast.horizon, count, forecast.horizon);
    });
    return (all[0] ?? []).filter((origin) => all.every((own) => own.includes(origin)));
  }

  /** `made`: by origin. */
  async #pastOf(
    forecast: Forecast,
    origins: readonly number[],
    bands: Bands,
    signal: AbortSignal,
  ): Promise<Omit<ThresholdPast, "past"> & { readonly made: ReadonlyMap<number, ThresholdPast["past"][number]> }> {
    const { datasets, statistical } = this.#ports;
    const { dataset, horizon, origin, levels, model } = forecast;
    const series = datasets.series(dataset, forecast.series);
    const made =
      bands === "native"
        ? await statistical.alike(forecast, origins, signal)
        : await forecastsAt(
            this.#calibrated(),
            { dataset, series: forecast.series, model: model.id, horizon },
            origins,
            signal,
          );
    return {
      ...{ series: evaluated(series, origin), levels, chance: chanceOf(forecast.series) },
      made: new Map([...made].map(([at, { quantiles }]) => [at, { end: visibleSteps(series, at), quantiles }])),
    };
  }

  /** @throws EngineError dataset-not-found, series-not-found, shutting-down; CancelledError when `signal` fires */
  async risks({ places, ...shown }: RisksRequest, signal: AbortSignal): Promise<ThresholdRisks> {
    const { datasets, kept } = this.#ports;
    const all = datasets.get(shown.dataset).dataset.series;
    const column = (): Float64Array => new Float64Array(places.length).fill(Number.NaN);
    const rows = { chance: column(), first: column(), threshold: new Float64Array(places.length) };
    const named = new Map<number, Threshold>();
    const problems: { row: number; message: string }[] = [];
    await mapConcurrently([...places.entries()], risksAtOnce, async ([row, place]) => {
      const series = all[place];
      if (series === undefined) throw new EngineError("series-not-found", `There is no series ${place + 1}.`);
      const limits = kept.of(shown.dataset, series.id).filter(({ rule }) => isLimit(rule));
      if (limits.length === 0) return;
      try {
        const forecast = await this.#ports.forecasts.get(
          { ...shown, series: series.id, origin: 0, view: null, density: false, level: "evaluation" },
          signal,
        );
        const { answers } = await this.ofForecast(forecast, limits, signal);
        let least = -1;
        for (const { id, limit } of answers) {
          if (limit === null || limit.ever <= least) continue;
          least = limit.ever;
          const threshold = limits.find((one) => one.id === id);
          if (threshold !== undefined) named.set(id, threshold);
          rows.chance[row] = limit.ever;
          rows.threshold[row] = id;
          rows.first[row] = limit.first === null ? Number.NaN : (forecast.times[limit.first.likeliest] ?? Number.NaN);
        }
        const problem = answers.find((one) => one.problem !== null)?.problem;
        if (least < 0 && problem != null) problems.push({ row, message: problem });
      } catch (error) {
        if (isCancelled(error) || !(error instanceof EngineError) || error.code === "shutting-down") throw error;
        problems.push({ row, message: error.message });
      }
    });
    return {
      ...rows,
      thresholds: [...named.values()],
      problems: problems.toSorted((one, other) => one.row - other.row),
    };
  }

  #calibrated() {
    return {
      get: (key: ForecastKey, signal: AbortSignal): Promise<Forecast> =>
        this.#ports.forecasts.get(
          { ...key, bands: "calibrated", view: null, density: false, level: "evaluation" },
          signal,
        ),
    };
  }
}

function identityOf({ series, model, executionProvider, levels, quantiles, origin }: Forecast): string {
  return createHash("sha256")
    .update(JSON.stringify([series, model, executionProvider, origin, levels, quantiles.length]))
    .update(quantiles)
    .digest("hex");
}

/** @throws what is no expected failure of one series */
function problemOf(error: unknown): string {
  if (isCancelled(error) || !(error instanceof EngineError) || error.code === "shutting-down") throw error;
  return error.message;
}

/** Tells one series from another. */
function chanceOf(series: string): number {
  return createHash("sha256").update(series).digest().readUInt32LE() >>> 1;
}

/** 32 bits that follow from what the forecast is of. */
function seedOf({ dataset, horizon, times }: Forecast): number {
  return createHash("sha256")
    .update(JSON.stringify([dataset, horizon, times[0]]))
    .digest()
    .readUInt32LE();
}
