import { createStore, type StoreApi } from "zustand/vanilla";
import type { AppError } from "#domain/errors";
import type { Anomaly, Changepoint } from "#domain/profile";
import type { ViewStore } from "#renderer/context";
import type { ForecastObserver } from "#renderer/forecasts";
import type { Profiles } from "./profiles.ts";

/** What happened in one series. */
export interface SeriesEvents {
  readonly dataset: string;
  readonly series: string;
  readonly changepoints: readonly Changepoint[];
  /** The strongest, at most `maxAnomalies`. */
  readonly anomalies: readonly Anomaly[];
}

export interface SeriesEventsState {
  /** Of the series on the main chart, while they are to be marked there and once they are known. */
  readonly events: SeriesEvents | null;
  /** Why there are none. */
  readonly error: AppError | null;
}

export interface SeriesEventsPorts {
  readonly profiles: Pick<Profiles, "series">;
  readonly observer: Pick<ForecastObserver, "store">;
  readonly view: ViewStore;
}

const nothing: SeriesEventsState = { events: null, error: null };

/** Keeps the marks of the main chart in step with the series that it shows. */
export function createSeriesEvents({ profiles, observer, view }: SeriesEventsPorts): {
  readonly store: StoreApi<SeriesEventsState>;
} {
  const store = createStore<SeriesEventsState>(() => nothing);
  let asking: { readonly key: string; readonly abort: AbortController } | null = null;

  const sync = async (): Promise<void> => {
    const { shown } = observer.store.getState();
    const key =
      shown !== null && view.getState().chart.areEventsShown
        ? JSON.stringify([shown.dataset.handle, shown.series.id])
        : null;
    if (key === (asking?.key ?? null)) return;
    asking?.abort.abort();
    asking = null;
    store.setState(nothing);
    if (key === null || shown === null) return;
    const mine = { key, abort: new AbortController() };
    asking = mine;
    const [dataset, series] = [shown.dataset.handle, shown.series.id];
    const outcome = await profiles.series(dataset, series, mine.abort.signal);
    if (asking !== mine) return;
    if (!outcome.ok) {
      store.setState({ error: outcome.error });
      return;
    }
    const { changepoints, anomalies } = outcome.value;
    store.setState({
      events: { dataset, series, changepoints: changepoints?.list ?? [], anomalies: anomalies?.list ?? [] },
    });
  };
  observer.store.subscribe((state, before) => {
    if (state.shown !== before.shown) void sync();
  });
  view.subscribe((state, before) => {
    if (state.chart.areEventsShown !== before.chart.areEventsShown) void sync();
  });
  return { store };
}
