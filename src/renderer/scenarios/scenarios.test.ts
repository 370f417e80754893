import { expect, test } from "vitest";
import { createStore } from "zustand/vanilla";
import type { RequestArgs, RequestOutcome } from "#contract/ipc";
import { type EngineError, toPlainError } from "#domain/errors";
import { addScenarioStep, type AdjustmentEdit, baseScenario, emptyScenarioLog, scenariosOf } from "#domain/scenario";
import { createChartSurface, createView, type Session } from "#renderer/context";
import type { ForecastObserver, ForecastState } from "#renderer/forecasts";
import { datasetOf, FakeApi, forecastOf, settle, valuesOf } from "../bridge/fixtures.ts";
import { createClient } from "../bridge/index.ts";
import { createDatasets } from "../datasets/datasets.ts";
import { createAdjustedObserver } from "./adjusted-observer.ts";
import { createAdjusting, createAdjustingStore } from "./adjusting.ts";
import { createScenarios } from "./scenarios.ts";
import { redo, undo } from "#domain/history";

const times = [...forecastOf({ dataset: "x", series: "a", model: "m", horizon: 4, origin: 0 }).times];
const [first = 0, second = 0, third = 0] = times;

function edit(from: number, change: AdjustmentEdit["change"], to = from): AdjustmentEdit {
  return { series: "a", from, to, change, shape: "pulse", range: "keep", note: "" };
}

/** Main's side: the history of one file. */
function setUp() {
  let log = emptyScenarioLog;
  const state = () => ({
    base: "x",
    scenarios: scenariosOf(log).map((one) => ({ ...one, edits: [...one.edits], adjustments: [...one.adjustments] })),
    ...{ position: log.position, steps: log.steps.length },
  });
  const apply = ({ command }: RequestArgs<"scenarios:apply">): RequestOutcome<"scenarios:apply"> => {
    const made = { madeMs: 1, seen: 0, frequency: { unit: "month", count: 1 } } as const;
    try {
      log = addScenarioStep(
        log,
        command.kind === "change"
          ? { ...command, adjustments: command.adjustments.map((one) => ({ ...one, ...made })) }
          : command,
      );
    } catch (error) {
      return { ok: false, error: toPlainError(error as EngineError) };
    }
    return { ok: true, value: state() };
  };
  const api = new FakeApi()
    .always("scenarios:list", () => ({ ok: true, value: state() }))
    .always("scenarios:apply", apply)
    .always("scenarios:undo", () => {
      log = undo(log);
      return { ok: true, value: state() };
    })
    .always("scenarios:redo", () => {
      log = redo(log);
      return { ok: true, value: state() };
    });
  const client = createClient(api);
  const datasets = createDatasets(() => undefined);
  const others = { adoptions: 0, readings: 0, corrections: 0 };
  const scenarios = createScenarios(...([client, datasets, () => () => undefined, () => ({ ...others })] as const));
  const [dataset, values] = [datasetOf("x", "a", "b"), valuesOf("a")];
  const forecast = forecastOf({ dataset: "x", series: "a", model: "m", horizon: 4, origin: 0 });
  const series = dataset.series[0];
  const plainStore = createStore<ForecastState>(() => ({
    ...{ shown: null, isSlow: false, refining: null, error: null, background: null },
  }));
  const plain = { store: plainStore, dispose: () => undefined } as Partial<ForecastObserver> as ForecastObserver;
  const store = createAdjustingStore();
  const session = { store: createStore(() => ({ isRounded: false })) } as unknown as Pick<Session, "store">;
  const observer = createAdjustedObserver({ plain, scenarios, preview: store, session });
  const [surface, view] = [createChartSurface(), createView()];
  const adjusting = createAdjusting({ datasets, scenarios, view, surface, observer: () => observer, store });
  datasets.show(dataset, "grant");
  if (series !== undefined) plainStore.setState({ shown: { dataset, series, values, forecast } });
  const medians = () => {
    const shown = observer.store.getState().shown?.forecast;
    const row = shown?.levels.indexOf(0.5) ?? 0;
    return [...(shown?.quantiles.subarray(row * 4, (row + 1) * 4) ?? [])];
  };
  const base = () => scenarios.store.getState().files["x"]?.scenarios[0]?.adjustments ?? [];
  return { api, datasets, scenarios, others, plainStore, observer, surface, view, adjusting, medians, base };
}

test("what is put on top is drawn at once, the model's own stays beside it, and undo takes it back", async () => {
  const { scenarios, observer, plainStore, medians } = setUp();
  await settle();
  const model = plainStore.getState().shown;
  expect(observer.store.getState().shown).toBe(model);
  expect(await scenarios.change("x", baseScenario, { adjustments: [edit(second, { kind: "set", value: 9 })] })).toBe(
    true,
  );
  expect(medians()).toEqual([3, 9, 3, 3]);
  expect(observer.store.getState().shown?.plain).toBe(model?.forecast);
  // Nothing of it is computed again for what changes nothing here.
  const shown = observer.store.getState().shown;
  plainStore.setState({ isSlow: true });
  expect(observer.store.getState()).toMatchObject({ isSlow: true });
  expect(observer.store.getState().shown).toBe(shown);
  await scenarios.undo("x");
  expect(observer.store.getState().shown).toBe(model);
});

test("a change that is refused says why, and another window's arrives", async () => {
  const { api, scenarios } = setUp();
  await settle();
  expect(await scenarios.create("x", "base", null)).toBeNull();
  expect(scenarios.store.getState().error).toMatchObject({ code: "wrong-arguments" });
  expect(await scenarios.create("x", "Promotion", baseScenario)).toBe(1);
  expect(scenarios.store.getState().error).toBeNull();
  expect(await scenarios.rename("x", 1, "Sale")).toBe(true);
  api.always("scenarios:list", () => ({ ok: true, value: { base: "x", scenarios: [], position: 0, steps: 0 } }));
  api.emit({ name: "scenarios:changed", payload: { base: "other" } });
  api.emit({ name: "scenarios:changed", payload: { base: "x" } });
  await settle();
  expect(scenarios.store.getState().files["x"]?.scenarios).toEqual([]);
});

test("undo and redo follow the order in which corrections and adjustments were made", async () => {
  const { scenarios, others } = setUp();
  await settle();
  expect(scenarios.isNext("x", "undo")).toBe(false);
  others.corrections = 1;
  await scenarios.change("x", baseScenario, { adjustments: [edit(first, { kind: "add", amount: 1 })] });
  expect([scenarios.madeHere("x"), scenarios.isNext("x", "undo")]).toEqual([1, true]);
  others.corrections = 2;
  expect(scenarios.isNext("x", "undo")).toBe(false);
  others.corrections = 1;
  await scenarios.undo("x");
  expect(scenarios.isNext("x", "redo")).toBe(true);
  // What was corrected before it has to be there again first.
  others.corrections = 0;
  expect([scenarios.madeHere("x"), scenarios.isNext("x", "redo")]).toEqual([0, false]);
});

test("a step is dragged to a value, and a chosen stretch by an amount", async () => {
  const { adjusting, surface, medians, base } = setUp();
  await settle();
  adjusting.start();
  const tool = () => surface.store.getState().tool;
  tool()?.onValueDrag?.({ time: first, value: 5, isDone: false });
  expect(medians()).toEqual([5, 3, 3, 3]);
  expect(base()).toEqual([]);
  tool()?.onValueDrag?.({ time: first, value: 6.00049, isDone: true });
  await settle();
  expect(base()).toMatchObject([{ from: first, to: first, change: { kind: "set", value: 6 } }]);
  tool()?.onRangeSelect?.({
    from: first,
    to: second + 1,
    dataset: "x",
    series: "a",
    isAdding: false,
    at: { x: 0, y: 0 },
  });
  expect(surface.store.getState().chosen).toEqual([{ from: first, to: second }]);
  tool()?.onValueDrag?.({ time: second, value: 7, isDone: true });
  await settle();
  expect(base()[1]).toMatchObject({ from: first, to: second, change: { kind: "add", amount: 4 } });
  expect(medians()).toEqual([10, 7, 3, 3]);
});

test("one is shown before it is made, changed in its place, and taken back", async () => {
  const { adjusting, medians, base } = setUp();
  await settle();
  adjusting.start();
  adjusting.choose({ from: second, to: third });
  adjusting.show({ change: { kind: "multiply", factor: 2 } });
  expect(medians()).toEqual([3, 6, 6, 3]);
  adjusting.show(null);
  expect(medians()).toEqual([3, 3, 3, 3]);
  expect(await adjusting.apply({ change: { kind: "multiply", factor: 2 }, note: "sale" })).toBe(true);
  const [made] = base();
  expect(made).toMatchObject({ range: "scale", shape: "pulse", note: "sale" });
  if (made === undefined) throw new Error("nothing was made");
  adjusting.edit(made);
  adjusting.show({ change: { kind: "multiply", factor: 3 } });
  expect(medians()).toEqual([3, 9, 9, 3]);
  await adjusting.apply({ change: { kind: "multiply", factor: 3 } });
  expect(base()).toMatchObject([{ change: { kind: "multiply", factor: 3 } }]);
  await adjusting.remove(base().map(({ id }) => id));
  expect(medians()).toEqual([3, 3, 3, 3]);
});

test("the mode ends with Escape, with another series, in the past, and with another page", async () => {
  const { adjusting, datasets, view, surface } = setUp();
  await settle();
  const isOn = () => adjusting.store.getState().isOn;
  datasets.setOrigin(-3);
  adjusting.start();
  expect(isOn()).toBe(true);
  surface.store.getState().tool?.onCancel?.();
  expect([isOn(), surface.store.getState().tool]).toEqual([false, null]);
  adjusting.start();
  datasets.selectSeries("b");
  expect(isOn()).toBe(false);
  adjusting.start();
  datasets.setOrigin(-1);
  expect(isOn()).toBe(false);
  adjusting.start();
  view.setState({ page: "overview" });
  expect(isOn()).toBe(false);
});
