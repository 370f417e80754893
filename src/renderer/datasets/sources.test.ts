import { expect, test } from "vitest";
import type { FileState } from "#contract/ipc";
import { createClient } from "../bridge/index.ts";
import { datasetOf, FakeApi, FakeClock, settle } from "../bridge/fixtures.ts";
import { activeDataset, createDatasets } from "./datasets.ts";
import { createReimporting } from "./reimporting.ts";
import { createSources } from "./sources.ts";

function setUp() {
  const states: Record<string, FileState> = {};
  const api = new FakeApi()
    .always("dataset:close", () => ({ ok: true, value: {} }))
    .always("file:check", ({ grants }) => ({ ok: true, value: grants.map((grant) => states[grant] ?? "same") }));
  const client = createClient(api);
  const datasets = createDatasets(() => {});
  const reimporting = createReimporting(client, new FakeClock(), datasets);
  const clock = new FakeClock();
  const sources = createSources(client, clock, datasets, reimporting);
  const options = { timezone: "UTC" };
  datasets.show({ ...datasetOf("x", "a"), settings: { options, source: "user" } }, "grant of x");
  datasets.show(datasetOf("y", "a"), "grant of y");
  return { api, clock, states, datasets, sources, options, said: () => sources.store.getState() };
}

test("files that changed or went are told from those that are as they were", async () => {
  const { states, sources, said } = setUp();
  await sources.check();
  expect(said()).toEqual({});
  states["grant of x"] = "changed";
  states["grant of y"] = "missing";
  await sources.check();
  expect(said()).toEqual({ x: "changed", y: "missing" });
  states["grant of x"] = "same";
  await sources.check();
  expect(said()).toEqual({ y: "missing" });
});

test("bringing a file to the front looks after it; a closed one is forgotten at once", async () => {
  const { states, datasets, said } = setUp();
  await settle();
  states["grant of x"] = "changed";
  datasets.activate("x");
  await settle();
  expect(said()).toEqual({ x: "changed" });
  datasets.close("x");
  expect(said()).toEqual({});
});

test("selecting in a file asks nothing", async () => {
  const { api, datasets } = setUp();
  await settle();
  let asked = 0;
  api.always("file:check", () => {
    asked += 1;
    return { ok: true, value: ["same", "same"] };
  });
  datasets.setOrigin(-3);
  datasets.setHorizon(7);
  await settle();
  expect(asked).toBe(0);
});

test("a changed file is read again with its settings, and what is looked at in it stays", async () => {
  const { api, states, datasets, sources, options, said } = setUp();
  datasets.activate("x");
  datasets.setOrigin(-5);
  datasets.setHorizon(7);
  await settle();
  states["grant of x"] = "changed";
  const done = sources.reload("x");
  await settle();
  expect(api.waiting.at(-1)).toMatchObject({ name: "dataset:import", args: { grant: "grant of x", options } });
  states["grant of x"] = "same";
  const now = { ...datasetOf("x2", "a"), settings: { options, source: "user" as const } };
  api.answer("dataset:import", { ok: true, value: now });
  await done;
  await settle();
  expect(activeDataset(datasets.store.getState())).toMatchObject({
    dataset: { handle: "x2" },
    selection: { series: "a", origin: -5, horizon: 7 },
    earlier: [],
    later: [],
  });
  expect(said()).toEqual({});
});

test("a file that is not at its place is asked for, and read from where it is", async () => {
  const { api, states, datasets, sources, said } = setUp();
  states["grant of x"] = "missing";
  const cancelled = sources.reload("x");
  await settle();
  api.answer("file:locate", { ok: true, value: null });
  await cancelled;
  expect(said()).toEqual({ x: "missing" });

  const done = sources.reload("x");
  await settle();
  expect(api.waiting.at(-1)).toMatchObject({ name: "file:locate", args: { grant: "grant of x" } });
  api.answer("file:locate", { ok: true, value: { grant: "new grant", name: "moved.csv", sizeBytes: 1 } });
  await settle();
  expect(api.waiting.at(-1)).toMatchObject({ name: "dataset:import", args: { grant: "new grant" } });
  api.answer("dataset:import", { ok: true, value: { ...datasetOf("x", "a"), name: "moved.csv" } });
  await done;
  await settle();
  expect(datasets.store.getState().open[0]).toMatchObject({ grant: "new grant", dataset: { name: "moved.csv" } });
  expect(said()).toEqual({});
});

test("an open file is looked after every few seconds, and one that changes a moment later again", async () => {
  const { api, clock, sources } = setUp();
  await settle();
  let looks = 0;
  let state: FileState = "same";
  api.always("file:check", ({ grants }) => {
    looks += 1;
    return { ok: true, value: grants.map(() => state) };
  });
  await sources.check();
  state = "changing";
  clock.advance(5_000);
  await settle();
  expect(looks).toBe(2);
  clock.advance(1_000);
  await settle();
  expect(looks).toBe(3);
  clock.advance(999);
  await settle();
  expect(looks).toBe(3);
});

test("a file that is to be read again by itself is, once it is not written any more", async () => {
  const { api, clock, states, datasets, sources, options } = setUp();
  await settle();
  datasets.setReadAgain("x", true);
  states["grant of x"] = "changing";
  await sources.check();
  expect(api.waiting.some(({ name }) => name === "dataset:import")).toBe(false);
  states["grant of x"] = "changed";
  clock.advance(1_000);
  await settle();
  expect(api.waiting.at(-1)).toMatchObject({ name: "dataset:import", args: { grant: "grant of x", options } });
  states["grant of x"] = "same";
  const now = { ...datasetOf("x2", "a"), settings: { options, source: "user" as const } };
  api.answer("dataset:import", { ok: true, value: now });
  await settle();
  expect(datasets.store.getState().open[0]).toMatchObject({ dataset: { handle: "x2" }, isReadAgain: true });
});
