import { createStore, type StoreApi } from "zustand/vanilla";
import type { Candidates } from "#contract/ipc";
import type { AppError } from "#domain/errors";
import { adoptedModel } from "#domain/job";
import { automaticModel } from "#domain/model";
import type { Client } from "#renderer/bridge";
import { type ChosenSeriesStore, chosenOf, type Clock, type Session, type ViewStore } from "#renderer/context";
import { activeDataset, type Datasets, type OpenDataset } from "#renderer/datasets";
import { createForecastObserver, type ForecastClient, type ForecastObserver, type Shown } from "#renderer/forecasts";
import { type Computed, evidenceAt, type Look, type Overview, type RowEvidence, tableOf } from "#renderer/overview";
import { type Compared, comparedOf, knownFor, type Shortage, seriesOf } from "./compared.ts";
import type { Cursor } from "./cursor.ts";
import { lookFrom, maxPanels, type SideBySideLook, usualLook } from "./look.ts";

/** One panel and what has come for it. The same object for as long as nothing new has. */
export interface Panel {
  readonly compared: Compared;
  /** Null until its first forecast is there. */
  readonly shown: Shown | null;
  /** Why there is no forecast, or none that is as it was asked for. */
  readonly error: AppError | null;
  /** A stand-in is shown until the model is chosen or the ranges are corrected. */
  readonly isRefining: boolean;
  /** Whether past forecasts bear out its ranges. */
  readonly evidence: Computed<RowEvidence>;
}

export interface SideBySideState {
  readonly look: SideBySideLook;
  readonly panels: readonly Panel[];
  readonly shortage: Shortage | null;
  /** How far the numbers are known that series are ordered by; null where all are, or nothing is ordered. */
  readonly ordering: { readonly known: number; readonly total: number } | null;
  /** Models that suit the series in front; null until main has answered. */
  readonly candidates: Candidates | null;
  readonly cursor: Cursor | null;
  /** Id of the panel that the keys act on; the first one where it is gone. */
  readonly focused: string | null;
}

/** The page of forecasts beside each other: what is compared, and what has come of it. */
export interface SideBySide {
  readonly store: StoreApi<SideBySideState>;
  /** Shows the page; series that are chosen in the table are compared. */
  open(): void;
  close(): void;
  change(change: Partial<SideBySideLook>): void;
  point(cursor: Cursor | null): void;
  focus(panel: string): void;
  /** Ids of panels in sight: they come first. */
  see(panels: readonly string[]): void;
  /** Asks again for the panels that failed, or for one of them. */
  retry(panel?: string): void;
  /** Shows a panel's forecast in the main chart. */
  show(panel: string): void;
}

export interface SideBySidePorts {
  readonly client: Client;
  readonly forecasts: ForecastClient;
  readonly clock: Clock;
  readonly datasets: Pick<
    Datasets,
    "store" | "models" | "selectionFor" | "activate" | "selectSeries" | "selectModel" | "setHorizon" | "setOrigin"
  >;
  readonly session: Pick<Session, "store">;
  readonly overview: Pick<Overview, "store" | "look">;
  readonly chosen: ChosenSeriesStore;
  readonly view: ViewStore;
  readonly plainModel: (model: string) => string;
}

/**
 * Main starts what a user asked for last first. A few at a time keep the order of the page, and the pictures that are seen come before those
 * below.
 */
const forecastsAtOnce = 6;
/** Past forecasts of so many series are looked at in one request. */
const evidenceAtOnce = 4;
/** The order of series that still changes is followed no faster. */
const orderMs = 1_500;
const usualMethods = ["seasonal-naive", "ets", "theta", "arima"];

interface Loading {
  readonly observer: ForecastObserver;
  readonly slot: number;
  isAsked: boolean;
  isDone: boolean;
}

export function createSideBySide(ports: SideBySidePorts): SideBySide {
  const { client, forecasts, clock, datasets, session, overview, chosen, view, plainModel } = ports;
  const store = createStore<SideBySideState>(() => ({
    ...{ look: lookFrom(view.getState().sideBySide), panels: [], shortage: null, ordering: null, candidates: null },
    ...{ cursor: null, focused: null },
  }));
  const loading = new Map<string, Loading>();
  let inSight = new Set<string>();
  let table: { readonly key: string; readonly look: Look } | null = null;
  let evidence: AbortController | null = null;
  let candidatesFor = "";
  let asking: AbortController | null = null;
  let stopTimer: (() => void) | null = null;
  let pickedBefore = "";
  let orderedAtMs = Number.NEGATIVE_INFINITY;

  const front = (): OpenDataset | undefined => activeDataset(datasets.store.getState());
  const isShown = (): boolean => view.getState().page === "side-by-side";
  const panelOf = (id: string): Panel | undefined => store.getState().panels.find(({ compared }) => compared.id === id);
  const update = (id: string, change: Partial<Panel>): void =>
    store.setState(({ panels }) => ({
      panels: panels.map((panel) => (panel.compared.id === id ? { ...panel, ...change } : panel)),
    }));

  const give = (id: string): void => {
    loading.get(id)?.observer.dispose();
    loading.delete(id);
  };
  /** The lowest number that no other panel has: each panel is a view of its own to main. */
  const freeSlot = (): number => {
    const taken = new Set([...loading.values()].map(({ slot }) => slot));
    let slot = 0;
    while (taken.has(slot)) slot += 1;
    return slot;
  };

  const begin = ({ id, selection }: Compared): void => {
    const known = loading.get(id);
    if (known !== undefined) {
      // The same numbers of a file that was read once more.
      if (known.isAsked) known.observer.select(selection);
      return;
    }
    const slot = freeSlot();
    const observer = createForecastObserver(forecasts, clock, {
      ...{ view: `side-by-side:${slot}`, computesPast: false },
      plainModel,
    });
    const mine: Loading = { observer, slot, isAsked: false, isDone: false };
    loading.set(id, mine);
    observer.store.subscribe(({ shown, error, refining }, before) => {
      if (loading.get(id) !== mine) return;
      if (shown !== before.shown || error !== before.error || refining !== before.refining)
        update(id, { shown: shown?.forecast == null ? null : shown, error, isRefining: refining !== null });
      if (!mine.isDone && (shown !== null || error !== null)) {
        mine.isDone = true;
        pump();
      }
    });
  };

  /** Starts what there is room for: what is in sight first, in the order of the page. */
  const pump = (): void => {
    const { panels } = store.getState();
    const running = [...loading.values()].filter(({ isAsked, isDone }) => isAsked && !isDone).length;
    const waiting = panels.filter(({ compared }) => loading.get(compared.id)?.isAsked === false);
    const order = [
      ...waiting.filter(({ compared }) => inSight.has(compared.id)),
      ...waiting.filter(({ compared }) => !inSight.has(compared.id)),
    ];
    for (const { compared } of order.slice(0, Math.max(0, forecastsAtOnce - running))) {
      const one = loading.get(compared.id);
      if (one === undefined) continue;
      one.isAsked = true;
      one.observer.select(compared.selection);
    }
    if (waiting.length === 0 && running === 0) void judge();
  };

  /** Asks how past forecasts did, once all pictures are there. */
  const judge = async (): Promise<void> => {
    if (evidence !== null || !isShown()) return;
    const mine = new AbortController();
    evidence = mine;
    for (;;) {
      const group = alike(store.getState().panels);
      const [first] = group;
      if (first === undefined) break;
      const { dataset, model, horizon, bands } = first.compared.selection;
      const places = group.map(({ compared: { selection } }) => dataset.series.indexOf(selection.series));
      const outcome = await client.request(
        "overview:evidence",
        { dataset: dataset.handle, model, horizon, bands, places, pace: "now" },
        { signal: mine.signal },
      );
      if (evidence !== mine) return;
      for (const [row, { compared }] of group.entries()) {
        const answer: Computed<RowEvidence> = outcome.ok
          ? evidenceAt(outcome.value, row)
          : { state: "none", error: outcome.error };
        // What is still not known is not asked for for ever.
        update(compared.id, { evidence: answer.state === "open" ? { state: "none", error: null } : answer });
      }
    }
    evidence = null;
  };
  const dropEvidence = (): void => {
    evidence?.abort();
    evidence = null;
  };

  const clear = (): void => {
    stopTimer?.();
    stopTimer = null;
    dropEvidence();
    asking?.abort();
    asking = null;
    candidatesFor = "";
    table?.look.end();
    table = null;
    for (const id of [...loading.keys()]) give(id);
    store.setState({ panels: [], shortage: null, ordering: null, candidates: null, cursor: null });
  };

  /** Rows of the table are filled for as long as series are ordered by them. */
  const follow = (open: OpenDataset, look: SideBySideLook): void => {
    const { handle, series } = open.dataset;
    const isOrdered = look.kind === "series" && look.order !== "chosen";
    // The largest are known without a forecast.
    const depth = look.order === "largest" ? "known" : "all";
    const key = isOrdered ? `${depth} ${handle}` : null;
    if (key === (table?.key ?? null)) return;
    table?.look.end();
    table = null;
    if (key === null) return;
    const order = series.map((_one, place) => place);
    const filling = overview.look(handle, depth);
    filling.see({ order, from: 0, to: depth === "known" ? 0 : order.length });
    table = { key, look: filling };
  };

  const askCandidates = async (open: OpenDataset, look: SideBySideLook): Promise<void> => {
    const { series, horizon } = open.selection;
    const args = { dataset: open.dataset.handle, series, horizon };
    const key = JSON.stringify(args);
    if (look.kind !== "models" || key === candidatesFor) return;
    candidatesFor = key;
    asking?.abort();
    const mine = new AbortController();
    asking = mine;
    store.setState({ candidates: null });
    const outcome = await client.request("comparison:candidates", args, { signal: mine.signal });
    if (asking !== mine) return;
    asking = null;
    if (!outcome.ok) {
      candidatesFor = "";
      return;
    }
    store.setState({ candidates: outcome.value });
    sync();
  };

  /** The model in front, the network, and those that most people want to see beside them, as far as they suit the series. */
  const usualModels = (open: OpenDataset): readonly string[] => {
    const { model } = open.selection;
    const [network] = datasets.models().filter(({ state }) => state === "ready");
    const wanted = [model, ...(network === undefined ? [] : [network.id]), automaticModel, ...usualMethods];
    const { candidates } = store.getState();
    const unsuitable = new Set(
      candidates?.groups.flatMap(({ models }) => models.flatMap(({ id, reason }) => (reason === null ? [] : [id]))),
    );
    return [...new Set(wanted)].filter((id) => id === model || id === adoptedModel || !unsuitable.has(id));
  };

  const sync = (): void => {
    stopTimer?.();
    stopTimer = null;
    const open = front();
    if (!isShown()) return;
    if (open === undefined) {
      clear();
      view.setState({ page: "forecast" });
      return;
    }
    const { look, panels: before } = store.getState();
    follow(open, look);
    void askCandidates(open, look);
    const { rows } = tableOf(overview.store.getState(), open.dataset.handle);
    const { bands, isRounded } = session.store.getState();
    const { all, shortage } = comparedOf(look, {
      ...{ front: open, open: datasets.store.getState().open, rows, bands, isRounded },
      usualModels: usualModels(open),
      selectionFor: (series, handle) => datasets.selectionFor(series, handle) ?? open.selection,
    });
    orderedAtMs = clock.now();
    const known = new Map(before.map((panel) => [panel.compared.id, panel]));
    const wanted = new Set(all.map(({ id }) => id));
    for (const id of [...loading.keys()]) if (!wanted.has(id)) give(id);
    if (all.some(({ id }) => !known.has(id))) dropEvidence();
    const panels = all.map((compared): Panel => {
      const panel = known.get(compared.id);
      if (panel === undefined)
        return { compared, shown: null, error: null, isRefining: false, evidence: { state: "open" } };
      return panel.compared.selection.dataset === compared.selection.dataset ? panel : { ...panel, compared };
    });
    const isOrdered = look.kind === "series" && look.order !== "chosen";
    const knownRows = isOrdered ? knownFor(rows, look.order) : 0;
    const total = open.dataset.series.length;
    const { cursor } = store.getState();
    store.setState({
      panels,
      shortage,
      ordering: isOrdered && knownRows < total ? { known: knownRows, total } : null,
      cursor: cursor !== null && wanted.has(cursor.panel) ? cursor : null,
    });
    for (const compared of all) begin(compared);
    pump();
  };

  /** Rows of the table come in many small answers. */
  const syncOrder = (): void => {
    if (table === null || !isShown()) return;
    stopTimer ??= clock.after(Math.max(0, orderedAtMs + orderMs - clock.now()), () => {
      stopTimer = null;
      // Nothing moves away below somebody who reads it.
      if (store.getState().cursor === null) sync();
      else {
        orderedAtMs = clock.now();
        syncOrder();
      }
    });
  };

  datasets.store.subscribe(sync);
  overview.store.subscribe(syncOrder);
  session.store.subscribe((state, before) => {
    if (state.bands !== before.bands || state.isRounded !== before.isRounded) sync();
  });
  view.subscribe((state, before) => {
    if (state.sideBySide !== before.sideBySide) {
      const look = lookFrom(state.sideBySide);
      if (JSON.stringify(look) !== JSON.stringify(store.getState().look)) store.setState({ look });
    }
    if (state.page === before.page && state.sideBySide === before.sideBySide) return;
    if (state.page !== "forecast" && state.behindChart !== null) view.setState({ behindChart: null });
    if (isShown()) sync();
    else if (before.page === "side-by-side") clear();
  });

  const change = (next: Partial<SideBySideLook>): void => {
    const look = { ...store.getState().look, ...next };
    store.setState({ look });
    // Kept with the window; it calls back, and what is compared follows.
    view.setState({ sideBySide: { ...look } });
  };

  return {
    store,
    open() {
      const open = front();
      if (open !== undefined) {
        const picked = chosenOf(chosen.getState(), open.dataset.handle).slice(0, maxPanels);
        const key = JSON.stringify([open.dataset.handle, picked]);
        // Those that were chosen for this before do not come back by themselves.
        const isMeant = picked.length > 0 && (key !== pickedBefore || view.getState().page === "overview");
        pickedBefore = key;
        if (isMeant) change({ kind: "series", order: "chosen", series: picked });
        else if (view.getState().sideBySide === null) change(firstLook(open));
      }
      view.setState({ page: "side-by-side", isReportShown: false, isDrawerOpen: false });
    },
    close: () => view.setState({ page: "forecast" }),
    change,
    point: (cursor) => store.setState({ cursor }),
    focus: (focused) => store.setState({ focused }),
    see(panels) {
      inSight = new Set(panels);
    },
    retry(panel) {
      const failed = store.getState().panels.filter(({ error }) => error !== null);
      for (const { compared } of failed)
        if (panel === undefined || panel === compared.id) loading.get(compared.id)?.observer.retry();
    },
    show(panel) {
      const selection = panelOf(panel)?.compared.selection;
      if (selection === undefined) return;
      const { dataset, series, model, horizon, origin } = selection;
      // Left first: what is compared does not follow what is selected now.
      view.setState({ page: "forecast", zoom: null, behindChart: "side-by-side" });
      datasets.activate(dataset.handle);
      datasets.selectSeries(series.id);
      if (front()?.selection.model !== model) datasets.selectModel(model, dataset.handle);
      datasets.setHorizon(horizon);
      datasets.setOrigin(origin);
    },
  };
}

/** What most people would look at first. */
function firstLook(open: OpenDataset): SideBySideLook {
  const { series } = open.dataset;
  if (series.length === 1) return { ...usualLook, kind: "origins", count: 6 };
  return { ...usualLook, count: series.length > 12 ? 12 : 6, series: [seriesOf(open).id] };
}

/** The next panels whose past is not known, of one model: past forecasts say nothing new of a single past forecast. */
function alike(panels: readonly Panel[]): readonly Panel[] {
  const open = panels.filter(
    ({ compared, shown, evidence }) => compared.kind !== "origins" && shown !== null && evidence.state === "open",
  );
  const [first] = open;
  if (first === undefined) return [];
  const { dataset, model, horizon } = first.compared.selection;
  return open
    .filter(({ compared: { selection } }) => {
      return selection.dataset === dataset && selection.model === model && selection.horizon === horizon;
    })
    .slice(0, evidenceAtOnce);
}
