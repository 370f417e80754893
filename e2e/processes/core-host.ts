/**
 * For bench/core.bench.ts and bench/torture.bench.ts: a main process without windows that runs the forecast service over
 * the real worker processes. A line of JSON on standard input asks for a measurement, a line on standard output answers.
 */
import { app } from "electron";
import { resolve } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { toPlainError } from "../../src/domain/errors/index.ts";
import { Calibration } from "../../src/main/evaluation/calibration.ts";
import { EvaluateClient } from "../../src/main/evaluation/evaluate-client.ts";
import { NeuralForecasts } from "../../src/main/evaluation/neural-forecasts.ts";
import { StatisticalForecasts } from "../../src/main/evaluation/statistical-forecasts.ts";
import { DensityClient } from "../../src/main/inference/density-client.ts";
import { defaultForecastLimits } from "../../src/main/forecasts/forecast-limits.ts";
import { DatasetRegistry } from "../../src/main/datasets/dataset-registry.ts";
import { Forecasts } from "../../src/main/forecasts/forecasts.ts";
import { InferencePool } from "../../src/main/inference/inference-pool.ts";
import { ModelStore } from "../../src/main/models/model-store.ts";
import { tortureLoads } from "./load-torture.ts";
import { pinsInMemory } from "../../src/main/cache/pin-fixtures.ts";

export type Question =
  | { readonly op: "user"; readonly requests: number }
  | { readonly op: "cached"; readonly requests: number }
  | { readonly op: "background"; readonly ms: number; readonly scrubsPerSecond: number }
  /** One calibration after the other, beside which a user scrubs elsewhere. */
  | { readonly op: "calibrations"; readonly ms: number; readonly scrubsPerSecond: number }
  /** The inference process is killed in the middle of a batch, over and over. */
  | { readonly op: "kills"; readonly kills: number }
  /** The model is unloaded, which means that its process ends, and loaded again in a new one, over and over. */
  | { readonly op: "reloads"; readonly cycles: number }
  /** A process is killed at any moment of the start, of loads and of the switch to another model, over and over. */
  | { readonly op: "load-kills"; readonly kills: number; readonly seed: number }
  /** Background work over one series, until somebody kills this process. */
  | { readonly op: "endless" }
  /** What is known of that series before anything is computed. */
  | { readonly op: "known" };

export interface Answer {
  /** Of each user request, in order. */
  readonly latenciesMs: readonly number[];
  readonly backgroundPerSecond: number;
  readonly delayP99Ms: number;
  readonly backgroundBatchP95Ms: number;
  /** The longest run of the model in each batch. */
  readonly runP95Ms: number;
  /** Processor time of main as a share of the time that passed. */
  readonly mainBusy: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Of main, after each round of cycles. */
  readonly residentBytes: readonly number[];
  /** Forecasts on disk. */
  readonly kept: number;
  readonly reasons: readonly string[];
}

const horizon = 24;
const steps = 60_000;
const view = { page: 1, chart: "main" };
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const now = (): number => performance.now();
const workers = resolve(import.meta.dirname, "../../out/main");

type IngestedDataset = Parameters<DatasetRegistry["open"]>[0];

function datasetOf(handle: string, seed: number): IngestedDataset {
  const values = Float64Array.from(
    { length: steps },
    (_, step) => 100 + 20 * Math.sin(step / 4 + seed) + ((step * (7 + seed)) % 11),
  );
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

async function answerLines(): Promise<void> {
  const density = new DensityClient({ entry: resolve(workers, "density.js"), logger: silent, now });
  const pool = new InferencePool({
    entry: resolve(workers, "inference.js"),
    processes: 1,
    density,
    logger: silent,
    now,
  });
  await Promise.all([density.start(), pool.start()]);
  const models = new ModelStore({
    folders: [resolve(import.meta.dirname, "../../models")],
    pool,
    logger: silent,
    executionProvider: "cpu",
    intraOpThreads: 1,
  });
  await models.scan();
  const { id } = await models.loadDefault();
  const manifest = models.manifest(id);
  const datasets = new DatasetRegistry();
  const forecasts = new Forecasts({
    datasets,
    runner: pool,
    models: {
      find: () => ({
        id,
        version: manifest.version,
        sha256: manifest.sha256,
        contextSteps: manifest.input.shape[1],
        levels: manifest.output.levels,
        maxHorizonSteps: manifest.horizon.max,
        preprocessing: manifest.preprocessing,
        executionProvider: "cpu",
      }),
    },
    density,
    onBackgroundProgress: () => undefined,
    logger: silent,
    now,
    limits: defaultForecastLimits(8e9),
  });
  const cacheFolder = process.env["FANTAIL_BENCH_CACHE"];
  if (cacheFolder !== undefined) forecasts.openCaches(cacheFolder, pinsInMemory());
  const evaluate = new EvaluateClient({ entry: resolve(workers, "evaluate.js"), logger: silent });
  const { service, background, queries } = forecasts;
  const neural = new NeuralForecasts({ datasets, models: { load: async () => undefined }, service, background });
  const shared = { evaluate, datasets, neural, queries, models: { list: () => models.list(), defaultModel: () => id } };
  const calibration = new Calibration({ ...shared, statistical: new StatisticalForecasts(shared) });
  datasets.open(datasetOf("user", 0), forecasts);
  let nextOrigin = 0;
  let rounds = 0;
  const ask = async (origin: number): Promise<number> => {
    const started = now();
    await forecasts.service.get({ dataset: "user", series: "s", model: id, horizon, origin, density: false });
    return now() - started;
  };

  console.log(JSON.stringify({ model: id, contextSteps: manifest.input.shape[1] }));
  for await (const line of createInterface({ input: process.stdin })) {
    const question = JSON.parse(line) as Question;
    const delay = monitorEventLoopDelay({ resolution: 5 });
    const latenciesMs: number[] = [];
    let backgroundPerSecond = 0;
    const outcomes = { succeeded: 0, failed: 0 };
    const reasons = new Set<string>();
    const residentBytes: number[] = [];
    const watch = (request: Promise<unknown>): Promise<void> =>
      request.then(
        () => void (outcomes.succeeded += 1),
        (error: unknown) => {
          const { code, message } = toPlainError(error);
          outcomes.failed += 1;
          reasons.add(`${code}: ${message}`);
        },
      );
    const usedBefore = process.cpuUsage();
    const asked = now();
    delay.enable();
    if (question.op === "user") {
      for (let request = 0; request < question.requests; request += 1) latenciesMs.push(await ask((nextOrigin -= 1)));
    } else if (question.op === "cached") {
      for (let request = 0; request < question.requests; request += 1) latenciesMs.push(await ask(-1 - (request % 10)));
    } else if (question.op === "kills") {
      for (let kill = 0; kill < question.kills; kill += 1) {
        const pid = pool.health()[0]?.pid;
        const requests = Array.from({ length: 24 }, () => watch(ask((nextOrigin -= 1))));
        await sleep(2 + Math.random() * 15);
        const killed = now();
        if (pid != null) process.kill(pid, "SIGKILL");
        await Promise.all(requests);
        latenciesMs.push(now() - killed);
      }
    } else if (question.op === "calibrations") {
      const handle = `calibrated-${rounds++}`;
      datasets.open(datasetOf(handle, rounds), forecasts);
      const { signal } = new AbortController();
      const started = now();
      const isOver = (): boolean => now() - started >= question.ms;
      const calibrate = async (): Promise<void> => {
        // Each at an origin of its own: nothing that the one before needed is there already.
        for (let origin = 0; !isOver(); origin -= 3001) {
          const made = await neural.get({ dataset: handle, series: "s", model: id, horizon, origin }, signal);
          await calibration.get(made, signal);
          outcomes.succeeded += 1;
        }
      };
      const scrub = async (): Promise<void> => {
        const requests: Promise<void>[] = [];
        while (!isOver()) {
          await sleep(1000 / question.scrubsPerSecond);
          requests.push(ask((nextOrigin -= 1)).then((ms) => void latenciesMs.push(ms)));
        }
        await Promise.all(requests);
      };
      await Promise.all([calibrate(), scrub()]);
      datasets.close(handle, forecasts);
    } else if (question.op === "load-kills") {
      const [first, second] = models.list();
      if (first === undefined || second === undefined) throw new Error("a switch needs two models");
      const torture = await tortureLoads({
        pool: { entry: resolve(workers, "inference.js"), logger: silent, now },
        density,
        models: [models.shape(first.id), models.shape(second.id)],
        kills: question.kills,
        seed: question.seed,
      });
      latenciesMs.push(...torture.usableAfterMs);
      outcomes.succeeded = torture.succeeded;
      outcomes.failed = torture.failed;
      for (const reason of [`slowest: ${torture.slowest}`, ...torture.reasons]) reasons.add(reason);
    } else if (question.op === "reloads") {
      // Four at a time, as on a machine with more cores: a cycle is mostly waiting for a process to start.
      const several = new InferencePool({
        entry: resolve(workers, "inference.js"),
        processes: 4,
        density,
        logger: silent,
        now,
      });
      await several.start();
      await several.load(models.shape(id), { executionProvider: "cpu", intraOpThreads: 1 });
      const items = [{ index: 0, isNonNegative: false, wantsDensity: false }];
      const windows = new Float32Array(manifest.input.shape[1]).fill(1);
      for (let cycle = 0; cycle < question.cycles; cycle += several.slots) {
        const killed = now();
        for (const { pid } of several.health()) if (pid !== null) process.kill(pid, "SIGKILL");
        // The supervisor pauses, starts a process, loads the model; a forecast from each proves that it is there.
        const prove = Array.from({ length: several.slots }, () =>
          forecastFrom(several, { model: id, executionProvider: "cpu", horizon, windows, items }),
        );
        await Promise.all(prove.map(watch));
        latenciesMs.push(now() - killed);
        // What the collector has not got to yet is no growth.
        collectGarbage();
        residentBytes.push(process.memoryUsage.rss());
      }
      await several.stop(500);
    } else if (question.op === "endless") {
      datasets.open(datasetOf("endless", 3), forecasts);
      forecasts.background.focus(view, { dataset: "endless", series: "s", model: id, horizon, origin: 0 });
      setInterval(() => console.error(JSON.stringify({ kept: forecasts.cache.info().forecasts })), 100);
    } else if (question.op === "known") {
      const before = forecasts.health().counts["hit"] ?? 0;
      datasets.open(datasetOf("endless", 3), forecasts);
      let origin = 0;
      const key = { dataset: "endless", series: "s", model: id, horizon, density: false };
      while ((await forecasts.service.get({ ...key, origin })).source === "cache") origin -= 1;
      outcomes.succeeded = (forecasts.health().counts["hit"] ?? 0) - before;
    } else {
      const handle = `background-${rounds++}`;
      datasets.open(datasetOf(handle, rounds), forecasts);
      forecasts.background.focus(view, { dataset: handle, series: "s", model: id, horizon, origin: 0 });
      // The batch size needs a few batches to find its place.
      await sleep(1000);
      const computed = forecasts.health().counts["computed"] ?? 0;
      const started = now();
      const requests: Promise<void>[] = [];
      while (now() - started < question.ms) {
        if (question.scrubsPerSecond === 0) {
          await sleep(question.ms);
          break;
        }
        requests.push(ask((nextOrigin -= 1)).then((ms) => void latenciesMs.push(ms)));
        await sleep(1000 / question.scrubsPerSecond);
      }
      const elapsedMs = now() - started;
      const all = (forecasts.health().counts["computed"] ?? 0) - computed;
      backgroundPerSecond = (1000 * (all - latenciesMs.length)) / elapsedMs;
      await Promise.all(requests);
      datasets.close(handle, forecasts);
    }
    delay.disable();
    const used = process.cpuUsage(usedBefore);
    const answer: Answer = {
      latenciesMs,
      backgroundPerSecond,
      delayP99Ms: delay.percentile(99) / 1e6,
      ...outcomes,
      mainBusy: (used.user + used.system) / 1000 / (now() - asked),
      reasons: [...reasons],
      residentBytes,
      kept: forecasts.cache.info().forecasts,
      runP95Ms: pool.runLatency().p95,
      backgroundBatchP95Ms: forecasts.health().latencyMs["backgroundBatch"]?.p95 ?? 0,
    };
    console.log(JSON.stringify(answer));
  }
  await forecasts.stop();
  await Promise.all([pool.stop(500), density.stop(500), evaluate.stop(500)]);
  app.exit(0);
}

/** A process that is gone may still be asked for a moment; whoever dispatches tries again, but not for ever. */
async function forecastFrom(
  pool: InferencePool,
  batch: Parameters<InferencePool["run"]>[0],
  tries = 20,
): Promise<void> {
  try {
    await pool.run(batch).results;
  } catch (error) {
    if (toPlainError(error).code !== "worker-crashed" || tries === 1) throw error;
    await forecastFrom(pool, batch, tries - 1);
  }
}

function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}

app.on("window-all-closed", () => undefined);
void app
  .whenReady()
  .then(answerLines)
  .catch((error: unknown) => {
    console.error(error);
    app.exit(1);
  });
