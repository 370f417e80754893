import { expect, test } from "vitest";
import { createStore } from "zustand/vanilla";
import type { RequestArgs } from "#contract/ipc";
import type { Scenario, ScenariosState } from "#domain/scenario";
import { createView, type Session } from "#renderer/context";
import type { Scenarios } from "#renderer/scenarios";
import { datasetOf, FakeApi, forecastOf, settle } from "../../bridge/fixtures.ts";
import { createClient } from "../../bridge/index.ts";
import { createDatasets } from "../../datasets/datasets.ts";
import { createFutures } from "./futures.ts";

const added = {
  total: { steps: 0, occasions: 0, adjusted: null, model: null, naive: null, verdict: "too-few" as const },
  ...{ series: [], waiting: 1, unrecorded: 0 },
};

function scenario(id: number, ...values: readonly number[]): Scenario {
  return {
    ...{ id, name: `s${id}`, edits: [] },
    adjustments: values.map((value, at) => ({
      ...{ id: 10 * id + at, series: "a", from: 0, to: 0, change: { kind: "set", value }, shape: "pulse" },
      ...{ range: "keep", note: "", madeMs: 0, seen: 0, frequency: { unit: "month", count: 1 } },
    })),
  };
}

function setUp() {
  const api = new FakeApi().always("scenarios:value-added", () => ({ ok: true, value: added }));
  const client = createClient(api);
  const datasets = createDatasets(() => undefined);
  const view = createView();
  const files = (...scenarios: readonly Scenario[]): { files: Record<string, ScenariosState>; error: null } => {
    return { files: { x: { base: "x", scenarios, position: scenarios.length, steps: scenarios.length } }, error: null };
  };
  const store = createStore(() => files(scenario(0), scenario(1, 5)));
  const scenarios = { store, forgetError: () => undefined } as Pick<Scenarios, "store" | "forgetError">;
  const session = { store: createStore(() => ({ bands: "native" })) } as unknown as Pick<Session, "store">;
  datasets.show(datasetOf("x", "a", "b"), "grant");
  const page = createFutures({ client, datasets, session, scenarios, view });
  const asked = () =>
    api.waiting
      .filter(({ name }) => name === "scenarios:forecast")
      .map(({ args }) => (args as RequestArgs<"scenarios:forecast">).scenario);
  const answer = (sum: number): void => {
    const forecast = forecastOf({ dataset: "x", series: "a", model: "m", horizon: 2, origin: 0 });
    const value = { forecast, sum: { quantiles: [sum, sum, sum], mean: sum } };
    api.answer("scenarios:forecast", { ok: true, value });
  };
  return { api, datasets, view, page, asked, answer, store, files };
}

test("all scenarios are asked about when the page is opened, and not before", async () => {
  const { page, asked, answer } = setUp();
  expect(asked()).toEqual([]);
  page.open();
  expect(asked()).toEqual([0, 1]);
  answer(7);
  answer(8);
  await settle();
  const { answers, added: known } = page.store.getState();
  expect([answers[0]?.computed?.sum.mean, answers[1]?.computed?.sum.mean]).toEqual([7, 8]);
  expect(known).toEqual(added);
});

test("only what changed is asked again, and the older answer stays until the newer is there", async () => {
  const { page, asked, answer, store, files } = setUp();
  page.open();
  answer(7);
  answer(8);
  await settle();
  store.setState(files(scenario(0), scenario(1, 6)));
  expect(asked()).toEqual([1]);
  expect(page.store.getState().answers[1]).toMatchObject({ isWaiting: true, computed: { sum: { mean: 8 } } });
  answer(9);
  await settle();
  expect(page.store.getState().answers[1]).toMatchObject({ isWaiting: false, computed: { sum: { mean: 9 } } });
});

test("another series begins anew, one that fails says why and is tried again, and closing gives up", async () => {
  const { api, datasets, page, asked, answer, view } = setUp();
  page.open();
  datasets.selectSeries("b");
  expect(api.cancelled).toHaveLength(2);
  answer(1);
  answer(1);
  await settle();
  expect(Object.values(page.store.getState().answers).map(({ computed }) => computed)).toEqual([null, null]);
  api.answer("scenarios:forecast", { ok: false, error: { code: "series-too-short", message: "Too short." } });
  await settle();
  expect(page.store.getState().answers[0]).toMatchObject({ isWaiting: false, error: { message: "Too short." } });
  page.retry(0);
  expect(asked()).toEqual([1, 0]);
  page.close();
  expect([api.cancelled.length, view.getState().page]).toEqual([4, "forecast"]);
});

test("a scenario that is gone is not the selected one any more", () => {
  const { page, store, files } = setUp();
  page.open();
  page.select(1);
  store.setState(files(scenario(0)));
  expect(page.store.getState().selected).toBe(0);
});
