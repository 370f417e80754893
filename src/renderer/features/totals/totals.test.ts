import { expect, test } from "vitest";
import { createStore } from "zustand/vanilla";
import type { TotalsReport } from "#domain/totals";
import { createChosenSeries, createView } from "#renderer/context";
import { createDatasets } from "#renderer/datasets";
import { createClient } from "../../bridge/client.ts";
import { datasetOf, FakeApi, FakeClock, settle } from "../../bridge/fixtures.ts";
import { createTotals } from "./totals.ts";

const report: TotalsReport = {
  ...{ dataset: "d", statistic: "sum", rows: [], levels: [0.5], notes: [], reconciliation: null },
  ...{ quantiles: new Float64Array(), mean: new Float64Array(), soFar: new Float64Array(), before: new Float64Array() },
};

function setUp(isWaiting = false, ...series: readonly string[]) {
  const asked: string[] = [];
  const api = new FakeApi();
  if (!isWaiting)
    api.always("totals:get", ({ dataset, stretch, statistic, columns, series: some, bands }) => {
      asked.push([dataset, stretch.kind, statistic, columns.join(), some?.join() ?? "all", bands].join(" "));
      return { ok: true, value: report };
    });
  const view = createView();
  const datasets = createDatasets(() => undefined);
  datasets.setModels([], "n");
  datasets.show(datasetOf("d", ...(series.length === 0 ? ["a", "b"] : series)), "g");
  const chosen = createChosenSeries();
  const session = { store: createStore(() => ({ bands: "native" as const })) as never };
  const clock = new FakeClock();
  const totals = createTotals({ client: createClient(api), clock, datasets, session, chosen, view });
  const pass = async (): Promise<void> => {
    clock.advance(300);
    await settle();
  };
  return { api, view, datasets, chosen, totals, asked, pass, state: () => totals.store.getState() };
}

test("totals of the file in front are asked for when the page opens, and once more when something else is wanted", async () => {
  const { totals, datasets, chosen, asked, pass, state } = setUp();
  expect(asked).toEqual([]);
  totals.open();
  await pass();
  totals.change({ statistic: "peak" });
  totals.change({ stretch: { kind: "next", steps: 2 } });
  await pass();
  totals.change({ scope: "series" });
  await pass();
  totals.change({ scope: "chosen" });
  chosen.setState({ dataset: "d", series: ["b"] });
  await pass();
  expect(asked).toEqual([
    "d horizon sum  all native",
    "d next peak  all native",
    "d next peak  a native",
    "d next peak  b native",
  ]);
  expect(state().shown?.wanted).toBe(state().wanted);
  // Plans change no number, and are kept with the file.
  totals.plan("a", 7);
  await pass();
  expect(asked).toHaveLength(4);
  expect(datasets.store.getState().open[0]?.totals).toMatchObject({ statistic: "peak", plans: { a: 7 } });
  totals.plan("a", null);
  expect(datasets.store.getState().open[0]?.totals?.plans).toEqual({});
});

test("what is given up gives nothing, and can be asked for again", async () => {
  const { api, totals, pass, state } = setUp(true);
  totals.open();
  await pass();
  const first = api.waiting.find(({ name }) => name === "totals:get");
  api.emit({ name: "totals:progress", payload: { requestId: first?.requestId ?? "", done: 1, total: 4 } });
  api.emit({ name: "totals:progress", payload: { requestId: "other", done: 3, total: 4 } });
  expect(state().progress).toEqual({ done: 1, total: 4 });
  totals.cancel();
  expect(state()).toMatchObject({ progress: null, isWaiting: true, shown: null });
  expect(api.cancelled).toContain(first?.requestId);
  void totals.run();
  await settle();
  expect(state().progress).toEqual({ done: 0, total: 0 });
});

test("an error stays until something else is asked for", async () => {
  const { api, totals, pass, state } = setUp(true);
  api.always("totals:get", () => ({ ok: false, error: { code: "wrong-arguments", message: "No step." } }));
  totals.open();
  await pass();
  expect(state().error?.message).toBe("No step.");
  api.always("totals:get", () => ({ ok: true, value: report }));
  totals.change({ statistic: "mean" });
  await pass();
  expect(state()).toMatchObject({ error: null, shown: { report } });
});

test("very many series wait for a press", async () => {
  const many = Array.from({ length: 201 }, (_, index) => `s${index}`);
  const { totals, asked, pass, state } = setUp(false, ...many);
  totals.open();
  await pass();
  expect([asked, state().isWaiting]).toEqual([[], true]);
  await totals.run();
  expect([asked.length, state().isWaiting]).toEqual([1, false]);
});

test("a page that is left asks for nothing; a series is opened from it", async () => {
  const { totals, datasets, view, asked, pass, state } = setUp();
  totals.open();
  await pass();
  totals.openSeries("b");
  expect([view.getState().page, datasets.store.getState().open[0]?.selection.series]).toEqual(["forecast", "b"]);
  datasets.setHorizon(3);
  await pass();
  expect(asked).toHaveLength(1);
  totals.open();
  datasets.close("d");
  await pass();
  expect([view.getState().page, state().wanted]).toEqual(["forecast", null]);
});

test("what was set is undone and done again one by one, while its page is shown", async () => {
  const { totals, view, datasets, pass, state } = setUp();
  const look = () => datasets.store.getState().open[0]?.totals;
  totals.open();
  await pass();
  expect([totals.isNext("undo"), state().canUndo]).toEqual([false, false]);
  totals.change({ statistic: "peak" });
  totals.plan("a", 7);
  expect(state()).toMatchObject({ canUndo: true, canRedo: false });
  totals.undo();
  expect(look()).toMatchObject({ statistic: "peak", plans: {} });
  totals.undo();
  expect(look()).toMatchObject({ statistic: "sum", plans: {} });
  expect(state()).toMatchObject({ canUndo: false, canRedo: true });
  totals.redo();
  totals.redo();
  expect(look()).toMatchObject({ statistic: "peak", plans: { a: 7 } });
  totals.undo();
  // What is set now takes the place of what could be done again.
  totals.change({ statistic: "low" });
  expect(state().canRedo).toBe(false);
  view.setState({ page: "forecast" });
  expect(totals.isNext("undo")).toBe(false);
});
