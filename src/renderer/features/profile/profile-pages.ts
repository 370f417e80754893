import { createStore, type StoreApi } from "zustand/vanilla";
import type { AppError } from "#domain/errors";
import type { Decomposition, SeriesProfile } from "#domain/profile";
import type { SeriesSummary, SeriesValues } from "#domain/series";
import type { Client } from "#renderer/bridge";
import { changeChart, type Clock, type ViewStore } from "#renderer/context";
import { activeDataset, type Datasets, selectedSeries, windowAround } from "#renderer/datasets";
import type { Profiles } from "#renderer/profiles";
import type { Sorting } from "#renderer/ui";
import { everything } from "./filters.ts";

export const profileTabs = ["overview", "list", "series", "correlations"] as const;
export type ProfileTab = (typeof profileTabs)[number];

/** All that is known of the series in front. Each part comes by itself: the values first, the parts they are made of last. */
export interface SeriesDetail {
  readonly dataset: string;
  readonly series: SeriesSummary;
  readonly values: SeriesValues | null;
  readonly profile: SeriesProfile | null;
  readonly decomposition: Decomposition | null;
  /** Why there are no values or no profile; {@link ProfilePages.retry} asks again. */
  readonly error: AppError | null;
  /** Why it could not be taken apart. */
  readonly decompositionError: AppError | null;
}

export interface ProfilePagesState {
  readonly tab: ProfileTab;
  readonly detail: SeriesDetail | null;
  /** Of the list of series. */
  readonly sorting: Sorting;
  readonly query: string;
  readonly filter: string;
}

/** The page about what the data are. */
export interface ProfilePages {
  readonly store: StoreApi<ProfilePagesState>;
  open(): void;
  close(): void;
  showTab(tab: ProfileTab): void;
  /** All that is known of one series of the dataset in front. */
  showSeries(id: string): void;
  /** The list, with these of its series alone. */
  showList(filter: string): void;
  setList(change: Partial<Pick<ProfilePagesState, "sorting" | "query" | "filter">>): void;
  retry(): void;
  /** Takes the main chart to a step of the series in front, with its changepoints and anomalies marked. */
  goTo(step: number): void;
}

export interface ProfilePagesPorts {
  readonly client: Client;
  readonly clock: Clock;
  readonly datasets: Pick<Datasets, "store" | "selectSeries">;
  readonly profiles: Pick<Profiles, "series" | "decomposition">;
  readonly view: ViewStore;
}

/** Whoever goes through the list of series does not want all of each. */
const pauseMs = 200;

export const fileOrder: Sorting = { column: "file", direction: "ascending" };

const fresh: ProfilePagesState = { tab: "overview", detail: null, sorting: fileOrder, query: "", filter: everything };

export function createProfilePages({ client, clock, datasets, profiles, view }: ProfilePagesPorts): ProfilePages {
  const store = createStore<ProfilePagesState>(() => fresh);
  let looking: AbortController | null = null;
  let stopTimer: () => void = () => {};

  const stop = (): void => {
    stopTimer();
    looking?.abort();
    looking = null;
  };

  const look = async ({ dataset, series }: SeriesDetail): Promise<void> => {
    const mine = new AbortController();
    looking = mine;
    const { signal } = mine;
    const learn = (news: Partial<SeriesDetail>): void => {
      if (looking === mine) store.setState(({ detail }) => ({ detail: detail && { ...detail, ...news } }));
    };
    const values = client.request("series:values", { dataset, series: series.id }, { signal }).then((outcome) => {
      learn(outcome.ok ? { values: outcome.value } : { error: outcome.error });
    });
    const profile = await profiles.series(dataset, series.id, signal);
    learn(profile.ok ? { profile: profile.value } : { error: profile.error });
    await values;
    if (signal.aborted || !profile.ok || !hasParts(profile.value)) return;
    const parts = await profiles.decomposition(dataset, series.id, signal);
    learn(parts.ok ? { decomposition: parts.value } : { decompositionError: parts.error });
  };

  /** Keeps what is shown in step with the dataset and the series in front, for as long as the page is shown. */
  const sync = (): void => {
    const open = activeDataset(datasets.store.getState());
    if (view.getState().page !== "profile" || open === undefined) {
      stop();
      if (store.getState().detail !== null) store.setState({ detail: null });
      if (open === undefined && view.getState().page === "profile") view.setState({ page: "forecast" });
      return;
    }
    const { tab, detail } = store.getState();
    const dataset = open.dataset.handle;
    const series = selectedSeries(open);
    const isOf = detail?.dataset === dataset && detail.series.id === series.id;
    if (!isSeriesShown(tab, open.dataset.series.length)) {
      stop();
      if (detail !== null && !isOf) store.setState({ detail: null });
      return;
    }
    if (isOf && (looking !== null || detail.profile !== null)) return;
    const isFirst = detail === null;
    stop();
    const next = begun(dataset, series);
    store.setState({ detail: next });
    stopTimer = clock.after(isFirst ? 0 : pauseMs, () => void look(next));
  };
  datasets.store.subscribe((state, before) => {
    // What was looked for in one dataset says nothing about another.
    if (state.active !== before.active) store.setState({ ...fresh, tab: store.getState().tab });
    sync();
  });
  view.subscribe((state, before) => {
    if (state.page !== before.page) sync();
  });
  const showTab = (tab: ProfileTab): void => {
    store.setState({ tab });
    sync();
  };

  return {
    store,
    showTab,
    open: () => view.setState({ page: "profile", isReportShown: false, finding: null }),
    close: () => view.setState({ page: "forecast" }),
    showSeries(id) {
      datasets.selectSeries(id);
      showTab("series");
    },
    showList(filter) {
      store.setState({ filter, query: "" });
      showTab("list");
    },
    setList: (change) => store.setState(change),
    retry() {
      stop();
      store.setState({ detail: null });
      sync();
    },
    goTo(step) {
      const { detail } = store.getState();
      const time = detail?.values?.times[step];
      if (detail === null || time === undefined) return;
      const place = { from: time, to: time };
      changeChart(view, { areEventsShown: true });
      view.setState({
        page: "forecast",
        finding: { series: detail.series.id, ...place },
        zoom: windowAround(place, detail.series),
      });
    },
  };
}

/** A dataset of one series has nothing else to show. */
export function isSeriesShown(tab: ProfileTab, seriesCount: number): boolean {
  return tab === "series" || seriesCount < 2;
}

/** What never changes, or is a value or two, is made of nothing. */
export function hasParts({ summary }: SeriesProfile): boolean {
  return summary.observed > 2 && !summary.isConstant;
}

function begun(dataset: string, series: SeriesSummary): SeriesDetail {
  return {
    dataset,
    series,
    values: null,
    profile: null,
    decomposition: null,
    error: null,
    decompositionError: null,
  };
}
