import type { Decomposition } from "#domain/profile";
import type { Signal } from "#engine/concurrency";
import { partsOf } from "./parts.ts";
import { partsBySeasons } from "./seasons.ts";
import { summarise } from "./summary.ts";
import { type ProfiledInput, stretchOf } from "./profile-series.ts";

/**
 * A series as trend, seasons and remainder, for a drawing; of a long one its last steps.
 *
 * @param lengths of the seasons, in steps; those that are not seen twice are left out. Those that the values show where absent
 */
export function decompose(
  series: ProfiledInput,
  { lengths, signal }: { readonly lengths?: readonly number[]; readonly signal?: Signal } = {},
): Decomposition {
  const steps = series.values.length;
  const { values, firstStep, scale } = stretchOf(series.values, summarise(series.values));
  const whole = (part: Float64Array, isThere?: (at: number) => boolean): Float64Array => {
    const placed = new Float64Array(steps).fill(Number.NaN);
    part.forEach((value, at) => {
      if (isThere === undefined || isThere(at)) placed[firstStep + at] = value * scale;
    });
    return placed;
  };
  if (values.length === 0)
    return { series: series.id, firstStep, trend: whole(values), seasons: [], remainder: whole(values) };
  const parts =
    lengths === undefined
      ? partsBySeasons(values, series.frequency, signal).parts
      : partsOf(
          values,
          lengths.filter((length) => length >= 2 && values.length >= 2 * length),
          signal,
        );
  return {
    series: series.id,
    firstStep,
    trend: whole(parts.trend),
    seasons: parts.seasons.map(({ season, component }) => ({ length: season, values: whole(component) })),
    remainder: whole(parts.remainder, (at) => parts.isObserved[at] === 1),
  };
}
