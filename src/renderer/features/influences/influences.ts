import { createStore, type StoreApi } from "zustand/vanilla";
import type { AppError } from "#domain/errors";
import {
  type ForecastExplanation,
  hasInfluences,
  type HolidayPlace,
  type InfluenceEvent,
  type InfluenceSettings,
  type InfluencesState,
  type InfluenceUse,
} from "#domain/influence";
import type { Client } from "#renderer/bridge";
import type { Clock, Notify, Session, ViewStore } from "#renderer/context";
import { errorText } from "#renderer/context";
import { activeDataset, type Datasets, type OpenDataset, type Reimporting } from "#renderer/datasets";
import { texts } from "./texts.ts";

/** Of one forecast. */
export interface ShownExplanation {
  readonly key: string;
  readonly series: string;
  readonly value: ForecastExplanation;
}

export interface InfluencesPageState {
  /** Handle of the file in front; null without one. */
  readonly dataset: string | null;
  readonly known: InfluencesState | null;
  readonly places: readonly HolidayPlace[] | null;
  /** The system's own country. */
  readonly suggested: string | null;
  readonly isSetting: boolean;
  readonly checking: { readonly done: number; readonly total: number } | null;
  readonly explanation: ShownExplanation | null;
  readonly error: AppError | null;
}

/** The page about what moves the series of the file in front, and what their forecasts are made of. */
export interface Influences {
  readonly store: StoreApi<InfluencesPageState>;
  open(): void;
  close(): void;
  /** Changes some of it, for the file in front; the notice takes it back. */
  change(settings: Partial<InfluenceSettings>, use?: InfluenceUse): Promise<void>;
  addEventsOf(file: File): Promise<void>;
  /** Reads the file again, without the chosen columns among its series and with the rows after their last values as known future. */
  readAsKnown(): Promise<void>;
  /** Against past forecasts: the series in front, or all of the file. */
  check(which: "series" | "all"): Promise<void>;
  cancel(): void;
  retry(): void;
}

export interface InfluencesPorts {
  readonly client: Client;
  readonly clock: Clock;
  readonly datasets: Pick<Datasets, "store">;
  readonly reimporting: Pick<Reimporting, "apply">;
  readonly session: Pick<Session, "store">;
  readonly view: ViewStore;
  readonly notify: Notify;
}

const nothing: InfluencesPageState = {
  ...{ dataset: null, known: null, places: null, suggested: null, isSetting: false },
  ...{ checking: null, explanation: null, error: null },
};
/** Whoever goes through series or origins does not want each. */
const pauseMs = 250;

/** Keeps the page in step with the file, the series and the forecast in front, for as long as it is shown. */
export function createInfluences({
  client,
  clock,
  datasets,
  reimporting,
  session,
  view,
  notify,
}: InfluencesPorts): Influences {
  const store = createStore<InfluencesPageState>(() => nothing);
  let looking: AbortController | null = null;
  let explaining: AbortController | null = null;
  let checking: AbortController | null = null;
  let explained = "";
  let generation = 0;
  /** The dataset that was read anew for its known future: what it is read as next is checked. */
  let readFrom: string | null = null;
  let stopTimer = (): void => {};

  const isShown = (): boolean => view.getState().page === "influences";
  const inFront = (): OpenDataset | undefined => activeDataset(datasets.store.getState());

  const stop = (): void => {
    stopTimer();
    looking?.abort();
    explaining?.abort();
    [looking, explaining] = [null, null];
    explained = "";
  };

  const cancel = (): void => {
    checking?.abort();
    checking = null;
    store.setState({ checking: null });
  };

  const fail = (error: AppError): void => {
    if (error.code !== "cancelled") store.setState({ error });
  };

  const loadPlaces = async (): Promise<void> => {
    if (store.getState().places !== null) return;
    const outcome = await client.request("influences:places", {});
    if (outcome.ok) store.setState({ places: outcome.value.places, suggested: outcome.value.suggested });
    else fail(outcome.error);
  };

  const load = async (dataset: string): Promise<void> => {
    looking?.abort();
    const mine = new AbortController();
    looking = mine;
    const outcome = await client.request("influences:get", { dataset }, { signal: mine.signal });
    if (looking !== mine) return;
    looking = null;
    if (!outcome.ok) {
      fail(outcome.error);
      return;
    }
    store.setState({ known: outcome.value });
    if (readFrom === null || readFrom === dataset || !hasInfluences(outcome.value.settings)) return;
    readFrom = null;
    void check("series");
  };

  const explain = async ({ dataset, selection }: OpenDataset, key: string): Promise<void> => {
    explaining?.abort();
    const mine = new AbortController();
    explaining = mine;
    const { series, model, horizon, origin } = selection;
    const { bands } = session.store.getState();
    const outcome = await client.request(
      "influences:explain",
      { dataset: dataset.handle, series, model, horizon, origin, bands },
      { signal: mine.signal },
    );
    if (explaining !== mine) return;
    explaining = null;
    if (outcome.ok) store.setState({ explanation: { key, series, value: outcome.value } });
    else fail(outcome.error);
  };

  const sync = (): void => {
    if (!isShown()) {
      stop();
      return;
    }
    const open = inFront();
    if (open === undefined) {
      stop();
      cancel();
      view.setState({ page: "forecast" });
      store.setState({ ...nothing, places: store.getState().places, suggested: store.getState().suggested });
      return;
    }
    const dataset = open.dataset.handle;
    if (store.getState().dataset !== dataset) {
      cancel();
      store.setState({ dataset, known: null, explanation: null, error: null });
      void load(dataset);
    }
    const { series, model, horizon, origin } = open.selection;
    const key = JSON.stringify([generation, dataset, series, model, horizon, origin, session.store.getState().bands]);
    if (key === explained) return;
    const isFirst = explained === "";
    explained = key;
    stopTimer();
    stopTimer = clock.after(isFirst ? 0 : pauseMs, () => void explain(open, key));
  };

  const set = async (settings: InfluenceSettings, use: InfluenceUse): Promise<boolean> => {
    const { dataset } = store.getState();
    if (dataset === null) return false;
    cancel();
    store.setState({ isSetting: true, error: null });
    const { holidays, events, columns } = settings;
    const outcome = await client.request("influences:set", {
      dataset,
      settings: { holidays, events: [...events], columns: [...columns] },
      use,
    });
    store.setState({ isSetting: false });
    if (!outcome.ok) {
      fail(outcome.error);
      return false;
    }
    if (store.getState().dataset === dataset) store.setState({ known: outcome.value });
    return true;
  };

  const check = async (which: "series" | "all"): Promise<void> => {
    const open = inFront();
    const { known } = store.getState();
    if (open === undefined || known === null || !hasInfluences(known.settings)) return;
    cancel();
    const mine = new AbortController();
    checking = mine;
    const { model, horizon, series: own } = open.selection;
    const ids = which === "series" ? [own] : open.dataset.series.map(({ id }) => id);
    store.setState({ checking: { done: 0, total: ids.length }, error: null });
    for (const [done, series] of ids.entries()) {
      const dataset = open.dataset.handle;
      const outcome = await client.request(
        "influences:judge",
        { dataset, series, model, horizon, origin: 0 },
        { signal: mine.signal },
      );
      if (checking !== mine) return;
      if (!outcome.ok) {
        // One series that can't be judged must not cost the others their answer.
        if (ids.length === 1) fail(outcome.error);
      }
      store.setState({ checking: { done: done + 1, total: ids.length } });
    }
    checking = null;
    store.setState({ checking: null });
    await load(open.dataset.handle);
  };

  const change = async (part: Partial<InfluenceSettings>, use?: InfluenceUse): Promise<void> => {
    const { known } = store.getState();
    if (known === null) return;
    const next = { ...known.settings, ...part };
    if (!(await set(next, use ?? known.use))) return;
    notify("info", texts.changed, [
      {
        label: texts.undo,
        run: () =>
          void set(known.settings, known.use).then((isSet) => {
            if (isSet) void check("series");
          }),
      },
    ]);
    if (hasInfluences(next)) await check("series");
  };

  client.on("influences:changed", ({ dataset }) => {
    generation += 1;
    if (!isShown() || store.getState().dataset !== dataset) return;
    // Of a file that was opened a moment ago they are known only now.
    if (!store.getState().isSetting && checking === null) void load(dataset);
    sync();
  });
  view.subscribe(sync);
  datasets.store.subscribe(sync);
  session.store.subscribe(sync);

  return {
    store,
    open() {
      view.setState({ page: "influences" });
      void loadPlaces();
      sync();
    },
    close: () => view.setState({ page: "forecast" }),
    change,
    async addEventsOf(file) {
      const outcome = await client.request("influences:read-events", { text: await file.text() });
      if (!outcome.ok) {
        notify("error", errorText(outcome.error));
        return;
      }
      const before = store.getState().known?.settings.events ?? [];
      await change({ events: withEvents(before, outcome.value.events) });
    },
    async readAsKnown() {
      const open = inFront();
      const { known } = store.getState();
      if (open === undefined || known === null) return;
      const { columns } = known.settings;
      const { dataset } = open;
      const targets = dataset.columns
        .filter(({ role, name }) => role === "target" && !columns.includes(name))
        .map(({ name }) => name);
      if (targets.length === 0) return;
      const { series: _series, ...options } = dataset.settings.options;
      readFrom = dataset.handle;
      await reimporting.apply(dataset.handle, {
        ...options,
        targetColumns: targets,
        covariateColumns: [...columns],
        knownFuture: true,
      });
    },
    check,
    cancel,
    retry() {
      store.setState({ error: null });
      explained = "";
      const { dataset, known } = store.getState();
      if (dataset !== null && known === null) void load(dataset);
      void loadPlaces();
      sync();
    },
  };
}

/** In the order of their days; one that is there already is not there twice. */
export function withEvents(before: readonly InfluenceEvent[], more: readonly InfluenceEvent[]): InfluenceEvent[] {
  const byKey = new Map(
    [...before, ...more].map((event) => [JSON.stringify([event.name, event.from, event.to]), event]),
  );
  return [...byKey.values()].toSorted((left, right) => (left.from < right.from ? -1 : left.from > right.from ? 1 : 0));
}
