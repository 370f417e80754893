import { createStore, type StoreApi } from "zustand/vanilla";
import type { ImportedDataset } from "#domain/dataset";
import type { SeriesDifference, TrackRecord, VersionsReport } from "#domain/difference";
import type { AppError } from "#domain/errors";
import type { Frequency } from "#domain/series";
import { type Client, newRequestId } from "#renderer/bridge";
import type { TableCells, Tables, ViewStore } from "#renderer/context";
import { activeDataset, type Datasets } from "#renderer/datasets";

/** Everything that a report depends on. */
export interface ComparedVersions {
  /** Handles of two open datasets; the later one is in front. */
  readonly earlier: string;
  readonly later: string;
  readonly model: string;
  readonly level: number | null;
}

export interface VersionsState {
  /** The dataset in front; null while no file is open. */
  readonly later: ImportedDataset | null;
  /** The one it is compared with; null where no other is open. */
  readonly earlier: ImportedDataset | null;
  /** All others that are open. */
  readonly others: readonly ImportedDataset[];
  readonly level: number | null;
  readonly shown: { readonly compared: ComparedVersions; readonly report: VersionsReport } | null;
  /** Of the run under way; its rows come as they are ready. */
  readonly progress: {
    readonly done: number;
    readonly total: number;
    readonly rows: readonly SeriesDifference[];
  } | null;
  readonly error: AppError | null;
  /** Of the series in front, whether or not another file is open; null while the page is not shown. */
  readonly track: Track | null;
}

/** How earlier forecasts of a series did. */
export interface Track {
  readonly dataset: string;
  readonly series: string;
  readonly frequency: Frequency;
  /** Null until it is there. */
  readonly record: TrackRecord | null;
  readonly error: AppError | null;
}

export interface Versions {
  readonly store: StoreApi<VersionsState>;
  open(): void;
  close(): void;
  setEarlier(handle: string): void;
  /** The other way round. */
  swap(): void;
  setLevel(level: number | null): void;
  run(): Promise<void>;
  cancel(): void;
  /** Shows the series' forecast. */
  show(series: string): void;
  /** Asks where to, and writes the table there. */
  save(rows: TableCells): Promise<void>;
}

export interface VersionsPorts {
  readonly client: Client;
  readonly datasets: Pick<Datasets, "store" | "activate" | "selectSeries">;
  readonly view: ViewStore;
  readonly tables: Pick<Tables, "save">;
}

const nothing: VersionsState = {
  later: null,
  earlier: null,
  others: [],
  level: null,
  shown: null,
  progress: null,
  error: null,
  track: null,
};

/** Two open files beside each other, for as long as the page is shown: the one in front, and one of the others. */
export function createVersions({ client, datasets, view, tables }: VersionsPorts): Versions {
  const store = createStore<VersionsState>(() => nothing);
  let running: { readonly id: string; readonly abort: AbortController } | null = null;

  client.on("versions:progress", ({ requestId, done, total, rows }) => {
    if (running?.id !== requestId) return;
    store.setState(({ progress }) => ({ progress: { done, total, rows: [...(progress?.rows ?? []), ...rows] } }));
  });

  const cancel = (): void => {
    running?.abort.abort();
    running = null;
    if (store.getState().progress !== null) store.setState({ progress: null });
  };

  const run = async (): Promise<void> => {
    cancel();
    const wanted = wantedIn(store.getState(), modelInFront());
    if (wanted === null) return;
    const mine = { id: newRequestId(), abort: new AbortController() };
    running = mine;
    store.setState({ error: null, shown: null, progress: { done: 0, total: 0, rows: [] } });
    const outcome = await client.request(
      "versions:compare",
      { ...wanted, horizon: null },
      { signal: mine.abort.signal, requestId: mine.id },
    );
    if (running !== mine) return;
    running = null;
    if (outcome.ok) store.setState({ progress: null, shown: { compared: wanted, report: outcome.value } });
    else store.setState({ progress: null, error: outcome.error.code === "cancelled" ? null : outcome.error });
  };

  const modelInFront = (): string | undefined => activeDataset(datasets.store.getState())?.selection.model;

  /** Follows the files that are open, and compares anew where the two are others. */
  const sync = (): void => {
    if (view.getState().page !== "versions") return;
    const state = datasets.store.getState();
    const later = activeDataset(state)?.dataset ?? null;
    if (later === null) {
      cancel();
      view.setState({ page: "forecast" });
      store.setState(nothing, true);
      return;
    }
    const others = state.open.map(({ dataset }) => dataset).filter(({ handle }) => handle !== later.handle);
    const before = store.getState();
    const kept = others.find(({ handle }) => handle === before.earlier?.handle);
    const earlier = kept ?? likeliest(later, others);
    const isSame = before.later?.handle === later.handle && before.earlier?.handle === earlier?.handle;
    if (isSame && before.others.length === others.length) return;
    store.setState({ later, earlier, others });
    if (isSame) return;
    store.setState({ shown: null, error: null });
    void run();
  };

  /** Reads the record of the series in front, where that is another one or the page has just opened. */
  const syncTrack = async (): Promise<void> => {
    const active = activeDataset(datasets.store.getState());
    const summary = active?.dataset.series.find(({ id }) => id === active.selection.series);
    if (view.getState().page !== "versions" || active === undefined || summary === undefined) {
      if (store.getState().track !== null) store.setState({ track: null });
      return;
    }
    const key = { dataset: active.dataset.handle, series: summary.id };
    const before = store.getState().track;
    if (before?.dataset === key.dataset && before.series === key.series) return;
    const track: Track = { ...key, frequency: summary.frequency, record: null, error: null };
    store.setState({ track });
    const outcome = await client.request("records:list", key);
    if (store.getState().track !== track) return;
    store.setState({ track: { ...track, ...(outcome.ok ? { record: outcome.value } : { error: outcome.error }) } });
  };
  datasets.store.subscribe(() => {
    sync();
    void syncTrack();
  });
  view.subscribe((state, before) => {
    if (state.page === before.page) return;
    sync();
    void syncTrack();
  });

  return {
    store,
    open: () => view.setState({ page: "versions", isReportShown: false }),
    close: () => view.setState({ page: "forecast" }),
    setEarlier(handle) {
      const earlier = store.getState().others.find((one) => one.handle === handle);
      if (earlier === undefined || earlier === store.getState().earlier) return;
      store.setState({ earlier, shown: null, error: null });
      void run();
    },
    swap() {
      const { earlier, later, others } = store.getState();
      if (earlier === null || later === null) return;
      cancel();
      const rest = others.filter(({ handle }) => handle !== earlier.handle);
      // Before the files follow, so that the one that is behind now is the one to compare with.
      store.setState({ later: earlier, earlier: later, others: [later, ...rest], shown: null, error: null });
      datasets.activate(earlier.handle);
      void run();
    },
    setLevel(level) {
      if (level === store.getState().level) return;
      store.setState({ level });
      void run();
    },
    run,
    cancel,
    show(series) {
      const { later } = store.getState();
      if (later === null) return;
      datasets.activate(later.handle);
      datasets.selectSeries(series);
      view.setState({ page: "forecast", zoom: null });
    },
    async save(rows) {
      const { later } = store.getState();
      if (later === null) return;
      await tables.save(`${later.name.replace(/\.[^.]*$/, "")} changes`, rows);
    },
  };
}

function wantedIn({ earlier, later, level }: VersionsState, model: string | undefined): ComparedVersions | null {
  if (earlier === null || later === null || model === undefined) return null;
  return { earlier: earlier.handle, later: later.handle, model, level };
}

/** Of the other files the one with the most series of the same names, and of those the one that ends last. */
function likeliest(later: ImportedDataset, others: readonly ImportedDataset[]): ImportedDataset | null {
  const names = new Set(later.series.map(({ id }) => id));
  const ranked = others.map((dataset) => ({
    dataset,
    shared: dataset.series.filter(({ id }) => names.has(id)).length,
    end: dataset.series.reduce((latest, { end }) => (end > latest ? end : latest), ""),
  }));
  const [best] = ranked.toSorted((one, other) => other.shared - one.shared || (one.end < other.end ? 1 : -1));
  return best?.dataset ?? null;
}
