import { createStore, type StoreApi } from "zustand/vanilla";
import type { Zoom } from "#domain/chart";
import type { ImportedDataset, ImportOptions } from "#domain/dataset";
import type { AppError } from "#domain/errors";
import { defaultModelFor, type ModelDefaults, type ModelInfo, type ModelsState, suitsFrequency } from "#domain/model";
import { type FileArrangement, originNow } from "#domain/project";
import { defaultHorizon, maxHorizonSteps, type SeriesSummary } from "#domain/series";
import { type Horizons, wantedHorizon } from "#domain/settings";
import type { TotalsLook } from "#domain/totals";
import { parseWallClock } from "#renderer/format";

/** What the user looks at in one dataset. */
export interface Selection {
  readonly series: string;
  readonly model: string;
  readonly horizon: number;
  /** 0 = the real future; −k = k steps earlier. */
  readonly origin: number;
}

export interface OpenDataset {
  /** Names its tab for as long as it is open, however often its file is read again. */
  readonly tab: string;
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
  /** The chart's own stretch of it. */
  readonly zoom: Zoom | null;
  /** How its totals are looked at; absent where as usual. */
  readonly totals?: TotalsLook;
  /** Read again by itself when it changes on the disk. */
  readonly isReadAgain: boolean;
}

/** A file with a tab, and nothing that was read from it: it was open earlier, and is on its way, gone, or not wanted yet. */
export interface AbsentFile {
  readonly tab: string;
  readonly grant: string;
  readonly name: string;
  readonly arrangement: FileArrangement;
  /** As of {@link OpenDataset}, where it was open in this window before. */
  readonly earlier: readonly ImportOptions[];
  readonly later: readonly ImportOptions[];
  /**
   * `waiting`: it comes by itself. `missing`: it is not at its place. `offered`: opening it may have ended the application the last time.
   * `failed`: it could not be read.
   */
  readonly why: "waiting" | "missing" | "offered" | "failed";
  /** Why it could not be read. */
  readonly error: AppError | null;
  /** Its tab's place among all. */
  readonly place: number;
}

/** What a tab stands for. */
export type TabFile = OpenDataset | AbsentFile;

/** A file that was closed, as it is opened again. */
export type ClosedFile = AbsentFile;

/** How another reading of an open file came about. */
export type Replacement = "change" | "undo" | "redo" | "reload";

export interface DatasetsState {
  /** In the order of their tabs. */
  readonly open: readonly OpenDataset[];
  /** Handle of the dataset in front; null when none is open, or a file that is not there is in front. */
  readonly active: string | null;
  /** In the order of their tabs. */
  readonly absent: readonly AbsentFile[];
  /** Tab of the file in front where nothing was read from it. */
  readonly absentInFront: string | null;
  /** The latest last. */
  readonly closed: readonly ClosedFile[];
}

export interface Datasets {
  readonly store: StoreApi<DatasetsState>;
  /** A model that is gone gives way to the default, wherever it was selected. */
  setModels(models: readonly ModelInfo[], defaultModel: string, defaults?: ModelsState["defaults"]): void;
  models(): readonly ModelInfo[];
  /** Brings a dataset to the front, opening it if needed. Returns false when it was open before. */
  show(dataset: ImportedDataset, grant: string): boolean;
  /** Gives files that were open before their tabs, and the one of `front` the front where nothing else has it. */
  expect(files: readonly Omit<AbsentFile, "tab" | "place">[], front: number | null, place?: number): readonly string[];
  /**
   * A file that was expected is there: it is opened in its tab as it was looked at. It gets the front where its tab has it. False when its
   * tab is closed by now, or the same data are open in another.
   *
   * @param knows whether there is such a model or method
   */
  arrived(tab: string, dataset: ImportedDataset, grant: string, knows: (model: string) => boolean): boolean;
  /** What became of a file that is not there. */
  setAbsent(tab: string, state: Pick<AbsentFile, "why" | "error">): void;
  activateTab(tab: string): void;
  closeTab(tab: string): void;
  /** Takes the file that was closed last from the closed ones. */
  takeClosed(): ClosedFile | undefined;
  /** Moves a tab to another place among all. */
  moveTab(tab: string, place: number): void;
  setReadAgain(handle: string, isReadAgain: boolean): void;
  /** The chart's own stretch of a dataset, for when it is in front again. */
  setZoom(tab: string, zoom: Zoom | null): void;
  setTotals(handle: string, totals: TotalsLook): void;
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
  /** What a series of an open dataset would be forecast with, if it were selected now. */
  selectionFor(series: SeriesSummary, handle?: string): Pick<Selection, "model" | "horizon"> | undefined;
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
 * @param horizons what the user wants instead of the default horizon
 */
export function createDatasets(release: (handle: string) => void, horizons: () => Horizons = () => ({})): Datasets {
  const store = createStore<DatasetsState>(() => ({
    open: [],
    active: null,
    absent: [],
    absentInFront: null,
    closed: [],
  }));
  let tabs = 0;
  const newTab = (): string => `tab-${(tabs += 1)}`;
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
    horizon: Math.min(
      wantedHorizon(horizons(), series.frequency) ?? defaultHorizon(series.frequency),
      limitOf(model),
      maxHorizonSteps,
    ),
    origin: 0,
  });
  const carriedOver = (
    { dataset: before, selection }: OpenDataset,
    { series }: ImportedDataset,
    first: SeriesSummary,
  ): Selection => {
    const same = series.find(({ id }) => id === selection.series);
    const was = before.series.find(({ id }) => id === selection.series);
    if (same === undefined || was === undefined) return onto(same ?? first, was, selection);
    // The same time, also where rows have been added.
    const origin = originNow({ ...selection, end: was.end, frequency: was.frequency }, same, parseWallClock);
    return onto(same, was, origin === null ? selection : { ...selection, origin });
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
  /** What was looked at in a file as it was, in the file as it is. */
  const lookedAt = (
    { series }: ImportedDataset,
    { look }: FileArrangement,
    first: SeriesSummary,
    knows: (model: string) => boolean,
  ): Selection => {
    if (look === null) return initialSelection(first, defaultModelFor(known, first.frequency));
    const next = series.find(({ id }) => id === look.series) ?? first;
    const info = models.find(({ id }) => id === look.model);
    const isMadeForIt = info === undefined ? knows(look.model) : suitsFrequency(info.frequencies, next.frequency);
    const model = isMadeForIt ? look.model : defaultModelFor(known, next.frequency);
    const fresh = initialSelection(next, model);
    const origin = originNow(look, next, parseWallClock);
    return origin === null ? fresh : { ...withModel({ ...fresh, horizon: look.horizon }, model), origin };
  };

  const closeTab = (tab: string): void => {
    const state = store.getState();
    const all = tabsOf(state);
    const place = all.findIndex((file) => file.tab === tab);
    const file = all[place];
    if (file === undefined) return;
    const left = all.filter((one) => one !== file);
    const isInFront = isAbsent(file) ? state.absentInFront === tab : state.active === file.dataset.handle;
    // The neighbour comes forward, as with the tabs of any desktop application.
    const neighbour = left[Math.min(place, left.length - 1)];
    store.setState({
      ...inTabs(left),
      ...(isInFront ? (neighbour === undefined ? { active: null, absentInFront: null } : inFrontOf(neighbour)) : {}),
      // What is only looked at leaves nothing behind.
      ...(isAbsent(file) || file.dataset.settings.isOneShot !== true
        ? { closed: [...state.closed, closedOf(file, place)].slice(-maxClosed) }
        : {}),
    });
    if (!isAbsent(file)) release(file.dataset.handle);
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
        const opened: OpenDataset = {
          ...{ tab: newTab(), dataset, grant, selection, isModelDecided: false, earlier: [], later: [] },
          ...{ zoom: null, isReadAgain: false },
        };
        store.setState((state) => ({ open: [...state.open, opened] }));
      }
      store.setState({ active: dataset.handle, absentInFront: null });
      return isNew;
    },
    expect(files, front, place) {
      const expected = files.map((file): AbsentFile => ({ ...file, tab: newTab(), place: 0 }));
      store.setState((state) => {
        const all = tabsOf(state);
        const next = all.toSpliced(place ?? all.length, 0, ...expected);
        const isFree = state.active === null && state.absentInFront === null;
        const inFront = front === null ? undefined : expected[front]?.tab;
        return { ...inTabs(next), ...(isFree && inFront !== undefined ? { absentInFront: inFront } : {}) };
      });
      return expected.map(({ tab }) => tab);
    },
    arrived(tab, dataset, grant, knows) {
      const state = store.getState();
      const absent = state.absent.find((file) => file.tab === tab);
      const [first] = dataset.series;
      if (absent === undefined || first === undefined) return false;
      const isInFront = state.absentInFront === tab;
      const same = state.open.find((item) => item.dataset.handle === dataset.handle);
      const { arrangement, earlier, later } = absent;
      const arrived: OpenDataset = {
        ...{ tab, dataset, grant, earlier, later, isReadAgain: arrangement.isReadAgain },
        selection: lookedAt(dataset, arrangement, first, knows),
        isModelDecided: arrangement.look?.isModelDecided ?? false,
        zoom: arrangement.look?.zoom ?? null,
        ...(arrangement.look?.totals === undefined ? {} : { totals: arrangement.look.totals }),
      };
      // Opened meanwhile by another way: it is the one that was expected.
      const all = tabsOf(state).filter((file) => file !== same);
      store.setState({
        ...inTabs(all.map((file) => (file === absent ? arrived : file))),
        ...(isInFront || (same !== undefined && state.active === dataset.handle)
          ? { active: dataset.handle, absentInFront: null }
          : {}),
      });
      return same === undefined;
    },
    setAbsent(tab, next) {
      store.setState(({ absent }) => ({
        absent: absent.map((file) => (file.tab === tab ? { ...file, ...next } : file)),
      }));
    },
    activateTab(tab) {
      const file = tabsOf(store.getState()).find((one) => one.tab === tab);
      if (file !== undefined) store.setState(inFrontOf(file));
    },
    closeTab: (tab) => closeTab(tab),
    takeClosed() {
      const last = store.getState().closed.at(-1);
      if (last !== undefined) store.setState(({ closed }) => ({ closed: closed.filter((file) => file !== last) }));
      return last;
    },
    moveTab(tab, place) {
      const all = tabsOf(store.getState());
      const from = all.findIndex((file) => file.tab === tab);
      const to = Math.min(Math.max(place, 0), all.length - 1);
      const [file] = all.slice(from, from + 1);
      if (from < 0 || file === undefined || from === to) return;
      store.setState(inTabs(all.toSpliced(from, 1).toSpliced(to, 0, file)));
    },
    setReadAgain(handle, isReadAgain) {
      store.setState(({ open }) => ({
        open: open.map((item) => (item.dataset.handle === handle ? { ...item, isReadAgain } : item)),
      }));
    },
    setZoom(tab, zoom) {
      store.setState((state) => {
        if (state.open.every((item) => item.tab !== tab || item.zoom === zoom)) return state;
        return { open: state.open.map((item) => (item.tab === tab ? { ...item, zoom } : item)) };
      });
    },
    setTotals(handle, totals) {
      store.setState(({ open }) => ({
        open: open.map((item) => (item.dataset.handle === handle ? { ...item, totals } : item)),
      }));
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
      const item = store.getState().open.find(({ dataset }) => dataset.handle === handle);
      if (item !== undefined) store.setState(inFrontOf(item));
    },
    close(handle) {
      const item = store.getState().open.find(({ dataset }) => dataset.handle === handle);
      if (item !== undefined) closeTab(item.tab);
    },
    selectSeries(id) {
      change((current) => {
        const series = current.dataset.series.find((candidate) => candidate.id === id);
        if (series === undefined || id === current.selection.series) return current.selection;
        return onto(series, selectedSeries(current), current.selection);
      });
    },
    selectionFor(series, handle) {
      const current = find(store.getState(), handle);
      return current === undefined ? undefined : onto(series, selectedSeries(current), current.selection);
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

const maxClosed = 20;

export function isAbsent(file: TabFile): file is AbsentFile {
  return "why" in file;
}

/** All files in the order of their tabs. */
export function tabsOf({ open, absent }: Pick<DatasetsState, "open" | "absent">): readonly TabFile[] {
  const all: TabFile[] = [...open];
  for (const file of absent) all.splice(Math.min(file.place, all.length), 0, file);
  return all;
}

/** Tab of the file in front; null when none is open. */
export function tabInFront({ open, active, absentInFront }: DatasetsState): string | null {
  return open.find(({ dataset }) => dataset.handle === active)?.tab ?? absentInFront;
}

function inTabs(all: readonly TabFile[]): Pick<DatasetsState, "open" | "absent"> {
  return {
    open: all.flatMap((file) => (isAbsent(file) ? [] : [file])),
    absent: all.flatMap((file, place) => (isAbsent(file) ? [{ ...file, place }] : [])),
  };
}

function inFrontOf(file: TabFile): Pick<DatasetsState, "active" | "absentInFront"> {
  return isAbsent(file)
    ? { active: null, absentInFront: file.tab }
    : { active: file.dataset.handle, absentInFront: null };
}

function closedOf(file: TabFile, place: number): ClosedFile {
  if (isAbsent(file)) return { ...file, place };
  const { tab, dataset, grant, earlier, later } = file;
  const arrangement = arrangementOf(file);
  return { tab, grant, name: dataset.name, arrangement, earlier, later, why: "waiting", error: null, place };
}

/** How a dataset is read and looked at. */
export function arrangementOf(file: OpenDataset): FileArrangement {
  const { dataset, selection, isModelDecided, isReadAgain, zoom, totals } = file;
  const { options, source } = dataset.settings;
  const { end, frequency } = selectedSeries(file);
  return {
    options,
    source,
    isReadAgain,
    look: {
      ...{ ...selection, isModelDecided, end, frequency, zoom },
      ...(totals === undefined ? {} : { totals }),
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
