import { expect, test } from "vitest";
import { createStore } from "zustand/vanilla";
import type { CorrectionEdit, CorrectionsState, PreviewedCorrection } from "#domain/correction";
import { dayMs } from "#domain/series";
import { createChartSurface, createView } from "#renderer/context";
import { createCorrections } from "#renderer/corrections";
import { createDatasets } from "#renderer/datasets";
import type { ForecastState } from "#renderer/forecasts";
import { createClient } from "../../bridge/client.ts";
import { datasetOf, FakeApi, settle } from "../../bridge/fixtures.ts";
import { createCorrecting } from "./correcting.ts";

const times = Float64Array.from({ length: 48 }, (_, step) => step * dayMs);
const stateOf = (dataset: string): CorrectionsState => ({
  ...{ dataset, base: "d", corrections: [], position: 0, steps: 0, undo: null, redo: null },
});

const suggestions = [
  { time: 3 * dayMs, value: 100, expected: 40.123, score: 9 },
  { time: 9 * dayMs, value: 7, expected: 40, score: -8 },
];
const edit: CorrectionEdit = { series: "a", from: 0, to: 0, action: { kind: "note" }, text: "n" };
const problem = { code: "time-gone", message: "No such step." } as const;
const previewed: readonly PreviewedCorrection[] = [
  { row: 1, edit, steps: 1, problem: null },
  { row: 2, edit, steps: 0, problem },
];

/** Main's side: each change makes another dataset of the same series. */
function setUp() {
  const added: CorrectionEdit[][] = [];
  const asked: number[] = [];
  const sources: number[] = [];
  let handle = 0;
  const api = new FakeApi()
    .always("corrections:list", ({ dataset }) => ({ ok: true, value: stateOf(dataset) }))
    .always("dataset:close", () => ({ ok: true, value: {} }))
    .always("corrections:suggest", () => ({ ok: true, value: { suggestions, total: 2 } }))
    .always("corrections:preview-from", () => ({ ok: true, value: { rows: previewed, leftOut: 0 } }))
    .always("corrections:apply-from", ({ source }) => {
      sources.push(source);
      const dataset = datasetOf("from", "a", "b");
      return { ok: true, value: { dataset, state: stateOf("from"), changed: ["a"] } };
    })
    .always("series:rows", ({ series, from, count }) => {
      asked.push(from);
      const part = times.slice(from, from + count);
      return {
        ok: true,
        value: {
          ...{ series, from, total: times.length, times: part, values: part, originals: part },
          flags: new Uint16Array(part.length),
        },
      };
    })
    .always("corrections:apply", ({ add }) => {
      added.push([...add]);
      handle += 1;
      const dataset = datasetOf(`d${handle}`, "a", "b");
      return { ok: true, value: { dataset, state: stateOf(dataset.handle), changed: ["a"] } };
    });
  const view = createView();
  const datasets = createDatasets(() => undefined);
  datasets.setModels([], "n");
  datasets.show(datasetOf("d", "a", "b"), "g");
  const client = createClient(api);
  const nothing = () => ({ adoptions: 0, readings: 0 });
  const corrections = createCorrections(client, datasets, () => () => undefined, nothing);
  const observer = { store: createStore<ForecastState>(() => ({ shown: null }) as ForecastState) };
  const surface = createChartSurface();
  const correcting = createCorrecting({ datasets, corrections, view, observer, surface });
  const chosen = () => surface.store.getState().chosen;
  return { view, datasets, chosen, correcting, added, sources, asked, state: () => correcting.store.getState() };
}

test("rows that are chosen are corrected as stretches, and stay chosen in the corrected file", async () => {
  const { correcting, added, state } = setUp();
  correcting.open();
  await settle();
  correcting.select(new Set([0, dayMs, 5 * dayMs]));
  await correcting.correct({ kind: "exclude" });
  await settle();
  expect(added).toEqual([
    [
      { series: "a", from: 0, to: dayMs, action: { kind: "exclude" }, text: "" },
      { series: "a", from: 5 * dayMs, to: 5 * dayMs, action: { kind: "exclude" }, text: "" },
    ],
  ]);
  expect(state().dataset).toBe("d1");
  expect(state().rows?.times).toHaveLength(48);
  expect([...state().selected]).toEqual([0, dayMs, 5 * dayMs]);
});

test("the stretch that the chart shows is chosen, and nothing of another series", async () => {
  const { view, datasets, correcting, state } = setUp();
  view.setState({ zoom: { from: 3 * dayMs, to: 4 * dayMs } });
  correcting.open();
  await settle();
  expect([...state().selected]).toEqual([3 * dayMs, 4 * dayMs]);
  datasets.selectSeries("b");
  await settle();
  expect([state().series, state().selected.size]).toEqual(["b", 0]);
});

test("without rows chosen nothing is corrected, and without a file the page closes", async () => {
  const { view, datasets, correcting, added } = setUp();
  correcting.open();
  await settle();
  expect(await correcting.correct({ kind: "exclude" })).toBe(false);
  expect(added).toEqual([]);
  datasets.close("d");
  await settle();
  expect(view.getState().page).toBe("forecast");
});

test("what is chosen in the chart is chosen in the rows, and the other way round", async () => {
  const { view, chosen, correcting, state } = setUp();
  correcting.choose([{ from: 4 * dayMs, to: 6 * dayMs }]);
  view.setState({ zoom: { from: 0, to: dayMs } });
  correcting.open();
  await settle();
  expect([...state().selected]).toEqual([4 * dayMs, 5 * dayMs, 6 * dayMs]);
  correcting.select(new Set([dayMs, 2 * dayMs, 8 * dayMs]));
  expect(chosen()).toEqual([
    { from: dayMs, to: 2 * dayMs },
    { from: 8 * dayMs, to: 8 * dayMs },
  ]);
  expect([...state().selected]).toEqual([dayMs, 2 * dayMs, 8 * dayMs]);
});

test("from the chart a correction needs no rows, and what was chosen stays chosen in the corrected file", async () => {
  const { chosen, correcting, added, asked, state } = setUp();
  correcting.choose([{ from: 4 * dayMs, to: 6 * dayMs }]);
  correcting.openMenu({ x: 1, y: 2 });
  expect(state().menu).toEqual({ x: 1, y: 2 });
  expect(await correcting.correct({ kind: "scale", factor: 2 }, "why")).toBe(true);
  expect([added, asked]).toEqual([
    [[{ series: "a", from: 4 * dayMs, to: 6 * dayMs, action: { kind: "scale", factor: 2 }, text: "why" }]],
    [],
  ]);
  expect(chosen()).toHaveLength(1);
});

test("without anything chosen there is no menu, and another series or file begins with nothing chosen", () => {
  const { chosen, datasets, correcting, state } = setUp();
  correcting.openMenu({ x: 1, y: 2 });
  expect(state().menu).toBeNull();
  correcting.choose([{ from: 0, to: 0 }]);
  correcting.openMenu({ x: 1, y: 2 });
  datasets.selectSeries("b");
  expect([chosen(), state().menu]).toEqual([[], null]);
  correcting.choose([{ from: 0, to: 0 }]);
  datasets.show(datasetOf("other", "b"), "h");
  expect(chosen()).toEqual([]);
});

test("all suggested outliers that are wanted are one step: excluded, or replaced by what is expected there", async () => {
  const { correcting, added, state } = setUp();
  correcting.open();
  await settle();
  await correcting.suggest();
  expect(state().suggestions?.total).toBe(2);
  expect(await correcting.takeSuggestions(new Set(), "exclude")).toBe(false);
  await correcting.takeSuggestions(new Set([3 * dayMs, 9 * dayMs]), "expected");
  await settle();
  await correcting.suggest();
  await correcting.takeSuggestions(new Set([9 * dayMs]), "exclude");
  expect(added.map((step) => step.map(({ from, action }) => [from / dayMs, action]))).toEqual([
    [
      [3, { kind: "replace", value: 40.1 }],
      [9, { kind: "replace", value: 40 }],
    ],
    [[9, { kind: "exclude" }]],
  ]);
});

test("another file's corrections are shown with what does not fit before they are made", async () => {
  const { correcting, sources, state } = setUp();
  correcting.open();
  await settle();
  await correcting.previewFrom({ id: 5, name: "old.csv", corrections: 2, changedMs: 0 });
  expect(state().preview).toEqual({ name: "old.csv", rows: previewed, leftOut: 0, source: 5 });
  expect(sources).toEqual([]);
  await correcting.applyPreview();
  expect([sources, state().preview]).toEqual([[5], null]);
});
