import type { IngestedDataset } from "#domain/dataset";
import { type IngestedSeries, isSameFrequency } from "#domain/series";
import { ByteCache, type ByteCacheStats, equalRuns, type EqualRun } from "#engine/cache";
import { nonNegativeSteps } from "#engine/series";
import type { SeriesEntry, ForecastArchive } from "#main/cache";
import type { DatasetListener, DatasetRegistry, OpenDataset } from "#main/datasets";

/** A series of another file that shares windows with the given one. */
export interface Overlap {
  readonly dataset: string;
  readonly series: string;
  readonly steps: number;
  /** Steps before the first value below zero. */
  readonly nonNegativeSteps: number;
  /** In steps of the given series. */
  readonly runs: readonly EqualRun[];
}

/** Maximum number of series of other files to compare with. */
const maxOverlaps = 32;

/** What the archive and the comparison have to know of a series. */
export function entryOf(dataset: string, series: IngestedSeries): SeriesEntry {
  return {
    dataset,
    series: series.id,
    frequency: series.frequency,
    steps: series.values.length,
    startMs: series.times[0] ?? 0,
    endMs: series.times.at(-1) ?? 0,
  };
}

/** Where series of files from before are; null where nothing outlives the process. */
export interface ArchivedSeries {
  readonly archive: Pick<ForecastArchive, "candidates" | "values"> | null;
}

/** Finds the series of open, recently closed and archived files that share windows with a new one. */
export class OverlapIndex implements DatasetListener {
  readonly #datasets: DatasetRegistry;
  readonly #archived: ArchivedSeries;
  readonly #closed: ByteCache<string, IngestedDataset>;

  constructor(
    datasets: DatasetRegistry,
    archived: ArchivedSeries,
    options: { readonly closedBytes: number; readonly now: () => number },
  ) {
    this.#datasets = datasets;
    this.#archived = archived;
    this.#closed = new ByteCache({ maxBytes: options.closedBytes, now: options.now });
  }

  /** An open file is looked up in the registry. */
  opened({ dataset }: OpenDataset): void {
    this.#closed.delete(dataset.handle);
  }

  /** The file is closed, but the next one may be the same with a few more rows. */
  closed({ dataset, isKept }: OpenDataset): void {
    // Of a draw there may be one after the other, which must not be in the way of what the user works with.
    if (!isKept) return;
    const bytes = dataset.series.reduce((sum, one) => sum + one.values.byteLength + one.times.byteLength, 0);
    this.#closed.set(dataset.handle, dataset, bytes);
  }

  /** Releases one closed file, or all of them. */
  forget(handle?: string): void {
    if (handle === undefined) this.#closed.clear();
    else this.#closed.delete(handle);
  }

  stats(): ByteCacheStats {
    return this.#closed.stats();
  }

  /** The series that share at least one window with this one. Reads files, and yields in between. */
  async overlapsOf(dataset: string, series: IngestedSeries): Promise<Overlap[]> {
    const entry = entryOf(dataset, series);
    const overlaps: Overlap[] = [];
    const compared = new Set<string>();
    const compare = async (
      other: string,
      id: string,
      values: Pick<IngestedSeries, "times" | "values">,
    ): Promise<void> => {
      compared.add(`${other}/${id}`);
      const runs = equalRuns(series, values);
      if (runs.length > 0)
        overlaps.push({
          dataset: other,
          series: id,
          steps: values.values.length,
          nonNegativeSteps: nonNegativeSteps(values.values),
          runs,
        });
      await new Promise<void>((resolve) => setImmediate(resolve));
    };
    for (const [other, known] of this.#inMemory(entry)) await compare(other, known.id, known);
    for (const candidate of this.#archived.archive?.candidates(entry, maxOverlaps) ?? []) {
      if (compared.has(`${candidate.dataset}/${candidate.series}`)) continue;
      const values = await this.#archived.archive?.values(candidate);
      if (values != null) await compare(candidate.dataset, candidate.series, values);
    }
    return overlaps;
  }

  #inMemory(entry: SeriesEntry): [string, IngestedSeries][] {
    const found: [string, IngestedSeries][] = [];
    const closed = [...this.#closed.keys()].map((handle) => this.#closed.peek(handle));
    const open = [...this.#datasets.values()].map(({ dataset }) => dataset);
    for (const dataset of [...open, ...closed]) {
      if (dataset === undefined || dataset.handle === entry.dataset) continue;
      for (const series of dataset.series) if (isOnSameGrid(entry, series)) found.push([dataset.handle, series]);
    }
    // The same name first: in a file of a thousand series, the others rarely share anything.
    const isSameName = ([, { id }]: [string, IngestedSeries]) => (id === entry.series ? 0 : 1);
    return found.sort((a, b) => isSameName(a) - isSameName(b)).slice(0, maxOverlaps);
  }
}

function isOnSameGrid(entry: SeriesEntry, series: IngestedSeries): boolean {
  const start = series.times[0];
  const end = series.times.at(-1);
  return (
    start !== undefined &&
    end !== undefined &&
    isSameFrequency(series.frequency, entry.frequency) &&
    start <= entry.endMs &&
    end >= entry.startMs
  );
}
