import { createStore, type StoreApi } from "zustand/vanilla";
import type { RequestValue } from "#contract/ipc";
import type { CorrectionAction, CorrectionEdit, CorrectionSource } from "#domain/correction";
import type { AppError } from "#domain/errors";
import type { SeriesRows } from "#domain/series";
import type { ChartSurface, TimeSpan, ViewStore, WindowPlace } from "#renderer/context";
import type { Corrections } from "#renderer/corrections";
import { activeDataset, type Datasets, type DatasetsState, selectedSeries } from "#renderer/datasets";
import { type ForecastObserver, indexAtOrAfter } from "#renderer/forecasts";
import { roundExpected, stretches, within } from "./chosen.ts";

export type Suggestions = RequestValue<"corrections:suggest">;

/** Corrections of a file, or of another dataset, before they are made. */
export interface Preview extends NonNullable<RequestValue<"corrections:preview-import">> {
  /** Of the other dataset; null: of a file of corrections. */
  readonly source: number | null;
}

export interface CorrectingState {
  /** What the rows are of; null while no file is open. */
  readonly dataset: string | null;
  readonly series: string;
  /** A part of the series, {@link maxRows} at most; null until they have come. */
  readonly rows: SeriesRows | null;
  readonly error: AppError | null;
  /** Times of those rows that are chosen. */
  readonly selected: ReadonlySet<number>;
  /** What can be done to the steps that are chosen, beside them; null while it is closed. */
  readonly menu: WindowPlace | null;
  /** Steps that stand out; null until they are asked for. */
  readonly suggestions: Suggestions | null;
  readonly preview: Preview | null;
  /** Other files with the same columns that have corrections; null until they are asked for. */
  readonly sources: readonly CorrectionSource[] | null;
}

/** What is done to each suggested step: it gets no value, or the one that would be expected there. */
export type SuggestionUse = "exclude" | "expected";

export interface Correcting {
  readonly store: StoreApi<CorrectingState>;
  /** With what is chosen in the chart, or the stretch that it is zoomed into. */
  open(): void;
  close(): void;
  /** The rows from this step on. */
  showFrom(step: number): void;
  /** Chooses these rows, and nothing else. */
  select(times: ReadonlySet<number>): void;
  /** Chooses stretches of the series in front, in order of time and never side by side. */
  choose(spans: readonly TimeSpan[]): void;
  openMenu(place: WindowPlace): void;
  closeMenu(): void;
  /** Does this to what is chosen. */
  correct(action: CorrectionAction, text?: string): Promise<boolean>;
  remove(ids: readonly number[]): Promise<boolean>;
  undo(): void;
  redo(): void;
  clear(): void;
  suggest(): Promise<void>;
  /** The suggested steps at these times, as one step of the history. */
  takeSuggestions(times: ReadonlySet<number>, use: SuggestionUse): Promise<boolean>;
  forgetSuggestions(): void;
  /** Asks for a file of corrections, and says what it would do. */
  load(): Promise<void>;
  /** Says what another file's corrections would do. */
  previewFrom(source: CorrectionSource): Promise<void>;
  /** Makes those of the preview that can be made. */
  applyPreview(): Promise<void>;
  forgetPreview(): void;
  save(): void;
  findSources(): Promise<void>;
}

export interface CorrectingPorts {
  readonly datasets: Pick<Datasets, "store">;
  readonly corrections: Corrections;
  readonly view: ViewStore;
  /** Of the main chart. */
  readonly observer: Pick<ForecastObserver, "store">;
  /** Of the main chart, too: what is chosen is there. */
  readonly surface: Pick<ChartSurface, "store" | "setChosen">;
}

/** What a table can hold at once, and an answer does. */
export const maxRows = 5_000;

const nothing: CorrectingState = {
  ...{ dataset: null, series: "", rows: null, error: null, selected: new Set<number>(), menu: null },
  ...{ suggestions: null, preview: null, sources: null },
};

/** What is chosen of the series in front, in the chart and in its rows alike, and what is done to it. */
export function createCorrecting({ datasets, corrections, view, observer, surface }: CorrectingPorts): Correcting {
  const store = createStore<CorrectingState>(() => nothing);
  let loading: AbortController | null = null;
  /** Chosen as soon as its rows are there. */
  let wanted: TimeSpan | null = null;
  /** The file and the series in front: the file's grant stays as its content is corrected. */
  let front = frontOf(datasets.store.getState());

  const chosen = (): readonly TimeSpan[] => surface.store.getState().chosen;

  const load = async (from: number | null): Promise<void> => {
    const { dataset, series } = store.getState();
    if (dataset === null) return;
    loading?.abort();
    const mine = new AbortController();
    loading = mine;
    const total = activeDataset(datasets.store.getState())?.dataset.series.find(({ id }) => id === series)?.steps ?? 0;
    const first = Math.max(0, Math.min(from ?? stepToShow() ?? total, total - maxRows));
    const outcome = await corrections.rows(dataset, series, first, maxRows, mine.signal);
    if (loading !== mine) return;
    loading = null;
    if (!outcome.ok) {
      if (outcome.error.code !== "cancelled") store.setState({ error: outcome.error });
      return;
    }
    const rows = outcome.value;
    store.setState({ rows, error: null, selected: within(rows.times, chosen()) });
    if (wanted === null) return;
    const stretch = wanted;
    wanted = null;
    surface.setChosen(stretches(rows.times, within(rows.times, [stretch])));
  };

  /** The first of the rows to ask for, so that what is chosen is among them; null where that is not known. */
  const stepToShow = (): number | null => {
    const [first] = wanted === null ? chosen() : [wanted];
    const { shown } = observer.store.getState();
    if (first === undefined || shown === null || shown.series.id !== store.getState().series) return null;
    return indexAtOrAfter(shown.values.times, first.from) - Math.floor(maxRows / 2);
  };

  const sync = (): void => {
    const open = activeDataset(datasets.store.getState());
    const next = frontOf(datasets.store.getState());
    if (next !== front) {
      front = next;
      if (chosen().length > 0) surface.setChosen([]);
      if (store.getState().menu !== null) store.setState({ menu: null });
    }
    if (view.getState().page !== "correcting") return;
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
    const isSame = before.dataset !== null && before.series === series && rowsOf === next;
    rowsOf = next;
    if (isSame) {
      // The same file with other values: place and choice stay.
      store.setState({ dataset: handle, suggestions: null });
      void load(before.rows?.from ?? null);
      return;
    }
    store.setState({ ...nothing, menu: before.menu, dataset: handle, series }, true);
    void load(null);
  };
  /** What the rows are of, as `front` names it. */
  let rowsOf = "";
  datasets.store.subscribe(sync);
  view.subscribe((state, before) => {
    if (state.page !== before.page) sync();
  });
  surface.store.subscribe((state, before) => {
    const { rows } = store.getState();
    if (state.chosen !== before.chosen && rows !== null) store.setState({ selected: within(rows.times, chosen()) });
  });

  const inForce = (): string => activeDataset(datasets.store.getState())?.dataset.handle ?? "";
  const failed = (error: AppError): void => {
    if (error.code !== "cancelled") store.setState({ error });
  };

  return {
    store,
    open() {
      const { zoom } = view.getState();
      wanted = chosen().length === 0 && zoom !== null && typeof zoom === "object" ? zoom : null;
      corrections.forgetError();
      view.setState({ page: "correcting", isReportShown: false });
    },
    close: () => view.setState({ page: "forecast" }),
    showFrom: (step) => void load(step),
    select(times) {
      const { rows } = store.getState();
      if (rows !== null) surface.setChosen(stretches(rows.times, times));
    },
    choose: (spans) => surface.setChosen(spans),
    openMenu(menu) {
      if (chosen().length > 0) store.setState({ menu });
    },
    closeMenu: () => store.setState({ menu: null }),
    async correct(action, text = "") {
      const open = activeDataset(datasets.store.getState());
      if (open === undefined) return false;
      const { series } = open.selection;
      const add = chosen().map(({ from, to }): CorrectionEdit => ({ series, from, to, action, text }));
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
      else failed(outcome.error);
    },
    async takeSuggestions(times, use) {
      const { series, suggestions } = store.getState();
      const add = (suggestions?.suggestions ?? [])
        .filter(({ time }) => times.has(time))
        .map(({ time, value, expected }): CorrectionEdit => ({
          ...{ series, from: time, to: time, text: "Suggested outlier" },
          action: use === "exclude" ? { kind: "exclude" } : { kind: "replace", value: roundExpected(value, expected) },
        }));
      return add.length === 0 ? false : corrections.apply(inForce(), { add });
    },
    forgetSuggestions: () => store.setState({ suggestions: null }),
    async load() {
      const outcome = await corrections.previewImport(inForce());
      if (!outcome.ok) failed(outcome.error);
      else if (outcome.value !== null) store.setState({ preview: { ...outcome.value, source: null } });
    },
    async previewFrom({ id, name }) {
      const outcome = await corrections.previewFrom(inForce(), id);
      if (outcome.ok) store.setState({ preview: { name, ...outcome.value, source: id } });
      else failed(outcome.error);
    },
    async applyPreview() {
      const { preview } = store.getState();
      if (preview === null) return;
      const add = preview.rows.flatMap(({ edit, problem }) => (edit === null || problem !== null ? [] : [edit]));
      const isMade =
        preview.source === null
          ? await corrections.apply(inForce(), { add })
          : await corrections.applyFrom(inForce(), preview.source);
      if (isMade) store.setState({ preview: null });
    },
    forgetPreview: () => store.setState({ preview: null }),
    save: () => void corrections.save(inForce()),
    async findSources() {
      const outcome = await corrections.sources(inForce());
      if (outcome.ok) store.setState({ sources: outcome.value });
      else failed(outcome.error);
    },
  };
}

function frontOf(state: DatasetsState): string {
  const open = activeDataset(state);
  return open === undefined ? "" : JSON.stringify([open.grant, open.selection.series]);
}
