import { createStore, type StoreApi } from "zustand/vanilla";
import type { EventPayload } from "#contract/ipc";
import type { Dataset } from "#domain/dataset";
import type { AppError } from "#domain/errors";
import type { Bands, Forecast } from "#domain/forecast";
import { automaticModel } from "#domain/model";
import type { SeriesSummary, SeriesValues } from "#domain/series";
import type { Client } from "#renderer/bridge";
import { type Clock, quietMs } from "#renderer/context";
import { activeDataset, type Datasets, selectedSeries, type Selection } from "#renderer/datasets";

/** Everything that the chart draws, always of one series and always complete: history first, a fan when there is one. */
export interface Shown {
  readonly dataset: Dataset;
  readonly series: SeriesSummary;
  readonly values: SeriesValues;
  readonly forecast: Forecast | null;
}

export type BackgroundProgress = EventPayload<"background:progress">;

export interface ForecastState {
  /** What is on screen. It stays while the next one loads, so that nothing flickers. */
  readonly shown: Shown | null;
  /** True once a request has taken longer than {@link quietMs}. */
  readonly isSlow: boolean;
  /** What is shown for now is about to be replaced: by the model that is being chosen, or by calibrated bands. */
  readonly refining: "choosing" | "calibrating" | null;
  /** Why the selected forecast can't be shown. */
  readonly error: AppError | null;
  readonly background: BackgroundProgress | null;
}

export interface Forecasting {
  readonly store: StoreApi<ForecastState>;
  setDensity(wanted: boolean): void;
  /** Shows calibrated bands or the model's own. */
  setBands(wanted: Bands): void;
  /** Shows forecasts of counts as whole numbers. */
  setRounded(wanted: boolean): void;
  /** Given a model without a network of its own: the one that is shown until it is ready, and computed in the background. */
  setPlainModel(plainModel: (model: string) => string): void;
  /** Asks again after an error. */
  retry(): void;
}

interface Target extends Selection {
  readonly dataset: string;
  readonly density: boolean;
  readonly bands: Bands;
  readonly isRounded: boolean;
}

/** Refined forecasts take longer than plain ones: they come when the hand rests. */
const refinePauseMs = 150;

const rememberedValues = 8;
const focusPauseMs = 120;

/** Keeps the forecast on screen in step with the selection. Answers that came too late are dropped without a word. */
export function createForecasting(client: Client, clock: Clock, datasets: Datasets): Forecasting {
  const store = createStore<ForecastState>(() => ({
    shown: null,
    isSlow: false,
    refining: null,
    error: null,
    background: null,
  }));
  const values = new Map<string, Promise<Awaited<ReturnType<typeof requestValues>>>>();
  let density = false;
  let bands: Bands = "native";
  let isRounded = false;
  let plainModel = (model: string): string => model;
  let refinement: AbortController | null = null;
  let stopRefineTimer: () => void = () => {};
  let wanted: Target | null = null;
  let read: Dataset | null = null;
  let lastAsked = 0;
  let lastShown = 0;
  let stopSlowTimer: () => void = () => {};
  let stopFocusTimer: () => void = () => {};

  const requestValues = (dataset: string, series: string) => client.request("series:values", { dataset, series });
  const valuesOf = (dataset: string, series: string) => {
    const key = JSON.stringify([dataset, series]);
    const known = values.get(key);
    values.delete(key);
    const answer =
      known ??
      requestValues(dataset, series).then((outcome) => {
        // A failure must not be remembered: the next visit may go well.
        if (!outcome.ok) values.delete(key);
        return outcome;
      });
    values.set(key, answer);
    for (const oldest of values.keys()) {
      if (values.size <= rememberedValues) break;
      values.delete(oldest);
    }
    return answer;
  };

  const refresh = async (): Promise<void> => {
    const open = activeDataset(datasets.store.getState());
    if (open === undefined) {
      wanted = null;
      lastAsked += 1;
      lastShown = lastAsked;
      stopSlowTimer();
      dropRefinement();
      store.setState({ shown: null, isSlow: false, refining: null, error: null, background: null });
      return;
    }
    if (read !== null && read !== open.dataset && read.handle === open.dataset.handle) {
      // The same numbers, read another way: what is said about their steps may differ.
      values.clear();
      wanted = null;
    }
    read = open.dataset;
    const series = selectedSeries(open);
    const target: Target = { ...open.selection, dataset: open.dataset.handle, density, bands, isRounded };
    if (wanted !== null && sameTarget(wanted, target)) return;
    const previous = wanted;
    wanted = target;
    lastAsked += 1;
    const mine = lastAsked;
    stopSlowTimer();
    dropRefinement();
    stopSlowTimer = clock.after(quietMs, () => store.setState({ isSlow: true }));
    if (previous === null || !samePrecomputed(previous, target)) store.setState({ background: null });

    stopFocusTimer();
    stopFocusTimer = clock.after(previous?.series === target.series ? focusPauseMs : 0, () => {
      const { density: _density, bands: _bands, isRounded: _isRounded, ...key } = target;
      void client.request("background:focus", { ...key, view: "main", model: plainModel(key.model) });
    });

    const { dataset, series: id, horizon, origin } = target;
    const model = target.model === automaticModel ? plainModel(automaticModel) : target.model;
    const [history, outcome] = await Promise.all([
      valuesOf(dataset, id),
      client.request("forecast:get", {
        dataset,
        series: id,
        model,
        horizon,
        origin,
        density: target.density,
        isRounded: target.isRounded,
        view: "main",
      }),
    ]);

    // While the scrubber moves, every answer that is newer than the screen is worth showing: the fan follows the hand.
    // Anything older, or of another series, is of no use any more.
    if (mine <= lastShown) return;
    const isLatest = mine === lastAsked;
    if (!isLatest && (wanted === null || !samePrecomputed(wanted, target) || !outcome.ok)) return;
    if (isLatest) {
      stopSlowTimer();
      store.setState({ isSlow: false });
    }
    if (!history.ok) {
      if (history.error.code !== "cancelled") store.setState({ error: history.error });
      return;
    }
    if (!outcome.ok && outcome.error.code === "cancelled") return;
    lastShown = mine;
    store.setState({
      shown: { dataset: open.dataset, series, values: history.value, forecast: outcome.ok ? outcome.value : null },
      error: outcome.ok ? null : outcome.error,
    });
    if (isLatest && outcome.ok && isRefined(target)) refine(target, mine);
  };

  const dropRefinement = (): void => {
    stopRefineTimer();
    refinement?.abort();
    refinement = null;
    if (store.getState().refining !== null) store.setState({ refining: null });
  };

  /** The plain forecast is on the screen; the wanted one follows, unless the hand moves on. */
  const refine = (target: Target, mine: number): void => {
    stopRefineTimer = clock.after(refinePauseMs, () => {
      const abort = new AbortController();
      refinement = abort;
      store.setState({ refining: target.model === automaticModel ? "choosing" : "calibrating" });
      void client.request("forecast:get", { ...target, view: "refined" }, { signal: abort.signal }).then((outcome) => {
        if (mine !== lastAsked || refinement !== abort) return;
        refinement = null;
        const { shown } = store.getState();
        if (outcome.ok)
          store.setState({
            refining: null,
            ...(shown === null ? {} : { shown: { ...shown, forecast: outcome.value } }),
          });
        else
          store.setState({ refining: null, ...(outcome.error.code === "cancelled" ? {} : { error: outcome.error }) });
      });
    });
  };

  client.on("background:progress", (background) => {
    if (
      wanted !== null &&
      background.dataset === wanted.dataset &&
      background.series === wanted.series &&
      background.model === plainModel(wanted.model) &&
      background.horizon === wanted.horizon
    ) {
      store.setState({ background });
    }
  });
  datasets.store.subscribe(() => void refresh());

  return {
    store,
    setDensity(next) {
      density = next;
      void refresh();
    },
    setBands(next) {
      bands = next;
      void refresh();
    },
    setRounded(next) {
      isRounded = next;
      void refresh();
    },
    setPlainModel(next) {
      plainModel = next;
    },
    retry() {
      wanted = null;
      store.setState({ error: null });
      void refresh();
    },
  };
}

function sameTarget(a: Target, b: Target): boolean {
  return (
    samePrecomputed(a, b) &&
    a.origin === b.origin &&
    a.density === b.density &&
    a.bands === b.bands &&
    a.isRounded === b.isRounded
  );
}

function isRefined({ model, bands }: Target): boolean {
  return model === automaticModel || bands === "calibrated";
}

/** Whether two targets share their precomputed history: all but the origin are the same. */
function samePrecomputed(a: Target, b: Target): boolean {
  return a.dataset === b.dataset && a.series === b.series && a.model === b.model && a.horizon === b.horizon;
}
