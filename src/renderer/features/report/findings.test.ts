import { expect, test } from "vitest";
import { createClient } from "../../bridge/index.ts";
import { createFindings } from "./findings.ts";
import { datasetOf, FakeApi, settle } from "../../bridge/fixtures.ts";
import { createView } from "../../context/view.ts";
import { activeDataset, createDatasets } from "../../datasets/datasets.ts";

const month = 2_629_800_000;
const row = { row: 7, column: "b", from: "n/a", to: "" };

function setUp() {
  const api = new FakeApi();
  const datasets = createDatasets(() => {});
  datasets.show(datasetOf("x", "a", "b"), "grant");
  const view = createView();
  const nowhere: number[] = [];
  const findings = createFindings(createClient(api), datasets, view, (missed) => nowhere.push(missed.row));
  return {
    api,
    datasets,
    view,
    nowhere,
    findings,
    series: () => activeDataset(datasets.store.getState())?.selection.series,
  };
}

test("a row is shown in its series, with what lies around it, and never outside the data", async () => {
  const { api, view, findings, series } = setUp();
  const from = Date.UTC(2020, 1, 1);
  const done = findings.show("x", row);
  expect(api.waiting[0]).toMatchObject({ name: "row:place", args: { dataset: "x", row: 7, column: "b" } });
  api.answer("row:place", { ok: true, value: { series: "b", from, to: from } });
  await done;
  expect(series()).toBe("b");
  const { finding, zoom } = view.getState();
  expect(finding).toEqual({ series: "b", from, to: from });
  if (zoom === null || typeof zoom === "string") throw new Error("The chart did not move.");
  expect(zoom.from).toBeGreaterThan(Date.UTC(2020, 0, 1) - 2 * month);
  expect(zoom.to).toBeLessThan(Date.UTC(2024, 0, 1) + month);
  expect(zoom.to - zoom.from).toBeGreaterThan(40 * month);
});

test("pointing marks without moving, and what was chosen comes back", async () => {
  const { api, view, findings, series } = setUp();
  const chosen = findings.show("x", row);
  api.answer("row:place", { ok: true, value: { series: "a", from: 5, to: 5 } });
  await chosen;
  const { zoom } = view.getState();
  const pointed = findings.point("x", row);
  api.answer("row:place", { ok: true, value: { series: "b", from: 9, to: 9 } });
  await pointed;
  expect(view.getState()).toMatchObject({ finding: { series: "b", from: 9 }, zoom });
  expect(series()).toBe("a");
  findings.unpoint();
  expect(view.getState().finding).toMatchObject({ from: 5 });
});

test("an answer that comes after the pointer has left marks nothing", async () => {
  const { api, view, findings } = setUp();
  const pointed = findings.point("x", row);
  findings.unpoint();
  api.answer("row:place", { ok: true, value: { series: "b", from: 9, to: 9 } });
  await pointed;
  expect(view.getState().finding).toBeNull();
});

test("a repair of a time says itself when that was; a row without any place is said to have none", async () => {
  const { api, view, nowhere, findings } = setUp();
  const moved = findings.show("x", { ...row, from: "2020-03-01T00:00:09", to: "2020-03-01T00:00:00" });
  api.answer("row:place", { ok: true, value: null });
  await moved;
  expect(view.getState().finding).toEqual({ series: "a", from: Date.UTC(2020, 2, 1), to: Date.UTC(2020, 2, 1) });
  const lost = findings.show("x", row);
  api.answer("row:place", { ok: true, value: null });
  await lost;
  await settle();
  expect(nowhere).toEqual([7]);
  expect(view.getState().finding).toBeNull();
});
