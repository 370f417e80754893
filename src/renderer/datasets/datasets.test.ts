import { describe, expect, test } from "vitest";
import type { ModelInfo } from "#domain/model";
import { defaultHorizon, formatFrequency, type SeriesSummary } from "#domain/series";
import { everyFrequency } from "../../domain/series/frequency-fixtures.ts";
import { datasetOf, seriesOf } from "../bridge/fixtures.ts";
import { activeDataset, clampOrigin, createDatasets } from "./datasets.ts";

function opened(...handles: string[]) {
  const datasets = createDatasets(() => {});
  datasets.setModels([], "m");
  for (const handle of handles) datasets.show(datasetOf(handle, "a", "b"), "g");
  return { datasets, selection: () => activeDataset(datasets.store.getState())?.selection };
}

describe("opening", () => {
  test("selects the first series, the real future and two seasons", () => {
    expect(opened("x").selection()).toEqual({ series: "a", model: "m", horizon: 24, origin: 0 });
  });

  test("the same content twice only brings it to the front", () => {
    const { datasets } = opened("x", "y");
    expect(datasets.show(datasetOf("x", "a"), "g")).toBe(false);
    expect(datasets.store.getState()).toMatchObject({ active: "x", open: { length: 2 } });
  });
});

test("each dataset keeps what was selected in it", () => {
  const { datasets, selection } = opened("x", "y");
  datasets.setOrigin(-5);
  datasets.activate("x");
  expect(selection()?.origin).toBe(0);
  datasets.activate("y");
  expect(selection()?.origin).toBe(-5);
});

test("a horizon and an origin stay with their steps: another series' hours are no months", () => {
  const datasets = createDatasets(() => {});
  datasets.setModels([], "m");
  const hours: SeriesSummary = { ...seriesOf("hours"), frequency: { unit: "hour", count: 1 }, seasonLengths: [24] };
  datasets.show({ ...datasetOf("x", "a", "b"), series: [seriesOf("a"), seriesOf("b"), hours] }, "g");
  datasets.setHorizon(7);
  datasets.setOrigin(-3);
  datasets.selectSeries("b");
  expect(activeDataset(datasets.store.getState())?.selection).toMatchObject({ series: "b", horizon: 7, origin: -3 });
  datasets.selectSeries("hours");
  expect(activeDataset(datasets.store.getState())?.selection).toMatchObject({
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
    const datasets = createDatasets(() => {});
    datasets.setModels(bundled, model.id);
    datasets.show({ ...datasetOf("x"), series: [{ ...seriesOf("a"), frequency }] }, "g");
    const expected = defaultHorizon(frequency, model.maxHorizonSteps);
    expect(activeDataset(datasets.store.getState())?.selection.horizon, formatFrequency(frequency)).toBe(expected);
  }
});

test("a model that was made for other steps gives way to the default of the series' own", () => {
  const datasets = createDatasets(() => {});
  const model = (id: string, frequencies: "any" | string[]) =>
    ({ id, frequencies, state: "ready", maxHorizonSteps: 1024 }) as unknown as ModelInfo;
  datasets.setModels([model("m", "any"), model("monthly", ["month"])], "m");
  const hours: SeriesSummary = { ...seriesOf("hours"), frequency: { unit: "hour", count: 1 }, seasonLengths: [24] };
  datasets.show({ ...datasetOf("x", "a", "b"), series: [seriesOf("a"), seriesOf("b"), hours] }, "g");
  datasets.selectModel("monthly");
  datasets.selectSeries("b");
  expect(activeDataset(datasets.store.getState())?.selection.model).toBe("monthly");
  datasets.selectSeries("hours");
  expect(activeDataset(datasets.store.getState())?.selection.model).toBe("m");
});

describe("closing", () => {
  test("the dataset in front gives way to its neighbour", () => {
    const { datasets } = opened("x", "y", "z");
    datasets.activate("y");
    datasets.close("y");
    expect(datasets.store.getState().active).toBe("z");
    datasets.close("z");
    expect(datasets.store.getState().active).toBe("x");
    datasets.close("x");
    expect(datasets.store.getState()).toMatchObject({ open: [], active: null });
  });

  test("another one leaves the front alone", () => {
    const { datasets } = opened("x", "y");
    datasets.close("x");
    expect(datasets.store.getState().active).toBe("y");
  });
});

test("origins stay within the series and are never minus zero", () => {
  const series = seriesOf("a");
  expect(clampOrigin(5, series)).toBe(0);
  expect(Object.is(clampOrigin(-0.2, series), 0)).toBe(true);
  expect(clampOrigin(-1000, series)).toBe(series.oldestOrigin);
});

test("an unchanged selection doesn't wake anybody", () => {
  const { datasets } = opened("x");
  let calls = 0;
  datasets.store.subscribe(() => {
    calls += 1;
  });
  datasets.setOrigin(0);
  datasets.setHorizon(24);
  datasets.selectSeries("a");
  expect(calls).toBe(0);
});

test("a model with a shorter reach shortens the horizon", () => {
  const { datasets, selection } = opened("x");
  datasets.setHorizon(500);
  datasets.setModels([{ id: "short", maxHorizonSteps: 64 } as never], "short");
  datasets.selectModel("short");
  expect(selection()).toMatchObject({ model: "short", horizon: 64 });
});

describe("models", () => {
  const of = (...ids: readonly string[]) =>
    ids.map((id) => ({ id, state: "ready", maxHorizonSteps: id === "short" ? 8 : 1024 }) as never);

  test("a file opens with the user's default for its frequency", () => {
    const datasets = createDatasets(() => {});
    datasets.setModels(of("base", "mine"), "base", [{ frequency: { unit: "month", count: 1 }, model: "mine" }]);
    datasets.show(datasetOf("x", "a"), "g");
    expect(activeDataset(datasets.store.getState())?.selection.model).toBe("mine");
  });

  test("one that is gone gives way to the default, within its horizon, wherever it was selected; others stay", () => {
    const { datasets } = opened("x", "y");
    datasets.setModels(of("short", "mine", "base"), "base");
    datasets.selectModel("mine");
    datasets.activate("x");
    datasets.selectModel("base");
    datasets.setModels(of("short", "base"), "short");
    const models = datasets.store.getState().open.map(({ selection }) => [selection.model, selection.horizon]);
    expect(models).toEqual([
      ["base", 24],
      ["short", 8],
    ]);
  });
});

test("a model is chosen for a dataset that is not in front, too, and gives way to the default when it is gone", () => {
  const datasets = createDatasets(() => {});
  datasets.setModels([], "m");
  datasets.show(datasetOf("d", "a"), "g");
  datasets.show(datasetOf("e", "a"), "h");
  const chosen = () => datasets.store.getState().open.map(({ selection }) => selection.model);
  datasets.selectModel("adopted", "d");
  expect(chosen()).toEqual(["adopted", "m"]);
  datasets.modelGone("d", "other");
  datasets.modelGone("e", "adopted");
  expect(chosen()).toEqual(["adopted", "m"]);
  datasets.modelGone("d", "adopted");
  expect(chosen()).toEqual(["m", "m"]);
});
