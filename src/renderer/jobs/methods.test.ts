import { expect, test } from "vitest";
import type { AdoptedMethod } from "#domain/job";
import { createClient } from "../bridge/index.ts";
import { datasetOf, FakeApi, settle } from "../bridge/fixtures.ts";
import { createDatasets } from "../datasets/datasets.ts";
import { adoptionOf } from "./fixtures.ts";
import { adoptedOf, createMethods } from "./methods.ts";

/** Main's side: what is adopted, kept by series. */
function setUp(kept: readonly AdoptedMethod[] = []) {
  const stored = new Map(kept.map((one) => [one.series, one]));
  const api = new FakeApi()
    .always("methods:list", () => ({ ok: true, value: [...stored.values()] }))
    .always("methods:adopt", ({ choices, job }) => {
      const before = choices.flatMap(({ series }) => stored.get(series) ?? []);
      for (const { series, method } of choices)
        if (method === null) stored.delete(series);
        else stored.set(series, adoptionOf(series, method, job));
      return { ok: true, value: { before } };
    });
  const datasets = createDatasets(() => {});
  datasets.setModels([], "base");
  const said: string[] = [];
  const methods = createMethods(createClient(api), datasets, (_level, message) => {
    said.push(message);
    return () => {};
  });
  datasets.show(datasetOf("d", "a", "b"), "g");
  const adopted = (): (readonly [string, string, string | null])[] =>
    [...adoptedOf(methods.store.getState(), "d").values()].map(({ series, method, job }) => [series, method, job]);
  const model = (): string | undefined => datasets.store.getState().open[0]?.selection.model;
  return { api, datasets, methods, said, adopted, model, stored };
}

test("what was adopted for a dataset is there once it is open, and follows what another window does", async () => {
  const { api, adopted, stored } = setUp([adoptionOf("a", "theta")]);
  await settle();
  expect(adopted()).toEqual([["a", "theta", null]]);
  stored.set("b", adoptionOf("b", "ets", "j"));
  api.emit({ name: "methods:changed", payload: { dataset: "d", series: ["b"] } });
  await settle();
  expect(adopted()).toEqual([
    ["a", "theta", null],
    ["b", "ets", "j"],
  ]);
});

test("a file is opened with what was adopted for it, unless the user chose a model before that was known", async () => {
  const { datasets, model } = setUp([adoptionOf("a", "theta")]);
  expect(model()).toBe("base");
  await settle();
  expect(model()).toBe("adopted");
  expect(datasets.store.getState().open[0]?.isModelDecided).toBe(false);

  const chosen = setUp([adoptionOf("a", "theta")]);
  chosen.datasets.selectModel("theta");
  await settle();
  expect(chosen.model()).toBe("theta");
});

test("what another window adopts does not change the model that is shown", async () => {
  const { api, model, stored } = setUp();
  await settle();
  stored.set("a", adoptionOf("a", "theta"));
  api.emit({ name: "methods:changed", payload: { dataset: "d", series: ["a"] } });
  await settle();
  expect(model()).toBe("base");
});

test("an adopted method is shown at once, and undo brings back what stood there, with the search that found it", async () => {
  const { datasets, methods, adopted, model } = setUp([adoptionOf("a", "theta", "first")]);
  await settle();
  datasets.selectModel("base");
  await methods.adopt(
    "d",
    [
      { series: "a", method: "ses:alpha=0.3" },
      { series: "b", method: "ets" },
    ],
    "second",
  );
  expect(adopted()).toEqual([
    ["a", "ses:alpha=0.3", "second"],
    ["b", "ets", "second"],
  ]);
  expect(model()).toBe("adopted");
  await methods.undo("d");
  expect(adopted()).toEqual([["a", "theta", "first"]]);
  expect(model()).toBe("base");
  await methods.redo("d");
  expect(adopted()).toEqual([
    ["a", "ses:alpha=0.3", "second"],
    ["b", "ets", "second"],
  ]);
  expect(model()).toBe("adopted");
  expect(methods.store.getState().later["d"]).toEqual([]);
});

test("where nothing is adopted any more the default model is shown again, and undo shows the adopted one", async () => {
  const { methods, model } = setUp([adoptionOf("a", "theta")]);
  await settle();
  expect(model()).toBe("adopted");
  await methods.adopt("d", [{ series: "a", method: null }], null);
  expect(model()).toBe("base");
  await methods.undo("d");
  expect(model()).toBe("adopted");
});

test("an adoption that fails says why and leaves nothing to undo", async () => {
  const { api, methods, adopted, said, model } = setUp();
  await settle();
  api.always("methods:adopt", () => ({
    ok: false,
    error: { code: "user-data-unavailable", message: "Nothing can be stored." },
  }));
  await methods.adopt("d", [{ series: "a", method: "ets" }], null);
  expect(said).toEqual(["Nothing can be stored."]);
  expect(adopted()).toEqual([]);
  expect(model()).toBe("base");
  expect(methods.store.getState()).toMatchObject({ isBusy: false, earlier: {} });
});

test("a dataset that is closed is forgotten", async () => {
  const { datasets, methods } = setUp([adoptionOf("a", "theta")]);
  await settle();
  await methods.adopt("d", [{ series: "a", method: "ets" }], null);
  datasets.close("d");
  expect(methods.store.getState()).toMatchObject({ adopted: {}, earlier: {}, later: {} });
});
