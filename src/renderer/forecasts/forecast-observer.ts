import { createStore, type StoreApi } from "zustand/vanilla";
import type { Dataset } from "#domain/dataset";
import type { AppError } from "#domain/errors";
import type { Bands, Forecast } from "#domain/forecast";
import { adoptedModel } from "#domain/job";
import { automaticModel } from "#domain/model";
import type { SeriesSummary, SeriesValues } from "#domain/series";
import { type Clock, quietMs } from "#renderer/context";
import type { BackgroundProgress, ForecastClient, ForecastRequest } from "./forecast-client.ts";

/** Everything that the chart draws, always of one series and always complete: history first, a fan when there is one. */
export interface Shown {
  readonly dataset: Dataset;
  readonly series: SeriesSummary;
  readonly values: SeriesValues;
  readonly forecast: Forecast | null;
  /** As the model has it, where the user has put something on top. */
  readonly plain?: Forecast;
}

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

/** What one chart is to show. */
export interface ForecastSelection {
  readonly dataset: Dataset;
  readonly series: SeriesSummary;
  readonly model: string;
  readonly horizon: number;
  /** 0 = the real future; −k = k steps earlier. */
  readonly origin: number;
  readonly density: boolean;
  readonly bands: Bands;
  readonly isRounded: boolean;
  /** Levels that it needs beside the model's own; ascending. */
  readonly levels: readonly number[];
}

export interface ForecastObserver {
  readonly store: StoreApi<ForecastState>;
  /** Shows something else; null shows nothing. The same selection again changes nothing. */
  select(selection: ForecastSelection | null): void;
  /** Asks again after an error. */
  retry(): void;
  /** Gives up what it waits for. The last picture stays. */
  dispose(): void;
}

export interface ObserverOptions {
  /** The chart's own name: what one chart asks for supersedes what it asked for before, and nothing of another one. */
  readonly view: string;
  /** Given a model without a network of its own: the one that is shown until it is ready, and computed in the background. */
  readonly plainModel: (model: string) => string;
  /** Has the whole past of what it shows computed in the background, nearest to its origin first. */
  readonly computesPast: boolean;
  /** What it shows is drawn only beside other forecasts, and no track record keeps it. */
  readonly isBeside?: true;
}

/** Refined forecasts take longer than plain ones: they come when the hand rests. */
const refinePauseMs = 150;
const focusPauseMs = 120;

const nothing: ForecastState = { shown: null, isSlow: false, refining: null, error: null, background: null };

/** Keeps the forecast of one chart in step with what it is to show. Answers that came too late are dropped without a word. */
export function createForecastObserver(
  client: ForecastClient,
  clock: Clock,
  { view, plainModel, computesPast, isBeside }: ObserverOptions,
): ForecastObserver {
  const store = createStore<ForecastState>(() => nothing);
  const life = new AbortController();
  const options = isBeside === undefined ? {} : { isBeside };
  let wanted: ForecastSelection | null = null;
  let refinement: AbortController | null = null;
  let lastAsked = 0;
  let lastShown = 0;
  let stopRefineTimer: () => void = () => {};
  let stopSlowTimer: () => void = () => {};
  let stopFocusTimer: () => void = () => {};

  const dropRefinement = (): void => {
    stopRefineTimer();
    refinement?.abort();
    refinement = null;
    if (store.getState().refining !== null) store.setState({ refining: null });
  };

  const clear = (): void => {
    wanted = null;
    lastAsked += 1;
    lastShown = lastAsked;
    stopSlowTimer();
    stopFocusTimer();
    dropRefinement();
    store.setState(nothing);
  };

  const load = async (target: ForecastSelection): Promise<void> => {
    const previous = wanted;
    wanted = target;
    lastAsked += 1;
    const mine = lastAsked;
    stopSlowTimer();
    dropRefinement();
    stopSlowTimer = clock.after(quietMs, () => store.setState({ isSlow: true }));
    if (previous === null || !isSameHistory(previous, target)) store.setState({ background: null });
    follow(target, previous);

    const { dataset, series } = target;
    const plain = { ...requestOf(target), ...options, model: plainOf(target.model), bands: "native" as const };
    const [history, outcome] = await Promise.all([
      valuesOf(dataset, series),
      client.forecast(plain, view, life.signal),
    ]);

    // While the scrubber moves, every answer that is newer than the screen is worth showing: the fan follows the hand.
    // Anything older, or of another series, is of no use any more.
    if (mine <= lastShown || life.signal.aborted) return;
    const isLatest = mine === lastAsked;
    if (!isLatest && (wanted === null || !isSameHistory(wanted, target) || !outcome.ok)) return;
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
      shown: { dataset, series, values: history.value, forecast: outcome.ok ? outcome.value : null },
      error: outcome.ok ? null : outcome.error,
    });
    if (isLatest && outcome.ok && isRefined(target)) refine(target, mine);
  };

  /** Numbers that are on the screen need not be asked for, however many they are. */
  const valuesOf = async (dataset: Dataset, series: SeriesSummary): ReturnType<ForecastClient["values"]> => {
    const { shown } = store.getState();
    if (shown !== null && shown.dataset === dataset && shown.series === series)
      return { ok: true, value: shown.values };
    return client.values(dataset, series.id, life.signal);
  };

  /** Tells main where the user looks, once the hand rests. */
  const follow = (target: ForecastSelection, previous: ForecastSelection | null): void => {
    if (!computesPast) return;
    stopFocusTimer();
    stopFocusTimer = clock.after(previous?.series.id === target.series.id ? focusPauseMs : 0, () => {
      const { dataset, series, model, horizon, origin } = requestOf(target);
      client.focus({ dataset, series, model: plainModel(model), horizon, origin }, view);
    });
  };

  const plainOf = (model: string): string => (model === automaticModel ? plainModel(model) : model);

  /** The plain forecast is on the screen; the wanted one follows, unless the hand moves on. */
  const refine = (target: ForecastSelection, mine: number): void => {
    stopRefineTimer = clock.after(refinePauseMs, () => {
      const abort = new AbortController();
      refinement = abort;
      store.setState({ refining: target.model === automaticModel ? "choosing" : "calibrating" });
      void client.forecast({ ...requestOf(target), ...options }, `${view}:refined`, abort.signal).then((outcome) => {
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

  const stopMethods = client.onMethodsChanged(({ dataset, series }) => {
    if (wanted?.model !== adoptedModel || wanted.dataset.handle !== dataset) return;
    if (series.includes(wanted.series.id)) void load(wanted);
  });
  const stopInfluences = client.onInfluencesChanged(({ dataset }) => {
    if (wanted?.dataset.handle === dataset) void load(wanted);
  });
  const stopProgress = client.onProgress((background) => {
    if (
      wanted !== null &&
      background.dataset === wanted.dataset.handle &&
      background.series === wanted.series.id &&
      background.model === plainModel(wanted.model) &&
      background.horizon === wanted.horizon
    ) {
      store.setState({ background });
    }
  });

  return {
    store,
    select(selection) {
      if (life.signal.aborted) return;
      if (selection === null) clear();
      else if (wanted === null || !isSameSelection(wanted, selection)) void load(selection);
    },
    retry() {
      if (wanted === null || life.signal.aborted) return;
      store.setState({ error: null });
      void load(wanted);
    },
    dispose() {
      life.abort();
      stopSlowTimer();
      stopFocusTimer();
      dropRefinement();
      stopMethods();
      stopInfluences();
      stopProgress();
    },
  };
}

function requestOf({ dataset, series, levels, ...rest }: ForecastSelection): ForecastRequest {
  const extra = levels.length === 0 ? {} : { levels: [...levels] };
  return { ...rest, ...extra, dataset: dataset.handle, series: series.id };
}

/** A new reading of the same file is another selection, though its handle may be the same. */
function isSameSelection(a: ForecastSelection, b: ForecastSelection): boolean {
  return (
    a.dataset === b.dataset &&
    isSameHistory(a, b) &&
    a.origin === b.origin &&
    a.density === b.density &&
    a.bands === b.bands &&
    a.isRounded === b.isRounded &&
    a.levels.join() === b.levels.join()
  );
}

function isRefined({ model, bands }: ForecastSelection): boolean {
  return model === automaticModel || bands === "calibrated";
}

/** Whether two selections share their precomputed history: all but the origin are the same. */
function isSameHistory(a: ForecastSelection, b: ForecastSelection): boolean {
  return (
    a.dataset.handle === b.dataset.handle &&
    a.series.id === b.series.id &&
    a.model === b.model &&
    a.horizon === b.horizon
  );
}
