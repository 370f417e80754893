import type { SeasonsOverlay } from "#engine/figure";
import type { Shown } from "#renderer/forecasts";

/** How many steps the chart has: those of the series, and those of the forecast after them. */
function stepCount({ values, forecast }: Shown): number {
  return values.times.length + laterCount(values.times, forecast?.times);
}

function laterCount(times: Float64Array, later: Float64Array | undefined): number {
  const last = times.at(-1) ?? Number.NEGATIVE_INFINITY;
  return later === undefined ? 0 : later.length - firstAfter(later, last);
}

/** Index of the first time after another; the length where there is none. Times ascend. */
function firstAfter(times: ArrayLike<number>, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? Infinity) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function timeOf({ values, forecast }: Shown, index: number): number {
  const { times } = values;
  if (index < times.length) return times[index] ?? Number.NaN;
  const later = forecast?.times;
  const first = later === undefined ? 0 : later.length - laterCount(times, later);
  return later?.[first + index - times.length] ?? Number.NaN;
}

/** The time of the step so many steps after the one at or before `time`; the first or the last where there are not as many. */
export function stepFrom(shown: Shown, time: number, by: number): number {
  const { times } = shown.values;
  const last = times.at(-1) ?? Number.NEGATIVE_INFINITY;
  const later = shown.forecast?.times ?? new Float64Array();
  const here =
    time <= last
      ? firstAfter(times, time) - 1
      : times.length + firstAfter(later, time) - 1 - (later.length - laterCount(times, later));
  return timeOf(shown, Math.min(Math.max(here + by, 0), stepCount(shown) - 1));
}

/** All places on the axis that seasons share, ascending. */
export function placesOf({ cycles, forecast }: SeasonsOverlay): readonly number[] {
  const all = new Set([...cycles.flatMap(({ places }) => places), ...forecast.flatMap(({ places }) => places)]);
  return [...all].sort((one, other) => one - other);
}

/** The same for places as for steps. */
export function placeFrom(places: readonly number[], place: number, by: number): number {
  const here = firstAfter(places, place) - 1;
  return places[Math.min(Math.max(here + by, 0), places.length - 1)] ?? place;
}

/** Index of the place nearest to another; −1 where none is within reach. */
export function nearestPlace(places: readonly number[], place: number, reach: number): number {
  const after = firstAfter(places, place);
  const [left, right] = [places[after - 1] ?? -Infinity, places[after] ?? Infinity];
  const index = place - left <= right - place ? after - 1 : after;
  return Math.abs((places[index] ?? Infinity) - place) <= reach ? index : -1;
}
