import type { IngestedDataset } from "#domain/dataset";
import type { SampleRows } from "#domain/model";
import type { FinishedWindow } from "#domain/forecast";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { BatchInput } from "#engine/dispatch";
import { defaultForecastLimits } from "./forecast-limits.ts";
import type { ServiceModel } from "./forecast-model.ts";
import { Forecasts } from "./forecasts.ts";
import { DatasetRegistry } from "#main/datasets";
import { datasetOf, pageOf, regularSeries } from "../datasets/ingest-fixtures.ts";
import { pinsInMemory } from "../cache/pin-fixtures.ts";

const silentLogger = { info: () => undefined, warn: () => undefined, error: () => undefined };
const rows: SampleRows = { count: 4, hasDeviations: true };
const sampler: ServiceModel = {
  id: "sampler",
  version: "1.0.0",
  sha256: "f".repeat(64),
  contextSteps: 16,
  levels: [0.1, 0.5, 0.9],
  samples: rows,
  frequencies: ["5 minute"],
  maxHorizonSteps: 24,
  preprocessing: "1 isj",
  executionProvider: "cpu",
};
const horizon = 3;
const view = { page: 1, chart: "main" };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fantail-samples-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

function datasetOfStep(minutes: number): IngestedDataset {
  return datasetOf(
    `h${minutes}`,
    regularSeries(
      "s",
      Array.from({ length: 40 }, (_, index) => 100 + index),
      { unit: "minute", count: minutes },
    ),
  );
}

/** Quantiles and samples that both tell the window's last value. */
function finish({ windows, items }: BatchInput): FinishedWindow[] {
  const contextSteps = windows.length / items.length;
  return items.map(({ index }) => {
    const last = windows[(index + 1) * contextSteps - 1] ?? Number.NaN;
    const quantiles = Float32Array.from({ length: 3 * horizon }, (_, at) => last + at / 8);
    const samples = Float32Array.from({ length: 8 * horizon }, (_, at) => last + 1000 + at);
    return { index, quantiles, samples, density: null };
  });
}

function start(model = sampler) {
  let windows = 0;
  const densities: { rows: Float32Array; samples: SampleRows | undefined }[] = [];
  const datasets = new DatasetRegistry();
  const page = pageOf(datasets);
  const forecasts = new Forecasts({
    datasets,
    runner: {
      slots: 1,
      run(batch) {
        windows += batch.items.length;
        return { free: Promise.resolve(null), results: Promise.resolve(finish(batch)), cancel: () => undefined };
      },
    },
    models: { find: (id) => (id === model.id ? model : undefined) },
    density: {
      density: ({ quantiles, horizon: steps, samples }) => {
        densities.push({ rows: quantiles, samples });
        const density = {
          points: 1,
          from: new Float32Array(steps),
          step: new Float32Array(steps).fill(1),
          values: new Float32Array(steps).fill(1),
        };
        return { promise: Promise.resolve(density), cancel: () => undefined };
      },
    },
    onBackgroundProgress: () => undefined,
    logger: silentLogger,
    now: () => performance.now(),
    limits: defaultForecastLimits(1e9),
  });
  forecasts.openCaches(folder, pinsInMemory());
  page.open(datasetOfStep(5));
  return { page, forecasts, densities, count: () => windows };
}

const request = { dataset: "h5", series: "s", model: "sampler", horizon, origin: -4, density: false };

test("samples are kept with their quantiles, and both are there after a restart without a run of the model", async () => {
  const first = start();
  const computed = await first.forecasts.service.get(request);
  expect(computed.quantiles).toHaveLength(3 * horizon);
  expect(computed.samples).toHaveLength(8 * horizon);
  const again = await first.forecasts.service.get(request);
  expect([again.source, again.quantiles, again.samples]).toEqual(["cache", computed.quantiles, computed.samples]);
  await first.forecasts.stop();

  const second = start();
  const restored = await second.forecasts.service.get(request);
  expect([restored.source, restored.quantiles, restored.samples]).toEqual([
    "cache",
    computed.quantiles,
    computed.samples,
  ]);
  expect(second.count()).toBe(0);
  // What evaluates past forecasts gets their quantiles and nothing else.
  const { found } = await second.forecasts.columns.computed(request, [-4]);
  expect(found.get(-4)).toEqual(computed.quantiles);
  await second.forecasts.stop();
});

test("a density is made of the samples", async () => {
  const { forecasts, densities } = start();
  const { samples } = await forecasts.service.get(request);
  await forecasts.service.get({ ...request, density: true });
  expect(densities).toEqual([{ rows: samples, samples: rows }]);
  await forecasts.stop();
});

test("another rule for the kernels is another forecast", async () => {
  const first = start();
  await first.forecasts.service.get(request);
  await first.forecasts.stop();
  const second = start({ ...sampler, preprocessing: "1 silverman" });
  await second.forecasts.service.get(request);
  expect(second.count()).toBeGreaterThan(0);
  await second.forecasts.stop();
});

test("a model made for five minutes refuses other steps in words", async () => {
  const { page, forecasts } = start();
  page.open(datasetOfStep(15));
  const asked = forecasts.service.get({ ...request, dataset: "h15" });
  await expect(asked).rejects.toMatchObject({
    code: "model-refused",
    message: "The model sampler is made for steps of 5 minutes; this series has steps of 15 minutes.",
    hint: "Choose another model.",
  });
  expect(() => forecasts.background.focus(view, { ...request, dataset: "h15" })).toThrow("made for steps");
  await forecasts.stop();
});
