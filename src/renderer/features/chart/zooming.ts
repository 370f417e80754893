import { createStore, type StoreApi } from "zustand/vanilla";
import type { Zoom } from "#domain/chart";
import {
  type FanChart,
  noZooms,
  panBy,
  reveal,
  wholeTime,
  withoutZoom,
  withZoom,
  zoomAround,
  type ZoomHistory,
  type ZoomLimits,
  zoomOf,
} from "#renderer/charts";
import type { ViewStore } from "#renderer/context";
import { averageStepMs, type ForecastObserver } from "#renderer/forecasts";

export interface ZoomingState {
  readonly history: ZoomHistory;
  /** Grows with every wish that the value axis fits what is in sight. */
  readonly fit: number;
}

/** Ways of changing which stretch of time is in sight. Whatever changes the window's zoom, the stretch before it can be gone back to. */
export interface Zooming {
  readonly store: StoreApi<ZoomingState>;
  /** @param at the time that stays where it is; the middle when absent */
  by(factor: number, at?: number): void;
  /** @param share of the stretch in sight; negative moves back in time */
  pan(share: number): void;
  to(from: number, to: number): void;
  /** Moves so that a time is in sight. */
  show(time: number): void;
  all(): void;
  back(): void;
  fitValues(): void;
  /** What draws the stretch in sight. Returns the function that takes it away. */
  attach(chart: Pick<FanChart, "area">): () => void;
  /** Notes what was in sight from now on. Returns the function that ends it. */
  follow(): () => void;
}

/** Fewer steps than this show no course. */
const fewestSteps = 4;

/** @param nowMs monotonic */
export function createZooming(
  view: ViewStore,
  observer: Pick<ForecastObserver, "store">,
  nowMs: () => number,
): Zooming {
  const store = createStore<ZoomingState>(() => ({ history: noZooms, fit: 0 }));
  let isGoingBack = false;
  let chart: Pick<FanChart, "area"> | null = null;
  const follow = (): readonly (() => void)[] => [
    view.subscribe((state, before) => {
      if (state.zoom === before.zoom || isGoingBack) return;
      store.setState(({ history }) => ({ history: withZoom(history, before.zoom, nowMs()) }));
    }),
    // Stretches of another file or series lead nowhere here.
    observer.store.subscribe(({ shown }, before) => {
      const isSame =
        shown?.dataset.handle === before.shown?.dataset.handle && shown?.series.id === before.shown?.series.id;
      if (!isSame) store.setState({ history: noZooms });
    }),
  ];
  const change = (next: (window: readonly [number, number], limits: ZoomLimits) => readonly [number, number]): void => {
    const area = chart?.area();
    const { shown } = observer.store.getState();
    if (area == null || area.seasons !== null || shown === null) return;
    const limits = { range: wholeTime(shown), shortest: fewestSteps * averageStepMs(shown.values) };
    const { zoom } = view.getState();
    // What was asked for and is not drawn yet counts: a wheel turns faster than pictures come.
    const window = zoom !== null && typeof zoom === "object" ? ([zoom.from, zoom.to] as const) : area.window;
    const wanted = next(window, limits);
    if (wanted[0] !== window[0] || wanted[1] !== window[1]) view.setState({ zoom: zoomOf(wanted, limits) });
  };
  const set = (zoom: Zoom | null): void => view.setState({ zoom });

  return {
    store,
    by: (factor, at) =>
      change((window, limits) => zoomAround(window, factor, at ?? (window[0] + window[1]) / 2, limits)),
    pan: (share) => change((window, limits) => panBy(window, share, limits)),
    show: (time) => change((window, limits) => reveal(window, time, limits)),
    to: (from, to) =>
      change(([first, last], limits) =>
        zoomAround([from, to], 1, (from + to) / 2, {
          ...limits,
          range: [Math.min(first, limits.range[0]), Math.max(last, limits.range[1])],
        }),
      ),
    all: () => set("all"),
    back() {
      const { history, zoom } = withoutZoom(store.getState().history);
      if (zoom === undefined) return;
      isGoingBack = true;
      set(zoom);
      isGoingBack = false;
      store.setState({ history });
    },
    fitValues: () => store.setState(({ fit }) => ({ fit: fit + 1 })),
    attach(drawn) {
      chart = drawn;
      return () => {
        if (chart === drawn) chart = null;
      };
    },
    follow() {
      const stops = follow();
      return () => stops.forEach((stop) => stop());
    },
  };
}
