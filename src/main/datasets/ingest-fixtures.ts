/** Datasets as the ingest process would send them, for tests. */
import type { IngestedDataset } from "#domain/dataset";
import { type IngestedSeries, dayMs, hourMs, minuteMs } from "#domain/series";
import type { DatasetRegistry } from "./dataset-registry.ts";

const stepMs = { minute: minuteMs, hour: hourMs, day: dayMs };

/** A series of nothing but its values: `count` units from one to the next, the first of them at `startMs`. */
export function regularSeries(
  id: string,
  values: ArrayLike<number>,
  { unit = "day", count = 1, startMs = 0 }: { unit?: keyof typeof stepMs; count?: number; startMs?: number } = {},
): IngestedSeries {
  const numbers = Float64Array.from(values);
  return {
    id,
    frequency: { unit, count },
    times: Float64Array.from(numbers, (_, index) => startMs + index * count * stepMs[unit]),
    values: numbers,
    missing: numbers.filter(Number.isNaN).length,
    seasonLengths: unit === "day" ? [7] : unit === "hour" ? [24] : [],
    isNonNegative: !numbers.some((value) => value < 0),
    flags: { steps: {}, total: 0, spans: [] },
  };
}

export function datasetOf(handle: string, ...series: IngestedSeries[]): IngestedDataset {
  return {
    handle,
    zone: null,
    file: {
      encoding: "utf-8",
      delimiter: ",",
      decimal: ".",
      layout: "wide",
      vendor: null,
      dataRows: series[0]?.values.length ?? 0,
      dateOrder: null,
    },
    columns: [],
    series,
    otherSeries: [],
    repairs: [],
    undone: [],
    warnings: [],
    preview: { rows: [], cellOf: [] },
    tables: null,
    shape: "",
  };
}

/** Somebody who opens and closes datasets, as a page does. */
export function pageOf(datasets: DatasetRegistry) {
  const owner = {};
  return {
    open: (dataset: IngestedDataset) => datasets.open(dataset, owner),
    close: (handle: string) => datasets.close(handle, owner),
  };
}
