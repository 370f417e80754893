import { createStore } from "zustand/vanilla";
import { expect, test } from "vitest";
import { createView } from "#renderer/context";
import type { ForecastState } from "#renderer/forecasts";
import { datasetOf, forecastOf, seriesOf, valuesOf } from "../../bridge/fixtures.ts";
import { areaOf } from "./fixtures.ts";
import { createZooming } from "./zooming.ts";

function setUp() {
  const shown = {
    dataset: datasetOf("d", "a", "b"),
    series: seriesOf("a"),
    values: valuesOf("a"),
    forecast: forecastOf({ dataset: "d", series: "a", model: "m", horizon: 6, origin: 0 }),
  };
  const store = createStore<ForecastState>(() => ({
    ...{ shown, isSlow: false, refining: null, error: null, background: null },
  }));
  const view = createView();
  let now = 0;
  const zooming = createZooming(view, { store }, () => now);
  const all = [shown.values.times[0] ?? 0, shown.forecast.times.at(-1) ?? 0] as const;
  zooming.attach({ area: () => areaOf({ times: all }) });
  const stop = zooming.follow();
  const later = (): void => {
    now += 5000;
  };
  return { shown, store, view, zooming, all, stop, later };
}

test("zooms around a time, and goes back the way it came, the chart's own choice included", () => {
  const { view, zooming, all, later } = setUp();
  const middle = (all[0] + all[1]) / 2;
  zooming.by(0.5, middle);
  const first = view.getState().zoom;
  expect(first).toEqual({ from: (all[0] + middle) / 2, to: (all[1] + middle) / 2 });
  later();
  zooming.by(0.5, middle);
  later();
  zooming.back();
  expect(view.getState().zoom).toEqual(first);
  zooming.back();
  expect(view.getState().zoom).toBeNull();
  zooming.back();
  expect(view.getState().zoom).toBeNull();
});

test("what another part of the window zooms to can be gone back from, too", () => {
  const { view, zooming } = setUp();
  view.setState({ zoom: "all" });
  zooming.back();
  expect(view.getState().zoom).toBeNull();
});

test("as far out as there is something to see is all of it", () => {
  const { view, zooming } = setUp();
  zooming.by(0.5);
  zooming.by(100);
  expect(view.getState().zoom).toBe("all");
});

test("another series has no stretch to go back to", () => {
  const { store, shown, zooming, view } = setUp();
  zooming.by(0.5);
  store.setState({ shown: { ...shown, series: seriesOf("b"), values: valuesOf("b") } });
  const { zoom } = view.getState();
  zooming.back();
  expect(view.getState().zoom).toBe(zoom);
});

test("once it has stopped nothing is noted any more", () => {
  const { view, zooming, stop } = setUp();
  stop();
  view.setState({ zoom: "all" });
  expect(zooming.store.getState().history.past).toEqual([]);
});
