import { expect, test } from "vitest";
import type { PastErrors } from "#domain/score";
import { createClient } from "../bridge/index.ts";
import { datasetOf, FakeApi, FakeClock, forecastOf, settle, valuesOf } from "../bridge/fixtures.ts";
import { observeSelection } from "../app/main-chart.ts";
import { createSession } from "../context/session.ts";
import { createView } from "../context/view.ts";
import { createDatasets } from "../datasets/datasets.ts";
import { createForecastClient } from "./forecast-client.ts";
import { createForecastObserver } from "./forecast-observer.ts";
import { createPastErrors } from "./past-errors.ts";

function pastOf(forecasts: number, hasMore = false): PastErrors {
  const numbers = Float64Array.of(forecasts);
  const byStep = { forecasts, errors: numbers, repeated: numbers, outside: numbers };
  return { level: 0.8, oldest: -1, errors: numbers, inside: numbers, byStep, hasMore };
}

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
  const store = createPastErrors(client, clock, observer.store);
  datasets.show(datasetOf("d", "a", "b"), "g");
  await settle();
  return {
    api,
    datasets,
    known: () => store.getState().errors?.byStep.forecasts,
    asked: () => api.waiting.filter(({ name }) => name === "forecast:errors").length,
    answer: async (value: PastErrors | null) => {
      api.answer("forecast:errors", { ok: true, value });
      await settle();
    },
    progress: async (series: string, computed: number) => {
      const horizon = observer.store.getState().shown?.forecast?.horizon ?? 0;
      const payload = { dataset: "d", series, model: "m", horizon, computed, reused: 0, total: 40 };
      api.emit({ name: "background:progress", payload });
      await settle();
    },
    wait: async (ms: number) => {
      clock.advance(ms);
      await settle();
    },
  };
}

test("what is known of the past is asked for with the chart, and again as background work brings more", async () => {
  const { answer, asked, known, progress, wait } = await setUp();
  expect(asked()).toBe(1);
  await answer(pastOf(3));
  expect(known()).toBe(3);
  for (const computed of [10, 11, 12]) await progress("a", computed);
  expect(asked()).toBe(0);
  await wait(1_000);
  expect(asked()).toBe(1);
  await progress("a", 20);
  await answer(pastOf(12));
  await wait(1_000);
  expect(asked()).toBe(1);
  await answer(pastOf(20));
  await progress("b", 5);
  await wait(1_000);
  expect([asked(), known()]).toEqual([0, 20]);
});

test("a long past is asked for until all of it is there", async () => {
  const { answer, asked, known } = await setUp();
  await answer(pastOf(2048, true));
  expect([asked(), known()]).toEqual([1, 2048]);
  await answer(pastOf(3000));
  expect([asked(), known()]).toEqual([0, 3000]);
});

test("a step back in time asks for nothing, and another series for its own", async () => {
  const { answer, asked, datasets, known } = await setUp();
  await answer(pastOf(3));
  datasets.setOrigin(-5);
  await settle();
  expect([asked(), known()]).toEqual([0, 3]);
  datasets.selectSeries("b");
  await settle();
  expect([asked(), known()]).toEqual([1, undefined]);
  await answer(null);
  expect(known()).toBeUndefined();
});
