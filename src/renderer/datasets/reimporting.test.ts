import { describe, expect, test } from "vitest";
import { createClient } from "../bridge/index.ts";
import { datasetOf, FakeApi, FakeClock, settle } from "../bridge/fixtures.ts";
import { createReimporting } from "./reimporting.ts";
import { activeDataset, createDatasets } from "./datasets.ts";

const targetColumns = ["b"];

function setUp() {
  const api = new FakeApi().always("dataset:close", ({ dataset }) => {
    closed.push(dataset);
    return { ok: true, value: {} };
  });
  const closed: string[] = [];
  const datasets = createDatasets(() => {});
  datasets.show(datasetOf("x", "a", "b"), "grant of x");
  const reimporting = createReimporting(createClient(api), new FakeClock(), datasets);
  return {
    api,
    closed,
    datasets,
    reimporting,
    state: () => reimporting.store.getState(),
    active: () => activeDataset(datasets.store.getState()),
  };
}

const chosen = (handle: string, ...ids: string[]) => ({
  ...datasetOf(handle, ...ids),
  settings: { options: { targetColumns }, source: "user" as const },
});

describe("applying options", () => {
  test("reads the granted file again and puts the result in the old one's place", async () => {
    const { api, closed, reimporting, state, active } = setUp();
    const done = reimporting.apply("x", { targetColumns });
    expect(api.waiting[0]?.args).toEqual({ grant: "grant of x", options: { targetColumns } });
    expect(active()?.dataset.handle).toBe("x");
    api.answer("dataset:import", { ok: true, value: chosen("y", "b") });
    await done;
    expect(active()).toMatchObject({ dataset: { handle: "y" }, grant: "grant of x", earlier: [{}] });
    const outcome = { how: "change", before: "x", handle: "y", seriesBefore: 2, seriesNow: 1 };
    expect(state()).toEqual({ status: "done", ...outcome });
    expect(closed).toEqual(["x"]);
  });

  test("series and origin stay where they still exist", async () => {
    const { api, datasets, reimporting, active } = setUp();
    datasets.selectSeries("b");
    datasets.setOrigin(-5);
    datasets.setHorizon(7);
    const done = reimporting.apply("x", { targetColumns });
    api.answer("dataset:import", { ok: true, value: chosen("y", "c", "b") });
    await done;
    expect(active()?.selection).toMatchObject({ series: "b", origin: -5, horizon: 7 });
    const again = reimporting.apply("y", {});
    const yearly = datasetOf("z", "d");
    api.answer("dataset:import", {
      ok: true,
      value: {
        ...yearly,
        series: yearly.series.map((series) => ({ ...series, frequency: { unit: "year" as const, count: 1 } })),
      },
    });
    await again;
    // Seven months back and five ahead mean nothing in years.
    expect(active()?.selection).toMatchObject({ series: "d", origin: 0, horizon: 6 });
  });

  test("content that stays the same gives one reference back", async () => {
    const { api, closed, reimporting, active } = setUp();
    const done = reimporting.apply("x", { covariateColumns: [] });
    api.answer("dataset:import", { ok: true, value: chosen("x", "a", "b") });
    await done;
    expect(active()?.dataset.settings.source).toBe("user");
    expect(closed).toEqual(["x"]);
  });

  test("a failure says why and leaves everything as it was", async () => {
    const { api, closed, reimporting, state, active } = setUp();
    const done = reimporting.apply("x", { targetColumns });
    api.answer("dataset:import", { ok: false, error: { code: "bad-number", message: "Not numbers." } });
    await done;
    expect(state()).toMatchObject({ status: "failed", error: { code: "bad-number" } });
    expect(active()).toMatchObject({ dataset: { handle: "x" }, earlier: [] });
    expect(closed).toEqual([]);
    reimporting.clear();
    expect(state()).toEqual({ status: "idle" });
  });

  test("cancel is neither", async () => {
    const { api, reimporting, state, active } = setUp();
    const done = reimporting.apply("x", { targetColumns });
    reimporting.cancel();
    await done;
    expect(api.cancelled).toHaveLength(1);
    expect(state()).toEqual({ status: "idle" });
    expect(active()?.dataset.handle).toBe("x");
  });

  test("only its own progress counts", () => {
    const { api, reimporting, state } = setUp();
    void reimporting.apply("x", { targetColumns });
    const progress = { phase: "reading" as const, bytes: 5, totalBytes: 10, rows: 1 };
    api.emit({ name: "import:progress", payload: { ...progress, requestId: "another", bytes: 9 } });
    api.emit({ name: "import:progress", payload: { ...progress, requestId: api.waiting[0]?.requestId ?? "" } });
    expect(state()).toMatchObject({ status: "running", progress: { bytes: 5 } });
  });

  test("what was closed meanwhile is not opened again", async () => {
    const { api, closed, datasets, reimporting, state } = setUp();
    const done = reimporting.apply("x", { targetColumns });
    datasets.close("x");
    api.answer("dataset:import", { ok: true, value: chosen("y", "b") });
    await done;
    expect(closed).toEqual(["y"]);
    expect(state()).toEqual({ status: "idle" });
  });

  test("content that another file has already is said and not opened twice", async () => {
    const { api, closed, datasets, reimporting, state } = setUp();
    datasets.show(datasetOf("y", "b"), "grant of y");
    const done = reimporting.apply("x", { targetColumns });
    api.answer("dataset:import", { ok: true, value: chosen("y", "b") });
    await done;
    expect(state()).toMatchObject({ status: "failed" });
    expect(closed).toEqual(["y"]);
    expect(datasets.store.getState().open).toHaveLength(2);
  });
});

test("undo goes back one change at a time, redo forth again, and a change ends what could be redone", async () => {
  const { api, reimporting, active } = setUp();
  for (const [from, to, options] of [
    ["x", "y", { targetColumns }],
    ["y", "z", { timezone: "UTC" }],
  ] as const) {
    const done = reimporting.apply(from, {
      ...options,
      ...("targetColumns" in options ? { targetColumns: [...targetColumns] } : {}),
    });
    api.answer("dataset:import", {
      ok: true,
      value: { ...chosen(to, "b"), settings: { options: { ...options } as never, source: "user" } },
    });
    await done;
  }
  void reimporting.undo("z");
  expect(api.waiting.at(-1)?.args).toMatchObject({ options: { targetColumns } });
  api.answer("dataset:import", { ok: true, value: chosen("y", "b") });
  await settle();
  void reimporting.undo("y");
  expect(api.waiting.at(-1)?.args).toMatchObject({ options: {} });
  api.answer("dataset:import", { ok: true, value: datasetOf("x", "a", "b") });
  await settle();
  expect(active()?.earlier).toEqual([]);
  await reimporting.undo("x");
  expect(api.waiting.filter(({ name }) => name === "dataset:import")).toEqual([]);

  void reimporting.redo("x");
  expect(api.waiting.at(-1)?.args).toMatchObject({ options: { targetColumns } });
  api.answer("dataset:import", { ok: true, value: chosen("y", "b") });
  await settle();
  expect(active()).toMatchObject({ earlier: [{}], later: [{ timezone: "UTC" }] });
  void reimporting.apply("y", { duplicates: "last" });
  api.answer("dataset:import", { ok: true, value: chosen("z", "b") });
  await settle();
  expect(active()?.later).toEqual([]);
  await reimporting.redo("z");
  expect(api.waiting.filter(({ name }) => name === "dataset:import")).toEqual([]);
});
