import { createStore, type StoreApi } from "zustand/vanilla";
import type { ChosenSeriesStore, Session, ViewStore } from "#renderer/context";
import { activeDataset, type Datasets } from "#renderer/datasets";
import type { ChoosingBy, Sorting } from "#renderer/ui";
import { allChosen, chosenAfter, type Choosing, nothingChosen } from "./choosing.ts";
import { fileOrder } from "./defaults.ts";

/** A column and a limit that its values must be beyond. */
export interface Condition {
  readonly column: string;
  readonly is: "above" | "below";
  /** In the unit of the column: a percentage for a share. */
  readonly limit: number;
}

/** Which rows are shown, and in which order. */
export interface Narrowing {
  readonly preset: string;
  readonly query: string;
  readonly conditions: readonly Condition[];
  readonly sorting: Sorting;
}

export interface SeriesTableState extends Narrowing {
  /** Of the group column; null: no groups. */
  readonly groupBy: string | null;
  /** Ids of groups. */
  readonly collapsed: ReadonlySet<string>;
  readonly choosing: Choosing;
  /** Where the table was left, and of which dataset. */
  readonly left: { readonly dataset: string; readonly top: number; readonly active: string | null } | null;
  /** The chart shows a series that was opened from the table: its keys lead back. */
  readonly isBehindChart: boolean;
}

/** The page of all series: what of them is shown and how, and where one left it. */
export interface SeriesTablePage {
  readonly store: StoreApi<SeriesTableState>;
  open(): void;
  close(): void;
  /** Shows the forecast of a series; Escape and Backspace lead back from there. */
  openSeries(id: string): void;
  /** @param sorting the order that it brings; null: as it is */
  setPreset(id: string, sorting: Sorting | null): void;
  narrow(change: Partial<Pick<Narrowing, "query" | "sorting">>): void;
  setConditions(conditions: readonly Condition[]): void;
  /** All rows, in their usual order. */
  showAll(): void;
  groupBy(column: string | null): void;
  expand(group: string, isExpanded: boolean): void;
  /** @param order ids of the rows as they are shown */
  choose(id: string, by: ChoosingBy, order: readonly string[]): void;
  chooseAll(order: readonly string[]): void;
  chooseNone(): void;
  /** Ids of columns in their order; null: the usual ones. */
  setColumns(columns: readonly string[] | null): void;
  leave(left: { readonly top: number; readonly active: string | null }): void;
}

export interface SeriesTablePorts {
  readonly datasets: Pick<Datasets, "store" | "selectSeries">;
  readonly session: Pick<Session, "store" | "setTableColumns">;
  readonly chosen: ChosenSeriesStore;
  readonly view: ViewStore;
}

const everything: Narrowing = { preset: "all", query: "", conditions: [], sorting: fileOrder };
const atFirst: SeriesTableState = {
  ...everything,
  ...{ groupBy: null, collapsed: new Set(), choosing: nothingChosen, left: null, isBehindChart: false },
};

export function createSeriesTable({ datasets, session, chosen, view }: SeriesTablePorts): SeriesTablePage {
  const store = createStore<SeriesTableState>(() => atFirst);
  const active = () => activeDataset(datasets.store.getState());
  const setChoosing = (choosing: Choosing): void => {
    store.setState({ choosing });
    const open = active();
    const series = open?.dataset.series.flatMap(({ id }) => (choosing.chosen.has(id) ? [id] : [])) ?? [];
    chosen.setState({ dataset: series.length === 0 ? null : (open?.dataset.handle ?? null), series });
  };

  let handle = active()?.dataset.handle ?? null;
  datasets.store.subscribe((state) => {
    if (state.active === handle) return;
    handle = state.active;
    // Words and groups of one file say nothing about another.
    store.setState({ ...atFirst, sorting: store.getState().sorting, preset: store.getState().preset });
    setChoosing(nothingChosen);
    if (state.active === null && view.getState().page === "overview") view.setState({ page: "forecast" });
  });
  view.subscribe(({ page }, before) => {
    if (page !== before.page && page !== "forecast") store.setState({ isBehindChart: false });
  });

  return {
    store,
    open: () => view.setState({ page: "overview", isReportShown: false, isDrawerOpen: false }),
    close() {
      view.setState({ page: "forecast" });
      store.setState({ isBehindChart: false });
    },
    openSeries(id) {
      datasets.selectSeries(id);
      view.setState({ page: "forecast", zoom: null });
      store.setState({ isBehindChart: true });
    },
    setPreset: (id, sorting) => store.setState({ preset: id, ...(sorting === null ? {} : { sorting }) }),
    narrow: (change) => store.setState(change),
    setConditions: (conditions) => store.setState({ conditions }),
    showAll: () => store.setState(everything),
    groupBy: (groupBy) => store.setState({ groupBy, collapsed: new Set() }),
    expand(group, isExpanded) {
      const collapsed = new Set(store.getState().collapsed);
      if (isExpanded) collapsed.delete(group);
      else collapsed.add(group);
      store.setState({ collapsed });
    },
    choose: (id, by, order) => setChoosing(chosenAfter(store.getState().choosing, id, by, order)),
    chooseAll: (order) => setChoosing(allChosen(store.getState().choosing, order)),
    chooseNone: () => setChoosing(nothingChosen),
    setColumns: (columns) => session.setTableColumns(columns),
    leave(left) {
      const open = active();
      if (open !== undefined) store.setState({ left: { dataset: open.dataset.handle, ...left } });
    },
  };
}

/** As the head of a column is pressed: numbers from the highest at first, words from A. */
export function sortedByHead(before: Sorting, column: string, isText: boolean): Sorting {
  if (before.column !== column) return { column, direction: isText ? "ascending" : "descending" };
  return { column, direction: before.direction === "ascending" ? "descending" : "ascending" };
}
