import type { Signal } from "#engine/concurrency";
import { isSeasonal } from "./decompose.ts";
import { mstl } from "./stl.ts";

/** Longer seasons have more parameters than most series have seasons; they are removed before a fit, as in R's `stlf`. */
export const longestModelledSeason = 24;

export interface WithoutSeasons {
  readonly rest: Float64Array;
  /** Lengths of the seasons that were removed, ascending. */
  readonly seasons: readonly number[];
  /** What the seasons add `ahead` steps after the first one beyond the series: each repeats its last cycle. */
  seasonalAhead(ahead: number): number;
}

/**
 * The series less its seasons: the one that it is known for, as R's `stlf` does, whatever a test of its autocorrelation says (short
 * series fail it and have a season all the same), and those of the others that it shows.
 *
 * @param season 1 = none
 */
export function removeSeasons(
  values: Float64Array,
  season: number,
  others: readonly number[],
  signal?: Signal,
): WithoutSeasons {
  const count = values.length;
  const components = mstl(values, [season, ...others.filter((other) => isSeasonal(values, other))], signal);
  return {
    rest: values.map((value, at) => components.reduce((sum, { component }) => sum - (component[at] as number), value)),
    seasons: components.map(({ season }) => season),
    seasonalAhead: (ahead) =>
      components.reduce(
        (sum, { season, component }) => sum + (component[count - season + (ahead % season)] as number),
        0,
      ),
  };
}

/** What stands before the name of a model that was fitted to the rest: "MSTL[24,168] + ", or nothing. */
export function seasonsPrefix(seasons: readonly number[]): string {
  return seasons.length === 0 ? "" : `MSTL[${seasons.join(",")}] + `;
}
