import { describe, expect, test } from "vitest";
import type { ModelInfo } from "#domain/model";
import { defaultHorizon, formatFrequency, type SeriesSummary } from "#domain/series";
import { everyFrequency } from "../../domain/series/frequency-fixtures.ts";
import { datasetOf, seriesOf } from "../bridge/fixtures.ts";
import { activeDataset, clampOrigin, createWorkspace } from "./open-datasets.ts";

function opened(...handles: string[]) {
  const workspace = createWorkspace();
  workspace.setModels([], "m");
  for (const handle of handles) workspace.show(datasetOf(handle, "a", "b"), "g");
  return { workspace, selection: () => activeDataset(workspace.store.getState())?.selection };
}

describe("opening", () => {
  test("selects the first series, the real future and two seasons", () => {
    expect(opened("x").selection()).toEqual({ series: "a", model: "m", horizon: 24, origin: 0 });
  });

  test("the same content twice only brings it to the front", () => {
    const { workspace } = opened("x", "y");
    expect(workspace.show(datasetOf("x", "a"), "g")).toBe(false);
    expect(workspace.store.getState()).toMatchObject({ active: "x", open: { length: 2 } });
  });
});

test("each dataset keeps what was selected in it", () => {
  const { workspace, selection } = opened("x", "y");
  workspace.setOrigin(-5);
  workspace.activate("x");
  expect(selection()?.origin).toBe(0);
  workspace.activate("y");
  expect(selection()?.origin).toBe(-5);
});

test("a horizon and an origin stay with their steps: another series' hours are no months", () => {
  const workspace = createWorkspace();
  workspace.setModels([], "m");
  const hours: SeriesSummary = { ...seriesOf("hours"), frequency: { unit: "hour", count: 1 }, seasonLengths: [24] };
  workspace.show({ ...datasetOf("x", "a", "b"), series: [seriesOf("a"), seriesOf("b"), hours] }, "g");
  workspace.setHorizon(7);
  workspace.setOrigin(-3);
  workspace.selectSeries("b");
  expect(activeDataset(workspace.store.getState())?.selection).toMatchObject({ series: "b", horizon: 7, origin: -3 });
  workspace.selectSeries("hours");
  expect(activeDataset(workspace.store.getState())?.selection).toMatchObject({
    series: "hours",
    horizon: 48,
    origin: 0,
  });
});

const manifests: Readonly<Record<string, unknown>> = import.meta.glob("../../../models/*/manifest.json", {
  eager: true,
  import: "default",
});
const bundled = Object.values(manifests).map((content) => {
  const { id, horizon } = content as { id: string; horizon: { max: number } };
  return { id, state: "ready", maxHorizonSteps: horizon.max } as unknown as ModelInfo;
});

test("bundled models are looked at", () => expect(bundled.length).toBeGreaterThanOrEqual(3));

test.each(bundled)("a series starts with the default horizon of its frequency and of $id", (model) => {
  for (const frequency of everyFrequency) {
    const workspace = createWorkspace();
    workspace.setModels(bundled, model.id);
    workspace.show({ ...datasetOf("x"), series: [{ ...seriesOf("a"), frequency }] }, "g");
    const expected = defaultHorizon(frequency, model.maxHorizonSteps);
    expect(activeDataset(workspace.store.getState())?.selection.horizon, formatFrequency(frequency)).toBe(expected);
  }
});

test("a model that was made for other steps gives way to the default of the series' own", () => {
  const workspace = createWorkspace();
  const model = (id: string, frequencies: "any" | string[]) =>
    ({ id, frequencies, state: "ready", maxHorizonSteps: 1024 }) as unknown as ModelInfo;
  workspace.setModels([model("m", "any"), model("monthly", ["month"])], "m");
  const hours: SeriesSummary = { ...seriesOf("hours"), frequency: { unit: "hour", count: 1 }, seasonLengths: [24] };
  workspace.show({ ...datasetOf("x", "a", "b"), series: [seriesOf("a"), seriesOf("b"), hours] }, "g");
  workspace.selectModel("monthly");
  workspace.selectSeries("b");
  expect(activeDataset(workspace.store.getState())?.selection.model).toBe("monthly");
  workspace.selectSeries("hours");
  expect(activeDataset(workspace.store.getState())?.selection.model).toBe("m");
});

describe("closing", () => {
  test("the dataset in front gives way to its neighbour", () => {
    const { workspace } = opened("x", "y", "z");
    workspace.activate("y");
    workspace.close("y");
    expect(workspace.store.getState().active).toBe("z");
    workspace.close("z");
    expect(workspace.store.getState().active).toBe("x");
    workspace.close("x");
    expect(workspace.store.getState()).toEqual({ open: [], active: null });
  });

  test("another one leaves the front alone", () => {
    const { workspace } = opened("x", "y");
    workspace.close("x");
    expect(workspace.store.getState().active).toBe("y");
  });
});

test("origins stay within the series and are never minus zero", () => {
  const series = seriesOf("a");
  expect(clampOrigin(5, series)).toBe(0);
  expect(Object.is(clampOrigin(-0.2, series), 0)).toBe(true);
  expect(clampOrigin(-1000, series)).toBe(series.oldestOrigin);
});

test("an unchanged selection doesn't wake anybody", () => {
  const { workspace } = opened("x");
  let calls = 0;
  workspace.store.subscribe(() => {
    calls += 1;
  });
  workspace.setOrigin(0);
  workspace.setHorizon(24);
  workspace.selectSeries("a");
  expect(calls).toBe(0);
});

test("a model with a shorter reach shortens the horizon", () => {
  const { workspace, selection } = opened("x");
  workspace.setHorizon(500);
  workspace.setModels([{ id: "short", maxHorizonSteps: 64 } as never], "short");
  workspace.selectModel("short");
  expect(selection()).toMatchObject({ model: "short", horizon: 64 });
});

describe("models", () => {
  const of = (...ids: readonly string[]) =>
    ids.map((id) => ({ id, state: "ready", maxHorizonSteps: id === "short" ? 8 : 1024 }) as never);

  test("a file opens with the user's default for its frequency", () => {
    const workspace = createWorkspace();
    workspace.setModels(of("base", "mine"), "base", [{ frequency: { unit: "month", count: 1 }, model: "mine" }]);
    workspace.show(datasetOf("x", "a"), "g");
    expect(activeDataset(workspace.store.getState())?.selection.model).toBe("mine");
  });

  test("one that is gone gives way to the default, within its horizon, wherever it was selected; others stay", () => {
    const { workspace } = opened("x", "y");
    workspace.setModels(of("short", "mine", "base"), "base");
    workspace.selectModel("mine");
    workspace.activate("x");
    workspace.selectModel("base");
    workspace.setModels(of("short", "base"), "short");
    const models = workspace.store.getState().open.map(({ selection }) => [selection.model, selection.horizon]);
    expect(models).toEqual([
      ["base", 24],
      ["short", 8],
    ]);
  });
});
