import { createStore, type StoreApi } from "zustand/vanilla";
import type { Candidates, ComparisonReport, EarlyRow, WaitingModel } from "#contract/ipc";
import type { AppError } from "#domain/errors";
import { influencedModel } from "#domain/influence";
import { adoptedModel } from "#domain/job";
import { automaticModel, type ModelInfo } from "#domain/model";
import type { SeriesSummary, SeriesValues } from "#domain/series";
import { type Client, newRequestId } from "#renderer/bridge";
import type { Clock, Notify, ViewStore } from "#renderer/context";
import { activeDataset, type Datasets, type DatasetsState, selectedSeries } from "#renderer/datasets";
import { adoptedOf, type ComparisonRequest, type Methods } from "#renderer/jobs";
import { formatCount, plural } from "#renderer/format";
import type { PastForecast } from "./figures.ts";
import { loadPastForecasts, type WantedForecast } from "./past-forecasts.ts";

/** Everything that scores depend on. */
export interface Compared {
  readonly dataset: string;
  readonly series: string;
  readonly horizon: number;
  readonly origins: number;
  readonly models: readonly string[];
}

/** Scores and what they are of. */
export interface ShownComparison {
  readonly compared: Compared;
  readonly summary: SeriesSummary;
  readonly report: ComparisonReport;
  readonly values: SeriesValues;
}

/** Rows that came before all models were done. */
export interface EarlyComparison {
  readonly compared: Compared;
  readonly summary: SeriesSummary;
  /** Null until they have come. */
  readonly values: SeriesValues | null;
  /** In the order they came in. */
  readonly rows: readonly EarlyRow[];
  /** The first is being scored while the run is under way; once it was given up, none of them will be. */
  readonly waiting: readonly WaitingModel[];
}

export interface ComparisonState {
  /** What the next run compares; null while no file is open. */
  readonly wanted: Compared | null;
  /** What suits the wanted series; null until main has answered. */
  readonly candidates: Candidates | null;
  readonly shown: ShownComparison | null;
  /** Of the run under way, or of one that was given up after the first rows; null otherwise. */
  readonly early: EarlyComparison | null;
  /** Of the run under way; null when there is none. */
  readonly progress: { readonly done: number; readonly total: number; readonly model: WaitingModel | null } | null;
  /** Why the last run gave nothing; a single model's failure is in its row. */
  readonly error: AppError | null;
}

export interface Comparison {
  readonly store: StoreApi<ComparisonState>;
  /** Shows the page; with a request, of these models on that series. */
  open(request?: ComparisonRequest): void;
  close(): void;
  /** These models from now on, for every series that they suit. */
  setModels(models: readonly string[]): void;
  setOrigins(origins: number): void;
  /** Asks first what suits the series where that could not be found out. */
  run(): Promise<void>;
  cancel(): void;
  /** Takes a method for the series in front, or for all of the file, and offers to undo it. */
  adopt(model: string, name: string, scope: "series" | "file"): Promise<void>;
  /** The forecasts behind the scores, as `loadPastForecasts` says. */
  pastForecasts(
    compared: Compared,
    wanted: readonly WantedForecast[],
    signal: AbortSignal,
    onForecasts: (forecasts: readonly PastForecast[]) => void,
  ): Promise<AppError | null>;
}

export interface ComparisonPorts {
  readonly client: Client;
  readonly clock: Clock;
  readonly datasets: Pick<Datasets, "store" | "models" | "activate" | "selectSeries">;
  readonly methods: Pick<Methods, "store" | "adopt" | "undo">;
  readonly view: ViewStore;
  readonly notify: Notify;
}

export const defaultOrigins = 8;
export const maxOrigins = 60;
/** Those that most people want to see beside the model of the window. */
const usualModels = ["seasonal-naive", "ets", "theta", "arima", automaticModel];
/** Whoever goes through the list of series does not want each compared. */
const pauseMs = 400;

const nothing: ComparisonState = {
  wanted: null,
  candidates: null,
  shown: null,
  early: null,
  progress: null,
  error: null,
};

/** Keeps the models that are compared in step with the series in front, for as long as the page is shown. */
export function createComparison({ client, clock, datasets, methods, view, notify }: ComparisonPorts): Comparison {
  const store = createStore<ComparisonState>(() => nothing);
  /** Those the user chose; until then each series has its default ones. */
  let chosen: readonly string[] | null = null;
  let looking: AbortController | null = null;
  let running: { readonly id: string; readonly abort: AbortController } | null = null;
  let stopTimer: () => void = () => {};
  /** Those that the series in front is to be compared with instead, by whoever opened the page. */
  let requested: readonly string[] | null = null;
  /** The name of the file that is compared: another with a series of the same name is not another reading of it. */
  let fileName = "";

  client.on("comparison:progress", ({ requestId, total, waiting, row }) => {
    if (running?.id !== requestId) return;
    store.setState(({ early }) => ({
      progress: { done: total - waiting.length, total, model: waiting[0] ?? null },
      // A request that is asked once more sends its rows once more.
      early: early && { ...early, waiting, rows: row === null ? [] : [...early.rows, row] },
    }));
  });

  const stop = (): void => {
    stopTimer();
    running?.abort.abort();
    running = null;
    if (store.getState().progress !== null) store.setState(({ early }) => ({ progress: null, early: kept(early) }));
  };

  const run = async (): Promise<void> => {
    const { wanted } = store.getState();
    const summary = summaryOf(datasets.store.getState(), wanted);
    stop();
    if (wanted === null || summary === undefined || wanted.models.length === 0) return;
    const mine = { id: newRequestId(), abort: new AbortController() };
    running = mine;
    store.setState({
      error: null,
      progress: { done: 0, total: wanted.models.length, model: null },
      early: { compared: wanted, summary, values: null, rows: [], waiting: [] },
    });
    const { signal } = mine.abort;
    const { dataset, series } = wanted;
    const [values, outcome] = await Promise.all([
      client.request("series:values", { dataset, series }, { signal }).then((answer) => {
        if (answer.ok && running === mine)
          store.setState(({ early }) => ({ early: early && { ...early, values: answer.value } }));
        return answer;
      }),
      client.request(
        "comparison:run",
        { ...wanted, models: [...wanted.models], stride: null },
        { signal, requestId: mine.id },
      ),
    ]);
    if (running !== mine) return;
    running = null;
    const failed = !outcome.ok ? outcome.error : !values.ok ? values.error : null;
    if (outcome.ok && values.ok)
      store.setState({
        progress: null,
        early: null,
        shown: { compared: wanted, summary, report: outcome.value, values: values.value },
      });
    else
      store.setState(({ early }) => ({
        progress: null,
        early: kept(early),
        error: failed?.code === "cancelled" ? null : failed,
      }));
  };

  /** Looks up what suits the series, and compares once it is known. */
  const look = async (target: Omit<Compared, "models">, models: readonly string[] | null): Promise<void> => {
    looking?.abort();
    const mine = new AbortController();
    looking = mine;
    const { dataset, series, horizon } = target;
    const outcome = await client.request(
      "comparison:candidates",
      { dataset, series, horizon },
      { signal: mine.signal },
    );
    if (looking !== mine) return;
    looking = null;
    if (!outcome.ok) {
      store.setState({ error: outcome.error });
      return;
    }
    const candidates = outcome.value;
    const { wanted } = store.getState();
    if (wanted === null) return;
    const usualOnes = (): readonly string[] => besideInfluenced(usual(), candidates);
    store.setState({
      candidates,
      wanted: { ...wanted, models: models ?? suitable(chosen ?? usualOnes(), candidates) },
    });
    await run();
  };

  /** The model of the window; what was adopted for the series, where it shows that. */
  const selectedModel = (): string | undefined => {
    const open = activeDataset(datasets.store.getState());
    if (open === undefined || open.selection.model !== adoptedModel) return open?.selection.model;
    return adoptedOf(methods.store.getState(), open.dataset.handle).get(selectedSeries(open).id)?.method;
  };

  const usual = (): readonly string[] => {
    const selected = selectedModel();
    const [network] = datasets.models().filter(isUsable);
    return [
      ...new Set([
        selected ?? automaticModel,
        ...(selected === automaticModel && network ? [network.id] : []),
        ...usualModels,
      ]),
    ];
  };

  /** @param models to compare instead of those that were chosen, or are usual */
  const sync = (models: readonly string[] | null = null): void => {
    if (view.getState().page !== "comparison") return;
    const state = datasets.store.getState();
    const open = activeDataset(state);
    if (open === undefined) {
      stop();
      looking?.abort();
      looking = null;
      view.setState({ page: "forecast" });
      store.setState(nothing, true);
      return;
    }
    const { wanted, shown } = store.getState();
    const { handle } = open.dataset;
    const { horizon } = open.selection;
    const series = selectedSeries(open).id;
    if (models === null && wanted?.dataset === handle && wanted.series === series) {
      if (wanted.horizon !== horizon) store.setState({ wanted: { ...wanted, horizon } });
      return;
    }
    const target = { dataset: handle, series, horizon, origins: wanted?.origins ?? defaultOrigins };
    const isReread =
      wanted !== null &&
      models === null &&
      wanted.series === series &&
      fileName === open.dataset.name &&
      !state.open.some(({ dataset }) => dataset.handle === wanted.dataset);
    if (isReread && shown !== null) {
      // The file was read again: its scores stay until the user wants new ones.
      stop();
      store.setState({ wanted: { ...wanted, ...target } });
      return;
    }
    stop();
    store.setState({
      wanted: { ...target, models: models ?? [] },
      candidates: null,
      shown: null,
      early: null,
      error: null,
    });
    fileName = open.dataset.name;
    requested = models;
    stopTimer = clock.after(wanted === null || models !== null ? 0 : pauseMs, () => void look(target, models));
  };
  datasets.store.subscribe(() => sync());
  view.subscribe((state, before) => {
    if (state.page !== before.page) sync();
  });

  return {
    store,
    open(request) {
      if (request === undefined) {
        view.setState({ page: "comparison", isReportShown: false });
        return;
      }
      datasets.activate(request.dataset);
      datasets.selectSeries(request.series);
      // Not through the subscription, which knows nothing of the models.
      view.setState({ page: "comparison", dialog: null, isReportShown: false });
      sync(request.models);
    },
    close: () => view.setState({ page: "forecast" }),
    setModels(models) {
      chosen = models;
      store.setState(({ wanted }) => (wanted === null ? {} : { wanted: { ...wanted, models } }));
    },
    setOrigins(origins) {
      const next = Math.min(Math.max(Math.round(origins), 1), maxOrigins);
      store.setState(({ wanted }) => (wanted === null ? {} : { wanted: { ...wanted, origins: next } }));
    },
    async run() {
      const { wanted } = store.getState();
      if (wanted === null || !hasNoCandidates(store.getState())) return run();
      store.setState({ error: null });
      return look(wanted, requested);
    },
    cancel: stop,
    async adopt(model, name, scope) {
      const { wanted } = store.getState();
      const open = datasets.store.getState().open.find(({ dataset }) => dataset.handle === wanted?.dataset);
      if (wanted === null || open === undefined) return;
      // Of the file as it is read now, whichever reading the scores are of: the series is the same.
      const { dataset, series } = wanted;
      const targets = scope === "series" ? [series] : open.dataset.series.map(({ id }) => id);
      // Influences are none of a method: they are in use wherever they help.
      const method = influencedModel(model)?.model ?? model;
      const choices = targets.map((target) => ({ series: target, method }));
      if (!(await methods.adopt(dataset, choices, null))) return;
      const latest = () => methods.store.getState().earlier[dataset]?.at(-1);
      const change = latest();
      const undo = { label: "Undo", run: () => void methods.undo(dataset) };
      const isInfluenced = method !== model;
      const text = adoptedText(isInfluenced ? name.replace(/, with influences$/, "") : name, targets);
      const takeBack = notify("success", isInfluenced ? `${text} ${influencesStay}` : text, [undo]);
      // So that it is this model whose past says whether they help.
      if (isInfluenced)
        void client.request("influences:judge", { dataset, series, model: method, horizon: wanted.horizon, origin: 0 });
      // Once it is undone, or something else is adopted after it, the button would undo another adoption.
      const unsubscribe = methods.store.subscribe(() => {
        if (latest() === change) return;
        unsubscribe();
        takeBack();
      });
    },
    pastForecasts: (...wanted) => loadPastForecasts({ client, clock }, ...wanted),
  };
}

const influencesStay =
  "Influences are not adopted with it: they are used wherever its past forecasts were better with them, which the page Influences says.";

function adoptedText(name: string, targets: readonly string[]): string {
  const [only] = targets;
  if (targets.length !== 1) return `${name} is adopted for all ${formatCount(targets.length)} series.`;
  return only === undefined || only === "" ? `${name} is adopted.` : `${name} is adopted for ${only}.`;
}

/** Rows of a run that was given up stay, if there is a score among them and the values to write it by. */
function kept(early: EarlyComparison | null): EarlyComparison | null {
  return early !== null && early.values !== null && early.rows.some(({ error }) => error === null) ? early : null;
}

/** What the table on screen shows: early rows from the first on, or at once where there is nothing else to show. */
export function tableIn({
  shown,
  early,
}: Pick<ComparisonState, "shown" | "early">): ShownComparison | EarlyComparison | null {
  if (early === null || early.values === null) return shown;
  const { rows, waiting } = early;
  return rows.length > 0 || (shown === null && waiting.length > 0) ? early : shown;
}

function comparedIn(state: Pick<ComparisonState, "shown" | "early">): Compared | null {
  return tableIn(state)?.compared ?? null;
}

/** Why a run's rows are not all there is to say, in words; null while it is under way, and without such a run. */
export function incompletenessOf({ early, progress }: Pick<ComparisonState, "early" | "progress">): string | null {
  if (early === null || progress !== null) return null;
  const { rows, waiting } = early;
  const total = rows.length + waiting.length;
  return `Incomplete: the comparison stopped after ${formatCount(rows.length)} of ${plural(total, "model", "models")}.`;
}

/** Whether early rows rest on other past forecasts, so that some will be scored once more at those that all share. */
export function areOriginsMixed(rows: readonly EarlyRow[]): boolean {
  const scored = rows.filter(({ error }) => error === null).map(({ origins }) => origins.join(" "));
  return new Set(scored).size > 1;
}

function isUsable({ state }: ModelInfo): boolean {
  return state === "ready" || state === "loading";
}

function summaryOf(state: DatasetsState, wanted: Compared | null): SeriesSummary | undefined {
  return state.open
    .find(({ dataset }) => dataset.handle === wanted?.dataset)
    ?.dataset.series.find(({ id }) => id === wanted?.series);
}

/**
 * Those of the models that suit the series; what the candidates don't know, such as a configured method, stays. One with influences
 * is that with those of the file in front, if it has any.
 */
export function suitable(models: readonly string[], { groups }: Candidates): readonly string[] {
  const known = new Map(groups.flatMap((group) => group.models.map((model) => [model.id, model.reason] as const)));
  const here = models.flatMap((id) => {
    const influenced = influencedModel(id);
    return influenced === null ? [id] : withItsInfluences(influenced.model, { groups });
  });
  return [...new Set(here)].filter((id) => (known.get(id) ?? null) === null);
}

/** Beside the first of the models the same with influences, where the file has any. */
export function besideInfluenced(models: readonly string[], candidates: Candidates): readonly string[] {
  const [first, ...others] = models;
  return first === undefined ? [] : [first, ...withItsInfluences(first, candidates), ...others];
}

function withItsInfluences(model: string, { groups }: Candidates): readonly string[] {
  return groups.flatMap(({ models }) => models.flatMap(({ id }) => (influencedModel(id)?.model === model ? [id] : [])));
}

/** Whether what is on screen is of a reading of the file that is gone: no more can be asked about it. */
export function isOfEarlierReading(state: Pick<ComparisonState, "wanted" | "shown" | "early">): boolean {
  const compared = comparedIn(state);
  return compared !== null && state.wanted !== null && compared.dataset !== state.wanted.dataset;
}

/** Whether it could not be found out what suits the series: that can be asked again. */
export function hasNoCandidates({ candidates, error }: Pick<ComparisonState, "candidates" | "error">): boolean {
  return candidates === null && error !== null;
}

/** Why the scores on screen are not those of what is wanted now, in words; null where they are. */
export function stalenessOf(state: Pick<ComparisonState, "wanted" | "shown" | "early">): string | null {
  const { wanted } = state;
  const compared = comparedIn(state);
  if (compared === null || wanted === null) return null;
  if (isOfEarlierReading(state)) return "The file was read again since these scores were computed.";
  const changed = [
    compared.horizon === wanted.horizon ? null : "horizon",
    compared.origins === wanted.origins ? null : "number of past forecasts",
    isSame(compared.models, wanted.models) ? null : "models",
  ].filter((part) => part !== null);
  if (changed.length === 0) return null;
  const list = changed.length === 1 ? changed[0] : `${changed.slice(0, -1).join(", ")} and ${changed.at(-1)}`;
  return `The ${list} changed since these scores were computed.`;
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id) => other.includes(id));
}
