import { expect, test } from "vitest";
import { automaticModel, type ModelInfo } from "#domain/model";
import { activeDataset, createDatasets } from "../../datasets/datasets.ts";
import { datasetOf, seriesOf } from "../../bridge/fixtures.ts";
import { offeredModel } from "./offered-model.ts";

const models = [
  { id: "base", frequencies: "any", state: "ready", maxHorizonSteps: 256 },
  { id: "sugar", frequencies: ["5 minute"], quantity: "glucose", state: "ready", maxHorizonSteps: 144 },
] as unknown as readonly ModelInfo[];

function opened({ defaultModel = "base" } = {}) {
  const datasets = createDatasets(() => {});
  datasets.setModels(models, defaultModel);
  const frequency = { unit: "minute", count: 5 } as const;
  const dataset = {
    ...datasetOf("x"),
    series: [
      { ...seriesOf("sensor"), frequency, quantity: "glucose" as const },
      { ...seriesOf("steps"), frequency },
    ],
  };
  datasets.show(dataset, "g");
  const offered = (): string | undefined => {
    const open = activeDataset(datasets.store.getState());
    return open === undefined ? undefined : offeredModel(open, models)?.id;
  };
  return { datasets, dataset, offered };
}

test("the model that was made for what a series measures is offered for it, and for no other series", () => {
  const { datasets, offered } = opened();
  expect(offered()).toBe("sugar");
  datasets.selectSeries("steps");
  expect(offered()).toBeUndefined();
});

test("it is not offered where it is chosen, or where the choice is automatic", () => {
  expect(opened({ defaultModel: "sugar" }).offered()).toBeUndefined();
  expect(opened({ defaultModel: automaticModel }).offered()).toBeUndefined();
});

test("it is not offered where the file is shown with what was adopted for it", () => {
  const { datasets, offered } = opened();
  datasets.suggestModel("x", "adopted");
  expect(offered()).toBeUndefined();
});

test("it is offered once: not after the user has chosen a model or kept the one there is", () => {
  const kept = opened();
  kept.datasets.keepModel();
  expect(kept.offered()).toBeUndefined();
  const chosen = opened();
  chosen.datasets.selectModel("sugar");
  chosen.datasets.selectModel("base");
  expect(chosen.offered()).toBeUndefined();
});

test("a file that is read otherwise is the same file, and another file is asked about anew", () => {
  const { datasets, dataset, offered } = opened();
  datasets.keepModel();
  datasets.replace("x", { ...dataset, handle: "y" }, "change", "g");
  expect(offered()).toBeUndefined();
  datasets.show({ ...dataset, handle: "z" }, "g");
  expect(offered()).toBe("sugar");
});
