/** Small rows for tests of the table. Not part of the application. */
import type { ProfiledSeriesRow } from "#domain/job";
import type { OverviewRow, RowEvidence } from "#renderer/overview";
import type { ColumnFacts, SeriesRow } from "./columns.ts";

export interface RowNumbers {
  readonly last?: number;
  readonly lastTime?: number;
  readonly median?: number;
  readonly base?: number;
  readonly error?: number;
  readonly skill?: number;
  readonly coverage?: number;
  readonly verdict?: RowEvidence["verdict"];
  readonly profile?: ProfiledSeriesRow;
}

function seriesOf(id: string): OverviewRow["series"] {
  return {
    ...{ id, start: "2020-01-01T00:00:00", end: "2023-12-01T00:00:00", frequency: { unit: "month", count: 1 } },
    ...{ steps: 48, missing: 0, seasonLengths: [12], oldestOrigin: -24, flags: {} },
  };
}

/** Without a median it has no forecast yet, without a coverage no past forecasts. */
export function rowOf(id: string, place: number, numbers: RowNumbers = {}): SeriesRow {
  const { last = 10, lastTime = 0, median, base = 10, error = 1, skill = 0.5, coverage, verdict = "held" } = numbers;
  const row: OverviewRow = {
    ...{ place, series: seriesOf(id), last, lastTime, before: 8, beforeTime: 0, lowest: 5, highest: 15, history: null },
    forecast:
      median === undefined
        ? { state: "open" }
        : {
            state: "known",
            value: {
              ...{ time: 1, median, lower: median - 1, upper: median + 1, base, baseTime: 0, model: "m" },
              spark: new Float32Array(),
            },
          },
    risk: { state: "none", error: null },
    evidence:
      coverage === undefined
        ? { state: "open" }
        : { state: "known", value: { error, skill, coverage, steps: 20, origins: 5, verdict } },
  };
  return { kind: "series", id, row, profile: numbers.profile };
}

export const facts: ColumnFacts = {
  modelName: (id) => `model ${id}`,
  isAdopted: () => false,
  fileName: "file.csv",
  profiling: "completed",
};
