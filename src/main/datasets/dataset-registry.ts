import type { ImportSettings, IngestedDataset } from "#domain/dataset";
import type { SeriesValues, IngestedSeries } from "#domain/series";
import { CancelledError, EngineError } from "#domain/errors";

/** Whoever keeps datasets open: a page, a one-shot draw, the command line. Told apart by identity. */
export type DatasetOwner = object;

/** The file that a dataset was read from, and how. */
export interface DatasetSource {
  readonly name: string;
  /** Absolute. */
  readonly path?: string;
  /** Absent where no import settings apply, as on the command line. */
  readonly settings?: ImportSettings;
}

/** A dataset from its first opening to its last release. Opened again later, it is another object. */
export interface OpenDataset {
  /** As it was read last: another file may hold the same content, with other rows repaired. */
  readonly dataset: IngestedDataset;
  /** By id; the same objects for as long as the dataset is open. */
  readonly series: ReadonlyMap<string, IngestedSeries>;
  /** Of the file that was read last; null before any was. */
  readonly source: DatasetSource | null;
  /** False while it was opened for one-shot draws alone: nothing of it is written to disk. */
  readonly isKept: boolean;
  /** True while nobody but the application itself has opened it, to have answers ready. */
  readonly isAhead: boolean;
}

/** One reference to an open dataset. */
export interface DatasetLease {
  readonly open: OpenDataset;
  /** Gives the reference back; a second call does nothing. */
  release(): void;
}

/** A part that holds something for each open dataset. */
export interface DatasetListener {
  /** Called for every reference that is taken. */
  opened?(open: OpenDataset): void;
  /** Called when the last reference is given back; the dataset can't be looked up any more. */
  closed?(open: OpenDataset): void;
}

interface Opening extends Pick<OpenDataset, "source" | "isKept"> {
  readonly isAhead?: boolean;
}

interface Entry extends OpenDataset {
  dataset: IngestedDataset;
  source: DatasetSource | null;
  isKept: boolean;
  isAhead: boolean;
  /** The owner of each reference. */
  readonly leases: Map<DatasetLease, DatasetOwner>;
}

export function datasetNotOpen(): EngineError {
  return new EngineError("dataset-not-found", "This file is no longer open.", { hint: "Open it again." });
}

/**
 * The open datasets, and the only count of references to them. The same content opened twice is held once; it is closed with
 * its last reference.
 */
export class DatasetRegistry {
  readonly #entries = new Map<string, Entry>();
  readonly #gone = new WeakSet<DatasetOwner>();
  readonly #listeners: DatasetListener[] = [];

  /** Listeners are called in the order in which they were added. */
  addListener(listener: DatasetListener): void {
    this.#listeners.push(listener);
  }

  /**
   * Takes a reference for `owner`.
   * @throws CancelledError when the owner has gone in the meantime
   */
  open(dataset: IngestedDataset, owner: DatasetOwner, source: DatasetSource | null = null): DatasetLease {
    return this.#open(dataset, owner, { source, isKept: true });
  }

  /**
   * The same for a one-shot draw, on whose account nothing of the dataset is written to disk.
   * @throws CancelledError when the owner has gone in the meantime
   */
  openOnce(dataset: IngestedDataset, owner: DatasetOwner, source: DatasetSource | null = null): DatasetLease {
    return this.#open(dataset, owner, { source, isKept: false });
  }

  /** The same to have answers ready before anybody opens it: what is computed is kept, and it is no use of the dataset. */
  openAhead(dataset: IngestedDataset, owner: DatasetOwner): DatasetLease {
    return this.#open(dataset, owner, { source: null, isKept: true, isAhead: true });
  }

  /** Gives one of the owner's references back; false when it has none to this dataset. */
  close(handle: string, owner: DatasetOwner): boolean {
    const entry = this.#entries.get(handle);
    const lease = [...(entry?.leases ?? [])].find(([, holder]) => holder === owner)?.[0];
    lease?.release();
    return lease !== undefined;
  }

  /** The owner is gone, with all its references; nothing more is opened for it. */
  closeAll(owner: DatasetOwner): void {
    this.#gone.add(owner);
    for (const { leases } of [...this.#entries.values()])
      for (const [lease, holder] of [...leases]) if (holder === owner) lease.release();
  }

  /** Whether this opening has not ended; false for an earlier opening of a dataset that is open again. */
  isOpen(open: OpenDataset): boolean {
    return this.#entries.get(open.dataset.handle) === open;
  }

  /** All open datasets. */
  values(): IterableIterator<OpenDataset> {
    return this.#entries.values();
  }

  find(handle: string): OpenDataset | undefined {
    return this.#entries.get(handle);
  }

  /** @throws EngineError dataset-not-found */
  get(handle: string): OpenDataset {
    const entry = this.find(handle);
    if (entry === undefined) throw datasetNotOpen();
    return entry;
  }

  /** @throws EngineError dataset-not-found, series-not-found */
  series(handle: string, seriesId: string): IngestedSeries {
    const series = this.get(handle).series.get(seriesId);
    if (series === undefined) throw new EngineError("series-not-found", `This file has no series named “${seriesId}”.`);
    return series;
  }

  /**
   * Times and values of a series, with the flags of the file that was read last.
   * @throws EngineError dataset-not-found, series-not-found
   */
  seriesValues(handle: string, seriesId: string): SeriesValues {
    const { times, values, flags } = this.series(handle, seriesId);
    const latest = this.get(handle).dataset.series.find(({ id }) => id === seriesId);
    return { series: seriesId, times, values, flags: latest?.flags ?? flags };
  }

  #open(dataset: IngestedDataset, owner: DatasetOwner, how: Opening): DatasetLease {
    const { source, isKept, isAhead = false } = how;
    if (this.#gone.has(owner)) throw new CancelledError("user");
    const { handle } = dataset;
    const known = this.#entries.get(handle);
    const entry = known ?? {
      dataset,
      series: new Map(dataset.series.map((series) => [series.id, series])),
      source,
      isKept,
      isAhead,
      leases: new Map<DatasetLease, DatasetOwner>(),
    };
    entry.dataset = dataset;
    entry.source = source ?? entry.source;
    entry.isKept ||= isKept;
    entry.isAhead &&= isAhead;
    const lease = { open: entry, release: () => this.#release(entry, lease) };
    entry.leases.set(lease, owner);
    this.#entries.set(handle, entry);
    for (const listener of this.#listeners) listener.opened?.(entry);
    return lease;
  }

  #release(entry: Entry, lease: DatasetLease): void {
    if (!entry.leases.delete(lease) || entry.leases.size > 0) return;
    this.#entries.delete(entry.dataset.handle);
    for (const listener of this.#listeners) listener.closed?.(entry);
  }
}
