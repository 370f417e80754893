import { describe, expect, test } from "vitest";
import type { RequestArgs } from "#contract/ipc";
import { createClient } from "../bridge/index.ts";
import { datasetOf, FakeApi, FakeClock, forecastOf, settle, valuesOf } from "./fixtures.ts";
import { createForecasting } from "./forecasting.ts";
import { createWorkspace } from "./workspace.ts";

function setUp() {
  const api = new FakeApi()
    .always("series:values", ({ series }) => ({ ok: true, value: valuesOf(series) }))
    .always("background:focus", () => ({ ok: true, value: {} }));
  const clock = new FakeClock();
  const workspace = createWorkspace();
  workspace.setModels([], "m");
  const { store, retry } = createForecasting(createClient(api), clock, workspace);
  const forecasts = () => api.waiting.filter(({ name }) => name === "forecast:get").map(({ args }) => args as RequestArgs<"forecast:get">);
  /** Answers the oldest waiting forecast. */
  const answer = async () => {
    const [args] = forecasts();
    if (args === undefined) throw new Error("No forecast was asked for.");
    api.answer("forecast:get", { ok: true, value: forecastOf(args) });
    await settle();
  };
  return { api, clock, workspace, store, retry, forecasts, answer, origin: () => store.getState().shown?.forecast?.origin };
}

test("the first series is drawn once its history and its forecast are there", async () => {
  const { workspace, store, answer, origin } = setUp();
  workspace.show(datasetOf("d", "a", "b"), "g");
  expect(store.getState().shown).toBeNull();
  await answer();
  expect(origin()).toBe(0);
  expect(store.getState().shown?.values.series).toBe("a");
});

describe("scrubbing", () => {
  test("keeps the last fan until the next one is there", async () => {
    const { workspace, answer, origin } = setUp();
    workspace.show(datasetOf("d", "a"), "g");
    await answer();
    workspace.setOrigin(-1);
    await settle();
    expect(origin()).toBe(0);
    await answer();
    expect(origin()).toBe(-1);
  });

  test("an answer newer than the screen is drawn even when the hand has moved on", async () => {
    const { workspace, answer, origin } = setUp();
    workspace.show(datasetOf("d", "a"), "g");
    await answer();
    workspace.setOrigin(-1);
    workspace.setOrigin(-2);
    await answer();
    expect(origin()).toBe(-1);
    await answer();
    expect(origin()).toBe(-2);
  });

  test("an answer that was overtaken is dropped", async () => {
    const { api, workspace, forecasts, origin } = setUp();
    workspace.show(datasetOf("d", "a"), "g");
    workspace.setOrigin(-1);
    const [first, second] = api.waiting.filter(({ name }) => name === "forecast:get");
    second?.answer({ ok: true, value: forecastOf(forecasts()[1]!) });
    await settle();
    expect(origin()).toBe(-1);
    first?.answer({ ok: true, value: forecastOf(forecasts()[0]!) });
    await settle();
    expect(origin()).toBe(-1);
  });

  test("superseded requests that main cancels leave no trace", async () => {
    const { api, workspace, store, answer, origin } = setUp();
    workspace.show(datasetOf("d", "a"), "g");
    await answer();
    workspace.setOrigin(-1);
    workspace.setOrigin(-2);
    api.answer("forecast:get", { ok: false, error: { code: "cancelled", message: "" } });
    await settle();
    expect(store.getState()).toMatchObject({ error: null });
    expect(origin()).toBe(0);
    await answer();
    expect(origin()).toBe(-2);
  });

  test("tells main where the user looks only once the hand rests", async () => {
    const focused: number[] = [];
    const { api, clock, workspace, answer } = setUp();
    api.always("background:focus", ({ origin }) => {
      focused.push(origin);
      return { ok: true, value: {} };
    });
    workspace.show(datasetOf("d", "a"), "g");
    clock.advance(0);
    await answer();
    for (const origin of [-1, -2, -3]) {
      workspace.setOrigin(origin);
      clock.advance(50);
    }
    clock.advance(500);
    expect(focused).toEqual([0, -3]);
  });
});

test("a late answer for another series is never drawn", async () => {
  const { api, workspace, store, answer, forecasts } = setUp();
  workspace.show(datasetOf("d", "a", "b"), "g");
  await answer();
  workspace.selectSeries("b");
  workspace.selectSeries("a");
  await settle();
  const late = forecasts()[0]!;
  expect(late.series).toBe("b");
  api.answer("forecast:get", { ok: true, value: forecastOf(late) });
  await settle();
  expect(store.getState().shown?.series.id).toBe("a");
});

test("slow work says so after 200 ms, and stops saying so", async () => {
  const { clock, workspace, store, answer } = setUp();
  workspace.show(datasetOf("d", "a"), "g");
  clock.advance(199);
  expect(store.getState().isSlow).toBe(false);
  clock.advance(1);
  expect(store.getState().isSlow).toBe(true);
  await answer();
  expect(store.getState().isSlow).toBe(false);
});

test("a failure keeps the history in sight, says why, and can be tried again", async () => {
  const { api, workspace, store, retry, answer } = setUp();
  workspace.show(datasetOf("d", "a"), "g");
  api.answer("forecast:get", { ok: false, error: { code: "worker-crashed", message: "The worker ended." } });
  await settle();
  expect(store.getState()).toMatchObject({ error: { code: "worker-crashed" }, shown: { forecast: null, values: { series: "a" } } });
  retry();
  await answer();
  expect(store.getState()).toMatchObject({ error: null, shown: { forecast: { origin: 0 } } });
});

test("closing the last dataset empties the screen, whatever is still under way", async () => {
  const { workspace, store, answer } = setUp();
  workspace.show(datasetOf("d", "a"), "g");
  workspace.close("d");
  await answer();
  expect(store.getState().shown).toBeNull();
});

test("progress of another horizon is not this one's", async () => {
  const { api, workspace, store, answer } = setUp();
  workspace.show(datasetOf("d", "a"), "g");
  await answer();
  const progress = { dataset: "d", series: "a", model: "m", horizon: 24, computed: 3, reused: 0, total: 25 };
  api.emit({ name: "background:progress", payload: { ...progress, horizon: 12 } });
  expect(store.getState().background).toBeNull();
  api.emit({ name: "background:progress", payload: progress });
  expect(store.getState().background).toEqual(progress);
});
