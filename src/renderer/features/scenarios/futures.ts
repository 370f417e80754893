import { createStore, type StoreApi } from "zustand/vanilla";
import type { RequestArgs, RequestValue } from "#contract/ipc";
import type { AppError } from "#domain/errors";
import { baseScenario, type ValueAddedReport } from "#domain/scenario";
import type { Client } from "#renderer/bridge";
import type { Session, ViewStore } from "#renderer/context";
import { activeDataset, type Datasets } from "#renderer/datasets";
import type { Scenarios } from "#renderer/scenarios";

export type ComputedScenario = RequestValue<"scenarios:forecast">;

/** What became of one scenario's forecast. An older one stays while a newer one is computed. */
export interface ScenarioAnswer {
  readonly computed: ComputedScenario | null;
  readonly isWaiting: boolean;
  readonly error: AppError | null;
}

export interface FuturesState {
  /** The one whose assumptions are shown. */
  readonly selected: number;
  /** By scenario, of the series in front. */
  readonly answers: Readonly<Record<number, ScenarioAnswer>>;
  /** How adjustments did; null until it is known. */
  readonly added: ValueAddedReport | null;
}

/** The scenarios of the file in front, side by side for the series in front. */
export interface Futures {
  readonly store: StoreApi<FuturesState>;
  open(): void;
  close(): void;
  select(scenario: number): void;
  retry(scenario: number): void;
}

export interface FuturesPorts {
  readonly client: Client;
  readonly datasets: Pick<Datasets, "store">;
  readonly session: Pick<Session, "store">;
  readonly scenarios: Pick<Scenarios, "store" | "forgetError">;
  readonly view: ViewStore;
}

const nothing: FuturesState = { selected: baseScenario, answers: {}, added: null };

/** Keeps the forecasts of all scenarios in step with what they assume, for as long as the page is shown. */
export function createFutures({ client, datasets, session, scenarios, view }: FuturesPorts): Futures {
  const store = createStore<FuturesState>(() => nothing);
  /** What each scenario's forecast was asked for by, and how to give it up. */
  const asked = new Map<number, { readonly key: string; readonly abort: AbortController }>();
  let front = "";
  let judged = "";

  const isShown = (): boolean => view.getState().page === "scenarios";
  const set = (scenario: number, answer: Partial<ScenarioAnswer>): void =>
    store.setState(({ answers }) => {
      const before = answers[scenario] ?? { computed: null, isWaiting: false, error: null };
      return { answers: { ...answers, [scenario]: { ...before, ...answer } } };
    });
  const giveUp = (scenario: number): void => {
    asked.get(scenario)?.abort.abort();
    asked.delete(scenario);
  };

  const ask = async (key: string, args: RequestArgs<"scenarios:forecast">): Promise<void> => {
    const { scenario } = args;
    giveUp(scenario);
    const abort = new AbortController();
    const mine = { key, abort };
    asked.set(scenario, mine);
    set(scenario, { isWaiting: true, error: null });
    const outcome = await client.request("scenarios:forecast", args, { signal: abort.signal });
    if (asked.get(scenario) !== mine) return;
    if (outcome.ok) set(scenario, { computed: outcome.value, isWaiting: false });
    else if (outcome.error.code !== "cancelled")
      set(scenario, { computed: null, isWaiting: false, error: outcome.error });
  };

  const judge = async (dataset: string, key: string): Promise<void> => {
    judged = key;
    const outcome = await client.request("scenarios:value-added", { dataset });
    if (judged === key && outcome.ok) store.setState({ added: outcome.value });
  };

  const sync = (): void => {
    const open = activeDataset(datasets.store.getState());
    if (!isShown()) {
      for (const scenario of [...asked.keys()]) giveUp(scenario);
      front = "";
      return;
    }
    if (open === undefined) {
      view.setState({ page: "forecast" });
      return;
    }
    const { handle: dataset } = open.dataset;
    const { series, model, horizon } = open.selection;
    const state = scenarios.store.getState().files[dataset];
    if (state === undefined) return;
    const { bands } = session.store.getState();
    const now = JSON.stringify([dataset, series]);
    if (now !== front) {
      for (const scenario of [...asked.keys()]) giveUp(scenario);
      store.setState({ answers: {} });
      front = now;
    }
    const ids = new Set(state.scenarios.map(({ id }) => id));
    for (const scenario of [...asked.keys()]) if (!ids.has(scenario)) giveUp(scenario);
    if (!ids.has(store.getState().selected)) store.setState({ selected: baseScenario });
    for (const { id: scenario, adjustments, edits } of state.scenarios) {
      const own = adjustments.filter((one) => one.series === series);
      const args = { dataset, series, model, horizon, bands, scenario };
      const key = JSON.stringify([args, own, edits]);
      if (asked.get(scenario)?.key !== key) void ask(key, args);
    }
    const kept = JSON.stringify([dataset, state.position, state.steps, state.base]);
    if (kept !== judged) void judge(dataset, kept);
  };
  datasets.store.subscribe(sync);
  session.store.subscribe((state, before) => {
    if (state.bands !== before.bands) sync();
  });
  scenarios.store.subscribe((state, before) => {
    if (state.files !== before.files) sync();
  });
  view.subscribe((state, before) => {
    if (state.page !== before.page) sync();
  });

  return {
    store,
    open() {
      scenarios.forgetError();
      view.setState({ page: "scenarios", isReportShown: false });
    },
    close: () => view.setState({ page: "forecast" }),
    select: (selected) => store.setState({ selected }),
    retry(scenario) {
      giveUp(scenario);
      sync();
    },
  };
}
