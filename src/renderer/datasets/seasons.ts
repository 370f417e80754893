import { maxHorizonSteps, type SeriesSummary } from "#domain/series";
import { formatCalendarSpan } from "#renderer/format";

/** Steps in the shortest season, or 10 where the series has none: what one big step of the scrubber means. */
export function bigStep(series: SeriesSummary): number {
  return seasonsOf(series)[0] ?? 10;
}

export interface HorizonPreset {
  readonly steps: number;
  readonly label: string;
}

/** Round stretches of time for this series: seasons where it has them, plain steps otherwise. Shortest first. */
export function horizonPresets(series: SeriesSummary, modelLimit: number): readonly HorizonPreset[] {
  const limit = Math.min(modelLimit, maxHorizonSteps);
  const seasons = seasonsOf(series);
  const [shortest] = seasons;
  const natural =
    shortest === undefined
      ? [6, 12, 24]
      : [shortest, 2 * shortest, ...seasons.slice(1, 2), ...(seasons.length > 1 ? [] : [3 * shortest])];
  const fitting = [...new Set(natural)].filter((steps) => steps <= limit).slice(0, 3);
  // A model that reaches less far than a season still has a far and a near.
  const offered = fitting.length > 0 ? fitting : [...new Set([limit / 4, limit / 2, limit].map(Math.ceil))];
  return offered.map((steps) => ({ steps, label: formatCalendarSpan(steps, series.frequency) }));
}

/** Shortest first. A season of one step is how a series says that it has none. */
function seasonsOf(series: SeriesSummary): readonly number[] {
  return series.seasonLengths.filter((length) => length > 1).toSorted((a, b) => a - b);
}
