/** How fast the bundled models run: raw sessions by batch size and by threads, through runtime, rollout and processes, from file to file. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { cpus } from "node:os";
import { join, resolve } from "node:path";
import { forecastWindows } from "#engine/inference";
import { parseManifest, type Manifest } from "#engine/registry";
import { modelToLoad } from "../src/main/models/model-to-load.ts";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { OrtRuntime } from "../src/worker/inference/ort-runtime.ts";
import { commandSeconds, openPipeline } from "./inference-app.ts";
import { checkHorizons } from "./inference-horizon.ts";
import { measure, median, type BenchContext } from "./lib.ts";

/** Where the raw session is at its best on the machines we measured; the runtime cuts its batches to the same size. */
const bestBatch = 16;

export const describe = "windows per second of each model by batch size, latency of one window, memory, long horizons";

interface Bundled {
  readonly manifest: Manifest;
  readonly path: string;
}

function bundledModels(): readonly Bundled[] {
  const folder = resolve(import.meta.dirname, "../models");
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, "manifest.json")))
    .map((name) => {
      const manifest = parseManifest(readFileSync(join(folder, name, "manifest.json"), "utf8"), name);
      return { manifest, path: join(folder, name, manifest.file) };
    });
}

function windowsFor(contextSteps: number, items: number): Float32Array {
  return Float32Array.from({ length: items * contextSteps }, (_, index) => {
    const item = Math.floor(index / contextSteps);
    return 100 + item + 10 * Math.sin((2 * Math.PI * index) / (7 + (item % 40))) + ((index * 7919) % 13);
  });
}

/** Beside the processor; those that this machine or a model has no use for say so. */
const otherProviders = ["webgpu", "cuda", "dml", "coreml"];

export async function run(context: BenchContext): Promise<void> {
  const { quick, figure, note } = context;
  const runs = quick ? 3 : 15;
  for (const { manifest, path } of bundledModels()) {
    const { id } = manifest;
    const contextSteps = manifest.input.shape[1];
    note(`${id}: ${manifest.parameters.toLocaleString("en")} parameters, context ${contextSteps}`);
    const rssBefore = process.memoryUsage().rss;
    const runtime = new OrtRuntime();
    const started = performance.now();
    const shape = modelToLoad(manifest, path);
    await runtime.load(shape, { executionProvider: "cpu", intraOpThreads: 1 });
    figure({ id: `${id}/load-and-probe`, value: performance.now() - started, unit: "ms" });

    const forecast = (items: number, horizon: number): (() => Promise<Float32Array>) => {
      const windows = windowsFor(contextSteps, items);
      return () => forecastWindows(runtime, { model: id, shape, horizon, windows, items });
    };
    const native = manifest.horizon.native;
    figure({
      id: `${id}/one-window`,
      value: median(await measure(forecast(1, native), { runs: 4 * runs })),
      unit: "ms",
      target: "<= 15",
      runs: 4 * runs,
    });
    const longest = await measure(forecast(1, manifest.horizon.max), { runs: Math.ceil(runs / 3) });
    figure({
      id: `${id}/one-window-horizon-${manifest.horizon.max}`,
      value: median(longest),
      unit: "ms",
      runs: longest.length,
    });

    const resident = process.memoryUsage().rss - rssBefore;
    figure({ id: `${id}/resident-memory-gained`, value: resident / 2 ** 20, unit: "MiB" });

    const threadCounts = [...new Set([1, Math.max(1, cpus().length - 1), cpus().length])];
    for (const threads of threadCounts) {
      const session = await openRaw(path, threads);
      for (const size of [1, 4, 8, 16, 32, 64]) {
        // As many windows at each size, so that no size is measured over a luckier moment than another.
        const items = Math.max(64, size);
        const times = await measure(() => runRaw(session, manifest, items, size), { runs });
        const rate = (1_000 * items) / median(times);
        figure({ id: `${id}/cpu/${threads}-threads/raw-batch-${size}`, value: rate, unit: "windows/s", runs });
      }
    }

    // Processor time and not wall time, and in turns: the comparison must not depend on what else the machine does.
    const items = quick ? 192 : 960;
    const session = await openRaw(path, 1);
    const through = forecast(items, native);
    const rawTimes: number[] = [];
    const throughTimes: number[] = [];
    for (let round = 0; round < (quick ? 3 : 7); round += 1) {
      rawTimes.push(await processorMs(() => runRaw(session, manifest, items, bestBatch)));
      throughTimes.push(await processorMs(through));
    }
    const baseline = (1_000 * items) / median(rawTimes);
    const isForAll = manifest.frequencies === "any";
    if (isForAll) await measurePipeline(manifest, () => runRaw(session, manifest, items, bestBatch), items, context);
    figure({
      id: `${id}/runtime-against-raw`,
      value: (1_000 * items) / median(throughTimes),
      unit: "windows per processor second",
      target: `>= ${(0.85 * baseline).toFixed(1)}`,
      baseline,
      runs: rawTimes.length,
    });
    // The file is hourly, and its horizon longer than that of a model for one frequency.
    if (!isForAll) continue;
    figure({
      id: `${id}/1000-series-512-to-64-file-to-file`,
      value: await commandSeconds(id, 1000, 512, 64),
      unit: "s",
    });
    if (manifest.output.kind !== "quantiles" || manifest.horizon.max <= native) continue;
    for (const check of await checkHorizons(runtime, id, shape, quick ? 4 * native : manifest.horizon.max)) {
      const place = `${id}/long-horizon/${check.kind.replaceAll(" ", "-")}`;
      figure({ id: `${place}/last-band-over-first`, value: check.lateOverFirst, unit: "x", target: ">= 0.95" });
      figure({ id: `${place}/band-at-seams-over-between`, value: check.widestSeam, unit: "x", target: "<= 1.1" });
      figure({ id: `${place}/step-at-seams-over-between`, value: check.longestStep, unit: "x", target: "<= 1.5" });
    }
  }
}

async function openRaw(path: string, threads: number): Promise<InferenceSession> {
  return InferenceSession.create(path, {
    executionProviders: ["cpu"],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: "sequential",
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  });
}

async function processorMs(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** Nothing but session.run, over as many windows, in batches of one size. */
async function runRaw(session: InferenceSession, manifest: Manifest, items: number, size: number): Promise<void> {
  const contextSteps = manifest.input.shape[1];
  const windows = windowsFor(contextSteps, size);
  for (let done = 0; done < items; done += size) {
    await session.run({
      [manifest.input.name]: new Tensor("float32", windows, [size, contextSteps]),
      ...(manifest.input.seed === undefined
        ? {}
        : { [manifest.input.seed]: new Tensor("int64", new BigInt64Array(size), [size]) }),
    });
  }
}

/** Windows through the worker processes and back, against raw session.run in this process, in turns; then the other devices. */
async function measurePipeline(
  { id, output }: Manifest,
  raw: () => Promise<void>,
  items: number,
  { quick, figure, note }: BenchContext,
): Promise<void> {
  const pipeline = await openPipeline(id);
  const runs = quick ? 3 : 9;
  const rawMs: number[] = [];
  const pipelineMs: number[] = [];
  let delayP99Ms = 0;
  for (let run = -1; run < runs; run += 1) {
    const [here = 0] = await measure(raw, { runs: 1, warmups: 0 });
    const there = await pipeline.forecast(items);
    if (run < 0) continue;
    rawMs.push(here);
    pipelineMs.push(there.ms);
    delayP99Ms = Math.max(delayP99Ms, there.delayP99Ms);
  }
  const baseline = (1_000 * items) / median(rawMs);
  figure({
    id: `${id}/pipeline-against-raw`,
    value: (1_000 * items) / median(pipelineMs),
    unit: "windows/s",
    target: `>= ${(0.85 * baseline).toFixed(1)}`,
    baseline,
    runs,
  });
  figure({ id: `${id}/pipeline-main-delay-p99`, value: delayP99Ms, unit: "ms", target: "<= 20", runs });
  if (output.kind === "quantiles") {
    for (const executionProvider of otherProviders) {
      const probe = await pipeline.probe(executionProvider);
      if ("message" in probe) note(`${id} on ${executionProvider}: ${probe.message}`);
      else {
        figure({
          id: `${id}/${executionProvider}/batch-${probe.windowsPerRun}`,
          value: probe.windowsPerSecond,
          unit: "windows/s",
          baseline,
        });
        figure({
          id: `${id}/${executionProvider}/largest-error`,
          value: probe.largestRelativeError,
          unit: "of a window's spread",
        });
      }
    }
  }
  await pipeline.close();
}
