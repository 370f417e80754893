/** Main's side of the evaluate process: statistical forecasts, scores and choices are computed there. */
import {
  checkedOfMessage,
  type BandPair,
  type CalibratedBands,
  type DescribedSeries,
  type FromEvaluate,
  type IntervalOverview,
  type Sealed,
  type TotalRange,
  type ToEvaluate,
  type ValuePair,
} from "#contract/worker";
import type { AvailabilityPart, SeriesIntervals } from "#domain/availability";
import type { ForecastOutcome } from "#domain/difference";
import { EngineError } from "#domain/errors";
import type { FittedInfluences, ForecastParts } from "#domain/influence";
import type { Decomposition, SeriesProfile } from "#domain/profile";
import type { ResidualReport } from "#domain/score";
import type { LimitReliability, ThresholdAnswer } from "#domain/threshold";
import { checksumOf, requireAllIntact } from "#engine/checksum";
import type { Logger } from "#main/platform";
import { OnDemandWorkers, type OnDemandOptions, engineError } from "#main/processes";

type EvaluateRequest = Exclude<ToEvaluate, { type: "stop" | "forget" }>;
type Part<T extends ToEvaluate["type"]> = Omit<Extract<ToEvaluate, { type: T }>, "type" | "id">;
export type CombinedRequest = Part<"forecast">;
export type ModelBacktestRequest = Part<"backtest">;
export type CalibrationRequest = Part<"calibrate">;
export type ErrorScoresRequest = Part<"error-scores">;
export type ThresholdsRequest = Part<"thresholds">;
export type ThresholdPastRequest = Part<"threshold-past">;
export type PathsRequest = Part<"paths">;
export type ReconcileRequest = Part<"reconcile">;
export type ReconcileAnswer = Omit<Extract<FromEvaluate, { type: "reconciled" }>, "type" | "id">;
export type ErrorScoresAnswer = Omit<Extract<FromEvaluate, { type: "error-scores" }>, "type" | "id">;
export type ForecastPartsRequest = Part<"forecast-parts">;
export type InfluencesRequest = Part<"influences">;
export type ResidualRequest = Part<"residuals">;
export type ValuesDifferRequest = Part<"values-differ">;
export type BandsDifferRequest = Part<"bands-differ">;
export type OutcomesRequest = Part<"outcomes">;
export type AvailabilityBinsRequest = Part<"availability-bins">;
export type ModelBacktestResult = Omit<Extract<FromEvaluate, { type: "backtest" }>, "type" | "id">;

/** Work of milliseconds: a process that is ended in the middle of it takes longer to start again. */
const isShort = { cancelMessage: (id: number) => ({ type: "forget", id, checksum: "" }) as const };

/** Aborting ends the process, which is in the middle of a fit and would not listen, unless its work is short. */
export class EvaluateClient {
  readonly #workers: OnDemandWorkers<Sealed<ToEvaluate>, Sealed<FromEvaluate>>;
  readonly #logger: Logger;

  constructor(options: Omit<OnDemandOptions, "name">) {
    this.#workers = new OnDemandWorkers({ ...options, name: "evaluate" });
    this.#logger = options.logger;
  }

  /** @returns [levels × horizon], row-major */
  forecast(request: CombinedRequest, signal?: AbortSignal): Promise<Float32Array> {
    return this.#ask(
      (id) => ({ type: "forecast", id, ...request }),
      signal,
      (message) => (message.type === "forecast" ? message.quantiles : undefined),
    );
  }

  backtest(request: ModelBacktestRequest, signal?: AbortSignal): Promise<ModelBacktestResult> {
    return this.#ask(
      (id) => ({ type: "backtest", id, ...request }),
      signal,
      (message) => (message.type === "backtest" ? { models: message.models, choice: message.choice } : undefined),
    );
  }

  /** @returns in the order of the request's forecasts */
  calibrate(request: CalibrationRequest, signal?: AbortSignal): Promise<readonly CalibratedBands[]> {
    return this.#ask(
      (id) => ({ type: "calibrate", id, ...request }),
      signal,
      (message) => (message.type === "calibrated" ? message.forecasts : undefined),
    );
  }

  errorScores(request: ErrorScoresRequest, signal?: AbortSignal): Promise<ErrorScoresAnswer> {
    return this.#ask(
      (id) => ({ type: "error-scores", id, ...request }),
      signal,
      (message) =>
        message.type === "error-scores" ? { scores: message.scores, isNonNegative: message.isNonNegative } : undefined,
    );
  }

  /** @returns by node, in the order of its totals */
  paths(request: PathsRequest, signal?: AbortSignal): Promise<readonly (readonly TotalRange[])[]> {
    return this.#ask(
      (id) => ({ type: "paths", id, ...request }),
      signal,
      (message) => (message.type === "paths" ? message.nodes : undefined),
    );
  }

  /** @returns in the order of the thresholds */
  thresholds(request: ThresholdsRequest, signal?: AbortSignal): Promise<readonly ThresholdAnswer[]> {
    return this.#ask(
      (id) => ({ type: "thresholds", id, ...request }),
      signal,
      (message) => (message.type === "thresholds" ? message.answers : undefined),
      isShort,
    );
  }

  thresholdPast(request: ThresholdPastRequest, signal?: AbortSignal): Promise<LimitReliability> {
    return this.#ask(
      (id) => ({ type: "threshold-past", id, ...request }),
      signal,
      (message) => (message.type === "threshold-past" ? message.reliability : undefined),
      isShort,
    );
  }

  reconcile(request: ReconcileRequest, signal?: AbortSignal): Promise<ReconcileAnswer> {
    return this.#ask(
      (id) => ({ type: "reconcile", id, ...request }),
      signal,
      (message) => (message.type === "reconciled" ? message : undefined),
    );
  }

  /** Of a statistical model, fitted to the whole series. */
  residuals(request: ResidualRequest, signal?: AbortSignal): Promise<ResidualReport> {
    return this.#ask(
      (id) => ({ type: "residuals", id, ...request }),
      signal,
      (message) => (message.type === "residuals" ? message.report : undefined),
    );
  }

  influences(request: InfluencesRequest, signal?: AbortSignal): Promise<FittedInfluences> {
    return this.#ask(
      (id) => ({ type: "influences", id, ...request }),
      signal,
      (message) => (message.type === "influences" ? message.fitted : undefined),
    );
  }

  forecastParts(request: ForecastPartsRequest, signal?: AbortSignal): Promise<ForecastParts> {
    return this.#ask(
      (id) => ({ type: "forecast-parts", id, ...request }),
      signal,
      (message) => (message.type === "forecast-parts" ? message.parts : undefined),
    );
  }

  /** All that can be said of a series. */
  profile(series: DescribedSeries, signal?: AbortSignal): Promise<SeriesProfile> {
    return this.#ask(
      (id) => ({ type: "profile", id, series }),
      signal,
      (message) => (message.type === "profile" ? message.profile : undefined),
    );
  }

  decomposition(series: DescribedSeries, signal?: AbortSignal): Promise<Decomposition> {
    return this.#ask(
      (id) => ({ type: "decomposition", id, series }),
      signal,
      (message) => (message.type === "decomposition" ? message.decomposition : undefined),
    );
  }

  /** @returns in the order of the pairs */
  valuesDiffer(request: ValuesDifferRequest, signal?: AbortSignal): Promise<readonly ValuePair[]> {
    return this.#ask(
      (id) => ({ type: "values-differ", id, ...request }),
      signal,
      (message) => (message.type === "values-differ" ? message.pairs : undefined),
    );
  }

  /** @returns in the order of the pairs */
  bandsDiffer(request: BandsDifferRequest, signal?: AbortSignal): Promise<readonly BandPair[]> {
    return this.#ask(
      (id) => ({ type: "bands-differ", id, ...request }),
      signal,
      (message) => (message.type === "bands-differ" ? message.pairs : undefined),
    );
  }

  /** @returns in the order of the forecasts; null where no step has a value */
  outcomes(request: OutcomesRequest, signal?: AbortSignal): Promise<readonly (ForecastOutcome | null)[]> {
    return this.#ask(
      (id) => ({ type: "outcomes", id, ...request }),
      signal,
      (message) => (message.type === "outcomes" ? message.outcomes : undefined),
    );
  }

  /** For each of the series [2 × runs]: the first step of each run of values and the step after its last. */
  runs(values: readonly Float64Array[], signal?: AbortSignal): Promise<readonly Uint32Array[]> {
    return this.#ask(
      (id) => ({ type: "runs", id, values }),
      signal,
      (message) => (message.type === "runs" ? message.runs : undefined),
    );
  }

  availabilityOverview(series: readonly SeriesIntervals[], signal?: AbortSignal): Promise<IntervalOverview> {
    return this.#ask(
      (id) => ({ type: "availability-overview", id, series }),
      signal,
      (message) => (message.type === "availability-overview" ? message.overview : undefined),
      isShort,
    );
  }

  /** @returns in the order of the request's ranges */
  availabilityBins(request: AvailabilityBinsRequest, signal?: AbortSignal): Promise<readonly AvailabilityPart[]> {
    return this.#ask(
      (id) => ({ type: "availability-bins", id, ...request }),
      signal,
      (message) => (message.type === "availability-bins" ? message.parts : undefined),
      isShort,
    );
  }

  stop(maxMs: number): Promise<void> {
    return this.#workers.stop(maxMs);
  }

  health(): ReturnType<OnDemandWorkers<Sealed<ToEvaluate>, Sealed<FromEvaluate>>["health"]> {
    return this.#workers.health();
  }

  /** What changed on its way, in either direction, is asked for once more. */
  async #ask<T>(
    message: (id: number) => EvaluateRequest,
    signal: AbortSignal | undefined,
    pick: (message: FromEvaluate) => T | undefined,
    how: Partial<typeof isShort> = {},
  ): Promise<T> {
    try {
      return await this.#askOnce(message, signal, pick, how);
    } catch (error) {
      if (!(error instanceof EngineError) || error.code !== "damaged-in-transit") throw error;
      this.#logger.error("damaged-in-transit", { between: "main and evaluate" });
      return this.#askOnce(message, signal, pick, how);
    }
  }

  #askOnce<T>(
    message: (id: number) => EvaluateRequest,
    signal: AbortSignal | undefined,
    pick: (message: FromEvaluate) => T | undefined,
    how: Partial<typeof isShort> = {},
  ): Promise<T> {
    return this.#workers.request<T>({
      message: (id) => {
        const request = message(id);
        return { ...request, checksum: checksumOf(checkedOfMessage(request)) };
      },
      signal,
      ...how,
      receive: (reply) => {
        if (reply.type === "ready") return undefined;
        requireAllIntact("answer", reply.checksum, checkedOfMessage(reply));
        if (reply.type === "failed") throw engineError(reply.error);
        const value = pick(reply);
        if (value === undefined)
          throw new EngineError("internal", `The evaluate process answered with "${reply.type}".`);
        return { value };
      },
    });
  }
}
