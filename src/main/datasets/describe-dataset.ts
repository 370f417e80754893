import { type Dataset, type IngestedDataset, measuredIn } from "#domain/dataset";
import { oldestOrigin } from "#domain/series";
import { formatSpan } from "#engine/series";

/** What the window and the command line see of an import: everything but the numbers. */
export function describeDataset(dataset: IngestedDataset, name: string): Dataset {
  return {
    handle: dataset.handle,
    name,
    zone: dataset.zone,
    file: dataset.file,
    columns: [...dataset.columns],
    series: dataset.series.map((series) => ({
      id: series.id,
      ...(series.about === undefined ? {} : { about: series.about }),
      ...measuredIn(dataset, series),
      ...formatSpan(series.times, dataset.zone),
      frequency: series.frequency,
      steps: series.values.length,
      missing: series.missing,
      seasonLengths: [...series.seasonLengths],
      oldestOrigin: oldestOrigin(series.values.length),
      flags: series.flags.steps,
    })),
    otherSeries: [...dataset.otherSeries],
    repairs: dataset.repairs.map(({ code, count, examples, description, undo }) => ({
      code,
      count,
      examples,
      description,
      undo,
    })),
    undone: [...dataset.undone],
    warnings: [...dataset.warnings],
    preview: dataset.preview,
    tables: dataset.tables,
  };
}
