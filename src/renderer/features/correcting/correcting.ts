import { createStore, type StoreApi } from "zustand/vanilla";
import type { RequestValue } from "#contract/ipc";
import type { CorrectionAction, CorrectionEdit, CorrectionSource } from "#domain/correction";
import type { SeriesDifference } from "#domain/difference";
import type { AppError } from "#domain/errors";
import type { SeriesRows } from "#domain/series";
import type { Client } from "#renderer/bridge";
import type { ViewStore } from "#renderer/context";
import type { Corrections, PreviousDataset } from "#renderer/corrections";
import { activeDataset, type Datasets, selectedSeries } from "#renderer/datasets";

export type Suggestions = RequestValue<"corrections:suggest">;
export type ImportPreview = NonNullable<RequestValue<"corrections:preview-import">>;

export interface CorrectingState {
  /** What the rows are of; null while no file is open. */
  readonly dataset: string | null;
  readonly series: string;
  /** A part of the series, {@link maxRows} at most; null until they have come. */
  readonly rows: SeriesRows | null;
  readonly error: AppError | null;
  /** Times of the rows that are chosen. */
  readonly selected: ReadonlySet<number>;
  /** Steps that stand out; null until they are asked for. */
  readonly suggestions: Suggestions | null;
  readonly preview: ImportPreview | null;
  /** Other files with the same columns that have corrections; null until they are asked for. */
  readonly sources: readonly CorrectionSource[] | null;
  /** How the last change of this series moved its forecast. */
  readonly moved: SeriesDifference | null;
}

export interface Correcting {
  readonly store: StoreApi<CorrectingState>;
  /** With the stretch that the chart is zoomed into already chosen. */
  open(): void;
  close(): void;
  /** The rows from this step on. */
  showFrom(step: number): void;
  select(times: ReadonlySet<number>): void;
  /** Does this to the rows that are chosen, neighbours together. */
  correct(action: CorrectionAction, text?: string): Promise<boolean>;
  remove(ids: readonly number[]): Promise<boolean>;
  undo(): void;
  redo(): void;
  clear(): void;
  suggest(): Promise<void>;
  /** Excludes the suggested steps at these times, as one step of the history. */
  exclude(times: readonly number[]): Promise<boolean>;
  forgetSuggestions(): void;
  /** Asks for a file of corrections, and says what it would do. */
  load(): Promise<void>;
  /** Makes those of the preview that can be made. */
  applyPreview(): Promise<void>;
  forgetPreview(): void;
  save(): void;
  findSources(): Promise<void>;
  applyFrom(source: number): Promise<void>;
}

export interface CorrectingPorts {
  readonly client: Client;
  readonly datasets: Pick<Datasets, "store">;
  readonly corrections: Corrections;
  readonly view: ViewStore;
}

/** What a table can hold at once, and an answer does. */
export const maxRows = 5_000;

const nothing: CorrectingState = {
  ...{ dataset: null, series: "", rows: null, error: null, selected: new Set<number>() },
  ...{ suggestions: null, preview: null, sources: null, moved: null },
};

/** The rows of the series in front, and what is done to them, for as long as the page is shown. */
export function createCorrecting({ client, datasets, corrections, view }: CorrectingPorts): Correcting {
  const store = createStore<CorrectingState>(() => nothing);
  let loading: AbortController | null = null;
  let comparing: AbortController | null = null;
  /** What the forecast is, or was, compared with. */
  let compared: PreviousDataset | undefined;
  /** Chosen as soon as its rows are there. */
  let wanted: { readonly from: number; readonly to: number } | null = null;
  /** The grant of the file in front: it stays as its content is corrected. */
  let grant = "";

  const load = async (from: number | null): Promise<void> => {
    const { dataset, series } = store.getState();
    if (dataset === null) return;
    loading?.abort();
    const mine = new AbortController();
    loading = mine;
    const total = activeDataset(datasets.store.getState())?.dataset.series.find(({ id }) => id === series)?.steps ?? 0;
    const first = Math.max(0, Math.min(from ?? total, total - maxRows));
    const outcome = await corrections.rows(dataset, series, first, maxRows, mine.signal);
    if (loading !== mine) return;
    loading = null;
    if (!outcome.ok) {
      if (outcome.error.code !== "cancelled") store.setState({ error: outcome.error });
      return;
    }
    const rows = outcome.value;
    const { selected } = store.getState();
    const chosen = wanted === null ? selected : within(rows, wanted);
    wanted = null;
    store.setState({ rows, error: null, selected: chosen });
  };

  /** Beside the forecast from before the change, which is still there. */
  const compare = async (dataset: string): Promise<void> => {
    const { series } = store.getState();
    const before = corrections.store.getState().previous[dataset];
    const open = activeDataset(datasets.store.getState());
    comparing?.abort();
    comparing = null;
    if (before === undefined || open === undefined || !before.changed.includes(series)) {
      store.setState({ moved: null });
      corrections.dismissPrevious(dataset);
      return;
    }
    const mine = new AbortController();
    comparing = mine;
    const { model, horizon } = open.selection;
    const outcome = await client.request(
      "versions:compare",
      { earlier: before.dataset, later: dataset, model, horizon, level: null },
      { signal: mine.signal },
    );
    if (comparing !== mine) return;
    comparing = null;
    corrections.dismissPrevious(dataset);
    store.setState({ moved: outcome.ok ? (outcome.value.rows.find((row) => row.series === series) ?? null) : null });
  };

  const sync = (): void => {
    if (view.getState().page !== "correcting") return;
    const open = activeDataset(datasets.store.getState());
    if (open === undefined) {
      loading?.abort();
      view.setState({ page: "forecast" });
      store.setState(nothing, true);
      return;
    }
    const { handle } = open.dataset;
    const series = selectedSeries(open).id;
    const before = store.getState();
    if (before.dataset === handle && before.series === series && before.rows !== null) return;
    const isSame = before.dataset !== null && before.series === series && grant === open.grant;
    grant = open.grant;
    if (isSame) {
      // The same file with other values: place and choice stay.
      store.setState({ dataset: handle, suggestions: null });
      void load(before.rows?.from ?? null);
      return;
    }
    store.setState({ ...nothing, dataset: handle, series }, true);
    void load(null);
  };
  datasets.store.subscribe(sync);
  corrections.store.subscribe(({ previous }) => {
    for (const dataset of Object.keys(previous)) {
      // What nobody compares it with need not stay open.
      if (view.getState().page !== "correcting" || dataset !== store.getState().dataset)
        corrections.dismissPrevious(dataset);
      else if (compared !== previous[dataset]) {
        compared = previous[dataset];
        void compare(dataset);
      }
    }
  });
  view.subscribe((state, before) => {
    if (state.page !== before.page) sync();
  });

  const inForce = (): string => store.getState().dataset ?? "";
  const edits = (times: ReadonlySet<number>, action: CorrectionAction, text: string): CorrectionEdit[] => {
    const { rows, series } = store.getState();
    return rows === null ? [] : stretches(rows, times).map((stretch) => ({ series, ...stretch, action, text }));
  };

  return {
    store,
    open() {
      const { zoom } = view.getState();
      wanted = zoom !== null && typeof zoom === "object" ? zoom : null;
      corrections.forgetError();
      view.setState({ page: "correcting", isReportShown: false });
    },
    close: () => view.setState({ page: "forecast" }),
    showFrom: (step) => void load(step),
    select: (selected) => store.setState({ selected }),
    async correct(action, text = "") {
      const add = edits(store.getState().selected, action, text);
      return add.length === 0 ? false : corrections.apply(inForce(), { add });
    },
    remove: (remove) => corrections.apply(inForce(), { remove }),
    undo: () => void corrections.undo(inForce()),
    redo: () => void corrections.redo(inForce()),
    clear: () => void corrections.clear(inForce()),
    async suggest() {
      const { dataset, series } = store.getState();
      if (dataset === null) return;
      const outcome = await corrections.suggest(dataset, series);
      if (store.getState().dataset !== dataset || store.getState().series !== series) return;
      if (outcome.ok) store.setState({ suggestions: outcome.value });
      else store.setState({ error: outcome.error });
    },
    async exclude(times) {
      const { series } = store.getState();
      const add = times.map((time): CorrectionEdit => ({
        ...{ series, from: time, to: time, text: "" },
        action: { kind: "exclude" },
      }));
      return corrections.apply(inForce(), { add });
    },
    forgetSuggestions: () => store.setState({ suggestions: null }),
    async load() {
      const outcome = await corrections.previewImport(inForce());
      if (outcome.ok) store.setState({ preview: outcome.value });
      else if (outcome.error.code !== "cancelled") store.setState({ error: outcome.error });
    },
    async applyPreview() {
      const { preview } = store.getState();
      const add = (preview?.rows ?? []).flatMap(({ edit, problem }) =>
        edit === null || problem !== null ? [] : [edit],
      );
      if (await corrections.apply(inForce(), { add })) store.setState({ preview: null });
    },
    forgetPreview: () => store.setState({ preview: null }),
    save: () => void corrections.save(inForce()),
    async findSources() {
      const outcome = await corrections.sources(inForce());
      if (outcome.ok) store.setState({ sources: outcome.value });
      else store.setState({ error: outcome.error });
    },
    async applyFrom(source) {
      await corrections.applyFrom(inForce(), source);
    },
  };
}

function within({ times }: SeriesRows, { from, to }: { readonly from: number; readonly to: number }): Set<number> {
  return new Set(times.filter((time) => time >= from && time <= to));
}

/** Chosen rows that stand beside each other, as stretches of time. */
export function stretches(
  { times }: Pick<SeriesRows, "times">,
  chosen: ReadonlySet<number>,
): readonly { readonly from: number; readonly to: number }[] {
  const found: { from: number; to: number }[] = [];
  let isInside = false;
  for (const time of times) {
    const last = found.at(-1);
    if (!chosen.has(time)) isInside = false;
    else if (isInside && last !== undefined) last.to = time;
    else {
      found.push({ from: time, to: time });
      isInside = true;
    }
  }
  return found;
}
