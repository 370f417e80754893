/** Small, plain differences for tests. Not part of the application. */
import type {
  ComparedSide,
  ForecastRecord,
  SeriesDifference,
  ValueDifference,
  VersionsReport,
} from "#domain/difference";

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
  return { earlier: sideOf(earlier), later: sideOf(later), level: null, zonesDiffer: false, rows };
}

function sideOf(dataset: string): ComparedSide {
  return { dataset, model: "n", bands: "native" };
}

export function recordOf(part: Partial<ForecastRecord> = {}): ForecastRecord {
  return {
    ...{ madeMs: Date.UTC(2026, 10, 30, 12), seen: Date.UTC(2026, 9, 1), model: "ets", modelVersion: "1" },
    ...{ bands: "native", horizon: 12, isCorrected: false },
    outcome: { steps: 4, inside80: 0.75, bias: 1.5, meanAbsoluteError: 2, mase: 0.8 },
    ...part,
  };
}
