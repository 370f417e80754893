/** What the evaluate process answers; pure but for the clock. */
import type { ResidualReport, ScoreSums } from "#domain/score";
import type { ForecastOutcome } from "#domain/difference";
import type { FittedInfluences, ForecastParts } from "#domain/influence";
import type { ChosenModel, Member } from "#domain/model";
import type {
  BandPair,
  CalibratedBands,
  ForecastPair,
  FromEvaluate,
  ModelBacktest,
  ToEvaluate,
  ValuePair,
} from "#contract/worker";
import { EngineError } from "#domain/errors";
import { bandDifference, forecastOutcome, valueDifference } from "#engine/difference";
import { availabilityPart, overviewOf, valueRuns } from "#engine/availability";
import {
  applyCalibration,
  averageQuantiles,
  chooseModel,
  PastScores,
  residualReport,
  splitAt,
} from "#engine/evaluation";
import {
  backtestScores,
  quantileSkill,
  type ScoredForecast,
  scoreOrigin,
  ScorePool,
  scoreSteps,
  seasonalScale,
} from "#engine/metrics";
import { type Catalogue, forecasters as knownForecasters } from "#engine/forecasters/catalogue";
import { deadline, type Signal } from "#engine/concurrency";
import { formatDuration } from "#engine/format";
import { explainForecast, fitInfluences, poolEffects } from "#engine/influences";
import { decompose, profileSeries } from "#engine/profile";
import { nonNegativeSteps } from "#engine/series";
import { forecastMethod, knownAt, type KnownSeries } from "#engine/forecasters/method";
import { pastChances, thresholdAnswers } from "./thresholds.ts";
import { pathsOf, reconciled, scoresOf } from "./paths.ts";
import { expectedRatioOf, familyOf, fitted, suitableModels } from "./models.ts";

type EvaluateRequest = Exclude<ToEvaluate, { type: "stop" | "forget" }>;
type Backtest = Extract<ToEvaluate, { type: "backtest" }>;

/** Those that the scores are stated at, so that nothing has to be read between levels. */
const scoredLevels = [0.025, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.975] as const;

/** @param now monotonic milliseconds */
export function answer(
  request: EvaluateRequest,
  now: () => number,
  catalogue: Catalogue = knownForecasters,
): FromEvaluate {
  switch (request.type) {
    case "forecast":
      return { type: "forecast", id: request.id, quantiles: combined(request, now, catalogue) };
    case "backtest":
      return backtest(request, now, catalogue);
    case "calibrate":
      return { type: "calibrated", id: request.id, forecasts: calibrated(request) };
    case "error-scores":
      return { type: "error-scores", id: request.id, ...scoresOf(request) };
    case "thresholds":
      return { type: "thresholds", id: request.id, answers: thresholdAnswers(request) };
    case "threshold-past":
      return { type: "threshold-past", id: request.id, reliability: pastChances(request) };
    case "reconcile":
      return { type: "reconciled", id: request.id, ...reconciled(request) };
    case "paths":
      return { type: "paths", id: request.id, nodes: pathsOf(request) };
    case "residuals":
      return { type: "residuals", id: request.id, report: residuals(request, now, catalogue) };
    case "profile":
      return { type: "profile", id: request.id, profile: profileSeries(request.series, { signal: within(now) }) };
    case "decomposition": {
      const decomposition = decompose(request.series, { signal: within(now) });
      return { type: "decomposition", id: request.id, decomposition };
    }
    case "values-differ":
      return { type: "values-differ", id: request.id, pairs: request.pairs.map(valuesOf) };
    case "bands-differ":
      return { type: "bands-differ", id: request.id, pairs: request.pairs.map((pair) => bandsOf(pair, request.level)) };
    case "outcomes":
      return { type: "outcomes", id: request.id, outcomes: outcomesOf(request) };
    case "influences":
      return { type: "influences", id: request.id, fitted: influencesOn(request) };
    case "forecast-parts":
      return { type: "forecast-parts", id: request.id, parts: partsOf(request) };
    case "runs":
      return { type: "runs", id: request.id, runs: request.values.map(valueRuns) };
    case "availability-overview":
      return { type: "availability-overview", id: request.id, overview: overviewOf(request.series) };
    case "availability-bins": {
      const { series, size, ranges, rows } = request;
      const parts = ranges.map((range) => availabilityPart(series, size, range, rows));
      return { type: "availability-bins", id: request.id, parts };
    }
  }
}

/** What somebody waits for, and may give up. */
const maxDescribeMs = 60_000;

function within(now: () => number): Signal {
  const late = (): EngineError => new EngineError("timed-out", `It took more than ${formatDuration(maxDescribeMs)}.`);
  return deadline(now, maxDescribeMs, late);
}

function partsOf({ series, median, fitted }: Extract<EvaluateRequest, { type: "forecast-parts" }>): ForecastParts {
  const { seasonSteps } = knownAt(series)(series.values.length);
  const none = {
    remainder: series.values,
    ahead: new Float64Array(median.length),
    parts: [],
    isRelative: false,
  };
  return explainForecast(median, fitted ?? none, seasonSteps);
}

function influencesOn({
  series,
  others,
  holidays,
  events,
}: Extract<EvaluateRequest, { type: "influences" }>): FittedInfluences {
  const known = { holidays, events };
  const pooled = poolEffects(others.map((other) => fitInfluences({ ...other, ...known })));
  const { scaled: _own, ...fitted } = fitInfluences({ ...series, ...known }, pooled);
  return fitted;
}

function residuals(
  { model, series }: Extract<EvaluateRequest, { type: "residuals" }>,
  now: () => number,
  catalogue: Catalogue,
): ResidualReport {
  const known = knownAt(series)(series.values.length);
  const fit = fitted(catalogue, model, known, now);
  return residualReport(model, fit.residuals, known.seasonSteps, fit.parameters);
}

function valuesOf({ earlier, later }: Extract<EvaluateRequest, { type: "values-differ" }>["pairs"][number]): ValuePair {
  const scale = seasonalScale(earlier.values, earlier.seasonLengths[0] ?? 1);
  return { difference: valueDifference(earlier, later, scale), scale };
}

function bandsOf({ earlier, later, since, scale }: ForecastPair, level: number | null): BandPair {
  return { bands: bandDifference(earlier, later, level), outcome: forecastOutcome(earlier, since, scale) };
}

/** Each error is scaled by what seasonal naive would have missed in the steps that its forecast knew of, as they are said now. */
function outcomesOf({
  series: { times, values, seasonLengths },
  forecasts,
}: Extract<EvaluateRequest, { type: "outcomes" }>): (ForecastOutcome | null)[] {
  return forecasts.map((forecast) => {
    const known = values.subarray(0, times.findLastIndex((time) => time <= forecast.seen) + 1);
    return forecastOutcome(forecast, { times, values }, seasonalScale(known, seasonLengths[0] ?? 1));
  });
}

/** A single member's forecast is its own, unchanged. */
function combined(
  { members, forecasts, series, horizon, levels }: Extract<EvaluateRequest, { type: "forecast" }>,
  now: () => number,
  catalogue: Catalogue,
): Float32Array {
  const known = knownAt(series)(series.values.length);
  const tables = members.map(({ model, weight }) => {
    if (catalogue.behind(model) !== undefined) {
      const { quantiles: values } = forecastMethod(catalogue, model, known, horizon, levels, now);
      return { weight, table: { levels, horizon, values } };
    }
    const given = forecasts.find((forecast) => forecast.model === model);
    const [values] = given?.quantiles ?? [];
    if (given === undefined || values === undefined)
      throw new EngineError("internal", `The forecast of "${model}" is missing.`);
    return { weight, table: { levels: given.levels, horizon, values } };
  });
  return averageQuantiles(tables, levels, known.isNonNegative);
}

function calibrated({
  series,
  horizon,
  levels,
  past,
  pastOrigins,
  others,
  forecasts,
}: Extract<EvaluateRequest, { type: "calibrate" }>): CalibratedBands[] {
  const scores = new PastScores(past, series.values, levels, horizon);
  const boundedSteps = nonNegativeSteps(series.values);
  const pools = others.map((other) => ({
    scores: new PastScores(other.past, other.values, levels, horizon),
    seen: other.seen,
  }));
  return forecasts.map(({ end, quantiles }, index) => {
    const seenOthers = pools.map((other) => ({ scores: other.scores, seenSteps: other.seen[index] ?? 0 }));
    const calibration = scores.calibrationAt(end, pastOrigins, seenOthers);
    if (calibration === null) return { quantiles, residuals: 0, steps: 0, otherSeries: 0 };
    const { residuals, steps, otherSeries } = calibration;
    return {
      quantiles: applyCalibration({ levels, horizon, values: quantiles }, calibration, end <= boundedSteps),
      residuals,
      steps,
      otherSeries,
    };
  });
}

interface PastOfModel {
  readonly model: string;
  readonly levels: readonly number[];
  /** One [levels × horizon] per origin. */
  readonly quantiles: readonly Float32Array[];
  readonly seconds: number;
}

function backtest(request: Backtest, now: () => number, catalogue: Catalogue): FromEvaluate {
  const { id, series, horizon, origins, forecasts, names, originWeight } = request;
  const known = knownAt(series);
  const steps = series.values.length;
  const baselineModel = catalogue.baseline.id;
  const statistical =
    request.statistical === "suitable" ? suitableModels(catalogue, known(steps)) : request.statistical;
  const knownInWindow = windowed(request, known);
  const models: readonly PastOfModel[] = [
    ...forecasts.map((given) => ({ ...given, seconds: 0 })),
    ...[...new Set([baselineModel, ...statistical])].map((model) =>
      runStatistical(request, knownInWindow, model, now, catalogue),
    ),
  ];
  const past = models.map((one) => ({
    ...one,
    past: scored(request, known, one.levels, one.quantiles).map(scoreOrigin),
    // Twice the work, for those who ask.
    ...(request.byStep === true ? { byStep: stepSums(scored(request, known, one.levels, one.quantiles)) } : {}),
  }));
  const baseline = backtestScores(past.find(({ model }) => model === baselineModel)?.past ?? []);
  const averages = (members: readonly Member[]): Float32Array[] =>
    origins.map((origin, index) =>
      averageQuantiles(
        members.map(({ model, weight }) => {
          const one = models.find((candidate) => candidate.model === model);
          return {
            weight,
            table: { levels: one?.levels ?? [], horizon, values: one?.quantiles[index] ?? new Float32Array() },
          };
        }),
        scoredLevels,
        known(steps + origin).isNonNegative,
      ),
    );
  const choose = (weight: number): ChosenModel => {
    const { members, reason, ...how } = chooseModel({
      candidates: past.map(({ model, past: scores }) => ({
        id: model,
        scores,
        expectedRatio: expectedRatioOf(catalogue, model),
        ...familyOf(catalogue, model),
      })),
      baselineId: baselineModel,
      ...(forecasts[0] === undefined ? {} : { referenceId: forecasts[0].model }),
      scoresOf: (members) => scored(request, known, scoredLevels, averages(members)).map(scoreOrigin),
      originWeight: weight,
      names,
    });
    return { members, reason: sentence(reason), origins: how.origins, ratio: how.ratio };
  };
  return {
    type: "backtest",
    id,
    models: past.map(({ model, past: scores, seconds, byStep }): ModelBacktest => {
      const own = backtestScores(scores);
      return {
        model,
        past: scores,
        scores: own,
        skill: quantileSkill(own, baseline),
        seconds,
        ...(byStep === undefined ? {} : { byStep }),
      };
    }),
    choice: originWeight === undefined ? null : choose(originWeight),
  };
}

/** A name that is written small within a sentence may stand at its beginning. */
function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function runStatistical(
  { series, horizon, origins }: Backtest,
  known: (seenSteps: number) => KnownSeries,
  model: string,
  now: () => number,
  catalogue: Catalogue,
): PastOfModel {
  const startedMs = now();
  const quantiles = origins.map((origin) => {
    const { context } = splitAt(series.values, origin, horizon);
    return forecastMethod(catalogue, model, known(context.length), horizon, scoredLevels, now).quantiles;
  });
  return { model, levels: scoredLevels, quantiles, seconds: (now() - startedMs) / 1000 };
}

/**
 * What a sliding window lets models know of the series: the last steps only. The scale of the scores stays that of the whole history,
 * so that windows can be compared.
 */
function windowed(
  { series, windowSteps }: Backtest,
  known: (seenSteps: number) => KnownSeries,
): (seenSteps: number) => KnownSeries {
  if (windowSteps === undefined) return known;
  const found = new Map<number, KnownSeries>();
  return (seenSteps) => {
    const before = found.get(seenSteps);
    if (before !== undefined) return before;
    const from = Math.max(0, seenSteps - windowSteps);
    const within = knownAt({ ...series, values: series.values.subarray(from, seenSteps) })(seenSteps - from);
    found.set(seenSteps, within);
    return within;
  };
}

/** The forecasts with what came, without the steps of the gap. */
function scored(
  { series, horizon, origins, gapSteps = 0 }: Backtest,
  known: (seenSteps: number) => KnownSeries,
  levels: readonly number[],
  quantiles: readonly Float32Array[],
): ScoredForecast[] {
  return origins.map((origin, index) => {
    const { context, actuals } = splitAt(series.values, origin, horizon);
    const own = quantiles[index] ?? new Float32Array();
    return {
      levels,
      quantiles: gapSteps === 0 ? own : afterGap(own, levels.length, gapSteps),
      actuals: actuals.subarray(gapSteps),
      context,
      seasonSteps: known(context.length).seasonSteps,
    };
  });
}

/** [levels × horizon] without the first steps of each row. */
function afterGap(quantiles: Float32Array, levels: number, gapSteps: number): Float32Array {
  const horizon = quantiles.length / levels;
  const rest = new Float32Array(levels * (horizon - gapSteps));
  for (let level = 0; level < levels; level++)
    rest.set(quantiles.subarray(level * horizon + gapSteps, (level + 1) * horizon), level * (horizon - gapSteps));
  return rest;
}

function stepSums(forecasts: readonly ScoredForecast[]): ScoreSums[] {
  const pools: ScorePool[] = [];
  for (const forecast of forecasts)
    scoreSteps(forecast).forEach((step, index) => (pools[index] ??= new ScorePool()).add(step));
  return pools.map((pool) => pool.sums());
}
