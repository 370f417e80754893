import { createStore, type StoreApi } from "zustand/vanilla";
import type { AppError } from "#domain/errors";
import { type TotalsLook, type TotalsReport, type TotalsRequest, usualTotals } from "#domain/totals";
import { redo as redoStep, type StepLog, undo as undoStep, withStep } from "#domain/history";
import { type Client, newRequestId } from "#renderer/bridge";
import {
  chosenOf,
  type ChosenSeriesStore,
  type Clock,
  type FrontSteps,
  type Session,
  type ViewStore,
} from "#renderer/context";
import { askedTotals, lookOf } from "./asked.ts";
import { activeDataset, type Datasets, type OpenDataset } from "#renderer/datasets";

/** A report, and what it is of. */
export interface ShownTotals {
  readonly wanted: TotalsRequest;
  readonly report: TotalsReport;
}

export interface TotalsState {
  /** What is asked for; null while no file is open. */
  readonly wanted: TotalsRequest | null;
  readonly shown: ShownTotals | null;
  /** Of the request under way; null when there is none. */
  readonly progress: { readonly done: number; readonly total: number } | null;
  readonly error: AppError | null;
  /** It begins only when the user says so: many series take their time. */
  readonly isWaiting: boolean;
  /** Keys of groups whose series are not shown. */
  readonly collapsed: ReadonlySet<string>;
  /** Key of the row that is looked at; null: the first. */
  readonly selected: string | null;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

export interface Totals extends FrontSteps {
  readonly store: StoreApi<TotalsState>;
  open(): void;
  close(): void;
  /** Keeps it with the file, and asks anew where the numbers depend on it. */
  change(next: Partial<TotalsLook>): void;
  /** What is planned for a row; null takes it away. */
  plan(key: string, value: number | null): void;
  run(): Promise<void>;
  cancel(): void;
  expand(key: string, isExpanded: boolean): void;
  select(key: string): void;
  /** Shows the forecast of a series. */
  openSeries(series: string): void;
}

export interface TotalsPorts {
  readonly client: Client;
  readonly clock: Clock;
  readonly datasets: Pick<Datasets, "store" | "setTotals" | "selectSeries">;
  readonly session: Pick<Session, "store">;
  readonly chosen: ChosenSeriesStore;
  readonly view: ViewStore;
}

/** What was set, and what before it. */
interface LookStep {
  readonly before: TotalsLook;
  readonly after: TotalsLook;
}

function joined(steps: readonly LookStep[], last: LookStep): LookStep {
  return { before: (steps[0] ?? last).before, after: (steps.at(-1) ?? last).after };
}

const maxSteps = 100;
/** More are computed by a press of their own. */
const mostAtOnce = 200;
/** Whoever steps through a number does not want each. */
const pauseMs = 300;

const nothing: TotalsState = {
  wanted: null,
  shown: null,
  progress: null,
  error: null,
  isWaiting: false,
  collapsed: new Set(),
  selected: null,
  ...{ canUndo: false, canRedo: false },
};

/** Keeps the totals in step with the file in front, for as long as the page is shown. */
export function createTotals({ client, clock, datasets, session, chosen, view }: TotalsPorts): Totals {
  const store = createStore<TotalsState>(() => nothing);
  let running: { readonly id: string; readonly abort: AbortController } | null = null;
  let stopTimer = (): void => {};
  const logs = new Map<string, StepLog<LookStep>>();
  const logOf = (handle: string): StepLog<LookStep> => logs.get(handle) ?? { steps: [], position: 0, nextId: 0 };

  client.on("totals:progress", ({ requestId, done, total }) => {
    if (running?.id === requestId) store.setState({ progress: { done, total } });
  });

  const stop = (): void => {
    stopTimer();
    running?.abort.abort();
    running = null;
    if (store.getState().progress !== null) store.setState({ progress: null });
  };

  const run = async (): Promise<void> => {
    stop();
    const { wanted } = store.getState();
    if (wanted === null) return;
    const mine = { id: newRequestId(), abort: new AbortController() };
    running = mine;
    store.setState({ error: null, isWaiting: false, progress: { done: 0, total: 0 } });
    const outcome = await client.request("totals:get", mutable(wanted), {
      signal: mine.abort.signal,
      requestId: mine.id,
    });
    if (running !== mine) return;
    running = null;
    if (outcome.ok) store.setState({ progress: null, shown: { wanted, report: outcome.value } });
    else store.setState({ progress: null, error: outcome.error.code === "cancelled" ? null : outcome.error });
  };

  const wantedOf = (open: OpenDataset): TotalsRequest => {
    const { dataset, selection } = open;
    const { bands } = session.store.getState();
    return {
      ...{ dataset: dataset.handle, model: selection.model, horizon: selection.horizon, bands },
      ...askedTotals(open, chosenOf(chosen.getState(), dataset.handle)),
    };
  };

  const syncSteps = (): void => {
    const [canUndo, canRedo] = [isNext("undo"), isNext("redo")];
    const before = store.getState();
    if (canUndo !== before.canUndo || canRedo !== before.canRedo) store.setState({ canUndo, canRedo });
  };
  const sync = (): void => {
    syncSteps();
    if (view.getState().page !== "totals") {
      stop();
      return;
    }
    const open = activeDataset(datasets.store.getState());
    if (open === undefined) {
      stop();
      view.setState({ page: "forecast" });
      store.setState(nothing, true);
      return;
    }
    const wanted = wantedOf(open);
    const before = store.getState();
    if (JSON.stringify(wanted) === JSON.stringify(before.wanted)) {
      const isOpen = before.progress === null && before.error === null && !before.isWaiting;
      if (isOpen && before.shown?.wanted !== before.wanted) void run();
      return;
    }
    stop();
    const isOther = before.wanted?.dataset !== wanted.dataset;
    const isMany = (wanted.series?.length ?? open.dataset.series.length) > mostAtOnce;
    store.setState({
      ...{ wanted, error: null, isWaiting: isMany },
      ...(isOther ? { shown: null, collapsed: new Set<string>(), selected: null } : {}),
    });
    if (isMany) return;
    stopTimer = clock.after(isOther ? 0 : pauseMs, () => void run());
  };
  datasets.store.subscribe(sync);
  session.store.subscribe(({ bands }, before) => {
    if (bands !== before.bands) sync();
  });
  chosen.subscribe(sync);
  // The same question has another answer.
  client.on("scenarios:changed", () => {
    store.setState({ wanted: null });
    sync();
  });
  view.subscribe((state, before) => {
    if (state.page !== before.page) sync();
  });

  const change = (next: Partial<TotalsLook>): void => {
    const open = activeDataset(datasets.store.getState());
    if (open === undefined) return;
    const [before, after] = [lookOf(open), { ...lookOf(open), ...next }];
    const { handle } = open.dataset;
    const step = { before, after };
    logs.set(
      handle,
      withStep(logOf(handle), { step, nextId: 0 }, maxSteps, ({ steps }) => joined(steps, step)),
    );
    datasets.setTotals(handle, after);
  };
  /** Of what was set here; while its page is shown, so that nobody undoes what is out of sight. */
  const isNext = (how: "undo" | "redo"): boolean => {
    const open = activeDataset(datasets.store.getState());
    if (open === undefined || view.getState().page !== "totals") return false;
    const { steps, position } = logOf(open.dataset.handle);
    return how === "undo" ? position > 0 : position < steps.length;
  };
  const stepTo = (how: "undo" | "redo"): void => {
    const open = activeDataset(datasets.store.getState());
    if (open === undefined || !isNext(how)) return;
    const { handle } = open.dataset;
    const log = logOf(handle);
    const step = log.steps[how === "undo" ? log.position - 1 : log.position];
    logs.set(handle, how === "undo" ? undoStep(log) : redoStep(log));
    if (step !== undefined) datasets.setTotals(handle, how === "undo" ? step.before : step.after);
  };

  return {
    store,
    open() {
      const file = activeDataset(datasets.store.getState());
      // What was looked at is in exports from now on.
      if (file !== undefined && file.totals === undefined) datasets.setTotals(file.dataset.handle, usualTotals);
      view.setState({ page: "totals", isReportShown: false });
    },
    close: () => view.setState({ page: "forecast" }),
    change,
    plan(key, value) {
      const open = activeDataset(datasets.store.getState());
      if (open === undefined) return;
      const { [key]: _before, ...others } = lookOf(open).plans;
      change({ plans: value === null ? others : { ...others, [key]: value } });
    },
    isNext,
    undo: () => stepTo("undo"),
    redo: () => stepTo("redo"),
    run,
    cancel() {
      stop();
      store.setState({ isWaiting: true });
    },
    expand(key, isExpanded) {
      const collapsed = new Set(store.getState().collapsed);
      if (isExpanded) collapsed.delete(key);
      else collapsed.add(key);
      store.setState({ collapsed });
    },
    select: (selected) => store.setState({ selected }),
    openSeries(series) {
      datasets.selectSeries(series);
      view.setState({ page: "forecast" });
    },
  };
}

function mutable({ columns, series, ...rest }: TotalsRequest) {
  return { ...rest, columns: [...columns], series: series === null ? null : [...series] };
}
