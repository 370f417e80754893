import { type Signal, throwIfAborted } from "#engine/concurrency";
import { loess, loessAt } from "./loess.ts";

export interface Decomposition {
  readonly seasonal: Float64Array;
  readonly trend: Float64Array;
}

/**
 * Seasonal-trend decomposition by loess (Cleveland, Cleveland, McRae & Terpenning 1990), without robustness weights; the same as
 * R's `stl`, with jumps of 1 where none are given. At least two whole seasons.
 *
 * @param seasonalWindow how many seasons the seasonal pattern of one place is smoothed over; odd, at least 7
 * @param jumps the smooths are estimated at this many places per window; at every place where absent
 */
export function stl(values: Float64Array, season: number, seasonalWindow: number, jumps?: number): Decomposition {
  const jumpOf = (window: number): number => (jumps === undefined ? 1 : Math.ceil(window / jumps));
  const count = values.length;
  const trendWindow = odd(Math.ceil((1.5 * season) / (1 - 1.5 / seasonalWindow)));
  const lowPassWindow = odd(season);
  let seasonal: Float64Array = new Float64Array(count);
  let trend: Float64Array = new Float64Array(count);
  for (let round = 0; round < 2; round++) {
    const detrended = values.map((value, at) => value - (trend[at] as number));
    const cycle = smoothCycles(detrended, season, seasonalWindow, jumpOf(seasonalWindow));
    const low = loess(lowPass(cycle, season), lowPassWindow, 1, jumpOf(lowPassWindow));
    seasonal = Float64Array.from({ length: count }, (_, at) => (cycle[season + at] as number) - (low[at] as number));
    trend = loess(
      values.map((value, at) => value - (seasonal[at] as number)),
      trendWindow,
      1,
      jumpOf(trendWindow),
    );
  }
  return { seasonal, trend };
}

/** Each place of the season smoothed over the seasons, and continued by one season at either end. */
function smoothCycles(values: Float64Array, season: number, window: number, jump: number): Float64Array {
  const count = values.length;
  const smoothed = new Float64Array(count + 2 * season);
  for (let place = 0; place < season; place++) {
    const length = Math.floor((count - 1 - place) / season) + 1;
    const series = Float64Array.from({ length }, (_, index) => values[index * season + place] as number);
    const inner = loess(series, window, 0, jump);
    const before = loessAt(series, window, 0, 0, 1, Math.min(window, length));
    const after = loessAt(series, window, 0, length + 1, Math.max(1, length - window + 1), length);
    smoothed[place] = Number.isNaN(before) ? (inner[0] as number) : before;
    inner.forEach((value, index) => {
      smoothed[(index + 1) * season + place] = value;
    });
    smoothed[(length + 1) * season + place] = Number.isNaN(after) ? (inner[length - 1] as number) : after;
  }
  return smoothed;
}

/** Moving averages over a season, a season again, and three steps: what is left has no season. */
function lowPass(values: Float64Array, season: number): Float64Array {
  return movingAverage(movingAverage(movingAverage(values, season), season), 3);
}

function movingAverage(values: Float64Array, length: number): Float64Array {
  const averages = new Float64Array(values.length - length + 1);
  let sum = 0;
  for (let at = 0; at < values.length; at++) {
    sum += values[at] as number;
    if (at >= length) sum -= values[at - length] as number;
    if (at >= length - 1) averages[at - length + 1] = sum / length;
  }
  return averages;
}

function odd(length: number): number {
  return length % 2 === 0 ? length + 1 : length;
}

const jumpsPerWindow = 10;
/** Seasons that the pattern of the shortest is smoothed over. */
const shortestWindow = 11;

/**
 * Several seasons at once (Bandara, Hyndman & Bergmeir 2021; R's `mstl`): each in turn from what the others leave, shortest first,
 * twice. Seasons with fewer than two whole cycles are left out. The smooths have jumps of a tenth of their window, as R's have
 * where nothing else is said.
 *
 * @param signal looked at before every decomposition
 * @returns one seasonal component per season that was used, shortest first
 */
export function mstl(
  values: Float64Array,
  seasons: readonly number[],
  signal?: Signal,
): { readonly season: number; readonly component: Float64Array }[] {
  const used = [...new Set(seasons)]
    .filter((season) => season > 1 && values.length >= 2 * season)
    .sort((left, right) => left - right);
  const components: { readonly season: number; component: Float64Array }[] = used.map((season) => ({
    season,
    component: new Float64Array(values.length),
  }));
  const rest = Float64Array.from(values);
  const rounds = used.length > 1 ? 2 : 1;
  for (let round = 0; round < rounds; round++) {
    components.forEach((own, index) => {
      throwIfAborted(signal);
      rest.forEach((value, at) => {
        rest[at] = value + (own.component[at] as number);
      });
      // Longer seasons have been seen less often and get a longer memory.
      own.component = stl(rest, own.season, shortestWindow + 4 * index, jumpsPerWindow).seasonal;
      rest.forEach((value, at) => {
        rest[at] = value - (own.component[at] as number);
      });
    });
  }
  return components;
}

/** The smooth by lines over a window (odd) of values that have no season, with the jumps of {@link mstl}. */
export function smoothTrend(values: Float64Array, window: number): Float64Array {
  return loess(values, window, 1, Math.ceil(window / jumpsPerWindow));
}

/**
 * How much of what is left without the trend is season: 1 − var(remainder) / var(season + remainder), in [0, 1] (Wang, Smith &
 * Hyndman 2006), by the decomposition of {@link mstl} with one season. More than two whole seasons.
 */
export function seasonalStrength(values: Float64Array, season: number): number {
  const { seasonal, trend } = stl(values, season, shortestWindow, jumpsPerWindow);
  const detrended = values.map((value, at) => value - (trend[at] as number));
  const whole = variance(detrended);
  const rest = variance(detrended.map((value, at) => value - (seasonal[at] as number)));
  return whole > 0 ? Math.min(1, Math.max(0, 1 - rest / whole)) : 0;
}

function variance(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}
