import { expect, test } from "vitest";
import { createStore } from "zustand/vanilla";
import type { Dataset } from "#domain/dataset";
import type { Forecast } from "#domain/forecast";
import type { Threshold, ThresholdEdit, ThresholdsState } from "#domain/threshold";
import { createView } from "../../context/view.ts";
import { createSession } from "../../context/session.ts";
import { createClient } from "../../bridge/index.ts";
import { datasetOf, FakeApi, FakeClock, settle } from "../../bridge/fixtures.ts";
import { createDatasets } from "../../datasets/datasets.ts";
import type { ForecastState, Shown } from "../../forecasts/index.ts";
import { movedTo } from "./moved.ts";
import { newThreshold, ruleOf } from "./forms.ts";
import { createThresholds } from "./thresholds.ts";

const edit = (value: number, more: Partial<ThresholdEdit> = {}): ThresholdEdit => ({
  ...{ name: "", rule: { kind: "above", value }, scope: { kind: "all" } },
  ...{ from: null, to: null, unit: "", severity: "warning", ...more },
});

function shownOf(dataset: Dataset, at: number, origin = 0): Shown {
  const series = dataset.series[at];
  if (series === undefined) throw new Error("There is no such series.");
  const forecast = {
    ...{ dataset: dataset.handle, series: series.id, origin, horizon: 2, levels: [0.1, 0.5, 0.9] },
    ...{ quantiles: Float32Array.of(1, 2, 3, 4, 5, 6), times: Float64Array.of(1, 2) },
    anchor: { time: 0, value: 4 },
  } as unknown as Forecast;
  const values = { times: Float64Array.of(0), values: Float64Array.of(4) } as unknown as Shown["values"];
  return { dataset, series, values, forecast };
}

/** Two series of one file, whose thresholds main keeps, and the first on the chart. */
async function setUp(kept: readonly Threshold[] = [{ ...edit(5), id: 1 }]) {
  let state: ThresholdsState = { base: "d", thresholds: kept, canUndo: false, canRedo: false };
  const values: unknown[] = [];
  const said: unknown[] = [];
  const others = { adoptions: 0, readings: 0, corrections: 0, scenarios: 0 };
  const api = new FakeApi()
    .always("thresholds:list", () => ({ ok: true, value: state }))
    .always("thresholds:change", ({ add, change, remove }) => {
      const rest = state.thresholds
        .filter(({ id }) => !remove.includes(id))
        .map((one) => change.find(({ id }) => id === one.id) ?? one);
      const thresholds = [...rest, ...add.map((one, at) => ({ ...one, id: 10 + at }))];
      state = { ...state, thresholds, canUndo: true };
      return { ok: true, value: state };
    })
    .always("thresholds:undo", () => {
      state = { ...state, canUndo: false, canRedo: true };
      return { ok: true, value: state };
    })
    .always("thresholds:redo", () => {
      state = { ...state, canUndo: true, canRedo: false };
      return { ok: true, value: state };
    })
    .always("thresholds:chances", ({ thresholds }) => {
      values.push(thresholds.map(({ rule }) => (rule.kind === "above" ? rule.value : null)));
      const limit = { at: [0.1, 0.2], by: [0.1, 0.25], ever: 0.25, first: null, expectedSteps: 0.3, steps: 2 };
      const answers = thresholds.map(({ id }) => ({ id, stock: null, problem: null, limit }));
      return { ok: true, value: { origins: 3, answers } };
    });
  const clock = new FakeClock();
  const client = createClient(api);
  const dataset = datasetOf("d", "a", "b");
  const datasets = createDatasets(() => undefined);
  datasets.show(dataset, "grant");
  const session = createSession(client, () => false);
  const view = createView();
  const observer = {
    store: createStore<ForecastState>(() => ({
      ...{ shown: shownOf(dataset, 0), isSlow: false, refining: null, error: null, background: null },
    })),
  };
  const thresholds = createThresholds({
    ...{ client, clock, datasets, observer, session, view },
    otherSteps: () => ({ ...others }),
    notify: (_level, message, actions = []) => {
      said.push([message, actions.map(({ label }) => label)]);
      return () => undefined;
    },
  });
  const rest = async (): Promise<void> => {
    await settle();
    clock.advance(1_000);
    await settle();
  };
  await rest();
  return { thresholds, api, observer, dataset, view, rest, values, said, others };
}

test("thresholds of the series on the chart are answered, those of another series are not", async () => {
  const other: Threshold = { ...edit(9, { scope: { kind: "series", series: "b" } }), id: 2 };
  const { thresholds, observer, dataset, rest, values } = await setUp([{ ...edit(5), id: 1 }, other]);
  expect(thresholds.store.getState().own.map(({ id }) => id)).toEqual([1]);
  expect(thresholds.store.getState().answers?.byId.get(1)?.limit?.ever).toBe(0.25);
  observer.store.setState({ shown: shownOf(dataset, 1) });
  await rest();
  expect(thresholds.store.getState().own.map(({ id }) => id)).toEqual([1, 2]);
  expect(values).toEqual([[5], [5, 9]]);
});

test("a line that is moved is asked about once it rests, and kept with its id", async () => {
  const { thresholds, rest, values, said } = await setUp();
  const [kept] = thresholds.store.getState().own;
  if (kept === undefined) throw new Error("There is none.");
  for (const value of [6, 7, 8]) thresholds.draft({ ...kept, rule: { kind: "above", value } });
  await rest();
  expect(values).toEqual([[5], [8]]);
  expect(await thresholds.save()).toBe(true);
  await rest();
  expect(thresholds.store.getState()).toMatchObject({ draft: null, own: [{ id: 1, rule: { value: 8 } }] });
  expect(thresholds.store.getState().file?.canUndo).toBe(true);
  // The panel is not there to undo it by.
  expect(said).toEqual([["Moved: Above 8", ["Undo"]]]);
});

test("what is put on top of the forecast is asked about anew", async () => {
  const { api, rest, values } = await setUp();
  api.emit({ name: "scenarios:changed", payload: { base: "other" } });
  await rest();
  expect(values).toEqual([[5]]);
  api.emit({ name: "scenarios:changed", payload: { base: "d" } });
  await rest();
  expect(values).toEqual([[5], [5]]);
});

test("a new one is answered before it is kept, and gone when it is given up", async () => {
  const { thresholds, view, rest } = await setUp([]);
  thresholds.open();
  expect(view.getState().areThresholdsShown).toBe(true);
  thresholds.write({ ...edit(6), id: 0 });
  await rest();
  expect(thresholds.store.getState().answers?.byId.get(0)?.limit?.ever).toBe(0.25);
  thresholds.close();
  await rest();
  expect(thresholds.store.getState()).toMatchObject({ draft: null, isWriting: false, own: [], answers: null });
});

test("another window's change is heard of, and a refusal is said", async () => {
  const { thresholds, api, rest } = await setUp();
  await thresholds.add(edit(7));
  api.emit({ name: "thresholds:changed", payload: { base: "d" } });
  await rest();
  expect(thresholds.store.getState().own).toHaveLength(2);
  api.always("thresholds:change", () => ({ ok: false, error: { code: "wrong-arguments", message: "No." } }));
  expect(await thresholds.remove(1)).toBe(false);
  expect(thresholds.store.getState().error?.message).toBe("No.");
});

test("ends of a range do not pass each other", () => {
  const range = { kind: "range", low: 2, high: 5 } as const;
  expect(movedTo(range, 0, 3)).toEqual({ kind: "range", low: 3, high: 5 });
  expect(movedTo(range, 0, 6)).toEqual(range);
  expect(movedTo(range, 1, 1)).toEqual(range);
  expect(movedTo({ kind: "below", value: 1 }, 0, 4)).toEqual({ kind: "below", value: 4 });
});

test("a new one warns on the side that the series is not on, and a rule keeps what it can", () => {
  const shown = shownOf(datasetOf("d", "a", "b"), 0);
  expect(newThreshold(shown, 9)).toMatchObject({ rule: { kind: "above" }, scope: { kind: "series", series: "a" } });
  expect(newThreshold(shown, 3).rule).toEqual({ kind: "below", value: 3 });
  expect(newThreshold(shown, null).rule).toEqual({ kind: "above", value: 6 });
  expect(ruleOf("target", { kind: "above", value: 8 }, 70)).toEqual({ kind: "target", value: 8, time: 70 });
  expect(ruleOf("range", { kind: "above", value: 8 }, 70)).toEqual({ kind: "range", low: 4, high: 8 });
  expect(ruleOf("above", { kind: "range", low: 1, high: 3 }, 70)).toEqual({ kind: "above", value: 3 });
});

test("a change is what the window undoes next, unless something else was done after it", async () => {
  const { thresholds, others } = await setUp();
  expect(thresholds.isNext("undo")).toBe(false);
  others.corrections = 1;
  await thresholds.add(edit(8));
  expect([thresholds.isNext("undo"), thresholds.isNext("redo")]).toEqual([true, false]);
  others.scenarios = 1;
  expect(thresholds.isNext("undo")).toBe(false);
  others.scenarios = 0;
  await thresholds.undo();
  expect([thresholds.isNext("undo"), thresholds.isNext("redo")]).toEqual([false, true]);
  // What was done before it is done again before it.
  others.corrections = 0;
  expect(thresholds.isNext("redo")).toBe(false);
  others.corrections = 1;
  await thresholds.redo();
  expect(thresholds.isNext("undo")).toBe(true);
});

test("what an earlier visit changed is for the panel to undo", async () => {
  const { thresholds, api, rest } = await setUp();
  api.emit({ name: "thresholds:changed", payload: { base: "d" } });
  await rest();
  expect(thresholds.isNext("undo")).toBe(false);
  await thresholds.undo();
  expect(thresholds.isNext("redo")).toBe(false);
});
