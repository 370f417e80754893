import type { SearchSettings } from "#domain/job";
import { factsOf, type SeriesFacts } from "#engine/forecasters/catalogue";
import { detectSeasonLengths } from "#engine/series";
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
export function seenSeries({ values, usualSeasons }: SearchedSeries, settings: SearchSettings): SeenSeries | null {
  const origins = searchOrigins(values, usualSeasons, settings);
  const [earliest] = origins.selection;
  const newest = origins.selection.at(-1);
  if (earliest === undefined || newest === undefined) return null;
  const upTo = (origin: number): Float64Array => values.subarray(0, values.length + origin);
  const seasons = origins.selection.map((origin) => detectSeasonLengths(upTo(origin), usualSeasons)[0] ?? 1);
  return {
    origins,
    facts: factsOf(upTo(newest), seasons.at(-1) ?? 1),
    seasons,
    fewestObservations: upTo(earliest).reduce((count, value) => (Number.isNaN(value) ? count : count + 1), 0),
    isPositive: upTo(newest + settings.horizon).every((value) => Number.isNaN(value) || value > 0),
    usualSeasons: usualSeasons.filter((season) => season > 1),
  };
}
