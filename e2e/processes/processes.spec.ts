/** The worker processes, really: started, killed, restarted, cancelled, stopped. No window and no display. */
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { ElectronApplication } from "@playwright/test";
import { electronPath, root } from "../support/application.ts";
import { expect, models, open, run, test } from "./fixture.ts";
import type { Outcome } from "./harness.ts";
import { buildOnnx } from "../../src/engine/registry/onnx-fixtures.ts";

/** Kills a process in the middle of a batch that takes seconds. */
function runAndKill(app: ElectronApplication, name: string): Promise<Outcome> {
  return app.evaluate(async (_, worker) => {
    const { harness } = globalThis;
    const outcome = harness.outcome(harness.run(64, 1024));
    await harness.hasComputed("inference", 100);
    harness.kill(worker);
    return outcome;
  }, name);
}

test("a batch goes through inference and density, alone and together with the same numbers", async ({ app }) => {
  await open(app);
  const together = await run(app, 5, 80);
  expect(together.items).toBe(5);
  const alone = await run(app, 1, 80);
  expect(alone.numbers?.[0]).toEqual(together.numbers?.[0]);
  expect(alone.numbers?.[0]?.every(Number.isFinite)).toBe(true);
});

test.describe("with three inference processes", () => {
  test.use({ inferenceProcesses: 3 });
  test("batches at the same time go to different processes and give the same numbers", async ({ app }) => {
    await open(app);
    const [first, ...others] = await app.evaluate(async () => {
      const { harness } = globalThis;
      return Promise.all(Array.from({ length: 6 }, () => harness.outcome(harness.run(2, 64))));
    });
    expect(first?.items).toBe(2);
    for (const other of others) expect(other.numbers).toEqual(first?.numbers);
  });

  test("killing one of them fails only its batch", async ({ app }) => {
    await open(app);
    const outcomes = await app.evaluate(async () => {
      const { harness } = globalThis;
      const batches = Array.from({ length: 3 }, () => harness.outcome(harness.run(8, 256)));
      await harness.hasComputed("inference-2", 20);
      harness.kill("inference-2");
      return Promise.all(batches);
    });
    expect(outcomes.map(({ code }) => code)).toEqual([undefined, "worker-crashed", undefined]);
  });
});

test("killing the inference process fails its batch once, and the next batch runs in a new process", async ({
  app,
}) => {
  await open(app);
  const before = await run(app, 1, 64);
  const killed = await runAndKill(app, "inference");
  expect(killed.code).toBe("worker-crashed");
  // The slot is free because the process is dead, not because the batch would have been done.
  expect(killed.freeAfterMs).toBeLessThan(2_000);
  const after = await run(app, 1, 64);
  expect(after.numbers).toEqual(before.numbers);
  expect(after.freeAfterMs).toBeLessThan(5_000);
  const workers = await app.evaluate(() => globalThis.harness.workers());
  expect(workers.find((worker) => worker.name === "inference")).toMatchObject({ state: "ready", restarts: 1 });
});

test("killing the density process fails what it had in hand, and the line between the two is laid again", async ({
  app,
}) => {
  await open(app);
  const killed = await runAndKill(app, "density");
  expect(killed.code).toBe("worker-crashed");
  expect((await run(app, 3, 64)).items).toBe(3);
  const workers = await app.evaluate(() => globalThis.harness.workers());
  expect(workers.map(({ name, restarts }) => [name, restarts])).toEqual([
    ["inference", 0],
    ["density", 1],
  ]);
});

test("ten kills in a row lose no batch, and each time the next one runs", async ({ app }) => {
  await open(app);
  const rounds = await app.evaluate(async () => {
    const { harness } = globalThis;
    const result: { code: string | undefined; backMs: number; items: number | undefined }[] = [];
    for (let round = 0; round < 10; round += 1) {
      const doomed = harness.outcome(harness.run(64, 1024));
      await harness.hasComputed("inference", 20 + 20 * round);
      harness.kill("inference");
      const { code } = await doomed;
      const started = performance.now();
      const { items } = await harness.outcome(harness.run(1, 64));
      result.push({ code, backMs: performance.now() - started, items });
    }
    return result;
  });
  expect(rounds.map(({ code, items }) => [code, items])).toEqual(rounds.map(() => ["worker-crashed", 1]));
  // How fast is for the benchmark to say; here none may hang.
  expect(Math.max(...rounds.map(({ backMs }) => backMs))).toBeLessThan(15_000);
});

test("a kill at any moment of the start, of a load and of the switch to another model loses nothing that was asked for", async ({
  app,
}) => {
  test.setTimeout(240_000);
  await open(app);
  const kills = 8;
  const torture = await app.evaluate((_, count) => globalThis.harness.tortureLoads(count, 1), kills);
  expect(torture.reasons).toEqual([]);
  expect(torture.succeeded).toBe(kills);
  // How fast is for the benchmark to say; here none may wait for the limit of a load that was lost.
  expect(Math.max(...torture.usableAfterMs)).toBeLessThan(15_000);
});

test("a cancelled batch stops at the model's next run and is no failure", async ({ app }) => {
  await open(app);
  const outcome = await app.evaluate(async () => {
    const { harness } = globalThis;
    const batch = harness.run(64, 1024);
    await harness.hasComputed("inference", 100);
    batch.cancel();
    return harness.outcome(batch);
  });
  expect(outcome.code).toBe("cancelled");
  expect(outcome.freeAfterMs).toBeLessThan(1_000);
  expect((await run(app, 1, 64)).items).toBe(1);
  expect(await app.evaluate(() => globalThis.harness.log.filter((line) => !line.startsWith("info")))).toEqual([]);
});

for (const [how, code] of [
  ["cancel", "cancelled"],
  ["kill", "worker-crashed"],
] as const) {
  test(`a batch that is cut off by a ${how} keeps the windows that were finished`, async ({ app }) => {
    await open(app);
    const outcome = await app.evaluate((_, asked) => globalThis.harness.cutOff(asked), how);
    expect(outcome.code).toBe(code);
    expect(outcome.kept).toBeGreaterThan(0);
    expect(outcome.kept).toBeLessThan(64);
    expect((await run(app, 1, 64)).items).toBe(1);
  });
}

test("a bit that flips between two processes is noticed on the other side: the batch is refused, and right the next time", async ({
  app,
}) => {
  await open(app);
  const before = await run(app, 2, 64);
  for (const type of ["run", "finished"]) {
    await app.evaluate((_, damaged) => globalThis.harness.damageNext(damaged), type);
    expect((await run(app, 2, 64)).code).toBe("damaged-in-transit");
    expect((await run(app, 2, 64)).numbers).toEqual(before.numbers);
  }
  const log = await app.evaluate(() => globalThis.harness.log.filter((line) => line.startsWith("error")));
  expect(log).toEqual(['error damaged-in-transit {"to":"inference"}', 'error damaged-in-transit {"to":"main"}']);
});

test("a model file with one flipped bit is refused by name, and nothing else is offered", async ({ app }) => {
  const folder = mkdtempSync(join(tmpdir(), "fantail-damaged-"));
  cpSync(models, folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    const file = join(folder, name, "model.onnx");
    if (!existsSync(file)) continue;
    const bytes = readFileSync(file);
    bytes[1_000] = (bytes[1_000] ?? 0) ^ 1;
    writeFileSync(file, bytes);
  }
  const opened = await open(app, folder);
  expect(opened.code).toBe("model-damaged");
  expect(opened.message).toContain("No model can be loaded.");
  expect(opened.message).toContain("model.onnx is not the file that manifest.json names");
  rmSync(folder, { recursive: true });
});

test("an empty models folder says so", async ({ app }) => {
  const folder = mkdtempSync(join(tmpdir(), "fantail-empty-"));
  const opened = await open(app, folder);
  expect(opened.code).toBe("model-damaged");
  expect(opened.message).toContain("There is no model in");
  rmSync(folder, { recursive: true });
});

test("stopping ends every process within its time, and a batch then says that Fantail is closing", async ({ app }) => {
  await open(app);
  const { ms, outcome, workers } = await app.evaluate(async () => {
    const { harness } = globalThis;
    const stopped = await harness.stop();
    const late = await harness.outcome(harness.run(1, 64));
    return { ms: stopped, outcome: late, workers: harness.workers() };
  });
  expect(ms).toBeLessThan(2_000);
  expect(outcome.code).toBe("shutting-down");
  expect(workers.map(({ state, pid }) => [state, pid])).toEqual([
    ["stopped", null],
    ["stopped", null],
  ]);
});

test("a request that is cancelled before its process is there ends, and the next one is answered", async ({ app }) => {
  const { codes, places } = await app.evaluate(() => globalThis.harness.cancelAtOnce(3));
  expect(codes).toEqual(["cancelled", "cancelled", "cancelled"]);
  expect(places).toBeGreaterThan(100);
});

test.describe("the ingest process", () => {
  let folder: string;
  let large: string;

  test.beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "fantail-ingest-"));
    large = join(folder, "large.csv");
    const lines = Array.from({ length: 200_000 }, (_, row) => {
      const time = new Date(Date.UTC(2000, 0, 1) + row * 3_600_000).toISOString().slice(0, 19);
      return `${time},${(Math.sin(row / 24) * 10 + 50).toFixed(3)},${row % 97},${row % 89},${row % 83}`;
    });
    writeFileSync(large, ["time,a,b,c,d", ...lines].join("\n"));
  });
  test.afterAll(() => rmSync(folder, { recursive: true }));

  test("is started by the first file and reads the next one in the same process", async ({ app }) => {
    const result = await app.evaluate(
      async (_, sample) => {
        const { ingest } = globalThis.harness;
        const before = ingest.health().pid;
        const first = await ingest.import(sample, {});
        const pid = ingest.health().pid;
        const second = await ingest.import(sample, {});
        return {
          before,
          steps: first.series[0]?.values.length,
          same: first.handle === second.handle,
          kept: pid === ingest.health().pid,
        };
      },
      join(root, "samples", "airline-passengers.csv"),
    );
    expect(result).toEqual({ before: null, steps: 144, same: true, kept: true });
  });

  test("ends a cancelled import within a second, and its progress with it", async ({ app }) => {
    const result = await app.evaluate(async (_, path) => {
      const controller = new AbortController();
      let late = 0;
      let abortedMs = Number.NaN;
      const onProgress = (): void => {
        if (controller.signal.aborted) late += 1;
        else abortedMs = performance.now();
        controller.abort();
      };
      const imported = globalThis.harness.ingest.import(path, {}, { signal: controller.signal, onProgress });
      const code = await imported.then(
        () => "done",
        (error: { code?: string }) => error.code,
      );
      return { code, late, ms: performance.now() - abortedMs };
    }, large);
    expect(result).toMatchObject({ code: "cancelled", late: 0 });
    expect(result.ms).toBeLessThan(1_000);
  });

  test("is started again when it is killed in the middle of a file, which is then read all the same", async ({
    app,
  }) => {
    const result = await app.evaluate(async (_, path) => {
      const { ingest } = globalThis.harness;
      let first: number | null = null;
      const onProgress = (): void => {
        if (first !== null) return;
        first = ingest.health().pid;
        if (first !== null) process.kill(first, "SIGKILL");
      };
      const { series } = await ingest.import(path, {}, { onProgress });
      return {
        series: series.length,
        steps: series[0]?.values.length,
        isNew: first !== null && ingest.health().pid !== first,
      };
    }, large);
    expect(result).toEqual({ series: 4, steps: 200_000, isNew: true });
  });

  test("says in words what a file that is no table is", async ({ app }) => {
    const result = await app.evaluate(
      (_, path) => globalThis.harness.ingest.import(path, {}).catch((error: { code?: string }) => error.code),
      join(folder, "none.csv"),
    );
    expect(result).toBe("file-not-found");
  });
});

test.describe("execution providers", () => {
  test("the CPU is measured, and agrees with itself to the last bit", async ({ app }) => {
    await open(app);
    const probe = await app.evaluate(() => globalThis.harness.probe("cpu"));
    expect(probe).toMatchObject({ executionProvider: "cpu", largestRelativeError: 0 });
    expect(probe.windowsPerSecond).toBeGreaterThan(1);
  });

  test("one that this machine does not have is refused with the reason, and the pool goes on", async ({ app }) => {
    await open(app);
    const reason = await app.evaluate(() =>
      globalThis.harness.probe("no-such-device").catch((error: { code?: string; message?: string }) => ({
        code: error.code,
        message: error.message,
      })),
    );
    expect(reason).toMatchObject({ code: "model-refused", message: expect.stringContaining("no-such-device") });
    expect((await run(app, 1, 64)).items).toBe(1);
  });
});

/** Electron brings a Vulkan driver that runs on the processor: slow, and right. WebGPU's path without a graphics card. */
const swiftShader = join(dirname(electronPath), "vk_swiftshader_icd.json");

test.describe("WebGPU, on a driver that runs on the processor", () => {
  test.use({ vulkanDriver: swiftShader });
  test.skip(process.platform !== "linux" || !existsSync(swiftShader), "this Electron brings no such driver");

  // One window at a time: the driver needs most of a second for each.
  for (const name of readdirSync(models).filter((entry) => existsSync(join(models, entry, "manifest.json")))) {
    test(`gives the processor's numbers for the bundled model ${name}`, async ({ app }) => {
      test.setTimeout(600_000);
      await open(app);
      const probe = await app.evaluate(
        (_, id) => globalThis.harness.probe("webgpu", id, { limitMs: 580_000, windowsPerRun: 1 }),
        name,
      );
      expect(probe.executionProvider).toBe("webgpu");
      expect(probe.largestRelativeError).toBeLessThan(1e-3);
    });
  }

  test("refuses 16 bits, which the driver does not have, and says so", async ({ app }) => {
    test.setTimeout(240_000);
    const halved = readdirSync(models).findLast((name) => existsSync(join(models, name, "model.fp16.onnx")));
    test.skip(halved === undefined, "no bundled model has a file with 16 bits");
    await open(app);
    const refused = await app.evaluate(
      (_, id) =>
        globalThis.harness
          .probe("webgpu+fp16", id, { limitMs: 220_000, windowsPerRun: 1 })
          .catch((error: { code?: string; message?: string }) => ({ code: error.code, message: error.message })),
      halved,
    );
    expect(refused).toMatchObject({
      code: "model-refused",
      message: expect.stringMatching(/cannot run on webgpu\+fp16: .*requires f16/),
    });
  });

  test("agrees with the CPU, runs through the pool, and gives way to the CPU when its process dies", async ({
    app,
  }) => {
    // A small model: the driver needs minutes for a real one.
    const folder = mkdtempSync(join(tmpdir(), "fantail-webgpu-"));
    const model = join(folder, "small.onnx");
    writeFileSync(model, buildOnnx({ context: 512 }));
    await open(app);
    const paths = { model, own: join(folder, "own") };
    expect(
      await app.evaluate((_, { model: source, own }) => globalThis.harness.importModel(source, own), paths),
    ).toMatchObject({ id: "small" });

    const probe = await app.evaluate(() => globalThis.harness.probe("webgpu", "small"));
    expect(probe.largestRelativeError).toBeLessThan(1e-5);
    expect(probe.windowsPerSecond).toBeGreaterThan(0);

    const { found, provider, moved, after, log } = await app.evaluate(async () => {
      const { harness } = globalThis;
      harness.store?.useDevice({ executionProvider: "webgpu", windowsPerRun: 4 });
      const values = [3, 1, 4, 1, 5, 9, 2, 6];
      const onDevice = await harness.runModel("small", values, 8);
      const used = harness.pool.providerOf("small");
      // Asked of the device, and taken up by the process after the model has left it.
      const shape = harness.store?.shape("small");
      if (shape === undefined) throw new Error("the model is not there");
      const moving = harness.pool.load(shape, { executionProvider: "cpu", intraOpThreads: 1 });
      const refused = await harness.runModel("small", values, 8);
      await moving;
      await harness.pool.load(shape, { executionProvider: "webgpu", intraOpThreads: 1, windowsPerRun: 4 });
      harness.kill("inference");
      let onCpu = await harness.runModel("small", values, 8);
      // What went to the process before its end was noticed is lost with it; whoever dispatches tries once more.
      if (onCpu.code === "worker-crashed") onCpu = await harness.runModel("small", values, 8);
      return {
        found: onDevice.numbers?.[0],
        provider: used,
        moved: refused,
        after: onCpu.numbers?.[0],
        log: harness.log,
      };
    });
    expect(provider).toBe("webgpu");
    expect(moved).toMatchObject({ code: "device-changed" });
    expect(found?.length).toBe(72);
    found?.forEach((value, index) => expect(value).toBeCloseTo(after?.[index] ?? Number.NaN, 4));
    expect(await app.evaluate(() => globalThis.harness.pool.providerOf("small"))).toBe("cpu");
    expect(log.filter((line) => line.includes("device-lost")).length).toBe(1);
    rmSync(folder, { recursive: true });
  });
});
