import { createStore, type StoreApi } from "zustand/vanilla";
import {
  type AdjustmentChange,
  type AdjustmentEdit,
  type Adjustment,
  type AdjustmentShape,
  baseScenario,
  type RangeRule,
  usualRange,
} from "#domain/scenario";
import type { ChartSurface, TimeSpan, ViewStore } from "#renderer/context";
import { activeDataset, type Datasets } from "#renderer/datasets";
import { type ForecastObserver, quantileAt } from "#renderer/forecasts";
import type { Preview } from "./adjusted-observer.ts";
import type { Scenarios } from "./scenarios.ts";
import { texts } from "./texts.ts";

export interface AdjustingState {
  /** Presses and drags on the chart are about steps of the forecast. */
  readonly isOn: boolean;
  /** Of the series in front: times of its forecast. */
  readonly chosen: TimeSpan | null;
  /** The one that is being changed. */
  readonly editing: Adjustment | null;
  readonly preview: Preview | null;
}

/** How an adjustment is to be made. */
export interface AdjustmentForm {
  readonly change: AdjustmentChange;
  readonly shape?: AdjustmentShape;
  readonly range?: RangeRule;
  readonly note?: string;
}

/** The mode in which steps of the shown forecast are adjusted, in the chart, in its numbers and in a bar above it. */
export interface Adjusting {
  readonly store: StoreApi<AdjustingState>;
  start(): void;
  stop(): void;
  choose(span: TimeSpan | null): void;
  /** Chooses its stretch, and has what is applied next take its place. */
  edit(adjustment: Adjustment): void;
  /** Draws what it would make of the chosen steps; null: nothing. */
  show(form: AdjustmentForm | null): void;
  /** Makes it for the chosen steps. Resolves to false where it was not made. */
  apply(form: AdjustmentForm): Promise<boolean>;
  remove(ids: readonly number[]): Promise<boolean>;
}

export interface AdjustingPorts {
  readonly datasets: Pick<Datasets, "store" | "setOrigin">;
  readonly scenarios: Scenarios;
  readonly view: ViewStore;
  readonly surface: ChartSurface;
  /** The adjusted one, of the main chart. */
  readonly observer: () => Pick<ForecastObserver, "store">;
  readonly store: StoreApi<AdjustingState>;
}

export function createAdjustingStore(): StoreApi<AdjustingState> {
  return createStore<AdjustingState>(() => ({ isOn: false, chosen: null, editing: null, preview: null }));
}

export function createAdjusting({ datasets, scenarios, view, surface, observer, store }: AdjustingPorts): Adjusting {
  let release: (() => void) | null = null;
  /** The file and the series in front. */
  let front = frontOf(datasets);
  /** What is dragged: its steps, and where the median of the grabbed one was. */
  let dragged: { readonly span: TimeSpan; readonly median: number } | null = null;

  const times = (): readonly number[] => [...(observer().store.getState().shown?.forecast?.times ?? [])];
  const choose = (chosen: TimeSpan | null): void => {
    store.setState({ chosen, editing: null, preview: null });
    surface.setChosen(chosen === null ? [] : [chosen]);
  };
  const chooseBetween = (one: number, other: number): void => {
    const [from, to] = [Math.min(one, other), Math.max(one, other)];
    const within = times().filter((time) => time >= from && time <= to);
    const [first, last] = [within[0], within.at(-1)];
    if (first !== undefined && last !== undefined) choose({ from: first, to: last });
  };
  const editOf = (span: TimeSpan, { change, shape = "pulse", range, note = "" }: AdjustmentForm): AdjustmentEdit => {
    const series = activeDataset(datasets.store.getState())?.selection.series ?? "";
    return { series, ...span, change, shape, range: range ?? usualRange[change.kind], note };
  };
  const show = (form: AdjustmentForm | null, span: TimeSpan | null = store.getState().chosen): void => {
    const open = activeDataset(datasets.store.getState());
    const isShown = form !== null && span !== null && open !== undefined;
    const replaces = store.getState().editing?.id ?? null;
    store.setState({
      preview: isShown ? { dataset: open.dataset.handle, edit: editOf(span, form), replaces } : null,
    });
  };
  const apply = async (form: AdjustmentForm): Promise<boolean> => {
    const { chosen, editing } = store.getState();
    const open = activeDataset(datasets.store.getState());
    if (chosen === null || open === undefined) return false;
    const isMade = await scenarios.change(open.dataset.handle, baseScenario, {
      adjustments: [editOf(chosen, form)],
      ...(editing === null ? {} : { removes: [editing.id] }),
    });
    store.setState(isMade ? { preview: null, editing: null } : { preview: null });
    return isMade;
  };
  const stop = (): void => {
    release?.();
    release = null;
    if (!store.getState().isOn) return;
    store.setState({ isOn: false });
    choose(null);
  };

  /** A step of the forecast under the pointer is taken hold of, and goes where the pointer goes. */
  const drag = (time: number, value: number, isDone: boolean): void => {
    const { forecast } = observer().store.getState().shown ?? {};
    const step = forecast?.times.indexOf(time) ?? -1;
    if (forecast == null || step < 0) return;
    if (dragged === null) {
      const { chosen } = store.getState();
      const isChosen = chosen !== null && time >= chosen.from && time <= chosen.to;
      if (!isChosen) choose({ from: time, to: time });
      dragged = { span: isChosen ? chosen : { from: time, to: time }, median: quantileAt(forecast, 0.5, step) };
    }
    const { span, median } = dragged;
    const target = rounded(value);
    const change: AdjustmentChange =
      span.from === span.to ? { kind: "set", value: target } : { kind: "add", amount: rounded(value - median) };
    show({ change }, span);
    if (!isDone) return;
    dragged = null;
    void apply({ change });
  };

  datasets.store.subscribe(() => {
    const next = frontOf(datasets);
    if (next !== front) {
      front = next;
      stop();
    } else if (store.getState().isOn && activeDataset(datasets.store.getState())?.selection.origin !== 0) stop();
  });
  view.subscribe(({ page }) => {
    if (page !== "forecast") stop();
  });

  return {
    store,
    start() {
      if (store.getState().isOn || activeDataset(datasets.store.getState()) === undefined) return;
      scenarios.forgetError();
      datasets.setOrigin(0);
      view.setState({ page: "forecast" });
      store.setState({ isOn: true });
      release = surface.setTool({
        hint: texts.hint,
        onPointPress({ step, time, isAdding }) {
          if (step !== null) return;
          const { chosen } = store.getState();
          if (isAdding && chosen !== null) chooseBetween(Math.min(chosen.from, time), Math.max(chosen.to, time));
          else chooseBetween(time, time);
        },
        onRangeSelect: ({ from, to }) => chooseBetween(from, to),
        onValueDrag: ({ time, value, isDone }) => drag(time, value, isDone),
        onCancel: stop,
      });
    },
    stop,
    choose,
    edit(adjustment) {
      choose({ from: adjustment.from, to: adjustment.to });
      store.setState({ editing: adjustment });
    },
    show,
    apply,
    remove: async (removes) => {
      const open = activeDataset(datasets.store.getState());
      if (open === undefined) return false;
      store.setState({ editing: null, preview: null });
      return scenarios.change(open.dataset.handle, baseScenario, { removes });
    },
  };
}

/** A pixel says no more. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

function frontOf({ store }: Pick<Datasets, "store">): string {
  const open = activeDataset(store.getState());
  return open === undefined ? "" : JSON.stringify([open.grant, open.selection.series]);
}
