import { createStore, type StoreApi } from "zustand/vanilla";
import type { ImportedDataset } from "#domain/dataset";
import {
  type ComparedSide,
  modelIn,
  type SeriesDifference,
  type TrackRecord,
  type VersionsReport,
} from "#domain/difference";
import type { AppError } from "#domain/errors";
import { automaticModel } from "#domain/model";
import type { Job } from "#domain/job";
import type { Frequency } from "#domain/series";
import { type Client, newRequestId } from "#renderer/bridge";
import type { Session, TableCells, Tables, ViewStore } from "#renderer/context";
import { activeDataset, type Datasets } from "#renderer/datasets";
import type { Jobs } from "#renderer/jobs";
import type { Overlay } from "#renderer/overlay";

/** What is compared: two open files, or the forecasts of the one in front by two models, or with its ranges as modelled and corrected. */
export const comparedKinds = ["files", "models", "ranges"] as const;
export type ComparedKind = (typeof comparedKinds)[number];

/** Everything that a report depends on; the later dataset is in front. */
export interface ComparedVersions {
  readonly earlier: ComparedSide;
  readonly later: ComparedSide;
  readonly level: number | null;
}

/** Ids of models or methods, or of what a search found: {@link searchId}. */
export interface ComparedModels {
  readonly earlier: string;
  readonly later: string;
}

/** Stands for the best method of each series that a search found, among ids of models; none of them has a blank. */
export function searchId(job: string): string {
  return `search ${job}`;
}

const baselineModel = "seasonal-naive";
/** Series. */
const mostComparedAtOnce = 200;

function jobOf(id: string): string | null {
  return id.startsWith("search ") ? id.slice("search ".length) : null;
}

export interface VersionsState {
  readonly kind: ComparedKind;
  /** Null: the model of the file in front, and what a search found, or what is chosen by the past. */
  readonly models: ComparedModels | null;
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
  setKind(kind: ComparedKind): void;
  setModels(models: Partial<ComparedModels>): void;
  /** What is compared where the user has not chosen; null while no file is open. */
  modelsCompared(): ComparedModels | null;
  run(): Promise<void>;
  cancel(): void;
  /**
   * Shows the series' forecast on the later side, with that on the earlier side laid over it.
   *
   * @param label of the earlier side
   */
  show(series: string, label: string): void;
  /** Asks where to, and writes the table there. */
  save(rows: TableCells): Promise<void>;
}

export interface VersionsPorts {
  readonly client: Client;
  readonly datasets: Pick<Datasets, "store" | "activate" | "selectSeries" | "selectModel">;
  readonly session: Pick<Session, "setBands">;
  readonly jobs: Pick<Jobs, "store">;
  readonly overlay: Pick<Overlay, "lay">;
  readonly view: ViewStore;
  readonly tables: Pick<Tables, "save">;
}

const nothing: VersionsState = {
  kind: "files",
  models: null,
  later: null,
  earlier: null,
  others: [],
  level: null,
  shown: null,
  progress: null,
  error: null,
  track: null,
};

/**
 * Two open files beside each other, for as long as the page is shown: the one in front, and one of the others. Or two ways to forecast
 * the one in front.
 */
export function createVersions(ports: VersionsPorts): Versions {
  const { client, datasets, session, jobs, overlay, view, tables } = ports;
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
    const sides = sidesIn(store.getState());
    if (sides === null) return;
    const mine = { id: newRequestId(), abort: new AbortController() };
    running = mine;
    store.setState({ error: null, shown: null, progress: { done: 0, total: 0, rows: [] } });
    const { signal } = mine.abort;
    const [earlier, later] = await Promise.all([withWinners(sides.earlier, signal), withWinners(sides.later, signal)]);
    if (running !== mine) return;
    if ("code" in earlier || "code" in later) {
      running = null;
      store.setState({ progress: null, error: "code" in earlier ? earlier : "code" in later ? later : null });
      return;
    }
    const wanted = { earlier, later, level: store.getState().level };
    const outcome = await client.request(
      "versions:compare",
      { ...wanted, horizon: null },
      { signal, requestId: mine.id },
    );
    if (running !== mine) return;
    running = null;
    if (outcome.ok) store.setState({ progress: null, shown: { compared: wanted, report: outcome.value } });
    else store.setState({ progress: null, error: outcome.error.code === "cancelled" ? null : outcome.error });
  };

  const modelsCompared = (): ComparedModels | null => {
    const open = activeDataset(datasets.store.getState());
    const { models } = store.getState();
    if (open === undefined) return null;
    if (models !== null) return models;
    const { model } = open.selection;
    const search = newestSearch(jobs.store.getState().jobs, open.dataset.handle);
    return { earlier: model, later: search === undefined ? otherThan(model) : searchId(search.id) };
  };

  /** Both sides, where a search may stand in the place of a model. */
  const sidesIn = ({
    kind,
    earlier,
    later,
  }: VersionsState): { readonly earlier: ComparedSide; readonly later: ComparedSide } | null => {
    const model = activeDataset(datasets.store.getState())?.selection.model;
    const models = modelsCompared();
    if (later === null || model === undefined || models === null) return null;
    const side = { dataset: later.handle, model, bands: "native" } as const;
    switch (kind) {
      case "files":
        return earlier === null ? null : { earlier: { ...side, dataset: earlier.handle }, later: side };
      case "models":
        return { earlier: { ...side, model: models.earlier }, later: { ...side, model: models.later } };
      case "ranges":
        return { earlier: side, later: { ...side, bands: "calibrated" } };
    }
  };

  /** What a search found becomes the model of each series; where it found none the model in front stays. */
  const withWinners = async (side: ComparedSide, signal: AbortSignal): Promise<ComparedSide | AppError> => {
    const job = jobOf(side.model);
    if (job === null) return side;
    const outcome = await client.request("jobs:result", { job, ranking: null }, { signal });
    if (!outcome.ok) return outcome.error;
    const model = activeDataset(datasets.store.getState())?.selection.model ?? automaticModel;
    const models = Object.fromEntries(outcome.value.winners.map(({ series, id }) => [series, id]));
    return { ...side, model, models };
  };

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
    // Of two models of one file nothing depends on which others are open.
    if (before.kind !== "files" && before.later?.handle === later.handle) return;
    store.setState({ shown: null, error: null, models: null });
    void run();
  };

  const again = (changes: Partial<VersionsState>): void => {
    store.setState({ ...changes, shown: null, error: null });
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
      again({ earlier });
    },
    setKind(kind) {
      if (kind === store.getState().kind) return;
      cancel();
      // Two forecasts of each of very many series are asked for by a press of their own.
      if (kind === "files" || (store.getState().later?.series.length ?? 0) <= mostComparedAtOnce) again({ kind });
      else store.setState({ kind, shown: null, error: null });
    },
    setModels(changes) {
      const models = modelsCompared();
      if (models !== null) again({ models: { ...models, ...changes } });
    },
    modelsCompared,
    swap() {
      const { kind, earlier, later, others } = store.getState();
      const models = modelsCompared();
      if (kind === "models" && models !== null) {
        again({ models: { earlier: models.later, later: models.earlier } });
        return;
      }
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
    show(series, label) {
      const { kind, earlier, later, shown } = store.getState();
      if (later === null) return;
      datasets.activate(later.handle);
      datasets.selectSeries(series);
      view.setState({ page: "forecast", zoom: null });
      if (shown === null) return;
      const sides = shown.compared;
      const isSameFile = kind !== "files";
      if (kind === "models") datasets.selectModel(modelIn(sides.later, series));
      if (kind === "ranges") session.setBands("calibrated");
      const dataset = isSameFile ? later : earlier;
      if (dataset === null) return;
      overlay.lay({
        ...{ over: later.handle, series: [series], label, isEarlier: !isSameFile },
        from: {
          kind: "dataset",
          dataset,
          model: kind === "models" ? modelIn(sides.earlier, series) : null,
          bands: kind === "ranges" ? "native" : null,
        },
      });
    },
    async save(rows) {
      const { later } = store.getState();
      if (later === null) return;
      await tables.save(`${later.name.replace(/\.[^.]*$/, "")} changes`, rows);
    },
  };
}

/** Searches of a dataset that have found something, the newest first. */
export function searchesOf(jobs: readonly Job[], dataset: string): readonly Job[] {
  return jobs
    .filter((job) => job.kind === "search" && job.state === "completed" && job.dataset === dataset)
    .toSorted((one, other) => other.createdMs - one.createdMs);
}

function newestSearch(jobs: readonly Job[], dataset: string): Job | undefined {
  return searchesOf(jobs, dataset)[0];
}

/** Something to compare a model with that costs little. */
function otherThan(model: string): string {
  return model === baselineModel ? automaticModel : baselineModel;
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
