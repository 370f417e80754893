import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ModelToLoad } from "#contract/worker";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EngineError } from "#domain/errors";
import type { LoadOptions } from "../inference/desired-models.ts";
import type { Devices } from "./devices.ts";
import { ModelStore, purge } from "./model-store.ts";

const bytes = Buffer.from("a model");
const sha256 = createHash("sha256").update(bytes).digest("hex");

function manifest(id: string, change: object = {}): object {
  return {
    id,
    name: id.toUpperCase(),
    version: "1.0.0",
    licence: "Apache-2.0",
    file: "model.onnx",
    sha256,
    parameters: 1_000,
    sizeBytes: bytes.length,
    opset: 17,
    input: { name: "context", shape: ["batch", 512], dtype: "float32", missing: "nan", padding: "left" },
    output: { name: "quantiles", kind: "quantiles", layout: "batch,levels,horizon", levels: [0.1, 0.5, 0.9] },
    context: { min: 1, max: 512 },
    horizon: { native: 64, max: 1024 },
    rollout: "quantile-paths",
    frequencies: "any",
    stochastic: false,
    preprocessing: "1",
    ...change,
  };
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fantail-store-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function addModel(id: string, content: object | string, file: Buffer | null = bytes): void {
  mkdirSync(join(folder, id), { recursive: true });
  writeFileSync(join(folder, id, "manifest.json"), typeof content === "string" ? content : JSON.stringify(content));
  if (file !== null) writeFileSync(join(folder, id, "model.onnx"), file);
}

/** A store over a pool that loads everything, or fails as it is told to. */
async function scan(fail: (model: ModelToLoad) => Error | null = () => null, preferred?: string, vet?: Devices["vet"]) {
  const forgotten: string[] = [];
  const lost = new Set<string>();
  const loads: { id: string; options: LoadOptions }[] = [];
  const store = new ModelStore({
    folders: [folder],
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    executionProvider: "cpu",
    intraOpThreads: 1,
    pool: {
      load: async (model, options) => {
        loads.push({ id: model.id, options });
        const error = fail(model);
        if (error !== null) throw error;
        lost.delete(model.id);
        return { type: "loaded", id: 1, model: model.id, executionProvider: options.executionProvider, probeMs: 1 };
      },
      providerOf: (id) => (lost.has(id) ? null : (loads.at(-1)?.options.executionProvider ?? null)),
      forget: (id) => forgotten.push(id),
    },
    ...(vet === undefined ? {} : { devices: { vet } }),
    ...(preferred === undefined ? {} : { preferred }),
  });
  await store.scan();
  return { store, loads, forgotten, lose: (id: string) => void lost.add(id) };
}

describe("ModelStore", () => {
  it("keeps a model in use while it is loaded once more: forecasts must not wait for another device, nor fail meanwhile", async () => {
    addModel("good", manifest("good"));
    const { store } = await scan();
    await store.loadDefault();
    store.useDevice({ executionProvider: "webgpu", windowsPerRun: 64 });
    const reloading = store.reload();
    expect(store.list()).toMatchObject([{ id: "good", state: "ready", executionProvider: "cpu" }]);
    expect(await store.load("good")).toMatchObject({ state: "ready", executionProvider: "cpu" });
    await reloading;
    expect(store.list()).toMatchObject([{ id: "good", state: "ready", executionProvider: "webgpu" }]);
  });

  it("names the weights that a device computes with", async () => {
    addModel("base", manifest("base", { fp16: { file: "model.fp16.onnx", sha256: "f".repeat(64), sizeBytes: 3 } }));
    const { store } = await scan();
    expect(await store.loadDefault()).toMatchObject({ executionProvider: "cpu", sha256, sizeBytes: bytes.length + 3 });
    store.useDevice({ executionProvider: "cpu+fp16", windowsPerRun: 16 });
    await store.reload();
    expect(store.list()[0]).toMatchObject({ executionProvider: "cpu+fp16", sha256: "f".repeat(64) });
    expect(store.shape("base").fp16).toEqual({ path: join(folder, "base", "model.fp16.onnx"), sha256: "f".repeat(64) });
  });

  it("starts with the largest model, and lists every model with its state", async () => {
    addModel("small", manifest("small"));
    addModel("base", manifest("base", { parameters: 9_000_000 }));
    const { store } = await scan();
    expect(await store.loadDefault()).toMatchObject({
      id: "base",
      state: "ready",
      executionProvider: "cpu",
      output: "quantiles",
    });
    expect(store.defaultModel).toBe("base");
    expect(store.list().map(({ id, state }) => [id, state])).toEqual([
      ["base", "ready"],
      ["small", "loading"],
    ]);
  });

  it("starts with the preferred model", async () => {
    addModel("small", manifest("small"));
    addModel("base", manifest("base", { parameters: 9_000_000 }));
    const { store } = await scan(undefined, "small");
    expect((await store.loadDefault()).id).toBe("small");
  });

  it("starts with a model for one frequency only where the user prefers it: it would refuse most files", async () => {
    addModel("small", manifest("small"));
    addModel("sensor", manifest("sensor", { parameters: 9_000_000, frequencies: ["5 minute"] }));
    expect((await (await scan()).store.loadDefault()).id).toBe("small");
    expect((await (await scan(undefined, "sensor")).store.loadDefault()).id).toBe("sensor");
  });

  it("takes the next model where the first is damaged, and keeps the reason", async () => {
    addModel("small", manifest("small"));
    addModel("base", manifest("base", { parameters: 9_000_000 }));
    const { store } = await scan((model) =>
      model.id === "base" ? new EngineError("model-damaged", "Model base: …") : null,
    );
    expect((await store.loadDefault()).id).toBe("small");
    expect(store.list()[0]).toMatchObject({
      id: "base",
      state: "damaged",
      reason: "Model base: …",
      executionProvider: null,
    });
  });

  it("lists every model and its reason when none can be loaded", async () => {
    addModel("cut", manifest("cut"), bytes.subarray(0, 3));
    addModel("gone", manifest("gone"), null);
    addModel("odd", manifest("odd"));
    addModel("text", "{");
    addModel("wrong", manifest("wrong", { horizon: { native: 64 } }));
    const { store } = await scan(() => new EngineError("model-refused", "Model odd: input …"));
    const error = await store.loadDefault().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "model-damaged" });
    const { message } = error as EngineError;
    expect(message).toContain("Model cut: model.onnx has 3 bytes; manifest.json says 7.");
    expect(message).toContain("Model gone: model.onnx is missing.");
    expect(message).toContain("Model odd: input …");
    expect(message).toContain("text/manifest.json is not valid JSON.");
    expect(message).toContain('wrong/manifest.json: "horizon.max"');
  });

  it("says model-refused when no model is damaged and none runs here", async () => {
    addModel("odd", manifest("odd"));
    const { store } = await scan(() => new EngineError("model-refused", "Model odd: input …"));
    await expect(store.loadDefault()).rejects.toMatchObject({ code: "model-refused" });
  });

  it("says in whose place the default stands and why, until that one can be used", async () => {
    addModel("base", manifest("base", { parameters: 9_000_000 }));
    addModel("small", manifest("small"));
    let isDamaged = true;
    const damaged = new EngineError(
      "model-damaged",
      "Model base: model.onnx is not the file that manifest.json names.",
    );
    const { store } = await scan(({ id }) => (id === "base" && isDamaged ? damaged : null));
    await store.loadDefault();
    expect(store.passedOver()).toEqual([{ id: "base", error: damaged }]);
    isDamaged = false;
    await store.load("base");
    expect(store.passedOver()).toEqual([]);
  });

  it("says that the user's own default can't be used, and forgets it with another choice", async () => {
    addModel("small", manifest("small"));
    const { store } = await scan();
    await store.loadDefault();
    await expect(store.useAsDefault("gone")).rejects.toMatchObject({ code: "model-not-found" });
    expect(store.passedOver()).toMatchObject([{ id: "gone", error: { code: "model-not-found" } }]);
    await store.useAsDefault("small");
    expect(store.passedOver()).toEqual([]);
  });

  it("does not blame a model for an application that closes", async () => {
    addModel("base", manifest("base"));
    const { store } = await scan(() => new EngineError("shutting-down", "Fantail is closing."));
    await expect(store.loadDefault()).rejects.toMatchObject({ code: "shutting-down" });
  });

  it("loads a model again that was lost with its process", async () => {
    addModel("base", manifest("base"));
    const { store, loads, lose } = await scan();
    await store.load("base");
    lose("base");
    await store.load("base");
    expect(loads.length).toBe(2);
  });

  it("loads a model once for any number of callers, and again after a failure", async () => {
    addModel("base", manifest("base"));
    let isBroken = true;
    const { store, loads } = await scan(() => (isBroken ? new EngineError("model-refused", "not now") : null));
    await expect(Promise.all([store.load("base"), store.load("base")])).rejects.toMatchObject({
      code: "model-refused",
    });
    expect(loads.length).toBe(1);
    isBroken = false;
    await Promise.all([store.load("base"), store.load("base"), store.load("base")]);
    expect(loads.length).toBe(2);
  });

  it("loads on the device that was chosen", async () => {
    addModel("base", manifest("base"));
    const { store, loads } = await scan();
    store.useDevice({ executionProvider: "webgpu", windowsPerRun: 64 });
    expect(await store.loadDefault()).toMatchObject({ executionProvider: "webgpu" });
    expect(loads[0]?.options).toEqual({ executionProvider: "webgpu", windowsPerRun: 64, intraOpThreads: 1 });
  });

  it("loads a model elsewhere when it is not right on the device, and all of them again when the device changes", async () => {
    addModel("base", manifest("base", { parameters: 9_000_000 }));
    addModel("odd", manifest("odd", { sha256: "0".repeat(64) }));
    const { store, loads } = await scan(undefined, undefined, async (model, choice) =>
      model.id === "odd"
        ? { choice: { executionProvider: "cpu", windowsPerRun: 16 }, reason: "Its numbers are wrong." }
        : { choice, reason: null },
    );
    store.useDevice({ executionProvider: "webgpu", windowsPerRun: 64 });
    await store.loadDefault();
    await store.load("odd");
    expect(loads.map(({ id, options }) => [id, options.executionProvider])).toEqual([
      ["base", "webgpu"],
      ["odd", "cpu"],
    ]);
    expect(store.list().map(({ deviceReason }) => deviceReason)).toEqual([
      undefined,
      "It does not run on webgpu. Its numbers are wrong.",
    ]);
    store.useDevice({ executionProvider: "cpu", windowsPerRun: 8 });
    await store.reload();
    expect(loads.slice(2).map(({ id, options }) => [id, options])).toEqual([
      ["base", { executionProvider: "cpu", windowsPerRun: 8, intraOpThreads: 1 }],
      ["odd", { executionProvider: "cpu", windowsPerRun: 8, intraOpThreads: 1 }],
    ]);
    expect(store.list().every(({ deviceReason }) => deviceReason === undefined)).toBe(true);
  });

  describe("of the user's own", () => {
    let own: string;
    beforeEach(() => {
      own = join(folder, "own");
      mkdirSync(own);
    });
    const addOwn = (id: string, change: object = {}): void => addModel(join("own", id), manifest(id, change));

    it("come after the application's, and are never the default by being there", async () => {
      addModel("base", manifest("base"));
      addOwn("huge", { parameters: 90_000_000 });
      const { store } = await scan();
      await store.scan([own], "own");
      expect(store.list().map(({ id, source }) => [id, source])).toEqual([
        ["base", "bundled"],
        ["huge", "own"],
      ]);
      expect((await store.loadDefault()).id).toBe("base");
      await store.useAsDefault("huge");
      expect(store.defaultModel).toBe("huge");
    });

    it("can be removed and put back until they are purged; the application's cannot", async () => {
      addModel("base", manifest("base"));
      addOwn("mine");
      const { store, forgotten } = await scan();
      await store.loadDefault();
      await store.scan([own], "own");
      await store.useAsDefault("mine");
      await expect(store.remove("base")).rejects.toMatchObject({ code: "not-allowed" });
      await store.remove("mine");
      expect(store.list().map(({ id }) => id)).toEqual(["base"]);
      expect(store.defaultModel).toBe("base");
      expect(forgotten).toEqual(["mine"]);
      expect(existsSync(join(own, "mine"))).toBe(false);

      await store.restore("mine", own);
      expect(store.list().map(({ id, state }) => [id, state])).toEqual([
        ["base", "ready"],
        ["mine", "loading"],
      ]);
      await store.remove("mine");
      await purge(own);
      await expect(store.restore("mine", own)).rejects.toMatchObject({ code: "model-not-found" });
      expect(readdirSync(own)).toEqual([]);
    });

    it("get another name, which the next start knows, and keep their id", async () => {
      addModel("base", manifest("base"));
      addOwn("mine");
      const { store } = await scan();
      await store.scan([own], "own");
      await store.rename("mine", "My forecaster");
      expect(store.list()[1]).toMatchObject({ id: "mine", name: "My forecaster" });
      expect(JSON.parse(readFileSync(join(own, "mine", "manifest.json"), "utf8"))).toMatchObject({
        id: "mine",
        name: "My forecaster",
      });
      await expect(store.rename("mine", "")).rejects.toMatchObject({ code: "model-damaged" });
      await expect(store.rename("base", "B")).rejects.toMatchObject({ code: "not-allowed" });
    });

    it("are told of by their folder where they cannot be read", async () => {
      addModel(join("own", "broken"), "{");
      const { store } = await scan();
      await store.scan([own], "own");
      expect(store.unreadable()).toEqual([{ folder: "broken", message: "broken/manifest.json is not valid JSON." }]);
    });

    it("are damaged when a check says so, whatever they were before, and ready again after a better one", async () => {
      addOwn("mine");
      const { store } = await scan();
      await store.scan([own], "own");
      await store.load("mine");
      const damaged = await store.verify("mine", () =>
        Promise.reject(new EngineError("model-damaged", "Model mine: …")),
      );
      expect(damaged).toMatchObject({ state: "damaged", reason: "Model mine: …" });
      const good = await store.verify("mine", () => Promise.resolve());
      expect(good).toMatchObject({ state: "ready" });
      expect(good.reason).toBeUndefined();
      writeFileSync(join(own, "mine", "model.onnx"), "short");
      expect(await store.verify("mine", () => Promise.resolve())).toMatchObject({
        state: "damaged",
        reason: expect.stringContaining("has 5 bytes"),
      });
    });
  });

  it("ignores folders without a manifest, and says so when nothing is left", async () => {
    mkdirSync(join(folder, "half-trained"));
    const { store } = await scan();
    expect(store.list()).toEqual([]);
    await expect(store.loadDefault()).rejects.toMatchObject({
      code: "model-damaged",
      message: expect.stringContaining("There is no model in"),
    });
    expect(() => store.manifest("base")).toThrow('There is no model "base".');
  });
});
