/** The service over the real pool, with processes that answer with a number for the device that they were told to use. */
import { checkedOfFinished, type FinishedItem, type ModelToLoad } from "#contract/worker";
import { checksum } from "#engine/checksum";
import { expect, test, vi } from "vitest";
import { DensityClient } from "../inference/density-client.ts";
import { defaultForecastLimits } from "./forecast-limits.ts";
import type { ServiceModel } from "./forecast-model.ts";
import { Forecasts } from "./forecasts.ts";
import { DatasetRegistry } from "#main/datasets";
import { datasetOf, pageOf, regularSeries } from "../datasets/ingest-fixtures.ts";
import { InferencePool } from "../inference/inference-pool.ts";
import { FakeProcess } from "../processes/process-fixtures.ts";

vi.mock("electron", () => ({}));

const toLoad: ModelToLoad = {
  id: "m",
  path: "/models/m/model.onnx",
  sha256: "f",
  inputName: "context",
  outputName: "quantiles",
  contextSteps: 16,
  nativeHorizonSteps: 4,
  levels: [0.1, 0.5, 0.9],
};
const numberOf: Readonly<Record<string, number>> = { cpu: 1, webgpu: 2 };
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

function itemOf(index: number, horizon: number, value: number): FinishedItem {
  const item = { index, quantiles: new Float32Array(3 * horizon).fill(value), density: null };
  return { ...item, checksum: checksum(...checkedOfFinished(item)) };
}

/** @param runsUntilLost after so many batches the process with the device dies in the middle of one */
async function open({ processes = 1, runsUntilLost = Number.POSITIVE_INFINITY } = {}) {
  const all: FakeProcess[] = [];
  let runs = 0;
  const fork = (name: string): FakeProcess => {
    const one = new FakeProcess(name);
    let provider = "";
    one.onPosted = (message) => {
      if (message.type === "load") {
        provider = message.executionProvider;
        queueMicrotask(() =>
          one.say({ type: "loaded", id: message.id, model: "m", executionProvider: provider, probeMs: 1 }),
        );
      }
      if (message.type !== "run") return;
      const { id, items, horizon } = message;
      runs += 1;
      const isLost = provider === "webgpu" && runs > runsUntilLost;
      setImmediate(() => {
        if (isLost) one.end(139);
        else if (!one.isGone) {
          const ran = { type: "ran", id, windows: message.items.length, ms: 1, longestRunMs: 1 } as const;
          one.say(ran);
          const density = all.findLast((other) => other.name === "density");
          density?.say({
            type: "finished",
            id,
            items: items.map(({ index }) => itemOf(index, horizon, numberOf[provider] ?? 0)),
          });
        }
      });
    };
    all.push(one);
    return one;
  };
  const shared = { logger: silent, now: () => performance.now(), fork };
  const density = new DensityClient({ entry: "density", ...shared });
  const pool = new InferencePool({
    entry: "inference",
    processes,
    density,
    createChannel: () => [{ close: () => undefined }, { close: () => undefined }],
    ...shared,
  });
  await Promise.all([density.start(), pool.start()]);
  await pool.load(toLoad, { executionProvider: "webgpu", intraOpThreads: 1 });
  const modelOn = (executionProvider: string): ServiceModel => ({
    id: "m",
    version: "1.0.0",
    sha256: "f",
    contextSteps: 16,
    levels: [0.1, 0.5, 0.9],
    maxHorizonSteps: 24,
    preprocessing: "1",
    executionProvider,
  });
  let forced: string | null = null;
  const datasets = new DatasetRegistry();
  const page = pageOf(datasets);
  const forecasts = new Forecasts({
    datasets,
    runner: pool,
    models: { find: () => modelOn(forced ?? pool.providerOf("m") ?? "cpu") },
    density: { density: () => ({ promise: Promise.reject(new Error("nobody asks for it")), cancel: () => undefined }) },
    onBackgroundProgress: () => undefined,
    logger: silent,
    now: shared.now,
    limits: defaultForecastLimits(1e9),
  });
  const steps = 200;
  page.open(
    datasetOf(
      "h",
      regularSeries(
        "s",
        Array.from({ length: steps }, (_, index) => index),
      ),
    ),
  );
  const key = { dataset: "h", series: "s", model: "m", horizon: 4 };
  const origins = Array.from({ length: steps - 8 }, (_, index) => -index);
  return {
    pool,
    forecasts,
    key,
    origins,
    get: (origin: number) => forecasts.service.get({ ...key, origin, density: false }),
    /** What is kept under the name of a device. */
    cachedOn: async (provider: string): Promise<number[]> => {
      forced = provider;
      const { found } = await forecasts.columns.computed(key, origins);
      forced = null;
      return [...found.values()].flatMap((quantiles) => [...quantiles]);
    },
  };
}

test.each([1, 3])(
  "a device that is lost under the work leaves no number of the processor under its name (%i processes)",
  async (processes) => {
    const { pool, forecasts, key, get, origins, cachedOn } = await open({ processes, runsUntilLost: 6 });
    // Users' requests and background work at the same time.
    forecasts.background.focus({ page: 1, chart: "main" }, { ...key, origin: -100 });
    const answers = [];
    for (let from = 0; from < 60; from += 10)
      answers.push(...(await Promise.all(origins.slice(from, from + 10).map(get))));
    for (const { executionProvider, quantiles } of answers)
      expect(new Set(quantiles)).toEqual(new Set([numberOf[executionProvider]]));
    expect(new Set(answers.map(({ executionProvider }) => executionProvider))).toEqual(new Set(["webgpu", "cpu"]));
    expect(pool.providerOf("m")).toBe("cpu");
    // The background work has moved along, and ends.
    await vi.waitFor(async () => expect(await cachedOn("cpu")).toHaveLength(origins.length * 12), { timeout: 5_000 });
    expect(new Set(await cachedOn("cpu"))).toEqual(new Set([1]));
    const onDevice = await cachedOn("webgpu");
    expect(onDevice.length).toBeGreaterThan(0);
    expect(new Set(onDevice)).toEqual(new Set([2]));
    expect(forecasts.health().counts["failed"] ?? 0).toBe(0);
    await forecasts.stop();
  },
);

test("a request that waits while another device is chosen is answered by that one", async () => {
  const { pool, get, cachedOn, forecasts } = await open();
  const before = await get(-1);
  const loading = pool.load(toLoad, { executionProvider: "cpu", intraOpThreads: 1 });
  const during = get(-2);
  await loading;
  const after = await get(-1);
  expect(
    [before, await during, after].map(({ executionProvider, quantiles }) => [executionProvider, quantiles[0]]),
  ).toEqual([
    ["webgpu", 2],
    ["cpu", 1],
    ["cpu", 1],
  ]);
  expect([await cachedOn("webgpu"), await cachedOn("cpu")].map((kept) => new Set(kept))).toEqual([
    new Set([2]),
    new Set([1]),
  ]);
  await forecasts.stop();
});
