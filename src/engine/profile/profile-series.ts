import {
  profileParts,
  type Anomalies,
  type Changepoints,
  type ProfileNote,
  type ProfilePart,
  type SeasonEvidence,
  type SeriesAutocorrelation,
  type SeriesProfile,
  type Trend,
  type ValueSummary,
} from "#domain/profile";
import type { IngestedSeries } from "#domain/series";
import { type Signal, throwIfAborted } from "#engine/concurrency";
import { autocorrelations, ljungBox, normalQuantile } from "#engine/numerics";
import { fewestForAnomalies, findAnomalies } from "./anomalies.ts";
import { fewestForChanges, findChanges } from "./changepoints.ts";
import { classifyDemand } from "./demand.ts";
import { describeForecastability } from "./forecastability.ts";
import type { Parts } from "./parts.ts";
import { describeSeasons, observedOf, partsBySeasons } from "./seasons.ts";
import { fewestTested, testStationarity } from "./stationarity.ts";
import { binaryScale, withoutSpikes } from "./robust.ts";
import { summarise } from "./summary.ts";
import { describeTrend } from "./trend.ts";

export type ProfiledInput = Pick<IngestedSeries, "id" | "frequency" | "values">;

/** Steps of a series, its last ones, that the parts of a full profile look at where nothing else is said. */
export const maxProfiledSteps = 100_000;
/** A regression on tens of earlier changes: the last steps are enough to tell. */
const maxTestedSteps = 10_000;
const plainLags = 24;
const maxLags = 400;
const testedLags = 10;

/**
 * Everything that can be said about a series. Seasons are looked for in the values; the trend, and all that is said of what stands beside
 * the seasons, follows from one robust decomposition.
 *
 * @param maxSteps of a longer series the last steps are looked at, and the notes say so
 * @param signal looked at between and inside the parts
 * @throws EngineError the signal's reason; CancelledError without one
 */
export function profileSeries(
  series: ProfiledInput,
  { maxSteps = maxProfiledSteps, signal }: { readonly maxSteps?: number; readonly signal?: Signal } = {},
): SeriesProfile {
  throwIfAborted(signal);
  const summary = summarise(series.values);
  const notes: ProfileNote[] = [];
  const leaveOut = (words: string, ...parts: readonly ProfilePart[]): null => {
    notes.push(...parts.map((part): ProfileNote => ({ part, kind: "left-out", words })));
    return null;
  };
  const stretch = stretchOf(series.values, summary, maxSteps);
  if (stretch.isLimited) noteLimit(notes, summary.steps, maxSteps);
  const observed = stretch.values.filter((value) => !Number.isNaN(value));
  const demand = classifyDemand(observed);
  if (demand === null)
    leaveOut(
      observed.length === 0
        ? "There is no value."
        : summary.negatives > 0
          ? "Demand is not negative, and some values are."
          : "All values are zero.",
      "demand",
    );
  const nothing = {
    seasons: null,
    trend: null,
    autocorrelation: null,
    stationarity: null,
    changepoints: null,
    anomalies: null,
    forecastability: null,
  };
  if (observed.length < fewestForAnomalies) {
    leaveOut(
      `${observed.length === 1 ? "One value is" : `${observed.length} values are`} too few to tell.`,
      ...(Object.keys(nothing) as ProfilePart[]),
    );
    return { series: series.id, summary, ...nothing, demand, notes };
  }
  if (observed.every((value) => value === observed[0])) {
    leaveOut("The values never change.", "autocorrelation", "stationarity", "forecastability");
    const changepoints: Changepoints = { list: [], penalty: 0, noise: 0 };
    const anomalies: Anomalies = { list: [], total: 0, threshold: 0 };
    const trend: Trend = { strength: 0, direction: "none", slope: 0, change: 0 };
    return { series: series.id, summary, ...nothing, seasons: [], trend, changepoints, anomalies, demand, notes };
  }
  const { parts, source } = partsBySeasons(stretch.values, series.frequency, signal);
  throwIfAborted(signal);
  const seasons = describeSeasons(parts, source, stretch.firstStep);
  const isFull = observed.length * 2 >= stretch.values.length;
  const tooEmpty = "More than half of the steps have no value.";
  return {
    series: series.id,
    summary,
    seasons: seasons.map((season) => ({ ...season, swing: unscaled(season.swing, stretch.scale) })),
    trend: scaledTrend(describeTrend(parts), stretch.scale),
    autocorrelation: describeAutocorrelation(stretch.values, observed.length, seasons),
    stationarity:
      observed.length < fewestTested
        ? leaveOut(`${observed.length} values are too few for a test.`, "stationarity")
        : isFull
          ? testStationarity(withoutSpikes(parts.steady).slice(-maxTestedSteps))
          : leaveOut(tooEmpty, "stationarity"),
    demand,
    changepoints:
      observed.length < fewestForChanges
        ? leaveOut(`${observed.length} values are too few to tell a change from noise.`, "changepoints")
        : isFull
          ? placed(findChanges(observedOf(parts.withoutSeasons, parts), signal), parts, stretch)
          : leaveOut(tooEmpty, "changepoints"),
    anomalies: scaledAnomalies(findAnomalies(stretch.values, parts, stretch.firstStep), stretch.scale),
    forecastability: isFull ? describeForecastability(parts) : leaveOut(tooEmpty, "forecastability"),
    notes,
  };
}

/** The anomalies of a profile alone; null where the series has too few values, or they never change. */
export function anomaliesOf(series: ProfiledInput, signal?: Signal): Anomalies | null {
  const stretch = stretchOf(series.values, summarise(series.values));
  const observed = stretch.values.filter((value) => !Number.isNaN(value));
  if (observed.length < fewestForAnomalies || observed.every((value) => value === observed[0])) return null;
  const { parts } = partsBySeasons(stretch.values, series.frequency, signal);
  return scaledAnomalies(findAnomalies(stretch.values, parts, stretch.firstStep), stretch.scale);
}

export interface Stretch {
  /** From the first to the last observed value, or the last steps of it; NaN = missing; in units of `scale`. */
  readonly values: Float64Array;
  readonly firstStep: number;
  /** A power of two, so that nothing is lost: squares of values can't overflow. */
  readonly scale: number;
  readonly isLimited: boolean;
}

export function stretchOf(
  values: Float64Array,
  { firstStep, lastStep, min, max }: Pick<ValueSummary, "firstStep" | "lastStep" | "min" | "max">,
  maxSteps = maxProfiledSteps,
): Stretch {
  if (firstStep === null || lastStep === null)
    return { values: new Float64Array(0), firstStep: 0, scale: 1, isLimited: false };
  const scale = binaryScale(Math.max(Math.abs(min ?? 0), Math.abs(max ?? 0)));
  let from = Math.max(firstStep, lastStep + 1 - maxSteps);
  while (!Number.isFinite(values[from])) from++;
  return {
    values: values.slice(from, lastStep + 1).map((value) => (Number.isFinite(value) ? value / scale : Number.NaN)),
    firstStep: from,
    scale,
    isLimited: lastStep + 1 - firstStep > maxSteps,
  };
}

function noteLimit(notes: ProfileNote[], steps: number, maxSteps: number): void {
  const shown = (count: number): string => count.toLocaleString("en-GB");
  for (const part of profileParts) {
    const seen = part === "stationarity" ? Math.min(maxSteps, maxTestedSteps) : maxSteps;
    notes.push({ part, kind: "limited", words: `Looks at the last ${shown(seen)} of ${shown(steps)} steps.` });
  }
}

function describeAutocorrelation(
  values: Float64Array,
  observed: number,
  seasons: readonly SeasonEvidence[],
): SeriesAutocorrelation {
  const wanted = Math.max(plainLags, ...seasons.map(({ length }) => 2 * length).filter((lags) => lags <= maxLags));
  const lags = autocorrelations(values, Math.min(wanted, values.length - 1));
  const limit = normalQuantile(0.975) / Math.sqrt(observed);
  let strongestLag: number | null = null;
  let most = limit;
  lags.forEach((own, index) => {
    if (Math.abs(own) > most) [strongestLag, most] = [index + 1, Math.abs(own)];
  });
  const tested = Math.min(testedLags, Math.floor(observed / 5));
  return {
    values: lags,
    limit,
    strongestLag,
    whiteness: tested < 1 ? null : ljungBox(values, tested, 0),
  };
}

/** Back into the series' unit; at the very end of what a number can hold, that end. */
function unscaled(value: number, scale: number): number {
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value * scale));
}

function scaledTrend(trend: Trend, scale: number): Trend {
  return { ...trend, slope: unscaled(trend.slope, scale), change: unscaled(trend.change, scale) };
}

/** Changes were counted in observed values: back to steps. */
function placed(changes: Changepoints, { isObserved }: Parts, { firstStep, scale }: Stretch): Changepoints {
  const steps = Array.from(isObserved, (_, at) => at).filter((at) => isObserved[at] === 1);
  return {
    ...changes,
    noise: changes.noise === null ? null : unscaled(changes.noise, scale),
    list: changes.list.map(({ step, kind, before, after }) => ({
      step: firstStep + (steps[step] as number),
      kind,
      before: unscaled(before, scale),
      after: unscaled(after, scale),
    })),
  };
}

function scaledAnomalies(anomalies: Anomalies, scale: number): Anomalies {
  return {
    ...anomalies,
    list: anomalies.list.map((anomaly) => ({
      ...anomaly,
      value: unscaled(anomaly.value, scale),
      expected: unscaled(anomaly.expected, scale),
    })),
  };
}
