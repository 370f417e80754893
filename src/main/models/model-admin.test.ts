import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EngineError } from "#domain/errors";
import { mergePolicy, modelRefusal, noPolicy, type Policy } from "#domain/policy";
import { Devices } from "./devices.ts";
import type { LoadOptions } from "../inference/desired-models.ts";
import { ModelAdmin, type ModelSettings } from "./model-admin.ts";
import { ModelStore } from "./model-store.ts";

const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
const fiveMinutes = { unit: "minute", count: 5 } as const;
const hour = { unit: "hour", count: 1 } as const;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fantail-admin-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function addModel(
  source: "bundled" | "own",
  id: string,
  parameters = 1_000,
  frequencies: "any" | string[] = "any",
): void {
  const target = join(folder, source, id);
  mkdirSync(target, { recursive: true });
  const manifest = {
    id,
    name: id.toUpperCase(),
    version: "1.0.0",
    licence: "Apache-2.0",
    file: "model.onnx",
    sha256: "0".repeat(64),
    parameters,
    sizeBytes: 7,
    opset: 17,
    input: { name: "context", shape: ["batch", 512], dtype: "float32", missing: "nan", padding: "left" },
    output: { name: "quantiles", kind: "quantiles", layout: "batch,levels,horizon", levels: [0.1, 0.5, 0.9] },
    context: { min: 1, max: 512 },
    horizon: { native: 64, max: 1024 },
    rollout: "quantile-paths",
    frequencies,
    stochastic: false,
    preprocessing: "1",
  };
  writeFileSync(join(target, "manifest.json"), JSON.stringify(manifest));
  writeFileSync(join(target, "model.onnx"), "a model");
}

/** The application's models `base` and `tiny` and the user's `mine`, on a machine with a CPU and a working WebGPU. */
async function start(initial: ModelSettings = {}, broken: readonly string[] = [], policy: Policy = noPolicy) {
  addModel("bundled", "base", 9_000);
  addModel("bundled", "tiny");
  addModel("own", "mine", 90_000);
  const loads: { readonly id: string; readonly options: LoadOptions }[] = [];
  let changes = 0;
  const settings = {
    current: initial,
    async update(change: ModelSettings) {
      this.current = { ...this.current, ...change };
    },
  };
  const probe = async (_: unknown, executionProvider: string) => {
    if (executionProvider !== "cpu" && executionProvider !== "webgpu")
      throw new EngineError("model-refused", "No adapter.");
    return {
      executionProvider,
      windowsPerSecond: executionProvider === "cpu" ? 500 : 550,
      windowsPerRun: 16,
      largestRelativeError: 0,
    };
  };
  const devices = new Devices({
    storage: { read: () => Promise.reject(new Error("nothing yet")), write: () => Promise.resolve() },
    logger,
    fingerprint: "1",
    platform: "linux",
    probe,
    notices: { warn: () => undefined },
  });
  const store = new ModelStore({
    folders: [join(folder, "bundled")],
    logger,
    executionProvider: "cpu",
    intraOpThreads: 1,
    pool: {
      load: async (model, options) => {
        if (broken.includes(model.id)) throw new EngineError("model-refused", `Model ${model.id}: …`);
        loads.push({ id: model.id, options });
        return { type: "loaded", id: 1, model: model.id, executionProvider: options.executionProvider, probeMs: 1 };
      },
      providerOf: (id) => loads.findLast((load) => load.id === id)?.options.executionProvider ?? null,
      forget: () => undefined,
    },
    refusal: (model) => modelRefusal(policy, model),
  });
  const own = join(folder, "own");
  const admin = new ModelAdmin({
    store,
    devices,
    settings,
    folder: own,
    entry: "",
    logger,
    probe,
    onChange: () => (changes += 1),
    policy,
  });
  await store.scan();
  await store.loadDefault();
  await store.scan([own], "own");
  await admin.applyDefault();
  return { admin, store, settings, loads, devices, changes: () => changes };
}

describe("defaults", () => {
  it("are the user's for a frequency, the user's for all others, and the largest of the application's", async () => {
    const { admin, settings } = await start();
    expect(admin.defaultFor(hour)).toBe("base");
    await admin.setDefault(fiveMinutes, "mine");
    expect(admin.defaultFor(fiveMinutes)).toBe("mine");
    expect(admin.defaultFor(hour)).toBe("base");
    await admin.setDefault(null, "tiny");
    expect(admin.defaultFor(hour)).toBe("tiny");
    expect(admin.defaultFor()).toBe("tiny");
    expect(settings.current.modelDefaults).toEqual({ "5 minute": "mine", any: "tiny" });
    expect(admin.state().defaults).toEqual([
      { frequency: fiveMinutes, model: "mine" },
      { frequency: null, model: "tiny" },
    ]);
    await admin.setDefault(null, null);
    await admin.setDefault(fiveMinutes, null);
    expect(admin.defaultFor(fiveMinutes)).toBe("base");
    expect(settings.current.modelDefaults).toEqual({});
  });

  it("hold at the next start", async () => {
    const { admin } = await start({ modelDefaults: { any: "mine", hour: "tiny" } });
    expect(admin.defaultFor()).toBe("mine");
    expect(admin.defaultFor(hour)).toBe("tiny");
  });

  it("that do not load, are unknown or are no frequency, leave the application's", async () => {
    const { admin } = await start({ modelDefaults: { any: "mine", hour: "gone", fortnight: "tiny" } }, ["mine"]);
    expect(admin.defaultFor()).toBe("base");
    expect(admin.defaultFor(hour)).toBe("base");
    expect(admin.state().defaults.map(({ frequency }) => frequency)).toEqual([null, hour]);
    await expect(admin.setDefault(fiveMinutes, "mine")).rejects.toMatchObject({ code: "model-refused" });
    await expect(admin.setDefault(fiveMinutes, "gone")).rejects.toMatchObject({ code: "model-not-found" });
  });

  it("are refused where the model is made for other data", async () => {
    addModel("own", "sensor", 1_000, ["5 minute"]);
    const { admin, settings } = await start();
    await admin.setDefault(fiveMinutes, "sensor");
    const refusal = { code: "wrong-arguments", message: "SENSOR is made for steps of 5 minute only." };
    await expect(admin.setDefault(hour, "sensor")).rejects.toMatchObject(refusal);
    await expect(admin.setDefault(null, "sensor")).rejects.toMatchObject(refusal);
    expect(settings.current.modelDefaults).toEqual({ "5 minute": "sensor" });
  });

  it("go with a removed model and come back with it", async () => {
    const { admin, settings } = await start({ modelDefaults: { any: "mine", "5 minute": "mine", hour: "tiny" } });
    await admin.remove("mine");
    expect(settings.current.modelDefaults).toEqual({ hour: "tiny" });
    expect(admin.defaultFor(fiveMinutes)).toBe("base");
    await admin.restore("mine");
    expect(settings.current.modelDefaults).toEqual({ any: "mine", "5 minute": "mine", hour: "tiny" });
    expect(admin.defaultFor(fiveMinutes)).toBe("mine");
    expect(admin.defaultFor()).toBe("mine");
  });
});

describe("the device", () => {
  it("of the user's choice is measured first, takes every model that is in use, and is kept", async () => {
    const { admin, settings, loads, store } = await start();
    await store.load("mine");
    loads.length = 0;
    await admin.setDevice("webgpu");
    expect(loads.map(({ id, options }) => [id, options.executionProvider])).toEqual([
      ["base", "webgpu"],
      ["mine", "webgpu"],
    ]);
    expect(settings.current.device).toBe("webgpu");
    expect(admin.state()).toMatchObject({ device: "webgpu" });
    expect(admin.state().providers.find(({ name }) => name === "webgpu")).toMatchObject({
      state: "used",
      windowsPerRun: 16,
    });
    await admin.setDevice("auto");
    // Hardly faster than the CPU: not worth it by itself.
    expect(store.list()[0]).toMatchObject({ executionProvider: "cpu" });
  });

  it("that cannot be used is refused with the reason, and all stays as it was", async () => {
    const { admin, settings, loads } = await start();
    loads.length = 0;
    await expect(admin.setDevice("cuda")).rejects.toMatchObject({
      code: "model-refused",
      message: "The device cuda can't be used here. No adapter.",
    });
    await expect(admin.setDevice("dml")).rejects.toMatchObject({
      message: "The device dml can't be used here. Only on Windows.",
    });
    expect(settings.current.device).toBeUndefined();
    expect(admin.device).toBe("auto");
    expect(loads).toEqual([]);
  });

  it("of one start leaves the settings alone", async () => {
    const { admin, settings, store } = await start({ device: "cpu" });
    await admin.useDeviceOnce("webgpu");
    expect(admin.device).toBe("webgpu");
    expect(store.list()[0]).toMatchObject({ executionProvider: "webgpu" });
    expect(settings.current.device).toBe("cpu");
  });

  it("of the settings is taken after its measurement on a first start", async () => {
    const { admin, store } = await start({ device: "webgpu" });
    expect(store.list()[0]).toMatchObject({ executionProvider: "cpu" });
    await admin.applyDevice();
    expect(store.list()[0]).toMatchObject({ executionProvider: "webgpu" });
  });
});

describe("changes", () => {
  it("happen one after the other, and each is told, failed ones among them", async () => {
    const { admin, changes } = await start();
    const renames = ["A", "B", "C"].map((name) => admin.rename("mine", name));
    const failed = admin.rename("base", "X");
    await Promise.all(renames);
    await expect(failed).rejects.toMatchObject({ code: "not-allowed" });
    expect(admin.state().models.find(({ id }) => id === "mine")?.name).toBe("C");
    expect(changes()).toBe(4);
  });

  it("include a check of the files, after which a good model is ready", async () => {
    const { admin } = await start();
    expect(await admin.verify("mine")).toMatchObject({ id: "mine", state: "ready" });
    await expect(admin.verify("gone")).rejects.toMatchObject({ code: "model-not-found" });
  });
});

describe("under a policy", () => {
  const under = (values: object): Policy => mergePolicy([{ source: "/etc/10.json", level: "managed", values }]);

  it("models that are not allowed stay in the list with the reason, and nothing loads them", async () => {
    const { admin, store, loads } = await start({}, [], under({ allowedModels: ["tiny"] }));
    expect(admin.defaultFor()).toBe("tiny");
    expect(loads.map(({ id }) => id)).toEqual(["tiny"]);
    const base = store.list().find(({ id }) => id === "base");
    expect(base).toMatchObject({
      state: "refused",
      isForbidden: true,
      reason: expect.stringContaining("allowedModels in /etc/10.json"),
    });
    await expect(store.load("base")).rejects.toMatchObject({ code: "policy-forbids" });
    await expect(admin.setDefault(null, "mine")).rejects.toMatchObject({ code: "policy-forbids" });
    expect(await admin.verify("base")).toMatchObject({ state: "refused" });
    // What nobody asked for is no reason for a warning with every forecast.
    expect(admin.warnings()).toEqual([]);
  });

  it("where none that is here is allowed it says so, and not that something is damaged", async () => {
    await expect(start({}, [], under({ allowedModels: ["other"] }))).rejects.toMatchObject({
      code: "policy-forbids",
      message: expect.stringContaining("No model that is here is allowed"),
    });
  });

  it("without import nothing is brought, and what was brought before is not loaded", async () => {
    const { admin, store } = await start({ modelDefaults: { any: "mine" } }, [], under({ modelImport: false }));
    expect(admin.defaultFor()).toBe("base");
    expect(store.list().find(({ id }) => id === "mine")?.reason).toContain("imported models are not allowed");
    const file = join(folder, "bundled", "base", "model.onnx");
    await expect(admin.inspect(file)).rejects.toMatchObject({ code: "policy-forbids" });
    await expect(admin.import(file)).rejects.toMatchObject({ code: "policy-forbids" });
    expect(() => admin.requireImport()).toThrow("may not be imported");
  });

  it("a managed default and a managed device are no one's to change", async () => {
    const managed = { device: "cpu", modelDefaults: { any: "tiny" } } as const;
    const { admin, devices, store } = await start(managed, [], under({ device: "cpu", defaultModel: "tiny" }));
    await devices.measure(store.shape("base"));
    await expect(admin.setDefault(hour, "base")).rejects.toMatchObject({ code: "policy-forbids" });
    await expect(admin.setDevice("webgpu")).rejects.toThrow("Models run on cpu on this computer");
    await expect(admin.useDeviceOnce("webgpu")).rejects.toMatchObject({ code: "policy-forbids" });
    await admin.useDeviceOnce("cpu");
    expect([admin.device, admin.defaultFor()]).toEqual(["cpu", "tiny"]);
  });

  it("a managed device that does not work here is replaced by the processor only", async () => {
    const { admin, devices, store, loads } = await start({ device: "cuda" }, [], under({ device: "cuda" }));
    await devices.measure(store.shape("base"));
    await admin.open();
    expect(loads.at(-1)?.options.executionProvider).toBe("cpu");
  });
});
