import { createStore, type StoreApi } from "zustand/vanilla";
import type { RequestOutcome } from "#contract/ipc";
import type { AppError } from "#domain/errors";
import { firstRow, type DatasetProfiling, type ProfiledSeriesRow, type Profiling } from "#domain/job";
import type { Client } from "#renderer/bridge";
import type { Datasets } from "#renderer/datasets";

/** What this window knows of a dataset's profile. */
export interface KnownProfile {
  /** Null before main has said anything of it. */
  readonly progress: Profiling | null;
  readonly overall: DatasetProfiling["overall"];
  readonly correlations: DatasetProfiling["correlations"];
  /** By series; one that has not been looked at yet has no row. */
  readonly rows: ReadonlyMap<string, ProfiledSeriesRow>;
  /** Why it could not be asked for; {@link Profiles.retry} asks again. */
  readonly error: AppError | null;
}

export interface ProfilesState {
  /** By the handle of an open dataset. */
  readonly known: Readonly<Record<string, KnownProfile>>;
}

/** Profiles of the open datasets, the only place of the window that asks for them. What main says is what is known; nothing is expected. */
export interface Profiles {
  readonly store: StoreApi<ProfilesState>;
  /**
   * Somebody looks at the profile of this dataset: it is computed before all that nobody waits for, and what is new of it comes, until
   * the function that is returned has been called as often as this one.
   *
   * @param isWanted false: nobody waits for it, and what comes by itself is followed
   */
  watch(dataset: string, isWanted?: boolean): () => void;
  retry(dataset: string): void;
  /** All of one series' profile. Aborted, the outcome is the error `cancelled`. */
  series(dataset: string, series: string, signal: AbortSignal): Promise<RequestOutcome<"profile:series">>;
  decomposition(dataset: string, series: string, signal: AbortSignal): Promise<RequestOutcome<"profile:decomposition">>;
}

export const nothingKnown: KnownProfile = {
  progress: null,
  overall: null,
  correlations: null,
  rows: new Map(),
  error: null,
};

export function profileOf({ known }: ProfilesState, dataset: string): KnownProfile {
  return known[dataset] ?? nothingKnown;
}

/** One visit of a dataset's profile: while anybody looks at it. */
interface Watch {
  watchers: number;
  isWanted: boolean;
  readonly abort: AbortController;
  /** The place up to which its rows are known. */
  next: string;
  isPulling: boolean;
  /** Something has changed since it was last asked for. */
  isStale: boolean;
}

export function createProfiles(client: Client, datasets: Datasets): Profiles {
  const store = createStore<ProfilesState>(() => ({ known: {} }));
  const watches = new Map<string, Watch>();

  const learn = (dataset: string, news: Partial<KnownProfile>): void =>
    store.setState((state) => ({ known: { ...state.known, [dataset]: { ...profileOf(state, dataset), ...news } } }));

  const learnRows = (dataset: string, rows: readonly ProfiledSeriesRow[]): void => {
    if (rows.length === 0) return;
    const known = new Map(profileOf(store.getState(), dataset).rows);
    for (const row of rows) known.set(row.series, row);
    learn(dataset, { rows: known });
  };

  /** @returns whether it was answered, and is still wanted */
  const ask = async (dataset: string, watch: Watch, isWanted: boolean): Promise<boolean> => {
    const { signal } = watch.abort;
    const outcome = await client.request("profile:request", { dataset, isWanted }, { signal });
    if (watches.get(dataset) !== watch) return false;
    learn(dataset, outcome.ok ? { ...outcome.value, error: null } : { error: outcome.error });
    return outcome.ok;
  };

  /** All rows that are new, and then what is said of all of them together. One at a time, and once more for what came meanwhile. */
  const pull = async (dataset: string, watch: Watch): Promise<void> => {
    watch.isStale = true;
    if (watch.isPulling) return;
    watch.isPulling = true;
    while (watch.isStale) {
      watch.isStale = false;
      for (let isMore = true; isMore;) {
        const { signal } = watch.abort;
        const outcome = await client.request("profile:rows", { dataset, after: watch.next }, { signal });
        if (watches.get(dataset) !== watch) return;
        if (!outcome.ok) {
          learn(dataset, { error: outcome.error });
          watch.isPulling = false;
          return;
        }
        const { rows, next } = outcome.value;
        ({ isMore } = outcome.value);
        watch.next = next;
        learnRows(dataset, rows);
      }
      if (!(await ask(dataset, watch, false))) break;
    }
    watch.isPulling = false;
  };

  const begin = async (dataset: string, watch: Watch): Promise<void> => {
    if (await ask(dataset, watch, watch.isWanted)) await pull(dataset, watch);
  };

  client.on("profile:changed", (progress) => {
    const { dataset } = progress;
    if (!isOpen(datasets, dataset)) return;
    learn(dataset, { progress });
    const watch = watches.get(dataset);
    if (watch !== undefined) void pull(dataset, watch);
  });
  datasets.store.subscribe(() => {
    for (const [dataset, { abort }] of watches) {
      if (isOpen(datasets, dataset)) continue;
      watches.delete(dataset);
      abort.abort();
    }
    const { known } = store.getState();
    const open = Object.entries(known).filter(([dataset]) => isOpen(datasets, dataset));
    if (open.length < Object.keys(known).length) store.setState({ known: Object.fromEntries(open) });
  });

  return {
    store,
    watch(dataset, isWanted = true) {
      const known = watches.get(dataset);
      const watch = known ?? {
        watchers: 0,
        isWanted,
        abort: new AbortController(),
        next: firstRow,
        isPulling: false,
        isStale: false,
      };
      watch.watchers += 1;
      watches.set(dataset, watch);
      if (known === undefined) void begin(dataset, watch);
      else if (isWanted && !known.isWanted) {
        known.isWanted = true;
        void ask(dataset, known, true);
      }
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        watch.watchers -= 1;
        if (watch.watchers > 0 || watches.get(dataset) !== watch) return;
        watches.delete(dataset);
        watch.abort.abort();
      };
    },
    retry(dataset) {
      const watch = watches.get(dataset);
      if (watch !== undefined) void begin(dataset, watch);
    },
    series: (dataset, series, signal) => client.request("profile:series", { dataset, series }, { signal }),
    decomposition: (dataset, series, signal) =>
      client.request("profile:decomposition", { dataset, series }, { signal }),
  };
}

function isOpen(datasets: Datasets, handle: string): boolean {
  return datasets.store.getState().open.some(({ dataset }) => dataset.handle === handle);
}
