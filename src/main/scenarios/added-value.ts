/** How adjustments did, by what was shown of their steps and what was observed since. */
import type { AdjustedExport, ValueAddedReport } from "#domain/scenario";
import { type ShownForecast, valueAdded } from "#engine/scenarios";
import type { DatasetRegistry } from "#main/datasets";
import type { Scenarios } from "./scenarios.ts";

export interface AddedValuePorts {
  readonly datasets: Pick<DatasetRegistry, "get">;
  readonly scenarios: Pick<Scenarios, "adjustments">;
  /** Forecasts that were shown of a file, kept by its path. */
  readonly records: {
    shownOf(of: { readonly dataset: string; readonly series: string }): readonly ShownForecast[];
  };
}

/** Of the base. @throws EngineError dataset-not-found */
export function addedValue({ datasets, scenarios, records }: AddedValuePorts, dataset: string): ValueAddedReport {
  const adjusted = [...datasets.get(dataset).series.values()].flatMap((series) => {
    const adjustments = scenarios.adjustments(dataset, series.id);
    return adjustments.length === 0
      ? []
      : [{ series, adjustments, shown: records.shownOf({ dataset, series: series.id }) }];
  });
  return valueAdded(adjusted);
}

/**
 * Of forecasts that were exported, each with its adjustments, as they were known then.
 *
 * @throws EngineError dataset-not-found
 */
export function addedValueOf(
  datasets: AddedValuePorts["datasets"],
  dataset: string,
  exports: readonly AdjustedExport[],
): ValueAddedReport {
  const known = datasets.get(dataset).series;
  const made = exports.flatMap((one, place) => {
    const series = known.get(one.series);
    if (series === undefined) return [];
    const [first = Number.NaN] = one.times;
    // The last step before the forecast's own: all that it could know of.
    const seen = series.times.findLast((time) => time < first) ?? Number.NEGATIVE_INFINITY;
    return [{ ...one, seen, madeMs: place, frequency: series.frequency }];
  });
  return addedValue(
    {
      datasets,
      scenarios: {
        adjustments: (_dataset, series) =>
          made
            .filter((one) => one.series === series)
            .flatMap(({ adjustments, seen, madeMs, frequency }) =>
              adjustments.map((edit, at) => ({ ...edit, id: at + 1, seen, madeMs, frequency })),
            ),
      },
      records: {
        shownOf: ({ series }) =>
          made
            .filter((one) => one.series === series)
            .map(({ seen, madeMs, times, plain }) => ({ seen, madeMs, levels: [0.5], times, quantiles: plain })),
      },
    },
    dataset,
  );
}
