import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { IngestedDataset, SampleRows } from "#contract/worker";
import type { BatchInput, FinishedWindow } from "#engine/dispatch";
import { defaultForecastLimits } from "./forecast-limits.ts";
import { ForecastService, type ServiceModel } from "./forecast-service.ts";
import { datasetOf, regularSeries } from "../datasets/ingest-fixtures.ts";

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
  const service = new ForecastService(
    {
      runner: {
        slots: 1,
        run(batch) {
          windows += batch.items.length;
          return { free: Promise.resolve(), results: Promise.resolve(finish(batch)), cancel: () => undefined };
        },
      },
      models: (id) => (id === model.id ? model : undefined),
      density: (values, _, steps, __, samples) => {
        densities.push({ rows: values, samples });
        const density = {
          points: 1,
          from: new Float32Array(steps),
          step: new Float32Array(steps).fill(1),
          values: new Float32Array(steps).fill(1),
        };
        return { promise: Promise.resolve(density), cancel: () => undefined };
      },
      onBackgroundProgress: () => undefined,
      cacheFolder: folder,
      logger: silentLogger,
      now: () => performance.now(),
    },
    defaultForecastLimits(1e9),
  );
  service.register(datasetOfStep(5));
  return { service, densities, count: () => windows };
}

const request = { dataset: "h5", series: "s", model: "sampler", horizon, origin: -4, view: null, density: false };

test("samples are kept with their quantiles, and both are there after a restart without a run of the model", async () => {
  const first = start();
  const computed = await first.service.get(request);
  expect(computed.quantiles).toHaveLength(3 * horizon);
  expect(computed.samples).toHaveLength(8 * horizon);
  const again = await first.service.get(request);
  expect([again.source, again.quantiles, again.samples]).toEqual(["cache", computed.quantiles, computed.samples]);
  await first.service.stop();

  const second = start();
  const restored = await second.service.get(request);
  expect([restored.source, restored.quantiles, restored.samples]).toEqual([
    "cache",
    computed.quantiles,
    computed.samples,
  ]);
  expect(second.count()).toBe(0);
  // What evaluates past forecasts gets their quantiles and nothing else.
  const { found } = await second.service.computed(request, [-4]);
  expect(found.get(-4)).toEqual(computed.quantiles);
  await second.service.stop();
});

test("a density is made of the samples, and a window is not sent them", async () => {
  const { service, densities } = start();
  const { samples } = await service.get(request);
  const shown = await service.get({ ...request, view: "chart", density: true });
  expect(shown.samples).toBeUndefined();
  expect(densities).toEqual([{ rows: samples, samples: rows }]);
  await service.stop();
});

test("another rule for the kernels is another forecast", async () => {
  const first = start();
  await first.service.get(request);
  await first.service.stop();
  const second = start({ ...sampler, preprocessing: "1 silverman" });
  await second.service.get(request);
  expect(second.count()).toBeGreaterThan(0);
  await second.service.stop();
});

test("a model made for five minutes refuses other steps in words", async () => {
  const { service } = start();
  service.register(datasetOfStep(15));
  const asked = service.get({ ...request, dataset: "h15" });
  await expect(asked).rejects.toMatchObject({
    code: "model-refused",
    message: "The model sampler is made for steps of 5 minutes; this series has steps of 15 minutes.",
    hint: "Choose another model.",
  });
  expect(() => service.focus({ ...request, dataset: "h15" })).toThrow("made for steps");
  await service.stop();
});
