/**
 * A main process without windows that holds the real pool over the real worker processes, for tests that kill them. The
 * tests reach it as `globalThis.harness`.
 */
import type { ModelDescription } from "#domain/model";
import { app } from "electron";
import { resolve } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { setTimeout as turn } from "node:timers/promises";
import { DensityClient } from "../../src/main/inference/density-client.ts";
import { forkUtilityProcess, type ForkWorker } from "../../src/main/processes/fork-worker.ts";
import { DatasetRegistry } from "../../src/main/datasets/dataset-registry.ts";
import { IngestClient } from "../../src/main/datasets/ingest-client.ts";
import { InferencePool } from "../../src/main/inference/inference-pool.ts";
import { Holidays } from "../../src/main/holidays/holidays.ts";
import { Jobs } from "../../src/main/jobs/jobs.ts";
import type { RunningBatch } from "../../src/main/inference/inference-slot.ts";
import { importModel } from "../../src/main/models/model-import.ts";
import { ModelStore } from "../../src/main/models/model-store.ts";
import { tortureLoads, type LoadTorture } from "./load-torture.ts";
import { probeProvider } from "../../src/main/inference/provider-probe.ts";
import type { Imported } from "./fixture.ts";
import type { ProviderProbe } from "../../src/contract/worker/index.ts";

const workers = resolve(import.meta.dirname, "../../out/main");
const log: string[] = [];
const note =
  (level: string) =>
  (event: string, fields: object = {}): void =>
    void log.push(`${level} ${event} ${JSON.stringify(fields)}`);
const logger = { info: note("info"), warn: note("warn"), error: note("error") };
const now = (): number => performance.now();

/** The type of the message that loses a bit next; then the lines are sound again. */
let damageNext: string | null = null;

/** Real processes over lines on which one bit can flip. */
const fork: ForkWorker = (entry, options) => {
  const child = forkUtilityProcess(entry, options);
  return {
    ...child,
    onMessage: (listener) => child.onMessage((message) => listener(inTransit(message))),
    post: (message, ports) => child.post(inTransit(message), ports),
  };
};

function inTransit(message: unknown): unknown {
  if ((message as { type?: string }).type !== damageNext) return message;
  damageNext = null;
  const copy = structuredClone(message) as {
    windows?: Float32Array;
    items?: { quantiles?: Float32Array }[];
    dataset?: { series: { values: Float64Array }[] };
  };
  const numbers = copy.windows ?? copy.items?.[0]?.quantiles ?? copy.dataset?.series[0]?.values;
  if (numbers === undefined) throw new Error("there are no numbers in this message");
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  bytes[5] = (bytes[5] ?? 0) ^ 16;
  return copy;
}

export class Harness {
  readonly log = log;
  readonly density = new DensityClient({ entry: resolve(workers, "density.js"), logger, now, fork });
  readonly pool: InferencePool;
  readonly ingest = new IngestClient({ entry: resolve(workers, "ingest.js"), logger, fork });
  readonly holidays = new Holidays({ entry: resolve(workers, "holidays.js"), logger, fork });
  store: ModelStore | null = null;
  jobs: Jobs | null = null;

  constructor(processes: number) {
    const entry = resolve(workers, "inference.js");
    this.pool = new InferencePool({ entry, processes, density: this.density, logger, now, fork });
  }

  /** @returns the default model, or the error in words */
  async open(folder: string): Promise<{ model?: string; code?: string; message?: string }> {
    await Promise.all([this.density.start(), this.pool.start()]);
    const preferred = process.env["FANTAIL_TEST_MODEL"];
    const options = { folders: [folder], pool: this.pool, logger, executionProvider: "cpu", intraOpThreads: 1 };
    this.store = new ModelStore({ ...options, ...(preferred !== undefined && { preferred }) });
    await this.store.scan();
    try {
      return { model: (await this.store.loadDefault()).id };
    } catch (error) {
      return describe(error);
    }
  }

  damageNext(type: string): void {
    damageNext = type;
  }

  run(items: number, horizon: number, onFinished?: Parameters<InferencePool["run"]>[1]): RunningBatch {
    if (this.store === null) throw new Error("open comes first");
    const model = this.store.shape(this.store.defaultModel);
    return this.pool.run(
      {
        model: model.id,
        executionProvider: this.pool.providerOf(model.id) ?? "cpu",
        horizon,
        windows: Float32Array.from(
          { length: items * model.contextSteps },
          (_, index) => 10 + Math.sin(index / 4) + index / 500,
        ),
        items: Array.from({ length: items }, (_, index) => ({ index, isNonNegative: true, wantsDensity: false })),
      },
      onFinished,
    );
  }

  /** A batch that takes seconds, cut off after its first windows have come; says how many had come in the end. */
  async cutOff(how: "cancel" | "kill"): Promise<Outcome & { readonly kept: number }> {
    let kept = 0;
    const first = Promise.withResolvers<void>();
    const batch = this.run(64, 1024, (windows) => {
      kept += windows.length;
      first.resolve();
    });
    const outcome = this.outcome(batch);
    await first.promise;
    if (how === "cancel") batch.cancel();
    else this.kill("inference");
    return { ...(await outcome), kept };
  }

  /** What became of a batch, in plain words: the test reads it in another process. */
  async outcome(batch: RunningBatch): Promise<Outcome> {
    const started = now();
    const freed = batch.free.then(() => now() - started);
    try {
      const items = await batch.results;
      const numbers = items.map((item) => {
        if ("error" in item) throw item.error;
        return [...item.quantiles];
      });
      return { items: items.length, numbers, freeAfterMs: await freed };
    } catch (error) {
      return { ...describe(error), freeAfterMs: await freed };
    }
  }

  /** Requests whose processes have not been spawned when they are cancelled; then one that somebody waits for. */
  async cancelAtOnce(requests: number): Promise<{ readonly codes: unknown[]; readonly places: number }> {
    const controller = new AbortController();
    const cancelled = Array.from({ length: requests }, () => this.holidays.places(controller.signal));
    const ended = Promise.allSettled(cancelled);
    await turn(0);
    controller.abort();
    const codes = (await ended).map((one) => (one.status === "rejected" ? describe(one.reason).code : one.status));
    return { codes, places: (await this.holidays.places()).length };
  }

  async importModel(
    source: string,
    folder: string,
    description: ModelDescription = {},
    limits?: { readonly limitMs: number; readonly limitBytes: number },
  ): Promise<Imported> {
    if (this.store === null) throw new Error("open comes first");
    try {
      const entry = resolve(workers, "inference.js");
      const takenIds = this.store.list().map(({ id }) => id);
      const { id, output } = await importModel(
        source,
        { folder, entry, logger, takenIds, ...(limits === undefined ? {} : { limits }) },
        description,
      );
      await this.store.scan([folder]);
      return { id, levels: output.levels.length };
    } catch (error) {
      return describe(error);
    }
  }

  /** One window that ends with these values. */
  async runModel(id: string, values: readonly number[], horizon: number): Promise<Outcome> {
    if (this.store === null) throw new Error("open comes first");
    await this.store.load(id);
    const windows = new Float32Array(this.store.shape(id).contextSteps).fill(Number.NaN);
    windows.set(values, windows.length - values.length);
    const items = [{ index: 0, isNonNegative: false, wantsDensity: false }];
    return this.outcome(
      this.pool.run({ model: id, executionProvider: this.pool.providerOf(id) ?? "cpu", horizon, windows, items }),
    );
  }

  probe(
    executionProvider: string,
    id?: string,
    how: { limitMs?: number; windowsPerRun?: number } = {},
  ): Promise<ProviderProbe> {
    if (this.store === null) throw new Error("open comes first");
    const model = this.store.shape(id ?? this.store.defaultModel);
    return probeProvider({ entry: resolve(workers, "inference.js"), logger, ...how }, model, executionProvider);
  }

  /** So many trials of the grid over one file's series, in a queue of its own; it begins at once. */
  async search(file: string, folder: string, trials: number): Promise<string> {
    const datasets = new DatasetRegistry();
    const dataset = await this.ingest.import(file, {});
    datasets.open(dataset, {}, { name: file });
    const never = (): never => {
      throw new Error("the grid has no models with a file");
    };
    const files = { list: () => [], defaultModel: () => "", nameOf: never, load: never, find: () => undefined };
    this.jobs = new Jobs({
      entries: { jobs: resolve(workers, "jobs.js"), search: resolve(workers, "search.js") },
      folder,
      version: "1",
      runsFor: "window",
      maxProcesses: 2,
      datasets,
      neural: { get: never },
      models: files,
      logger,
      now,
      onChanged: () => undefined,
      onProfileChanged: () => undefined,
      onNotice: ({ message }) => log.push(message),
      fork,
    });
    const targets = dataset.series.map(({ id }) => ({ dataset: dataset.handle, series: id }));
    const submitted = await this.jobs.submit({
      horizon: 12,
      metric: "MASE",
      preset: "full",
      models: null,
      origins: 5,
      stride: null,
      budget: { trials },
      isPooled: false,
      targets,
      priority: "user",
      batch: null,
    });
    return submitted.job;
  }

  workers(): { name: string; state: string; pid: number | null; restarts: number }[] {
    return [...this.pool.health(), this.density.health(), ...(this.jobs?.health() ?? [])];
  }

  /** Over pools of its own, and the harness's density process. */
  tortureLoads(kills: number, seed: number): Promise<LoadTorture> {
    const { store, density } = this;
    if (store === null) throw new Error("open comes first");
    const [first, second] = store.list();
    if (first === undefined || second === undefined) throw new Error("a switch needs two models");
    const models = [store.shape(first.id), store.shape(second.id)] as const;
    const pool = { entry: resolve(workers, "inference.js"), logger, now, fork };
    return tortureLoads({ pool, density, models, kills, seed });
  }

  kill(name: string): void {
    process.kill(this.#pidOf(name), "SIGKILL");
  }

  #pidOf(name: string): number {
    const pid = this.workers().find((worker) => worker.name === name)?.pid;
    if (pid == null) throw new Error(`${name} is not running`);
    return pid;
  }

  /**
   * Waits until a process has computed for so long from now on: what it was sent is under way. Asked again and again, because a
   * process inside native code tells nobody.
   */
  async hasComputed(name: string, ms: number): Promise<void> {
    const pid = this.#pidOf(name);
    const usedSeconds = (): number =>
      app.getAppMetrics().find((one) => one.pid === pid)?.cpu.cumulativeCPUUsage ?? Number.NaN;
    const until = usedSeconds() + ms / 1000;
    while (!(usedSeconds() >= until)) await turn(5);
  }

  async stop(): Promise<number> {
    const started = now();
    await Promise.all([
      this.pool.stop(1_000),
      this.density.stop(1_000),
      this.ingest.stop(1_000),
      this.holidays.stop(1_000),
      this.jobs?.stop(1_000),
    ]);
    return now() - started;
  }
}

export interface Outcome {
  readonly items?: number;
  readonly numbers?: number[][];
  readonly code?: string;
  readonly message?: string;
  readonly freeAfterMs: number;
}

function describe(error: unknown): { code?: string; message: string; hint?: string } {
  const message = error instanceof Error ? error.message : String(error);
  const { code = "none", hint } = error as { code?: string; hint?: string };
  return { code, message, ...(hint === undefined ? {} : { hint }) };
}

/** Ends everything of the harness before, and puts a new one in its place. */
export async function renewHarness(processes: number, vulkanDriver: string | null): Promise<void> {
  await globalThis.harness.stop();
  log.length = 0;
  damageNext = null;
  // Processes that are forked from now on inherit it.
  if (vulkanDriver === null) delete process.env["VK_ICD_FILENAMES"];
  else process.env["VK_ICD_FILENAMES"] = vulkanDriver;
  globalThis.harness = new Harness(processes);
}

app.on("window-all-closed", () => undefined);
void app.whenReady().then(() => {
  const harness = new Harness(Number(process.env["FANTAIL_TEST_PROCESSES"] ?? 1));
  Object.assign(globalThis, { harness, renew: renewHarness });
  if (process.env["FANTAIL_TEST_MEASURE"] !== undefined) void answerLines(harness);
});

/**
 * For bench/inference-app.ts: a line on standard input says how many windows, a line of JSON on standard output says how
 * long they took through inference and density, and how long main was held up meanwhile. Or it says `probe` and the name
 * of an execution provider, and the answer is what came of that.
 */
async function answerLines(harness: Harness): Promise<void> {
  const batchItems = 16;
  console.log(JSON.stringify(await harness.open(process.env["FANTAIL_TEST_MEASURE"] ?? "")));
  for await (const line of createInterface({ input: process.stdin })) {
    const [word, executionProvider = ""] = line.split(" ");
    if (word === "probe") {
      console.log(JSON.stringify(await harness.probe(executionProvider).catch(describe)));
      continue;
    }
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const started = now();
    const results: Promise<unknown>[] = [];
    for (let left = Number(line); left > 0; left -= batchItems) {
      const batch = harness.run(Math.min(batchItems, left), 64);
      results.push(batch.results);
      await batch.free;
    }
    await Promise.all(results);
    delay.disable();
    console.log(JSON.stringify({ ms: now() - started, delayP99Ms: delay.percentile(99) / 1e6 }));
  }
  await harness.stop();
  app.exit(0);
}
