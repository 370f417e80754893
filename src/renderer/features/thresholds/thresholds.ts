import { createStore, type StoreApi } from "zustand/vanilla";
import type { Dataset } from "#domain/dataset";
import type { AppError, Outcome } from "#domain/errors";
import type { Forecast } from "#domain/forecast";
import type { SeriesSummary } from "#domain/series";
import {
  concerns,
  type LimitReliability,
  type Threshold,
  type ThresholdAnswer,
  type ThresholdEdit,
  type ThresholdsState,
} from "#domain/threshold";
import type { Client } from "#renderer/bridge";
import { redo as redoStep, type StepLog, undo as undoStep, withStep } from "#domain/history";
import type { Clock, FrontSteps, Notify, Session, ViewStore } from "#renderer/context";
import { activeDataset, type Datasets } from "#renderer/datasets";
import type { ForecastObserver } from "#renderer/forecasts";
import { thresholdName } from "#renderer/format";
import { texts } from "./texts.ts";

/** What the forecast on the chart says about thresholds, as main answered it. */
export interface ShownAnswers {
  readonly forecast: Pick<Forecast, "times" | "origin" | "horizon">;
  /** By the threshold's id; a draft's that is not kept is 0. */
  readonly byId: ReadonlyMap<number, ThresholdAnswer>;
  /** Past forecasts behind how steps err together. */
  readonly origins: number;
}

export type Judged = LimitReliability | { readonly error: AppError } | "running";

export interface ThresholdsStoreState {
  /** The series on the chart; null while none is. */
  readonly dataset: Dataset | null;
  readonly series: SeriesSummary | null;
  /** Of the file; null until they have come. */
  readonly file: ThresholdsState | null;
  /** Those that the series has, and those of sums that it is in. */
  readonly own: readonly Threshold[];
  /** One that is moved or written now, in the place of the kept one of its id; a new one has the id 0. */
  readonly draft: Threshold | null;
  readonly answers: ShownAnswers | null;
  readonly isAsking: boolean;
  readonly error: AppError | null;
  /** How chances did in the past, by id; absent until it is asked for. */
  readonly judged: Readonly<Record<number, Judged>>;
  /** Id of the one whose chances stand below the chart; null: the likeliest. */
  readonly focused: number | null;
  /** The form of a new one, or of a change, is open. */
  readonly isWriting: boolean;
}

/** What else was done to a file in this window, by kind. */
export type OtherCounts = Readonly<Record<"adoptions" | "readings" | "corrections" | "scenarios", number>>;

export interface Thresholds extends FrontSteps {
  readonly store: StoreApi<ThresholdsStoreState>;
  /** Shows them beside the chart. */
  open(): void;
  close(): void;
  focus(id: number | null): void;
  /** Opens the form: of a kept one, or of a new one. */
  write(threshold: Threshold): void;
  /** Tries it, without keeping it. */
  draft(threshold: Threshold | null): void;
  /** Keeps the draft. Resolves to false where it was refused, and `error` says why. */
  save(): Promise<boolean>;
  add(edit: ThresholdEdit): Promise<boolean>;
  remove(id: number): Promise<boolean>;
  /** Of the file in front. */
  undo(): Promise<boolean>;
  redo(): Promise<boolean>;
  /** Looks at how chances of a limit did in the past. */
  judge(id: number): Promise<void>;
}

export interface ThresholdsPorts {
  readonly client: Client;
  readonly clock: Clock;
  readonly datasets: Pick<Datasets, "store">;
  readonly observer: Pick<ForecastObserver, "store">;
  readonly session: Pick<Session, "store">;
  readonly view: ViewStore;
  readonly notify: Notify;
  /** Of an open dataset, by its handle. */
  readonly otherSteps: (dataset: string) => OtherCounts;
}

/** That are told apart here; main keeps its own history. */
const maxSteps = 200;
/** A hand that moves a line does not want each place. */
const pauseMs = 80;

const nothing: ThresholdsStoreState = {
  ...{ dataset: null, series: null, file: null, own: [], draft: null, answers: null, isAsking: false, error: null },
  ...{ judged: {}, focused: null, isWriting: false },
};

/** Thresholds of the series on the chart, in step with what is kept and with what is shown. */
export function createThresholds({
  client,
  clock,
  datasets,
  observer,
  session,
  view,
  notify,
  otherSteps,
}: ThresholdsPorts): Thresholds {
  const store = createStore<ThresholdsStoreState>(() => nothing);
  let asking: AbortController | null = null;
  /** By the file's own content: what else had been done when each step was made here. */
  const made = new Map<string, StepLog<OtherCounts>>();
  let judging: AbortController | null = null;
  let stopTimer = (): void => {};

  /** As they are drawn: the draft in the place of its own. */
  const asked = (): readonly Threshold[] => withDraft(store.getState());

  const ask = (): void => {
    stopTimer();
    asking?.abort();
    asking = null;
    const { dataset, series } = store.getState();
    const { shown } = observer.store.getState();
    const open = activeDataset(datasets.store.getState());
    const thresholds = asked();
    const forecast = shown?.forecast ?? null;
    if (dataset === null || series === null || forecast === null || open === undefined || thresholds.length === 0) {
      store.setState({ answers: null, isAsking: false });
      return;
    }
    store.setState({ isAsking: true });
    stopTimer = clock.after(pauseMs, () => {
      const mine = new AbortController();
      asking = mine;
      const { bands, isRounded } = session.store.getState();
      const { model, horizon } = open.selection;
      const key = { dataset: dataset.handle, series: series.id, model, horizon, origin: forecast.origin };
      void client
        .request(
          "thresholds:chances",
          { ...key, bands, isRounded, thresholds: [...thresholds] },
          { signal: mine.signal },
        )
        .then((outcome) => {
          if (asking !== mine) return;
          asking = null;
          if (!outcome.ok) {
            if (outcome.error.code !== "cancelled") store.setState({ error: outcome.error, answers: null });
            store.setState({ isAsking: false });
            return;
          }
          const { answers, origins } = outcome.value;
          const byId = new Map(answers.map((answer, at) => [idOf(thresholds[at], answer), answer]));
          store.setState({ answers: { forecast, byId, origins }, isAsking: false, error: null });
        });
    });
  };

  const setFile = (file: ThresholdsState | null): void => {
    const { dataset, series } = store.getState();
    const own =
      file === null || dataset === null || series === null
        ? []
        : file.thresholds.filter((one) => concerns(one, dataset, series.id));
    store.setState({ file, own, judged: {} });
    ask();
  };

  const load = async (): Promise<void> => {
    const { dataset } = store.getState();
    if (dataset === null) return;
    const outcome = await client.request("thresholds:list", { dataset: dataset.handle });
    if (store.getState().dataset?.handle !== dataset.handle) return;
    if (outcome.ok) setFile(outcome.value);
    else store.setState({ error: outcome.error });
  };

  const follow = (): void => {
    const { shown } = observer.store.getState();
    const before = store.getState();
    const dataset = shown?.dataset ?? null;
    const series = shown?.series ?? null;
    if (dataset?.handle !== before.dataset?.handle) {
      judging?.abort();
      store.setState({ ...nothing, dataset, series }, true);
      void load();
    } else if (series?.id !== before.series?.id) {
      judging?.abort();
      store.setState({ series, draft: null, isWriting: false, focused: null, answers: null, error: null });
      setFile(before.file);
    } else {
      // How chances did depends on where the forecast is made from, and by what.
      store.setState({ judged: {} });
      ask();
    }
  };
  observer.store.subscribe((state, before) => {
    if (state.shown !== before.shown) follow();
  });
  client.on("thresholds:changed", ({ base }) => {
    if (store.getState().file?.base === base) void load();
  });
  // The chances are those of the forecast with what the user has put on top of it.
  client.on("scenarios:changed", ({ base }) => {
    if (store.getState().file?.base === base) ask();
  });
  follow();

  const change = async (request: Promise<Outcome<ThresholdsState>>): Promise<boolean> => {
    const outcome = await request;
    if (outcome.ok) {
      store.setState({ error: null });
      setFile(outcome.value);
    } else if (outcome.error.code !== "cancelled") store.setState({ error: outcome.error });
    return outcome.ok;
  };
  const handle = (): string => store.getState().dataset?.handle ?? "";
  const apply = (changes: {
    readonly add?: readonly ThresholdEdit[];
    readonly change?: readonly Threshold[];
    readonly remove?: readonly number[];
  }): Promise<boolean> => {
    const { add = [], change: changed = [], remove = [] } = changes;
    const args = { dataset: handle(), add: [...add], change: [...changed], remove: [...remove] };
    const others = otherSteps(args.dataset);
    return change(client.request("thresholds:change", args)).then((isMade) => {
      const base = store.getState().file?.base;
      if (isMade && base !== undefined)
        made.set(
          base,
          withStep(logOf(base), { step: others, nextId: 0 }, maxSteps, ({ steps }) => steps[0] ?? others),
        );
      return isMade;
    });
  };
  const logOf = (base: string): StepLog<OtherCounts> => made.get(base) ?? { steps: [], position: 0, nextId: 0 };
  const step = async (how: "undo" | "redo"): Promise<boolean> => {
    const base = store.getState().file?.base;
    const isMade = await change(client.request(`thresholds:${how}`, { dataset: handle() }));
    if (isMade && base !== undefined) made.set(base, how === "undo" ? undoStep(logOf(base)) : redoStep(logOf(base)));
    return isMade;
  };
  const undo = (): Promise<boolean> => step("undo");
  const drop = (): void => {
    if (store.getState().draft === null) return;
    store.setState({ draft: null, isWriting: false, error: null });
    ask();
  };

  return {
    store,
    open: () =>
      view.setState({ page: "forecast", areThresholdsShown: true, isReportShown: false, isQueueShown: false }),
    close() {
      drop();
      view.setState({ areThresholdsShown: false });
    },
    focus: (focused) => store.setState({ focused }),
    write(threshold) {
      store.setState({ draft: threshold, isWriting: true, error: null, focused: threshold.id });
      ask();
    },
    draft(draft) {
      if (draft === null) {
        drop();
        return;
      }
      store.setState({ draft });
      ask();
    },
    async save() {
      const { draft } = store.getState();
      if (draft === null) return false;
      const { id, ...edit } = draft;
      const isMade = await apply(id === 0 ? { add: [edit] } : { change: [draft] });
      if (!isMade) return false;
      store.setState({ draft: null, isWriting: false });
      ask();
      const { series } = store.getState();
      // Where the panel is not there to undo it by.
      if (!view.getState().areThresholdsShown && series !== null)
        notify("info", texts.moved(thresholdName(draft, series)), [{ label: texts.undo, run: () => void undo() }]);
      return true;
    },
    add: (edit) => apply({ add: [edit] }),
    remove: (id) => apply({ remove: [id] }),
    undo,
    redo: () => step("redo"),
    isNext(how) {
      const { file, dataset } = store.getState();
      const open = activeDataset(datasets.store.getState());
      if (file === null || dataset === null || open?.dataset.handle !== dataset.handle) return false;
      const { steps, position } = logOf(file.base);
      const mark = steps[how === "undo" ? position - 1 : position];
      if (mark === undefined || !(how === "undo" ? file.canUndo : file.canRedo)) return false;
      // What was done after it is undone before it.
      const now = otherSteps(dataset.handle);
      const kinds = Object.keys(mark) as (keyof OtherCounts)[];
      return kinds.every((kind) => (how === "undo" ? now[kind] <= mark[kind] : now[kind] >= mark[kind]));
    },
    async judge(id) {
      const { dataset, series, own } = store.getState();
      const threshold = own.find((one) => one.id === id);
      const open = activeDataset(datasets.store.getState());
      const forecast = observer.store.getState().shown?.forecast ?? null;
      if (dataset === null || series === null || forecast === null || open === undefined || threshold === undefined)
        return;
      judging ??= new AbortController();
      const { signal } = judging;
      const set = (judged: Judged): void => store.setState((state) => ({ judged: { ...state.judged, [id]: judged } }));
      set("running");
      const { model, horizon } = open.selection;
      const { bands } = session.store.getState();
      const key = { dataset: dataset.handle, series: series.id, model, horizon, origin: forecast.origin };
      const outcome = await client.request("thresholds:reliability", { ...key, bands, threshold }, { signal });
      // What it was asked for may be another by now.
      if (store.getState().judged[id] !== "running") return;
      if (outcome.ok) set(outcome.value);
      else if (outcome.error.code !== "cancelled") set({ error: outcome.error });
    },
  };
}

function idOf(threshold: Threshold | undefined, answer: ThresholdAnswer): number {
  return threshold?.id ?? answer.id;
}

/** As they are drawn: a draft in the place of the kept one of its id, or after all others. */
export function withDraft({ own, draft }: Pick<ThresholdsStoreState, "own" | "draft">): readonly Threshold[] {
  if (draft === null) return own;
  return own.some(({ id }) => id === draft.id)
    ? own.map((one) => (one.id === draft.id ? draft : one))
    : [...own, draft];
}
