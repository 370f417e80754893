import { createStore, type StoreApi } from "zustand/vanilla";
import type { ImportedDataset, ImportOptions } from "#domain/dataset";
import { defaultModelFor, type ModelDefaults, type ModelInfo, type ModelsState, suitsFrequency } from "#domain/model";
import { defaultHorizon, maxHorizonSteps, type SeriesSummary } from "#domain/series";

/** What the user looks at in one dataset. */
export interface Selection {
  readonly series: string;
  readonly model: string;
  readonly horizon: number;
  /** 0 = the real future; −k = k steps earlier. */
  readonly origin: number;
}

export interface OpenDataset {
  readonly dataset: ImportedDataset;
  /** Allows to read the file again. */
  readonly grant: string;
  readonly selection: Selection;
  /** The user chose a model, or did not want the one that was offered: none is offered any more. */
  readonly isModelDecided: boolean;
  /** Import options before each change that can be undone, the latest last. */
  readonly earlier: readonly ImportOptions[];
  /** Import options of each change that was undone, the one to redo first last. */
  readonly later: readonly ImportOptions[];
}

/** How another reading of an open file came about. */
export type Replacement = "change" | "undo" | "redo" | "reload";

export interface DatasetsState {
  /** In the order of opening. */
  readonly open: readonly OpenDataset[];
  /** Handle of the dataset in front; null when none is open. */
  readonly active: string | null;
}

export interface Datasets {
  readonly store: StoreApi<DatasetsState>;
  /** A model that is gone gives way to the default, wherever it was selected. */
  setModels(models: readonly ModelInfo[], defaultModel: string, defaults?: ModelsState["defaults"]): void;
  models(): readonly ModelInfo[];
  /** Brings a dataset to the front, opening it if needed. Returns false when it was open before. */
  show(dataset: ImportedDataset, grant: string): boolean;
  /**
   * Puts another reading of the same file in an open one's place; series, horizon and origin stay where they still exist.
   * A change makes what was undone before it unreachable, as in any editor. Nothing changes when the first is not open any
   * more (`closed`), or the second is open already in another place (`open`).
   *
   * @param grant allows to read the file from now on: another one where it has moved
   */
  replace(handle: string, dataset: ImportedDataset, how: Replacement, grant: string): "replaced" | "closed" | "open";
  activate(handle: string): void;
  close(handle: string): void;
  selectSeries(series: string): void;
  /** In the dataset in front, or in the one that is named. */
  selectModel(model: string, handle?: string): void;
  /** Where this model is selected it gives way to the default, as one whose file is gone. */
  modelGone(handle: string, model: string): void;
  /** Shown where the user has not chosen a model, who is still free to. */
  suggestModel(handle: string, model: string): void;
  /** The model stays as it is, and no other is offered for this dataset. */
  keepModel(): void;
  setHorizon(horizon: number): void;
  setOrigin(origin: number): void;
}

/**
 * Opened datasets and what is selected in each, so that going back to one finds it as it was left.
 *
 * @param release tells the main process that an open dataset is not used any more
 */
export function createDatasets(release: (handle: string) => void): Datasets {
  const store = createStore<DatasetsState>(() => ({ open: [], active: null }));
  let models: readonly ModelInfo[] = [];
  let known: ModelDefaults = { models: [], defaultModel: "", defaults: [] };

  const find = (state: DatasetsState, handle?: string): OpenDataset | undefined =>
    handle === undefined ? activeDataset(state) : state.open.find(({ dataset }) => dataset.handle === handle);
  const change = (next: (current: OpenDataset) => Selection, handle?: string): void => {
    store.setState((state) => {
      const current = find(state, handle);
      if (current === undefined) return state;
      const selection = next(current);
      if (selection === current.selection) return state;
      return { open: state.open.map((item) => (item === current ? { ...item, selection } : item)) };
    });
  };
  const decideModel = (handle?: string): void => {
    store.setState((state) => {
      const current = find(state, handle);
      return { open: state.open.map((item) => (item === current ? { ...item, isModelDecided: true } : item)) };
    });
  };
  const limitOf = (model: string): number =>
    models.find((candidate) => candidate.id === model)?.maxHorizonSteps ?? maxHorizonSteps;

  const withModel = (selection: Selection, model: string): Selection => ({
    ...selection,
    model,
    horizon: Math.min(selection.horizon, limitOf(model), maxHorizonSteps),
  });
  const withDefault = (item: OpenDataset): Selection =>
    withModel(item.selection, defaultModelFor(known, selectedSeries(item).frequency));

  const initialSelection = (series: SeriesSummary, model: string): Selection => ({
    series: series.id,
    model,
    horizon: defaultHorizon(series.frequency, limitOf(model)),
    origin: 0,
  });
  const carriedOver = (
    { dataset: before, selection }: OpenDataset,
    { series }: ImportedDataset,
    first: SeriesSummary,
  ): Selection => {
    const same = series.find(({ id }) => id === selection.series);
    const was = before.series.find(({ id }) => id === selection.series);
    return onto(same ?? first, was, selection);
  };
  /** Twelve months are not twelve hours: a horizon and an origin mean something for their steps only. */
  const onto = (next: SeriesSummary, before: SeriesSummary | undefined, selection: Selection): Selection => {
    const { unit, count } = next.frequency;
    const isSameStep = before?.frequency.unit === unit && before.frequency.count === count;
    const model = models.find(({ id }) => id === selection.model);
    const isMadeForIt = isSameStep || model === undefined || suitsFrequency(model.frequencies, next.frequency);
    const fresh = initialSelection(next, isMadeForIt ? selection.model : defaultModelFor(known, next.frequency));
    return isSameStep ? { ...fresh, horizon: selection.horizon, origin: clampOrigin(selection.origin, next) } : fresh;
  };

  return {
    store,
    models: () => models,
    setModels(next, defaultModel, defaults = []) {
      const gone = new Set(models.map(({ id }) => id).filter((id) => next.every((model) => model.id !== id)));
      models = next;
      known = { models: [...next], defaultModel, defaults };
      if (gone.size === 0) return;
      store.setState(({ open }) => ({
        open: open.map((item) => {
          return gone.has(item.selection.model) ? { ...item, selection: withDefault(item) } : item;
        }),
      }));
    },
    show(dataset, grant) {
      const isNew = !store.getState().open.some((item) => item.dataset.handle === dataset.handle);
      if (isNew) {
        const first = dataset.series[0];
        if (first === undefined) return true;
        const selection = initialSelection(first, defaultModelFor(known, first.frequency));
        const opened = { dataset, grant, selection, isModelDecided: false, earlier: [], later: [] };
        store.setState((state) => ({ open: [...state.open, opened] }));
      }
      store.setState({ active: dataset.handle });
      return isNew;
    },
    replace(handle, dataset, how, grant) {
      const { open, active } = store.getState();
      const current = open.find((item) => item.dataset.handle === handle);
      const [first] = dataset.series;
      if (current === undefined || first === undefined) return "closed";
      if (dataset.handle !== handle && open.some((item) => item.dataset.handle === dataset.handle)) return "open";
      const next: OpenDataset = {
        ...current,
        dataset,
        grant,
        selection: carriedOver(current, dataset, first),
        ...historyAfter(current, how),
      };
      store.setState({
        open: open.map((item) => (item === current ? next : item)),
        active: active === handle ? dataset.handle : active,
      });
      return "replaced";
    },
    activate(handle) {
      if (store.getState().open.some((item) => item.dataset.handle === handle)) store.setState({ active: handle });
    },
    close(handle) {
      store.setState((state) => {
        const index = state.open.findIndex((item) => item.dataset.handle === handle);
        const open = state.open.filter((item) => item.dataset.handle !== handle);
        if (state.active !== handle) return { open };
        // The neighbour comes forward, as with the tabs of any desktop application.
        const neighbour = open[Math.min(index, open.length - 1)];
        return { open, active: neighbour?.dataset.handle ?? null };
      });
      release(handle);
    },
    selectSeries(id) {
      change((current) => {
        const series = current.dataset.series.find((candidate) => candidate.id === id);
        if (series === undefined || id === current.selection.series) return current.selection;
        return onto(series, selectedSeries(current), current.selection);
      });
    },
    keepModel: () => decideModel(),
    selectModel(model, handle) {
      decideModel(handle);
      change(({ selection }) => withModel(selection, model), handle);
    },
    modelGone(handle, model) {
      change((item) => (item.selection.model === model ? withDefault(item) : item.selection), handle);
    },
    suggestModel(handle, model) {
      change((item) => (item.isModelDecided ? item.selection : withModel(item.selection, model)), handle);
    },
    setHorizon(horizon) {
      change(({ selection }) => {
        const limit = Math.min(limitOf(selection.model), maxHorizonSteps);
        const next = Math.min(Math.max(Math.round(horizon), 1), limit);
        return next === selection.horizon ? selection : { ...selection, horizon: next };
      });
    },
    setOrigin(origin) {
      change((current) => {
        const series = selectedSeries(current);
        const next = clampOrigin(origin, series);
        return next === current.selection.origin ? current.selection : { ...current.selection, origin: next };
      });
    },
  };
}

function historyAfter(
  { dataset, earlier, later }: OpenDataset,
  how: Replacement,
): Pick<OpenDataset, "earlier" | "later"> {
  const inForce = dataset.settings.options;
  switch (how) {
    case "change":
      return { earlier: [...earlier, inForce], later: [] };
    case "undo":
      return { earlier: earlier.slice(0, -1), later: [...later, inForce] };
    case "redo":
      return { earlier: [...earlier, inForce], later: later.slice(0, -1) };
    case "reload":
      return { earlier, later };
  }
}

/** The dataset in front. */
export function activeDataset(state: DatasetsState): OpenDataset | undefined {
  return state.open.find((item) => item.dataset.handle === state.active);
}

/** The summary of the selected series. A selection always names a series of its dataset. */
export function selectedSeries(open: OpenDataset): SeriesSummary {
  const found = open.dataset.series.find((series) => series.id === open.selection.series) ?? open.dataset.series[0];
  if (found === undefined) throw new Error("A dataset without series can't be opened.");
  return found;
}

/** The nearest origin that the series has. */
export function clampOrigin(origin: number, series: SeriesSummary): number {
  // `|| 0` turns −0 into 0: they differ for Object.is, and so for React and for cache keys.
  return Math.min(Math.max(Math.round(origin), series.oldestOrigin), 0) || 0;
}
