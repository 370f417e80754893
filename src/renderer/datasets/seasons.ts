import { defaultHorizon, maxHorizonSteps, type SeriesSummary } from "#domain/series";
import { formatCalendarSpan } from "#renderer/format";

/** Steps in the shortest season, or 10 where the series has none: what one big step of the scrubber means. */
export function bigStep(series: SeriesSummary): number {
  return seasonsOf(series)[0] ?? 10;
}

export interface HorizonPreset {
  readonly steps: number;
  readonly label: string;
}

/** The default horizon, half of it and twice as far, as far as the model reaches. Shortest first. */
export function horizonPresets({ frequency }: SeriesSummary, modelLimit: number): readonly HorizonPreset[] {
  const usual = defaultHorizon(frequency, modelLimit);
  const offered = [Math.ceil(usual / 2), usual, Math.min(2 * usual, modelLimit, maxHorizonSteps)];
  return [...new Set(offered)].map((steps) => ({ steps, label: formatCalendarSpan(steps, frequency) }));
}

/** Shortest first. A season of one step is how a series says that it has none. */
function seasonsOf(series: SeriesSummary): readonly number[] {
  return series.seasonLengths.filter((length) => length > 1).toSorted((a, b) => a - b);
}
