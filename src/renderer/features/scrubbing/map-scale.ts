/**
 * Where things lie on the map of a series. Places count steps from the first one of the history, in fractions between two of them, up to
 * the end of the forecast from all data; each step is as wide as every other, so that places and pixels are proportional.
 */
export interface MapScale {
  /** Wall-clock times of the history; ascending. */
  readonly times: Float64Array;
  /** Steps beyond the history. */
  readonly horizon: number;
  /** Of the map, in pixels. */
  readonly width: number;
}

/** A stretch of the map. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The last place on the map; at least 1, so that a map of one step has a width. */
export function lastPlace({ times, horizon }: Pick<MapScale, "times" | "horizon">): number {
  return Math.max(times.length - 1 + horizon, 1);
}

export function pixelOf(scale: MapScale, place: number): number {
  return (place / lastPlace(scale)) * scale.width;
}

export function placeOf(scale: MapScale, pixel: number): number {
  return scale.width === 0 ? 0 : (pixel / scale.width) * lastPlace(scale);
}

/** Pixels between two steps. */
export function stepWidth(scale: MapScale): number {
  return pixelOf(scale, 1);
}

export function placeOfOrigin({ times }: Pick<MapScale, "times">, origin: number): number {
  return times.length - 1 + origin;
}

/** The origin nearest to a place; none before `oldest` and none in the future. */
export function originAt({ times }: Pick<MapScale, "times">, place: number, oldest: number): number {
  // Not −0, which some comparisons tell from 0.
  return Math.min(Math.max(Math.round(place) - (times.length - 1), oldest), 0) + 0;
}

/** The place of a time; beyond the history steps are as long as they are on the average. */
export function placeAt({ times }: Pick<MapScale, "times">, time: number): number {
  const last = times.length - 1;
  const [first, end] = [times[0] ?? 0, times[last] ?? 0];
  const step = averageStep(times);
  if (time <= first) return (time - first) / step;
  if (time >= end) return last + (time - end) / step;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) <= time) low = middle;
    else high = middle;
  }
  const [left, right] = [times[low] ?? 0, times[high] ?? 0];
  return low + (time - left) / (right - left);
}

/** The time of a place, as {@link placeAt} has it. */
export function timeAt({ times }: Pick<MapScale, "times">, place: number): number {
  const last = times.length - 1;
  const step = averageStep(times);
  if (place <= 0) return (times[0] ?? 0) + place * step;
  if (place >= last) return (times[last] ?? 0) + (place - last) * step;
  const low = Math.floor(place);
  const [left, right] = [times[low] ?? 0, times[low + 1] ?? 0];
  return left + (place - low) * (right - left);
}

function averageStep(times: Float64Array): number {
  const steps = times.length - 1;
  return steps > 0 ? ((times[steps] ?? 0) - (times[0] ?? 0)) / steps : 1;
}

/** The stretch as it is where it leaves the map, moved back onto it. */
export function moved({ from, to }: Stretch, by: number, last: number): Stretch {
  const size = Math.min(to - from, last);
  const start = Math.min(Math.max(from + by, 0), last - size);
  return { from: start, to: start + size };
}

/** The stretch with one edge moved; never shorter than `shortest`, never beyond the map. */
export function resized(
  { from, to }: Stretch,
  edge: keyof Stretch,
  by: number,
  last: number,
  shortest: number,
): Stretch {
  return edge === "from"
    ? { from: Math.max(Math.min(from + by, to - shortest), 0), to }
    : { from, to: Math.min(Math.max(to + by, from + shortest), last) };
}

/** The stretch made longer or shorter around its middle. */
export function scaled({ from, to }: Stretch, factor: number, last: number, shortest: number): Stretch {
  const size = Math.min(Math.max((to - from) * factor, shortest), last);
  const start = (from + to - size) / 2;
  return moved({ from: start, to: start + size }, 0, last);
}
