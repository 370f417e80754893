import { describe, expect, test } from "vitest";
import type { MeasuredCoverage } from "#domain/score";
import { createClient } from "../../bridge/index.ts";
import { createCoverage } from "./coverage.ts";
import { datasetOf, FakeApi, FakeClock, forecastOf, settle, valuesOf } from "../../bridge/fixtures.ts";
import { observeSelection } from "../../app/main-chart.ts";
import { createSession } from "../../context/session.ts";
import { createView } from "../../context/view.ts";
import { createForecastClient } from "../../forecasts/forecast-client.ts";
import { createForecastObserver } from "../../forecasts/forecast-observer.ts";
import { createDatasets } from "../../datasets/datasets.ts";

const measured: MeasuredCoverage = {
  coverage: { "0.5": 0.5, "0.8": 0.79, "0.95": 0.96 },
  steps: 240,
  origins: 10,
  skill: 0.12,
  range: { level: 0.8, coverage: 0.79, steps: 240, origins: 10, effectiveSteps: 60, margin: 0.1, verdict: "held" },
  rangeAsModelled: null,
};

async function setUp() {
  const api = new FakeApi()
    .always("series:values", ({ series }) => ({ ok: true, value: valuesOf(series) }))
    .always("forecast:get", (args) => ({ ok: true, value: forecastOf(args) }))
    .always("background:focus", () => ({ ok: true, value: {} }));
  const clock = new FakeClock();
  const datasets = createDatasets(() => {});
  datasets.setModels([], "m");
  const client = createClient(api);
  const observer = createForecastObserver(createForecastClient(client), clock, {
    view: "main",
    plainModel: (id) => id,
    computesPast: true,
  });
  observeSelection(observer, { datasets, session: createSession(client, () => true), view: createView() });
  const coverage = createCoverage(client, clock, observer.store);
  const { store } = coverage;
  datasets.show(datasetOf("d", "a", "b"), "g");
  await settle();
  const progress = async (series: string, computed: number, total = 40) => {
    const horizon = observer.store.getState().shown?.forecast?.horizon ?? 0;
    api.emit({
      name: "background:progress",
      payload: { dataset: "d", series, model: "m", horizon, computed, reused: 0, total },
    });
    await settle();
  };
  return {
    api,
    clock,
    datasets,
    store,
    coverage,
    progress,
    asked: () => api.waiting.filter(({ name }) => name === "forecast:coverage").length,
  };
}

describe("what was measured", () => {
  test("is asked for when background work completes, and shown", async () => {
    const { api, store, progress, asked } = await setUp();
    expect(asked()).toBe(0);
    await progress("a", 40);
    expect(asked()).toBe(1);
    api.answer("forecast:coverage", { ok: true, value: measured });
    await settle();
    expect(store.getState()).toEqual({ measured, isKnown: true, hasFailed: false });
  });

  test("is known to be nothing only once main has said so", async () => {
    const { api, store, progress } = await setUp();
    expect(store.getState().isKnown).toBe(false);
    await progress("a", 40);
    expect(store.getState().isKnown).toBe(false);
    api.answer("forecast:coverage", { ok: true, value: null });
    await settle();
    expect(store.getState()).toEqual({ measured: null, isKnown: true, hasFailed: false });
  });

  test("is asked for at most every two seconds while work goes on", async () => {
    const { clock, progress, asked } = await setUp();
    for (const computed of [1, 2, 3, 4]) await progress("a", computed);
    expect(asked()).toBe(0);
    clock.advance(2_000);
    await settle();
    expect(asked()).toBe(1);
  });

  test("is asked for without background work, too: an earlier visit may have done it all", async () => {
    const { clock, asked } = await setUp();
    clock.advance(2_000);
    await settle();
    expect(asked()).toBe(1);
  });

  test("says that it failed, and is asked for again then only", async () => {
    const { api, coverage, store, progress, asked } = await setUp();
    await progress("a", 40);
    coverage.retry();
    expect(asked()).toBe(1);
    api.answer("forecast:coverage", { ok: false, error: { code: "internal", message: "No." } });
    await settle();
    expect(store.getState()).toEqual({ measured: null, isKnown: false, hasFailed: true });
    coverage.retry();
    expect(store.getState().hasFailed).toBe(false);
    expect(asked()).toBe(1);
    api.answer("forecast:coverage", { ok: true, value: measured });
    await settle();
    expect(store.getState()).toEqual({ measured, isKnown: true, hasFailed: false });
  });

  test("stays where a later question fails", async () => {
    const { api, store, progress } = await setUp();
    await progress("a", 20, 20);
    api.answer("forecast:coverage", { ok: true, value: measured });
    await settle();
    await progress("a", 40);
    api.answer("forecast:coverage", { ok: false, error: { code: "internal", message: "No." } });
    await settle();
    expect(store.getState()).toEqual({ measured, isKnown: true, hasFailed: true });
  });

  test("goes when another series is on screen, and an answer that came too late stays away", async () => {
    const { api, datasets, store, progress } = await setUp();
    await progress("a", 40);
    datasets.selectSeries("b");
    await settle();
    api.answer("forecast:coverage", { ok: true, value: measured });
    await settle();
    expect(store.getState().measured).toBeNull();
    await progress("a", 40);
    expect(store.getState().measured).toBeNull();
  });
});
