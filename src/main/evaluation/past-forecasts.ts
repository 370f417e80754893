/** What evaluation needs of a series: origins to look at, forecasts that were made there, and the values up to an origin. */
import type { EvaluatedSeries, PastForecasts } from "#contract/worker";
import { EngineError } from "#domain/errors";
import type { Forecast, ForecastKey, WorkLevel } from "#domain/forecast";
import { type IngestedSeries, minContextSteps } from "#domain/series";
import { mapConcurrently } from "#engine/concurrency";
import { calibrationEnds, rollingOrigins } from "#engine/evaluation";
import { deviceChanged, followDevice } from "#engine/dispatch";
import { detectSeasonLengths, seasonLengths } from "#engine/series";
import { anchorAt, visibleSteps } from "#main/forecasts";

const enoughSteps = 24;
/** Past forecasts that the evidence for a range is counted over at most. */
const maxScoredOrigins = 40;
/** Of one model: several batches, so that there is always a next one; the queue has room for several such evaluations. */
const maxAtOnce = 64;

/** What a forecast is needed for: a user's request where it does not say. */
export interface LevelledKey extends ForecastKey {
  readonly level?: Exclude<WorkLevel, "background">;
}

/** Anything that makes forecasts of one kind. */
export interface ForecastSource {
  get(key: LevelledKey, signal: AbortSignal): Promise<Forecast>;
}

/** Past forecasts of one series as the evaluate process takes them, and the origins that all models could forecast. */
export interface PastOfSeries {
  readonly origins: readonly number[];
  readonly forecasts: readonly PastForecasts[];
}

/** Origins with a whole horizon up to `end`, and a season before them to compare with; earliest first. */
export function originsOf(
  series: IngestedSeries,
  end: number,
  horizon: number,
  count: number,
  stride: number,
): number[] {
  return rollingOrigins({
    steps: series.values.length + end,
    horizonSteps: horizon,
    count,
    strideSteps: stride,
    minContextSteps: Math.max(minContextSteps, seasonOf(series) + 1),
  })
    .map((origin) => origin + end)
    .filter((origin) => anchorAt(series, origin) !== null);
}

export interface EvidenceOrigins {
  /** Of the forecasts that are compared with what came: one horizon apart, earliest first. */
  readonly scored: readonly number[];
  /** Of those that each of them is calibrated on, earliest first. */
  readonly calibration: readonly number[];
}

/** The past forecasts of a network that say how its ranges did: one set for the window, exports and the command line. */
export function evidenceOrigins(series: IngestedSeries, horizon: number): EvidenceOrigins {
  const scored = originsOf(series, 0, horizon, maxScoredOrigins, horizon);
  const ends = new Set(
    scored.flatMap((origin) => calibrationEnds(visibleSteps(series, origin), horizon, usualMinContext(series))),
  );
  const calibration = [...ends]
    .sort((left, right) => left - right)
    .map((end) => end - series.values.length)
    .filter((origin) => anchorAt(series, origin) !== null);
  return { scored, calibration };
}

/**
 * Forecasts of one model on one device at past origins, which give way to what users ask for meanwhile. An origin without a single observation before it, or whose window
 * has no forecast, is left out; that none has one is an error.
 */
export function forecastsAt(
  source: ForecastSource,
  key: Omit<ForecastKey, "origin">,
  origins: readonly number[],
  signal: AbortSignal,
): Promise<Map<number, Forecast>> {
  return followDevice(async () => {
    const forecasts = await askAt(source, key, origins, signal);
    const [first] = forecasts.values();
    if (first !== undefined) requireDevice(forecasts.values(), first.executionProvider);
    return forecasts;
  });
}

/** Throws `device-changed` where one of them was made on another device. */
export function requireDevice(
  forecasts: Iterable<Pick<Forecast, "model" | "executionProvider">>,
  wanted: string,
): void {
  for (const { model, executionProvider } of forecasts)
    if (executionProvider !== wanted) throw deviceChanged(model.id, wanted);
}

async function askAt(
  source: ForecastSource,
  key: Omit<ForecastKey, "origin">,
  origins: readonly number[],
  signal: AbortSignal,
): Promise<Map<number, Forecast>> {
  let refused: EngineError | null = null;
  const asked = await mapConcurrently(origins, maxAtOnce, (origin) =>
    source.get({ ...key, origin, level: "evaluation" }, signal).catch((error: unknown) => {
      if (!(error instanceof EngineError)) throw error;
      if (error.code === "input-poisonous") refused = error;
      else if (error.code !== "series-too-short") throw error;
      return null;
    }),
  );
  const forecasts = asked.filter((forecast) => forecast !== null);
  if (forecasts.length === 0 && refused !== null) throw refused as EngineError;
  return new Map(forecasts.map((forecast) => [forecast.origin, forecast]));
}

export function common(
  origins: readonly number[],
  gathered: ReadonlyMap<string, ReadonlyMap<number, Forecast>>,
): PastOfSeries {
  const kept = origins.filter((origin) => [...gathered.values()].every((forecasts) => forecasts.has(origin)));
  return {
    origins: kept,
    forecasts: [...gathered].map(([model, forecasts]): PastForecasts => {
      const ordered = kept.map((origin) => forecasts.get(origin)).filter((forecast) => forecast !== undefined);
      return { model, levels: ordered[0]?.levels ?? [], quantiles: ordered.map(({ quantiles }) => quantiles) };
    }),
  };
}

/** The series up to `end`; what came later stays here. */
export function evaluated(series: IngestedSeries, end: number): EvaluatedSeries {
  return {
    // A copy: what is sent takes its whole buffer along, and the future must not travel.
    values: series.values.slice(0, series.values.length + end),
    usualSeasons: seasonLengths(series.frequency),
  };
}

/**
 * What a choice of model lets the earliest of its origins see: two seasons, as long as they are short. A season counts where the values
 * up to `origin` show it: which origins a choice rests on must not depend on what comes later, either.
 */
export function minContext(series: IngestedSeries, origin: number): number {
  return twoSeasons(origin === 0 ? seasonOf(series) : seasonAt(series, origin));
}

/**
 * The same for a calibration, of the season that series with such steps usually have: forecasts from several origins, and of several
 * series, share their past, so no values may decide how far back it reaches.
 */
export function usualMinContext({ frequency }: IngestedSeries): number {
  return twoSeasons(seasonLengths(frequency)[0] ?? 1);
}

function twoSeasons(seasonSteps: number): number {
  return Math.max(minContextSteps, Math.min(2 * seasonSteps, enoughSteps));
}

function seasonAt(series: IngestedSeries, origin: number): number {
  const seen = series.values.subarray(0, visibleSteps(series, origin));
  return detectSeasonLengths(seen, seasonLengths(series.frequency))[0] ?? 1;
}

export function seasonOf(series: IngestedSeries): number {
  return series.seasonLengths[0] ?? 1;
}
