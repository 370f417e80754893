import type { SeasonEvidence } from "#domain/profile";
import { dayMs, fixedStepMs, type Frequency } from "#domain/series";
import type { Signal } from "#engine/concurrency";
import { autocorrelations, powerOfTwo, transform, varianceRatioTail } from "#engine/numerics";
import { detectSeasonLengths, seasonLengths } from "#engine/series";
import { type Parts, partsOf, phaseMeans } from "./parts.ts";
import { runningMedian } from "./robust.ts";

/** Of a season that no calendar suggests: it must be seen often, and stand out. */
const fewestCycles = 4;
const leastLikeness = 0.4;
/** Times the mean power of its neighbourhood, which for noise is the median over ln 2. */
const spectralPeak = 12;
const neighbourhood = 51;

/**
 * A series taken apart by the seasons that it shows: those of the calendar, a year also of steps shorter than a day; where there is none of
 * them, the one length that stands out of the spectrum and of the autocorrelation. All have to be more than chance.
 *
 * @param values first and last observed, NaN = missing
 */
export function partsBySeasons(
  values: Float64Array,
  frequency: Frequency,
  signal?: Signal,
): { readonly parts: Parts; readonly source: SeasonEvidence["source"] } {
  const parts = provenParts(values, detectSeasonLengths(values, calendarSeasons(frequency)), signal);
  if (parts.seasons.length > 0) return { parts, source: "calendar" };
  const length = lengthBySpectrum(values);
  return length === null
    ? { parts, source: "calendar" }
    : { parts: provenParts(values, [length], signal), source: "values" };
}

function provenParts(values: Float64Array, lengths: readonly number[], signal?: Signal): Parts {
  const parts = partsOf(values, lengths, signal);
  const proven = provenSeasons(parts);
  return proven.length === parts.seasons.length ? parts : partsOf(values, proven, signal);
}

/** As forecasts know them, and the year of hours and minutes, of which forecasts have no use. */
function calendarSeasons(frequency: Frequency): number[] {
  const usual = seasonLengths(frequency);
  const stepMs = fixedStepMs(frequency);
  if (stepMs === null || stepMs >= dayMs) return usual;
  return [...usual, Math.round((365.25 * dayMs) / stepMs)];
}

function lengthBySpectrum(values: Float64Array): number | null {
  const count = values.length;
  const observed = values.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0);
  if (observed < 8 * fewestCycles || observed < count / 2) return null;
  // Differences, so that a trend or a walk does not hide what is beside it.
  const changes = new Float64Array(count - 1);
  for (let at = 1; at < count; at++) {
    const change = (values[at] as number) - (values[at - 1] as number);
    changes[at - 1] = Number.isNaN(change) ? 0 : change;
  }
  const { power, size } = periodogram(changes);
  // The height of the neighbourhood is a median, which a peak does not lift.
  const around = runningMedian(power, Math.min(neighbourhood, power.length | 1));
  let best = 0;
  let ratio = 0;
  for (let at = 1; at < power.length; at++) {
    if ((size / at) * fewestCycles > count || size / at < 2.5) continue;
    const own = (power[at] as number) / ((around[at] as number) / Math.LN2);
    if (own > ratio) [best, ratio] = [at, own];
  }
  if (best === 0 || !(ratio > spectralPeak)) return null;
  const about = size / best;
  const reach = Math.max(1, Math.ceil((about * about) / size));
  const lags = autocorrelations(values, Math.min(count - 1, Math.ceil(about + reach)));
  let length = 0;
  let likeness = leastLikeness;
  for (let lag = Math.max(3, Math.floor(about - reach)); lag <= lags.length; lag++) {
    const own = lags[lag - 1] as number;
    if (own > likeness) [length, likeness] = [lag, own];
  }
  return length > 0 && detectSeasonLengths(values, [length]).length > 0 ? length : null;
}

/** [half + 1] of the frequencies 0 … size / 2, in cycles per `size` steps; padded with zeros to a power of two. */
export function periodogram(values: Float64Array): { readonly power: Float64Array; readonly size: number } {
  const size = powerOfTwo(values.length);
  const real = new Float64Array(size);
  const imaginary = new Float64Array(size);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  // A cosine taper: a pure wave that does not end where it began would leak into all frequencies.
  for (let at = 0; at < values.length; at++)
    real[at] = ((values[at] as number) - mean) * Math.sin((Math.PI * (at + 0.5)) / values.length) ** 2;
  transform(real, imaginary, "forward");
  const power = new Float64Array(size / 2 + 1);
  for (let at = 0; at < power.length; at++) power[at] = (real[at] as number) ** 2 + (imaginary[at] as number) ** 2;
  return { power, size };
}

/** A season that chance explains in one of five hundred series is none; few of these got so far. */
const significance = 0.002;
/** Less of the variance is a rounding error. */
const negligible = 1e-8;
const memoryLags = 200;

/**
 * Those of the seasons that are more than chance: the variance between the places of a season against the variance within each, with as
 * many degrees of freedom as the autocorrelation of what is left allows (Bartlett 1935). Slow noise looks like a season of few cycles.
 */
function provenSeasons(parts: Parts): number[] {
  const whole = variance(observedOf(parts.filled, parts));
  return parts.seasons.flatMap(({ season, component }) => {
    const around = component.map((value, at) =>
      parts.isObserved[at] === 1 ? value + (parts.remainder[at] as number) : Number.NaN,
    );
    const means = phaseMeans(around, season);
    const within = around.map((value, at) => value - (means[at % season] as number));
    const explained = around.map((value, at) => (Number.isNaN(value) ? Number.NaN : (means[at % season] as number)));
    const [between, rest] = [explained, within].map((values) =>
      variance(values.filter((value) => !Number.isNaN(value))),
    );
    if (between === undefined || rest === undefined || between <= negligible * whole) return [];
    const count = around.length;
    const lags = autocorrelations(within, Math.min(memoryLags, season, count - 1));
    const memory = 1 + 2 * lags.reduce((sum, own) => sum + (Number.isNaN(own) ? 0 : own * own), 0);
    const above = Math.max(1, (season - 1) / memory);
    const below = Math.max(1, (count - season) / memory);
    const ratio = between / (season - 1) / (rest / (count - season));
    return varianceRatioTail(rest > 0 ? ratio : Number.MAX_VALUE, above, below) < significance ? [season] : [];
  });
}

/**
 * What is to be said about the seasons of a series that was taken apart.
 *
 * @param firstStep of the parts, in the series
 */
export function describeSeasons(parts: Parts, source: SeasonEvidence["source"], firstStep: number): SeasonEvidence[] {
  const count = parts.filled.length;
  return parts.seasons.map(({ season, component }) => {
    // The season, as it was on average over its cycles, and what is left beside it.
    const means = phaseMeans(component, season);
    const around = component.map((value, at) => value + (parts.remainder[at] as number));
    const [peak, trough] = [indexOfMost(means), indexOfMost(means.map((mean) => -mean))];
    return {
      length: season,
      source,
      strength: share(variance(observedOf(parts.remainder, parts)), variance(observedOf(around, parts))),
      autocorrelation: autocorrelationAt(around, season),
      cycles: count / season,
      swing: (means[peak] as number) - (means[trough] as number),
      peakStep: firstStep + peak,
      troughStep: firstStep + trough,
    };
  });
}

/** Of the steps that have a value. */
export function observedOf(values: Float64Array, { isObserved }: Parts): Float64Array {
  return isObserved.includes(0) ? values.filter((_, at) => isObserved[at] === 1) : values;
}

export function variance(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

/** 1 − rest / whole, in [0, 1]. */
export function share(rest: number, whole: number): number {
  return whole > 0 ? Math.min(1, Math.max(0, 1 - rest / whole)) : 0;
}

function indexOfMost(values: Float64Array): number {
  let most = 0;
  for (let at = 1; at < values.length; at++) if ((values[at] as number) > (values[most] as number)) most = at;
  return most;
}

function autocorrelationAt(values: Float64Array, lag: number): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let [products, early, late] = [0, 0, 0];
  for (let at = lag; at < values.length; at++) {
    const [before, after] = [(values[at - lag] as number) - mean, (values[at] as number) - mean];
    products += before * after;
    early += before * before;
    late += after * after;
  }
  const scale = Math.sqrt(early * late);
  return scale > 0 ? Math.max(-1, Math.min(1, products / scale)) : 0;
}
