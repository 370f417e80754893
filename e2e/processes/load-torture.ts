/** Kills a process at any moment of the start, the load of a model and the switch to another, over and over. */
import { setTimeout as sleep } from "node:timers/promises";
import type { ModelToLoad } from "../../src/contract/worker/index.ts";
import { toPlainError } from "../../src/domain/errors/index.ts";
import type { DensityClient } from "../../src/main/inference/density-client.ts";
import { InferencePool, type InferencePoolOptions } from "../../src/main/inference/inference-pool.ts";

export interface LoadTortureOptions {
  readonly pool: Omit<InferencePoolOptions, "processes" | "density">;
  readonly density: DensityClient;
  /** The first is loaded at the start, then the second. */
  readonly models: readonly [ModelToLoad, ModelToLoad];
  readonly kills: number;
  readonly seed: number;
}

export interface LoadTorture {
  /** Of each round, from the kill until everything that was asked for is loaded and has forecast. */
  readonly usableAfterMs: readonly number[];
  /** The longest of these in words: which process was killed, and when. */
  readonly slowest: string;
  readonly succeeded: number;
  readonly failed: number;
  readonly reasons: readonly string[];
}

const onCpu = { executionProvider: "cpu", intraOpThreads: 1 };
/** Of the kills, those that meet density: the line between the two has to be laid again. */
const densityShare = 0.2;

export async function tortureLoads(options: LoadTortureOptions): Promise<LoadTorture> {
  const { kills, seed, density } = options;
  const random = seeded(seed);
  const usableAfterMs: number[] = [];
  const reasons: string[] = [];
  let slowest = "";
  // How long all of it takes when nothing happens: the kills lie anywhere within.
  const calm = new InferencePool({ ...options.pool, processes: 1, density });
  const started = performance.now();
  await startAndSwitch(calm, options.models);
  const calmMs = performance.now() - started;
  await calm.stop(500);
  for (let kill = 0; kill < kills; kill += 1) {
    const pool = new InferencePool({ ...options.pool, processes: 1, density });
    const victim = random() < densityShare ? "density" : "inference";
    const pidOf = (): number | null => (victim === "density" ? density.health().pid : (pool.health()[0]?.pid ?? null));
    const afterMs = random() * calmMs;
    try {
      const [, killedMs] = await Promise.all([startAndSwitch(pool, options.models), killAfter(afterMs, pidOf)]);
      const ms = performance.now() - killedMs;
      if (ms > Math.max(0, ...usableAfterMs)) slowest = `${victim} killed after ${Math.round(afterMs)} ms`;
      usableAfterMs.push(ms);
    } catch (error) {
      const { code, message } = toPlainError(error);
      reasons.push(`${victim} killed after ${Math.round(afterMs)} ms: ${code}: ${message}`);
    }
    await pool.stop(500);
  }
  return { usableAfterMs, slowest, succeeded: usableAfterMs.length, failed: reasons.length, reasons };
}

async function startAndSwitch(pool: InferencePool, [first, second]: LoadTortureOptions["models"]): Promise<void> {
  await pool.start();
  for (const model of [first, second]) {
    await pool.load(model, onCpu);
    await forecast(pool, model);
  }
  await forecast(pool, first);
}

/** What went to a process before its end was noticed is lost with it: whoever dispatches asks again. */
async function forecast(pool: InferencePool, model: ModelToLoad, tries = 4): Promise<void> {
  const items = [{ index: 0, isNonNegative: false, wantsDensity: false }];
  const windows = new Float32Array(model.contextSteps).map((_, step) => 10 + Math.sin(step / 4));
  try {
    await pool.run({ model: model.id, executionProvider: "cpu", horizon: 8, windows, items }).results;
  } catch (error) {
    if (toPlainError(error).code !== "worker-crashed" || tries === 1) throw error;
    await forecast(pool, model, tries - 1);
  }
}

/** @returns when; where no process is there at that moment, the next one is killed at once */
async function killAfter(ms: number, pidOf: () => number | null): Promise<number> {
  await sleep(ms);
  let pid = pidOf();
  while (pid === null) {
    await sleep(1);
    pid = pidOf();
  }
  process.kill(pid, "SIGKILL");
  return performance.now();
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
