import { checkedOfBatch, checkedOfFinished, type FinishedItem, type ModelToLoad } from "#contract/worker";
import { checksum } from "#engine/checksum";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DensityClient } from "./density-client.ts";
import { InferencePool } from "./inference-pool.ts";
import { FakeProcess } from "../processes/process-fixtures.ts";
import { refusalOf } from "../../domain/errors/testing.ts";

vi.mock("electron", () => ({}));

const model: ModelToLoad = {
  id: "m",
  path: "/models/m/model.onnx",
  sha256: "",
  inputName: "context",
  outputName: "quantiles",
  contextSteps: 4,
  nativeHorizonSteps: 2,
  levels: [0.1, 0.5, 0.9],
};
const batch = {
  model: "m",
  executionProvider: "cpu",
  horizon: 2,
  windows: new Float32Array(4),
  items: [{ index: 0, isNonNegative: false, wantsDensity: false }],
};
const numbers = { index: 0, quantiles: new Float32Array(6), density: null };
const finished: FinishedItem[] = [{ ...numbers, checksum: checksum(...checkedOfFinished(numbers)) }];

async function pass(ms = 0): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

/** A pool over fakes with the model loaded. */
async function open({ processes = 1, executionProvider = "cpu" } = {}) {
  const all: FakeProcess[] = [];
  const lost: string[] = [];
  const logged: string[] = [];
  const fork = (entry: string): FakeProcess => {
    const next = new FakeProcess(entry);
    all.push(next);
    return next;
  };
  const shared = {
    logger: { info: () => undefined, warn: () => undefined, error: (event: string) => void logged.push(event) },
    now: () => Date.now(),
    fork,
  };
  const density = new DensityClient({ entry: "density", ...shared });
  const pool = new InferencePool({
    entry: "inference",
    processes,
    density,
    createChannel: () => [{ close: () => undefined }, { close: () => undefined }],
    devices: { lose: (provider, reason) => void lost.push(`${provider}: ${reason}`) },
    ...shared,
  });
  const named = (name: string): FakeProcess[] => all.filter((process) => process.name === name);
  const current = (name: string): FakeProcess => {
    const found = named(name).at(-1);
    if (found === undefined) throw new Error(`no ${name}`);
    return found;
  };
  /** Answers every load that was asked of the newest processes. */
  const answerLoads = (): void => {
    for (const process of named("inference").slice(-processes)) {
      for (const { id, executionProvider: provider } of process.asked("load").slice(-1)) {
        process.say({ type: "loaded", id, model: "m", executionProvider: provider, probeMs: 1 });
      }
    }
  };
  await Promise.all([density.start(), pool.start()]);
  const loading = pool.load(model, { executionProvider, intraOpThreads: 1 });
  await pass();
  answerLoads();
  await loading;
  return { pool, density, lost, logged, named, current, answerLoads };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("InferencePool", () => {
  it("is free when inference has run, and answers when density has finished", async () => {
    const { pool, current } = await open();
    const run = pool.run(batch);
    const order: string[] = [];
    void run.free.then(() => order.push("free"));
    void run.results.then(() => order.push("results"));
    await pass();
    const id = current("inference").asked("run")[0]?.id ?? 0;
    current("inference").say({ type: "ran", id, windows: 1, ms: 1, longestRunMs: 1 });
    await pass();
    expect(order).toEqual(["free"]);
    current("density").say({ type: "finished", id, items: finished });
    expect(await run.results).toEqual(finished);
  });

  it("lets no more than two batches pile up at density: the next slot comes free when one of them is finished", async () => {
    const { pool, current } = await open();
    const runs = [pool.run(batch), pool.run(batch), pool.run(batch)];
    const free: number[] = [];
    runs.forEach((run, index) => void run.free.then(() => free.push(index)));
    await pass();
    const ids = current("inference")
      .asked("run")
      .map(({ id }) => id);
    for (const id of ids) current("inference").say({ type: "ran", id, windows: 1, ms: 1, longestRunMs: 1 });
    await pass();
    expect(free).toEqual([0, 1]);
    current("density").say({ type: "finished", id: ids[1] ?? 0, items: finished });
    await pass();
    expect(free).toEqual([0, 1, 2]);
    await runs[1]?.results;
    current("density").end(9);
    await pass();
    await expect(runs[2]?.results).rejects.toMatchObject({ code: "worker-crashed" });
  });

  it("says of each window that has no forecast why, and answers the others", async () => {
    const { pool, current } = await open();
    const run = pool.run(batch);
    await pass();
    const id = current("inference").asked("run")[0]?.id ?? 0;
    current("inference").say({ type: "ran", id, windows: 1, ms: 1, longestRunMs: 1 });
    current("density").say({
      type: "finished",
      id,
      items: finished,
      failures: [{ index: 1, error: { code: "input-poisonous", message: "Not finite." } }],
    });
    expect(await run.results).toEqual([
      ...finished,
      { index: 1, error: expect.objectContaining({ code: "input-poisonous", message: "Not finite." }) },
    ]);
  });

  describe("with a batch that is cut off", () => {
    const two = {
      ...batch,
      windows: new Float32Array(8),
      items: [0, 1].map((index) => ({ ...batch.items[0]!, index })),
    };

    it("hands on what was finished at once, and answers for the rest when density is through with what it got", async () => {
      const { pool, current } = await open();
      const parts: number[] = [];
      const run = pool.run(two, (items) => parts.push(...items.map(({ index }) => index)));
      await pass();
      const id = current("inference").asked("run")[0]?.id ?? 0;
      run.cancel();
      current("inference").say({ type: "cancelled", id, windows: 1 });
      let outcome = "open";
      void refusalOf(run.results).then((error) => (outcome = (error as { code: string }).code));
      expect(await run.free).toBeNull();
      await pass();
      // The window is on its way through density.
      expect([parts, outcome]).toEqual([[], "open"]);
      current("density").say({ type: "finished", id, items: finished });
      await pass();
      expect([parts, outcome]).toEqual([[0], "cancelled"]);
    });

    it("keeps the parts that came before its process died", async () => {
      const { pool, current } = await open();
      const parts: number[] = [];
      const run = pool.run(two, (items) => parts.push(...items.map(({ index }) => index)));
      await pass();
      const id = current("inference").asked("run")[0]?.id ?? 0;
      current("density").say({ type: "finished", id, items: finished });
      current("inference").end(9);
      await expect(run.results).rejects.toMatchObject({ code: "worker-crashed" });
      expect(parts).toEqual([0]);
    });

    it("answers with all of its windows when it comes to its end, in however many parts", async () => {
      const { pool, current } = await open();
      const run = pool.run(two);
      await pass();
      const id = current("inference").asked("run")[0]?.id ?? 0;
      current("density").say({ type: "finished", id, items: finished });
      current("inference").say({ type: "ran", id, windows: 2, ms: 7, longestRunMs: 1 });
      expect(await run.free).toBe(7);
      current("density").say({
        type: "finished",
        id,
        items: [],
        failures: [{ index: 1, error: { code: "input-poisonous", message: "Not finite." } }],
      });
      expect((await run.results).map(({ index }) => index)).toEqual([0, 1]);
    });
  });

  it("comes free when density dies with everything that it held up", async () => {
    const { pool, current } = await open();
    const runs = [pool.run(batch), pool.run(batch), pool.run(batch)];
    await pass();
    for (const { id } of current("inference").asked("run"))
      current("inference").say({ type: "ran", id, windows: 1, ms: 1, longestRunMs: 1 });
    current("density").end(9);
    await Promise.all(runs.map(({ free }) => free));
    await Promise.all(runs.map(({ results }) => expect(results).rejects.toMatchObject({ code: "worker-crashed" })));
  });

  it("refuses forecasts that changed on their way, and says so in the log", async () => {
    const { pool, current, logged } = await open();
    const run = pool.run(batch);
    await pass();
    const sent = current("inference").asked("run")[0];
    expect(sent?.checksum).toBe(checksum(...checkedOfBatch(batch.horizon, batch.items, batch.windows)));
    const damaged = structuredClone(finished);
    new Uint8Array(damaged[0]?.quantiles.buffer ?? new ArrayBuffer(1))[3] = 1;
    current("density").say({ type: "finished", id: sent?.id ?? 0, items: damaged });
    await expect(run.results).rejects.toMatchObject({ code: "damaged-in-transit" });
    expect(logged).toEqual(["damaged-in-transit"]);
  });

  it("asks density once more when its answer changed on its way", async () => {
    const { density, current } = await open();
    const { promise: answer } = density.requantile(
      { horizon: 1, levels: [0.5], quantiles: Float32Array.of(1), isNonNegative: false },
      [0.5],
    );
    const quantiles = Float32Array.of(7);
    const say = (given: string): void => {
      const id = current("density").asked("requantile").at(-1)?.id ?? 0;
      current("density").say({ type: "requantiled", id, quantiles, checksum: given });
    };
    say("0");
    await pass();
    say(checksum(quantiles));
    expect(await answer).toBe(quantiles);
    expect(current("density").asked("requantile").length).toBe(2);
  });

  it("refuses a density that changed on its way, too", async () => {
    const { density, current, logged } = await open();
    const { promise } = density.density({
      horizon: 1,
      levels: [0.5],
      quantiles: Float32Array.of(1),
      isNonNegative: false,
    });
    const refused = refusalOf(promise);
    const found = { points: 1, from: Float32Array.of(0), step: Float32Array.of(1), values: Float32Array.of(1) };
    for (let time = 0; time < 2; time += 1) {
      const id = current("density").asked("density").at(-1)?.id ?? 0;
      current("density").say({ type: "density", id, density: found, checksum: "0" });
      await pass();
    }
    expect(await refused).toMatchObject({ code: "damaged-in-transit" });
    expect(logged).toEqual(["damaged-in-transit", "damaged-in-transit"]);
  });

  it("loads its models again in a new process before that takes a batch", async () => {
    const { pool, named, current, answerLoads } = await open();
    current("inference").end(139);
    const run = pool.run(batch);
    await pass(100);
    expect(named("inference").length).toBe(2);
    expect(current("inference").posted.map(({ type }) => type)).toEqual(["port", "load"]);
    answerLoads();
    await pass();
    expect(current("inference").posted.map(({ type }) => type)).toEqual(["port", "load", "run"]);
    run.cancel();
  });

  it("fails what inference had in hand when it dies, also what density has not finished yet", async () => {
    const { pool, current } = await open();
    const ran = pool.run(batch);
    await pass();
    current("inference").say({
      type: "ran",
      id: current("inference").asked("run")[0]?.id ?? 0,
      windows: 1,
      ms: 1,
      longestRunMs: 1,
    });
    const running = pool.run(batch);
    await pass();
    current("inference").end(9);
    await pass();
    await expect(ran.results).rejects.toMatchObject({ code: "worker-crashed" });
    await expect(running.results).rejects.toMatchObject({ code: "worker-crashed" });
    await running.free;
  });

  it("fails what density had in hand when it dies, tells inference to stop, and waits for its word", async () => {
    const { pool, current, named } = await open();
    const run = pool.run(batch);
    await pass();
    current("density").end(9);
    await pass();
    await expect(run.results).rejects.toMatchObject({ code: "worker-crashed" });
    const id = current("inference").asked("run")[0]?.id ?? 0;
    expect(current("inference").asked("cancel")).toEqual([{ type: "cancel", id }]);
    let isFree = false;
    void run.free.then(() => (isFree = true));
    await pass(100);
    expect(isFree).toBe(false);
    current("inference").say({ type: "cancelled", id, windows: 0 });
    await run.free;
    expect(named("density").length).toBe(2);
    // A line for the first density process, and one for the second.
    expect(current("inference").asked("port").length).toBe(2);
  });

  it("does not hold a batch that waits for a process responsible for a crash", async () => {
    const { pool, current, answerLoads } = await open();
    current("inference").end(139);
    const run = pool.run(batch);
    await pass(100);
    current("inference").end(139);
    await pass(200);
    answerLoads();
    await pass();
    const id = current("inference").asked("run")[0]?.id ?? 0;
    current("density").say({ type: "finished", id, items: finished });
    expect(await run.results).toEqual(finished);
  });

  it("never sends a batch that was cancelled while it waited", async () => {
    const { pool, current, answerLoads } = await open();
    current("inference").end(139);
    const run = pool.run(batch);
    run.cancel();
    await expect(run.results).rejects.toMatchObject({ code: "cancelled" });
    await run.free;
    await pass(100);
    answerLoads();
    await pass();
    expect(current("inference").asked("run")).toEqual([]);
  });

  it.each(["inference", "density"] as const)(
    "ends the process that is stuck in a batch for five minutes, and no other: %s",
    async (stuck) => {
      const { pool, current } = await open();
      const processes = { inference: current("inference"), density: current("density") };
      const run = pool.run(batch);
      await pass();
      const id = current("inference").asked("run")[0]?.id ?? 0;
      if (stuck === "density") current("inference").say({ type: "ran", id, windows: 1, ms: 1, longestRunMs: 1 });
      const failed = refusalOf(run.results);
      await pass(300_000);
      expect(await failed).toMatchObject({ code: "timed-out" });
      await run.free;
      expect([processes.inference.isGone, processes.density.isGone]).toEqual([
        stuck === "inference",
        stuck === "density",
      ]);
    },
  );

  it("gives a batch that gets no process in twenty seconds its error", async () => {
    const { pool, current } = await open();
    current("inference").end(139);
    const run = pool.run(batch);
    await pass(20_000);
    await expect(run.results).rejects.toMatchObject({ code: "worker-unavailable" });
    await run.free;
  });

  it("spreads batches over its processes", async () => {
    const { pool, named } = await open({ processes: 3 });
    expect(pool.slots).toBe(3);
    const runs = Array.from({ length: 3 }, () => pool.run(batch));
    await pass();
    expect(named("inference").map((process) => process.asked("run").length)).toEqual([1, 1, 1]);
    for (const run of runs) run.cancel();
  });

  it("gives up a model that cannot be loaded again after a restart, and no other one", async () => {
    const { pool, current } = await open();
    const other = { ...model, id: "other" };
    const loading = pool.load(other, { executionProvider: "cpu", intraOpThreads: 1 });
    await pass();
    const first = current("inference").asked("load").at(-1)?.id ?? 0;
    current("inference").say({ type: "loaded", id: first, model: "other", executionProvider: "cpu", probeMs: 1 });
    await loading;

    current("inference").end(139);
    await pass(200);
    const again = (): number => current("inference").asked("load").at(-1)?.id ?? 0;
    current("inference").say({ type: "loaded", id: again(), model: "m", executionProvider: "cpu", probeMs: 1 });
    const error = { code: "model-damaged", message: "Model other: …" } as const;
    current("inference").say({ type: "failed", id: again(), error });
    await pass();
    await expect(pool.run({ ...batch, model: "other" }).results).rejects.toMatchObject({
      code: "model-damaged",
      message: "Model other: …",
    });
    const run = pool.run(batch);
    await pass();
    const id = current("inference").asked("run")[0]?.id ?? 0;
    current("density").say({ type: "finished", id, items: finished });
    expect(await run.results).toEqual(finished);
  });

  it("says where a model runs as long as one of its processes holds it", async () => {
    const { pool, named } = await open({ processes: 2 });
    named("inference")[0]?.end(139);
    await pass(100);
    const again = named("inference").at(-1);
    const id = again?.asked("load")[0]?.id ?? 0;
    again?.say({ type: "failed", id, error: { code: "model-refused", message: "No memory." } });
    await pass();
    expect(pool.providerOf("m")).toBe("cpu");
    const run = pool.run(batch);
    await pass();
    expect(named("inference").map((process) => process.asked("run").length)).toEqual([0, 1, 0]);
    run.cancel();
  });

  it("does not load a forgotten model again", async () => {
    const { pool, current } = await open();
    pool.forget("m");
    expect(pool.providerOf("m")).toBeNull();
    current("inference").end(139);
    await pass(200);
    expect(current("inference").asked("load")).toEqual([]);
  });

  it("gives a load that takes longer than a minute its error, and starts the stuck process again", async () => {
    const { pool, named } = await open();
    const loading = pool.load({ ...model, id: "other" }, { executionProvider: "cpu", intraOpThreads: 1 });
    loading.catch(() => undefined);
    await pass(60_000);
    await expect(loading).rejects.toMatchObject({ code: "timed-out" });
    await pass(200);
    expect(named("inference").map(({ isGone }) => isGone)).toEqual([true, false]);
  });

  it("sends a user's batch to a process without another one, however much background work it has", async () => {
    const { pool, named } = await open({ processes: 2 });
    const background = { ...batch, level: "background" as const };
    const runs = [background, batch, batch, background].map((one) => pool.run(one));
    await pass();
    const levels = named("inference").map((process) => process.asked("run").map(({ level }) => level));
    expect(levels).toEqual([
      ["background", "user"],
      ["user", "background"],
    ]);
    for (const run of runs) run.cancel();
  });

  it("passes on why a model could not be loaded", async () => {
    const { pool, current } = await open();
    const loading = pool.load({ ...model, id: "other" }, { executionProvider: "cpu", intraOpThreads: 1 });
    loading.catch(() => undefined);
    await pass();
    const id = current("inference").asked("load").at(-1)?.id ?? 0;
    current("inference").say({ type: "failed", id, error: { code: "model-damaged", message: "Model other: …" } });
    await expect(loading).rejects.toMatchObject({ code: "model-damaged", message: "Model other: …" });
  });

  describe("on a device other than the CPU", () => {
    it("moves to the CPU when the process dies, with one notice", async () => {
      const { pool, current, lost, answerLoads } = await open({ executionProvider: "webgpu" });
      expect(pool.providerOf("m")).toBe("webgpu");
      const run = pool.run({ ...batch, executionProvider: "webgpu" });
      await pass();
      current("inference").end(139);
      await pass(100);
      await expect(run.results).rejects.toMatchObject({ code: "worker-crashed" });
      expect(current("inference").asked("load")[0]).toMatchObject({ executionProvider: "cpu" });
      answerLoads();
      expect(pool.providerOf("m")).toBe("cpu");
      expect(lost).toEqual(["webgpu: The inference process ended unexpectedly (crashed)."]);
    });

    it("is not lost with a process on the processor, whatever file it computes with", async () => {
      const { pool, current, lost } = await open({ executionProvider: "cpu+fp16" });
      current("inference").end(139);
      await pass(100);
      expect(current("inference").asked("load")[0]).toMatchObject({ executionProvider: "cpu+fp16" });
      expect(pool.providerOf("m")).toBe("cpu+fp16");
      expect(lost).toEqual([]);
    });

    it("takes a run that fails for a lost device: the batch may be tried again, in a process on the CPU", async () => {
      const { pool, current, named, lost } = await open({ executionProvider: "webgpu" });
      const run = pool.run({ ...batch, executionProvider: "webgpu" });
      await pass();
      const id = current("inference").asked("run")[0]?.id ?? 0;
      current("inference").say({ type: "failed", id, error: { code: "internal", message: "device lost" } });
      await expect(run.results).rejects.toMatchObject({ code: "worker-crashed" });
      await pass(100);
      expect(named("inference").length).toBe(2);
      expect(current("inference").asked("load")[0]).toMatchObject({ executionProvider: "cpu" });
      expect(lost).toEqual(["webgpu: device lost"]);
    });

    it("refuses what was asked of a device that is gone: no number of the CPU gets its name", async () => {
      const { pool, current, answerLoads } = await open({ executionProvider: "webgpu" });
      const asked = { ...batch, executionProvider: "webgpu" };
      current("inference").end(139);
      const run = pool.run(asked);
      await pass(100);
      answerLoads();
      await expect(run.results).rejects.toMatchObject({ code: "device-changed" });
      await run.free;
      expect(current("inference").asked("run")).toEqual([]);
      void pool.run(batch);
      await pass();
      expect(current("inference").asked("run")).toMatchObject([{ executionProvider: "cpu" }]);
    });

    it("believes a process that says that the model runs elsewhere by now, and keeps the device", async () => {
      const { pool, current, lost } = await open({ executionProvider: "webgpu" });
      const run = pool.run({ ...batch, executionProvider: "webgpu" });
      await pass();
      const id = current("inference").asked("run")[0]?.id ?? 0;
      current("inference").say({ type: "failed", id, error: { code: "device-changed", message: "…" } });
      await expect(run.results).rejects.toMatchObject({ code: "device-changed" });
      expect([pool.providerOf("m"), lost]).toEqual(["webgpu", []]);
    });

    it("leaves it in every process when one of them loses it, with one notice", async () => {
      const { pool, named, lost } = await open({ processes: 2, executionProvider: "webgpu" });
      const [first, second] = named("inference");
      second?.end(139);
      await pass();
      expect(pool.providerOf("m")).toBe("cpu");
      expect(first?.asked("load").at(-1)).toMatchObject({ executionProvider: "cpu" });
      expect(lost).toHaveLength(1);
    });

    it("loads on the CPU what the device refuses", async () => {
      const { pool, current, lost } = await open({ executionProvider: "webgpu" });
      const loading = pool.load({ ...model, id: "other" }, { executionProvider: "webgpu", intraOpThreads: 1 });
      await pass();
      const first = current("inference").asked("load").at(-1)?.id ?? 0;
      current("inference").say({ type: "failed", id: first, error: { code: "model-refused", message: "no adapter" } });
      await pass();
      const second = current("inference").asked("load").at(-1);
      expect(second).toMatchObject({ executionProvider: "cpu" });
      current("inference").say({
        type: "loaded",
        id: second?.id ?? 0,
        model: "other",
        executionProvider: "cpu",
        probeMs: 1,
      });
      expect(await loading).toMatchObject({ executionProvider: "cpu" });
      expect(lost).toEqual(["webgpu: no adapter"]);
    });
  });
});
