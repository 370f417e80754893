import { describe, expect, test } from "vitest";
import type { RequestArgs } from "#contract/ipc";
import { createClient } from "../bridge/index.ts";
import { datasetOf, FakeApi, FakeClock, forecastOf, settle, valuesOf } from "../bridge/fixtures.ts";
import { observeSelection } from "../app/main-chart.ts";
import { createSession } from "../context/session.ts";
import { createView } from "../context/view.ts";
import { createForecastClient } from "./forecast-client.ts";
import { createForecastObserver } from "./forecast-observer.ts";
import { createDatasets } from "../datasets/datasets.ts";

function setUp(plainModel = (id: string) => id) {
  const api = new FakeApi()
    .always("series:values", ({ series }) => ({ ok: true, value: valuesOf(series) }))
    .always("background:focus", () => ({ ok: true, value: {} }));
  const clock = new FakeClock();
  const datasets = createDatasets(() => {});
  datasets.setModels([], "m");
  const client = createClient(api);
  const session = createSession(client, () => true);
  const observer = createForecastObserver(createForecastClient(client), clock, {
    view: "main",
    plainModel,
    computesPast: true,
  });
  observeSelection(observer, { datasets, session, view: createView() });
  const { store, retry } = observer;
  const forecasts = () =>
    api.waiting.filter(({ name }) => name === "forecast:get").map(({ args }) => args as RequestArgs<"forecast:get">);
  /** Answers the oldest waiting forecast. */
  const answer = async () => {
    const [args] = forecasts();
    if (args === undefined) throw new Error("No forecast was asked for.");
    api.answer("forecast:get", { ok: true, value: forecastOf(args) });
    await settle();
  };
  return {
    api,
    clock,
    datasets,
    session,
    store,
    retry,
    forecasts,
    answer,
    origin: () => store.getState().shown?.forecast?.origin,
  };
}

test("the first series is drawn once its history and its forecast are there", async () => {
  const { datasets, store, answer, origin } = setUp();
  datasets.show(datasetOf("d", "a", "b"), "g");
  expect(store.getState().shown).toBeNull();
  await answer();
  expect(origin()).toBe(0);
  expect(store.getState().shown?.values.series).toBe("a");
});

describe("scrubbing", () => {
  test("keeps the last fan until the next one is there", async () => {
    const { datasets, answer, origin } = setUp();
    datasets.show(datasetOf("d", "a"), "g");
    await answer();
    datasets.setOrigin(-1);
    await settle();
    expect(origin()).toBe(0);
    await answer();
    expect(origin()).toBe(-1);
  });

  test("an answer newer than the screen is drawn even when the hand has moved on", async () => {
    const { datasets, answer, origin } = setUp();
    datasets.show(datasetOf("d", "a"), "g");
    await answer();
    datasets.setOrigin(-1);
    datasets.setOrigin(-2);
    await answer();
    expect(origin()).toBe(-1);
    await answer();
    expect(origin()).toBe(-2);
  });

  test("an answer that was overtaken is dropped", async () => {
    const { api, datasets, forecasts, origin } = setUp();
    datasets.show(datasetOf("d", "a"), "g");
    datasets.setOrigin(-1);
    const [first, second] = api.waiting.filter(({ name }) => name === "forecast:get");
    second?.answer({ ok: true, value: forecastOf(forecasts()[1]!) });
    await settle();
    expect(origin()).toBe(-1);
    first?.answer({ ok: true, value: forecastOf(forecasts()[0]!) });
    await settle();
    expect(origin()).toBe(-1);
  });

  test("superseded requests that main cancels leave no trace", async () => {
    const { api, datasets, store, answer, origin } = setUp();
    datasets.show(datasetOf("d", "a"), "g");
    await answer();
    datasets.setOrigin(-1);
    datasets.setOrigin(-2);
    api.answer("forecast:get", { ok: false, error: { code: "cancelled", message: "" } });
    await settle();
    expect(store.getState()).toMatchObject({ error: null });
    expect(origin()).toBe(0);
    await answer();
    expect(origin()).toBe(-2);
  });

  test("tells main where the user looks only once the hand rests", async () => {
    const focused: number[] = [];
    const { api, clock, datasets, answer } = setUp();
    api.always("background:focus", ({ origin }) => {
      focused.push(origin);
      return { ok: true, value: {} };
    });
    datasets.show(datasetOf("d", "a"), "g");
    clock.advance(0);
    await answer();
    for (const origin of [-1, -2, -3]) {
      datasets.setOrigin(origin);
      clock.advance(50);
    }
    clock.advance(500);
    expect(focused).toEqual([0, -3]);
  });
});

test("a late answer for another series is never drawn", async () => {
  const { api, datasets, store, answer, forecasts } = setUp();
  datasets.show(datasetOf("d", "a", "b"), "g");
  await answer();
  datasets.selectSeries("b");
  datasets.selectSeries("a");
  await settle();
  const late = forecasts()[0]!;
  expect(late.series).toBe("b");
  api.answer("forecast:get", { ok: true, value: forecastOf(late) });
  await settle();
  expect(store.getState().shown?.series.id).toBe("a");
});

test("slow work says so after 200 ms, and stops saying so", async () => {
  const { clock, datasets, store, answer } = setUp();
  datasets.show(datasetOf("d", "a"), "g");
  clock.advance(199);
  expect(store.getState().isSlow).toBe(false);
  clock.advance(1);
  expect(store.getState().isSlow).toBe(true);
  await answer();
  expect(store.getState().isSlow).toBe(false);
});

test("a failure keeps the history in sight, says why, and can be tried again", async () => {
  const { api, datasets, store, retry, answer } = setUp();
  datasets.show(datasetOf("d", "a"), "g");
  api.answer("forecast:get", { ok: false, error: { code: "worker-crashed", message: "The worker ended." } });
  await settle();
  expect(store.getState()).toMatchObject({
    error: { code: "worker-crashed" },
    shown: { forecast: null, values: { series: "a" } },
  });
  retry();
  await answer();
  expect(store.getState()).toMatchObject({ error: null, shown: { forecast: { origin: 0 } } });
});

test("closing the last dataset empties the screen, whatever is still under way", async () => {
  const { datasets, store, answer } = setUp();
  datasets.show(datasetOf("d", "a"), "g");
  datasets.close("d");
  await answer();
  expect(store.getState().shown).toBeNull();
});

test("progress of another horizon is not this one's", async () => {
  const { api, datasets, store, answer } = setUp();
  datasets.show(datasetOf("d", "a"), "g");
  await answer();
  const progress = { dataset: "d", series: "a", model: "m", horizon: 24, computed: 3, reused: 0, total: 25 };
  api.emit({ name: "background:progress", payload: { ...progress, horizon: 12 } });
  expect(store.getState().background).toBeNull();
  api.emit({ name: "background:progress", payload: progress });
  expect(store.getState().background).toEqual(progress);
});

describe("what takes longer comes when the hand rests", () => {
  const bands = { calibration: { residuals: 480, steps: 240, otherSeries: 0 } };

  test("the model's own bands are there at once, calibrated ones follow", async () => {
    const { api, clock, datasets, store, session, forecasts, answer } = setUp();
    session.setBands("calibrated");
    datasets.show(datasetOf("d", "a"), "g");
    expect(forecasts()[0]).toMatchObject({ view: "main", model: "m" });
    await answer();
    expect(store.getState().shown?.forecast?.calibration).toBeUndefined();
    clock.advance(150);
    expect(store.getState().refining).toBe("calibrating");
    const refined = forecasts()[0]!;
    expect(refined).toMatchObject({ view: "main:refined", bands: "calibrated", model: "m" });
    api.answer("forecast:get", { ok: true, value: { ...forecastOf(refined), ...bands } });
    await settle();
    expect(store.getState()).toMatchObject({ refining: null, shown: { forecast: bands } });
  });

  test("scrubbing on gives it up, and shows the plain fan of the new origin", async () => {
    const { api, clock, datasets, store, session, forecasts, answer, origin } = setUp();
    session.setBands("calibrated");
    datasets.show(datasetOf("d", "a"), "g");
    await answer();
    clock.advance(150);
    const late = api.waiting.find(({ args }) => (args as { view?: string }).view === "main:refined");
    datasets.setOrigin(-1);
    expect(store.getState().refining).toBeNull();
    expect(api.cancelled).toContain(late?.requestId);
    late?.answer({ ok: true, value: { ...forecastOf(forecasts()[0]!), ...bands } });
    await settle();
    expect(store.getState().shown?.forecast?.calibration).toBeUndefined();
    api.waiting.splice(api.waiting.indexOf(late!), 1);
    await answer();
    expect(origin()).toBe(-1);
  });

  test("the default model stands in for the one that is being chosen, and its history is computed", async () => {
    const focused: string[] = [];
    const { api, clock, datasets, store, forecasts, answer } = setUp((id) => (id === "auto" ? "m" : id));
    api.always("background:focus", ({ model }) => {
      focused.push(model);
      return { ok: true, value: {} };
    });
    datasets.show(datasetOf("d", "a"), "g");
    await answer();
    datasets.selectModel("auto");
    // The stand-in's forecast is known by now.
    await settle();
    expect(forecasts()).toEqual([]);
    clock.advance(150);
    expect(focused.at(-1)).toBe("m");
    expect(store.getState().refining).toBe("choosing");
    const refined = forecasts().find(({ view }) => view === "main:refined")!;
    expect(refined.model).toBe("auto");
    api.answer("forecast:get", { ok: false, error: { code: "worker-crashed", message: "The worker ended." } });
    await settle();
    // What is on the screen stays there, and why it is not what was asked for is said.
    expect(store.getState()).toMatchObject({
      refining: null,
      error: { code: "worker-crashed" },
      shown: { forecast: { model: { id: "m" } } },
    });
  });

  test("plain forecasts ask for nothing more", async () => {
    const { clock, datasets, forecasts, answer } = setUp();
    datasets.show(datasetOf("d", "a"), "g");
    await answer();
    clock.advance(1_000);
    expect(forecasts()).toHaveLength(0);
  });
});

test("another adopted method is shown at once, wherever it was adopted; what it is not about stays as it is", async () => {
  const { api, datasets, store, forecasts, answer } = setUp();
  datasets.show(datasetOf("d", "a", "b"), "g");
  await answer();
  datasets.selectModel("adopted");
  await answer();
  const first = store.getState().shown?.forecast;
  api.emit({ name: "methods:changed", payload: { dataset: "d", series: ["b"] } });
  api.emit({ name: "methods:changed", payload: { dataset: "other", series: ["a"] } });
  expect(forecasts()).toEqual([]);
  api.emit({ name: "methods:changed", payload: { dataset: "d", series: ["a"] } });
  await answer();
  expect(store.getState().shown?.forecast).not.toBe(first);
  // Those by a model of their own are still known.
  datasets.selectModel("m");
  await settle();
  expect(forecasts()).toEqual([]);
  expect(store.getState().shown?.forecast?.model.id).toBe("m");
});
