/** The reactive core: queue operations, memory, latency under load, restart and reuse; parts of it over the real processes. */
import type { FinishedWindow } from "#domain/forecast";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { targetText } from "#domain/health";
import { ForecastStore } from "#engine/cache";
import { WorkQueue } from "#engine/queue";
import { parseManifest } from "#engine/registry";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { defaultForecastLimits } from "../src/main/forecasts/forecast-limits.ts";
import { DatasetRegistry } from "../src/main/datasets/dataset-registry.ts";
import { Forecasts } from "../src/main/forecasts/forecasts.ts";
import { startCoreHost, type CoreHost } from "./core-process.ts";
import { measure, median, quantile, type BenchContext } from "./lib.ts";
import { pinsInMemory } from "../src/main/cache/pin-fixtures.ts";

export const describe = "queue, caches, latency under load, restart and reuse of the reactive core";

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

const parts: Record<string, (context: BenchContext) => void | Promise<void>> = {
  queue: queueOperations,
  ranges: lazyRanges,
  store: storeMemory,
  restart: restartAndReuse,
  load: underLoad,
};

/** `npm run bench -- core load` measures one part only. */
export async function run(context: BenchContext): Promise<void> {
  for (const [name, measurePart] of Object.entries(parts)) {
    if (context.args.length === 0 || context.args.includes(name)) await measurePart(context);
  }
}

/** add, promote, remove and take in turns, with 100,000 entries always waiting. */
function queueOperations({ quick, figure }: BenchContext): void {
  const waiting = 100_000;
  const operations = quick ? 400_000 : 2_000_000;
  const rates: number[] = [];
  for (let run = 0; run < (quick ? 3 : 7); run += 1) {
    const limits = { maxUserItems: 1e6, maxUserBytes: 1e12, maxEvaluationItems: 10, maxRanges: 10, ageingMs: 1000 };
    const queue = new WorkQueue<number>(limits, () => 0);
    let added = 0;
    const add = (): void => {
      queue.add({ key: `k${added}`, group: `g${added % 5}`, bytes: 2048, value: added });
      added += 1;
    };
    while (added < waiting) add();
    let random = 1;
    // Processor time: what else the machine does is no property of the queue.
    const before = process.cpuUsage();
    for (let done = 0; done < operations; done += 4) {
      random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
      queue.promote(`k${random % added}`);
      add();
      queue.take(() => 1);
      random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
      // Promotions and removals of what is gone already count, too: they are look-ups.
      if (queue.remove(`k${random % added}`) !== undefined) add();
    }
    const { user, system } = process.cpuUsage(before);
    rates.push((1e6 * operations) / (user + system));
  }
  figure({
    id: "queue/operations",
    value: median(rates),
    unit: "operations per processor second",
    target: ">= 500000",
    runs: rates.length,
  });
}

/** What a thousand ranges of a million origins cost against a thousand of ten. */
function lazyRanges({ figure }: BenchContext): void {
  const bytesOf = (origins: number): number => {
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    const limits = { maxUserItems: 10, maxUserBytes: 10, maxEvaluationItems: 10, maxRanges: 1000, ageingMs: 1e9 };
    const queue = new WorkQueue<number>(limits, () => 0);
    const scan = { nextOpen: (from: number) => from };
    for (let range = 0; range < 1000; range += 1) {
      queue.aim({ id: `r${range}`, group: "g", oldest: 1 - origins, newest: 0, scan }, -(origins >> 1));
    }
    for (let batch = 0; batch < 10; batch += 1) queue.take(() => 1);
    globalThis.gc?.();
    const bytes = process.memoryUsage().heapUsed - before;
    return queue.depth().ranges > 0 ? bytes : Number.NaN;
  };
  bytesOf(10);
  const few = bytesOf(10);
  const many = bytesOf(1_000_000);
  figure({ id: "queue/thousand-ranges-of-a-million", value: many / 1024, unit: "KiB", baseline: few / 1024, runs: 1 });
}

function storeMemory({ figure }: BenchContext): void {
  const shape = { valuesPerForecast: 19 * 24, originCount: 50_000 };
  const store = new ForecastStore({ maxBytes: 1e9, now: () => 0 });
  const values = new Float32Array(shape.valuesPerForecast).fill(1);
  const before = process.memoryUsage.rss();
  for (let origin = 0; origin < shape.originCount; origin += 1) store.write("c", shape, -origin, values);
  const after = process.memoryUsage.rss();
  const raw = shape.originCount * values.byteLength;
  figure({ id: "store/bytes-over-raw", value: store.bytes / raw, unit: "x", target: "<= 1.1" });
  figure({ id: "store/resident-memory-over-raw", value: (after - before) / raw, unit: "x", target: "<= 1.1" });
}

// Restart and reuse, over a runner that answers at once: what is measured is everything else ----------------------------

type IngestedDataset = Parameters<DatasetRegistry["open"]>[0];

function datasetOf(handle: string, steps: number): IngestedDataset {
  const values = Float64Array.from({ length: steps }, (_, step) => 100 + 20 * Math.sin(step / 4) + ((step * 7) % 11));
  const series = {
    id: "s",
    frequency: { unit: "hour", count: 1 } as const,
    times: Float64Array.from(values, (_, step) => step * 3_600_000),
    values,
    missing: 0,
    seasonLengths: [24],
    isNonNegative: true,
    flags: { steps: {}, total: 0, spans: [] },
  };
  const file = {
    encoding: "utf-8",
    delimiter: ",",
    decimal: ".",
    layout: "wide",
    vendor: null,
    dataRows: steps,
    dateOrder: null,
  } as const;
  return {
    handle,
    zone: null,
    file,
    columns: [],
    series: [series],
    otherSeries: [],
    repairs: [],
    undone: [],
    warnings: [],
    preview: { rows: [], cellOf: [] },
    tables: null,
    shape: "",
  };
}

function startService(folder: string, levels: readonly number[]) {
  let inferences = 0;
  let onDone = (): void => undefined;
  const datasets = new DatasetRegistry();
  const forecasts = new Forecasts({
    datasets,
    runner: {
      slots: 1,
      run({ items, horizon }) {
        inferences += items.length;
        const windows: FinishedWindow[] = items.map(({ index }) => ({
          index,
          quantiles: new Float32Array(levels.length * horizon).fill(index),
          density: null,
        }));
        const results = new Promise<FinishedWindow[]>((resolve) => setImmediate(() => resolve(windows)));
        return { free: results.then(() => null), results, cancel: () => undefined };
      },
    },
    models: {
      find: () => ({
        id: "m",
        version: "1",
        sha256: "0".repeat(64),
        contextSteps: 512,
        levels,
        maxHorizonSteps: 64,
        preprocessing: "1",
        executionProvider: "cpu",
      }),
    },
    density: { density: () => ({ promise: Promise.reject(new Error("not asked for")), cancel: () => undefined }) },
    onBackgroundProgress: ({ computed, total }) => {
      if (computed === total) onDone();
    },
    logger: silent,
    now: () => performance.now(),
    limits: { ...defaultForecastLimits(16e9), maxBatch: 256 },
  });
  forecasts.openCaches(folder, pinsInMemory());
  const key = (dataset: string, origin = 0) => ({ dataset, series: "s", model: "m", horizon: 24, origin });
  return {
    forecasts,
    open: (dataset: IngestedDataset) => datasets.open(dataset, forecasts),
    inferences: () => inferences,
    get: (dataset: string, origin = 0) => forecasts.service.get({ ...key(dataset, origin), density: false }),
    compute: (dataset: string) =>
      new Promise<void>((resolve) => {
        onDone = resolve;
        forecasts.background.focus({ page: 1, chart: "main" }, key(dataset));
      }),
  };
}

async function restartAndReuse({ quick, figure, note }: BenchContext): Promise<void> {
  const steps = quick ? 20_000 : 100_007;
  const levels = Array.from({ length: 19 }, (_, index) => (index + 1) / 20);
  const folder = mkdtempSync(join(tmpdir(), "fantail-core-bench-"));
  try {
    const first = startService(folder, levels);
    const dataset = datasetOf("base", steps);
    first.open(dataset);
    await first.compute("base");
    const hits = await measure(() => first.get("base", -Math.floor(Math.random() * steps * 0.9)), {
      runs: 2000,
      warmups: 50,
    });
    figure({
      id: "service/cached-request-p95",
      value: quantile(hits, 0.95),
      unit: "ms",
      target: targetText("hit"),
      runs: hits.length,
    });
    const flushStarted = performance.now();
    await first.forecasts.stop();
    note(
      `${first.inferences()} forecasts kept; the rest of them written in ${Math.round(performance.now() - flushStarted)} ms at the stop`,
    );

    const reopenMs: number[] = [];
    let reopenInferences = 0;
    for (let run = 0; run < (quick ? 3 : 7); run += 1) {
      // The application's start opens the index; opening the file then restores and reads what the first chart needs.
      const again = startService(folder, levels);
      const started = performance.now();
      again.open(dataset);
      await again.get("base");
      reopenMs.push(performance.now() - started);
      reopenInferences += again.inferences();
      await again.forecasts.stop();
    }
    figure({
      id: `restart/first-chart-of-${steps - 7}-origins`,
      value: median(reopenMs),
      unit: "ms",
      target: "<= 300",
      runs: reopenMs.length,
    });
    figure({ id: "restart/inferences", value: reopenInferences, unit: "windows", target: "<= 0" });

    const appended = startService(folder, levels);
    appended.open(datasetOf("appended", Math.round(steps * 1.01)));
    const started = performance.now();
    await appended.compute("appended");
    figure({
      id: "append/inferences-of-a-full-run",
      value: (100 * appended.inferences()) / (steps * 1.01),
      unit: "%",
      target: "<= 5",
    });
    note(`appended file complete after ${Math.round(performance.now() - started)} ms`);
    const info = appended.forecasts.cache.info();
    figure({ id: "disk/bytes-over-raw", value: info.bytes / (info.forecasts * levels.length * 24 * 4), unit: "x" });
    await appended.forecasts.stop();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// The real processes ---------------------------------------------------------------------------------------------------

async function underLoad(context: BenchContext): Promise<void> {
  // With a cache folder: what is computed is written meanwhile, as in the application.
  const folder = mkdtempSync(join(tmpdir(), "fantail-core-bench-"));
  try {
    await measureLoad(context, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function measureLoad(context: BenchContext, folder: string): Promise<void> {
  const { quick, figure, note } = context;
  const host = startCoreHost(folder);
  const { model, contextSteps } = await host.next<{ model: string; contextSteps: number }>();
  const raw = await openRaw(model);
  const seconds = quick ? 3 : 10;

  await host.ask({ op: "user", requests: 10 });
  const unloaded = await host.ask({ op: "user", requests: quick ? 30 : 100 });
  const unloadedP50 = quantile(unloaded.latenciesMs, 0.5);
  figure({ id: "user/unloaded-p50", value: unloadedP50, unit: "ms", runs: unloaded.latenciesMs.length });
  const cached = await host.ask({ op: "cached", requests: 500 });
  figure({
    id: "user/cached-p95-in-main",
    value: quantile(cached.latenciesMs, 0.95),
    unit: "ms",
    target: targetText("hit"),
    runs: 500,
  });

  await besideCalibrations(host, context);

  // In turns, because what else the machine does must not fall on one side of a comparison only.
  const rounds = quick ? 1 : 4;
  const rates = { raw: [] as number[], quiet: [] as number[], scrubbed: [] as number[] };
  const loaded: number[] = [];
  let delayP99Ms = 0;
  let batchP95Ms = 0;
  let runP95Ms = 0;
  let mainBusy = 0;
  for (let round = 0; round < rounds; round += 1) {
    rates.raw.push(await raw.windowsPerSecond(contextSteps, quick ? 256 : 1024));
    const quiet = await host.ask({ op: "background", ms: seconds * 1000, scrubsPerSecond: 0 });
    const scrubbed = await host.ask({ op: "background", ms: seconds * 1000, scrubsPerSecond: 10 });
    rates.quiet.push(quiet.backgroundPerSecond);
    rates.scrubbed.push(scrubbed.backgroundPerSecond);
    loaded.push(...scrubbed.latenciesMs);
    delayP99Ms = Math.max(delayP99Ms, quiet.delayP99Ms, scrubbed.delayP99Ms);
    batchP95Ms = scrubbed.backgroundBatchP95Ms;
    runP95Ms = scrubbed.runP95Ms;
    mainBusy = Math.max(mainBusy, quiet.mainBusy, scrubbed.mainBusy);
  }
  await host.end();

  const loadedP95 = quantile(loaded, 0.95);
  figure({
    id: "user/p95-while-background-saturates",
    value: loadedP95,
    unit: "ms",
    target: targetText("user"),
    runs: loaded.length,
  });
  figure({
    id: "user/p95-loaded-over-unloaded-p50",
    value: loadedP95 / unloadedP50,
    unit: "x",
    target: "<= 3",
    runs: loaded.length,
  });
  figure({
    id: "background/throughput-while-scrubbing",
    value: median(rates.scrubbed),
    unit: "windows/s",
    target: `>= ${(0.8 * median(rates.quiet)).toFixed(1)}`,
    baseline: median(rates.quiet),
    runs: rounds,
  });
  figure({
    id: "background/throughput-against-raw-session",
    value: median(rates.quiet),
    unit: "windows/s",
    target: `>= ${(0.85 * median(rates.raw)).toFixed(1)}`,
    baseline: median(rates.raw),
    runs: rounds,
  });
  // A user's request passes batches between two runs: of these two, the run is what it waits for.
  figure({ id: "background/batch-p95", value: batchP95Ms, unit: "ms" });
  figure({ id: "background/longest-run-of-a-batch-p95", value: runP95Ms, unit: "ms", target: "<= 25" });
  figure({ id: "main/event-loop-delay-p99", value: delayP99Ms, unit: "ms", target: "<= 20", runs: 2 * rounds });
  figure({ id: "main/busy", value: 100 * mainBusy, unit: "%", runs: 2 * rounds });
  note(`${model}; the user's origins were never computed before, the background's neither`);
}

/** Users' requests beside calibrations, and alone in turns with these: whatever else the machine does falls on both. */
async function besideCalibrations(host: CoreHost, { quick, figure, note }: BenchContext): Promise<void> {
  const alone: number[] = [];
  const beside: number[] = [];
  let calibrations = 0;
  for (let round = 0; round < (quick ? 2 : 6); round += 1) {
    alone.push(...(await host.ask({ op: "user", requests: 20 })).latenciesMs);
    const answer = await host.ask({ op: "calibrations", ms: 4_000, scrubsPerSecond: 10 });
    beside.push(...answer.latenciesMs);
    calibrations += answer.succeeded;
  }
  const baseline = quantile(alone, 0.5);
  const runs = beside.length;
  const p50 = quantile(beside, 0.5);
  figure({
    id: "user/p50-beside-calibrations",
    value: p50,
    unit: "ms",
    target: `<= ${(3 * baseline).toFixed(1)}`,
    baseline,
    runs,
  });
  figure({
    id: "user/p95-beside-calibrations",
    value: quantile(beside, 0.95),
    unit: "ms",
    target: targetText("user"),
    baseline,
    runs,
  });
  note(`${calibrations} calibrations were made beside ${runs} requests`);
}

/** Nothing but session.run, at the batch size where it is fastest on this machine today. */
async function openRaw(model: string) {
  const folder = resolve(import.meta.dirname, "../models", model);
  const manifest = parseManifest(readFileSync(join(folder, "manifest.json"), "utf8"), model);
  const session = await InferenceSession.create(join(folder, manifest.file), {
    executionProviders: ["cpu"],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: "sequential",
    extra: { session: { intra_op: { allow_spinning: "0" } } },
  });
  return {
    async windowsPerSecond(contextSteps: number, items: number): Promise<number> {
      let best = 0;
      for (const size of [4, 8, 16, 32]) {
        const windows = Float32Array.from({ length: size * contextSteps }, (_, at) => 100 + 10 * Math.sin(at / 5));
        const started = performance.now();
        for (let done = 0; done < items; done += size) {
          await session.run({ [manifest.input.name]: new Tensor("float32", windows, [size, contextSteps]) });
        }
        best = Math.max(best, (1000 * items) / (performance.now() - started));
      }
      return best;
    },
  };
}
