/** Small, plain differences for tests. Not part of the application. */
import type { SeriesDifference, ValueDifference, VersionsReport } from "#domain/difference";

export function valuesWith(part: Partial<ValueDifference> = {}): ValueDifference {
  return {
    kind: "same",
    ...{ common: 3, appended: 0, prepended: 0, dropped: 0, revised: 0, filled: 0, lost: 0 },
    ...{ meanRevision: null, size: null, largest: null, spans: [], spansInAll: 0 },
    ...part,
  };
}

export function rowOf(series: string, part: Partial<SeriesDifference> = {}): SeriesDifference {
  return { series, isIn: "both", values: valuesWith(), bands: null, outcome: null, unforecast: null, ...part };
}

export function reportOf(earlier: string, later: string, ...rows: readonly SeriesDifference[]): VersionsReport {
  return { earlier, later, model: "n", level: null, zonesDiffer: false, rows };
}
