import type { IngestedSeries } from "#domain/series";

/** Where a row of the file lies on a chart: a stretch of one series, in wall-clock milliseconds. */
export interface RowPlace {
  readonly series: string;
  readonly from: number;
  readonly to: number;
}

/**
 * The flagged steps that name a row of the file; the series of its own column are looked through before any others, because a
 * row of a wide file has a step in each. null where no flag names the row: most rows that were left out have no step.
 */
export function placeOfRow(series: readonly IngestedSeries[], row: number, column: string): RowPlace | null {
  let other: RowPlace | null = null;
  for (const { id, flags, times } of series) {
    const isOwn = id === column || id.endsWith(` / ${column}`);
    if (other !== null && !isOwn) continue;
    const span = flags.spans.find((candidate) => candidate.row === row);
    if (span === undefined) continue;
    const place = { series: id, from: times[span.fromStep] ?? Number.NaN, to: times[span.toStep] ?? Number.NaN };
    if (isOwn) return place;
    other = place;
  }
  return other;
}
