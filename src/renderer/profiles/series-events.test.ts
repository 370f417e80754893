import { expect, test } from "vitest";
import { createStore } from "zustand/vanilla";
import type { SeriesProfile } from "#domain/profile";
import { datasetOf, FakeApi, seriesOf, settle, valuesOf } from "../bridge/fixtures.ts";
import { createClient } from "../bridge/index.ts";
import { changeChart, createView } from "../context/index.ts";
import { createDatasets } from "../datasets/index.ts";
import type { ForecastState } from "../forecasts/index.ts";
import { createProfiles } from "./profiles.ts";
import { createSeriesEvents } from "./series-events.ts";

const change = { step: 3, kind: "level", before: 1, after: 2 } as const;

function setUp() {
  const api = new FakeApi();
  const view = createView();
  const observer = createStore<ForecastState>(() => ({
    shown: null,
    isSlow: false,
    refining: null,
    error: null,
    background: null,
  }));
  const client = createClient(api);
  const { store } = createSeriesEvents({
    profiles: createProfiles(
      client,
      createDatasets(() => {}),
    ),
    observer: { store: observer },
    view,
  });
  const show = (series: string): void =>
    observer.setState({
      shown: { dataset: datasetOf("d", "a", "b"), series: seriesOf(series), values: valuesOf(series), forecast: null },
    });
  const asked = () => api.waiting.map(({ args }) => (args as { series: string }).series);
  const answer = (series: string) =>
    api.answer("profile:series", {
      ok: true,
      value: {
        series,
        summary: {
          steps: 0,
          observed: 0,
          missing: 0,
          gaps: { count: 0, longestSteps: 0, longestFromStep: null },
          firstStep: null,
          lastStep: null,
          first: null,
          last: null,
          min: null,
          max: null,
          sum: null,
          mean: null,
          median: null,
          deviation: null,
          skewness: null,
          quantiles: [],
          zeros: 0,
          negatives: 0,
          distinct: 0,
          isConstant: false,
          isWhole: false,
          histogram: { edges: [], counts: [] },
        },
        seasons: null,
        trend: null,
        autocorrelation: null,
        stationarity: null,
        demand: null,
        changepoints: { list: [change], penalty: 1, noise: 1 },
        anomalies: null,
        forecastability: null,
        notes: [],
      } satisfies SeriesProfile,
    });
  return { api, view, store, show, asked, answer };
}

test("events are asked for while they are shown, once for each series on the chart", async () => {
  const { view, store, show, asked, answer } = setUp();
  show("a");
  await settle();
  expect(asked()).toEqual([]);
  changeChart(view, { areEventsShown: true });
  await settle();
  show("a");
  await settle();
  expect(asked()).toEqual(["a"]);
  answer("a");
  await settle();
  expect(store.getState().events).toEqual({ dataset: "d", series: "a", changepoints: [change], anomalies: [] });
  changeChart(view, { areEventsShown: false });
  expect(store.getState().events).toBeNull();
});

test("the events of a series that is gone from the chart are nobody's", async () => {
  const { api, view, store, show, asked, answer } = setUp();
  changeChart(view, { areEventsShown: true });
  show("a");
  await settle();
  show("b");
  await settle();
  expect(api.cancelled).toHaveLength(1);
  expect(asked()).toEqual(["a", "b"]);
  answer("a");
  await settle();
  expect(store.getState().events).toBeNull();
  answer("b");
  await settle();
  expect(store.getState().events?.series).toBe("b");
});

test("why there are none is said", async () => {
  const { api, view, store, show } = setUp();
  changeChart(view, { areEventsShown: true });
  show("a");
  await settle();
  api.answer("profile:series", { ok: false, error: { code: "internal", message: "No." } });
  await settle();
  expect(store.getState()).toEqual({ events: null, error: { code: "internal", message: "No." } });
});
