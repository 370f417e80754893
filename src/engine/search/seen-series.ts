import type { SearchSettings } from "#domain/job";
import { factsOf, type SeriesFacts } from "#engine/forecasters/catalogue";
import { knownAt } from "#engine/forecasters/method";
import type { SearchedSeries } from "./plan-types.ts";
import { type SearchOrigins, searchOrigins } from "./origins.ts";

/** What a selection may know of a series: nothing that only origins which are held back show. */
export interface SeenSeries {
  readonly origins: SearchOrigins;
  /** At the newest origin of the selection, with the season that the values show there. */
  readonly facts: SeriesFacts;
  /** The season that the values show at each origin of the selection; 1 = none. */
  readonly seasons: readonly number[];
  /** Observations before the selection's earliest origin. */
  readonly fewestObservations: number;
  /** All values that the selection sees are above zero, those that its forecasts are compared with among them. */
  readonly isPositive: boolean;
  readonly usualSeasons: readonly number[];
}

/** Null where the series is too short for a single origin. */
export function seenSeries(series: SearchedSeries, settings: SearchSettings): SeenSeries | null {
  const { values, usualSeasons } = series;
  const origins = searchOrigins(values, usualSeasons, settings);
  const [earliest] = origins.selection;
  const newest = origins.selection.at(-1);
  if (earliest === undefined || newest === undefined) return null;
  const upTo = (origin: number): Float64Array => values.subarray(0, values.length + origin);
  const known = knownAt(series);
  const seasons = origins.selection.map((origin) => known(values.length + origin).seasonSteps);
  return {
    origins,
    facts: factsOf(upTo(newest), seasons.at(-1) ?? 1),
    seasons,
    fewestObservations: upTo(earliest).reduce((count, value) => (Number.isNaN(value) ? count : count + 1), 0),
    isPositive: upTo(newest + settings.horizon).every((value) => Number.isNaN(value) || value > 0),
    usualSeasons: usualSeasons.filter((season) => season > 1),
  };
}
