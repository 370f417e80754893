import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ModelToLoad } from "#contract/worker";
import { EngineError } from "#engine/errors";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LoadOptions } from "./inference-slot.ts";
import { ModelStore } from "./model-store.ts";

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
async function scan(fail: (model: ModelToLoad) => Error | null = () => null, preferred?: string) {
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
        return { type: "loaded", id: 1, model: model.id, executionProvider: options.executionProvider, probeMs: 1 };
      },
      providerOf: () => loads.at(-1)?.options.executionProvider ?? null,
    },
    ...(preferred === undefined ? {} : { preferred }),
  });
  await store.scan();
  return { store, loads };
}

describe("ModelStore", () => {
  it("starts with the largest model, and lists every model with its state", async () => {
    addModel("small", manifest("small"));
    addModel("base", manifest("base", { parameters: 9_000_000 }));
    const { store } = await scan();
    expect(await store.loadDefault()).toMatchObject({ id: "base", state: "ready", executionProvider: "cpu", output: "quantiles" });
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

  it("takes the next model where the first is damaged, and keeps the reason", async () => {
    addModel("small", manifest("small"));
    addModel("base", manifest("base", { parameters: 9_000_000 }));
    const { store } = await scan((model) => (model.id === "base" ? new EngineError("model-damaged", "Model base: …") : null));
    expect((await store.loadDefault()).id).toBe("small");
    expect(store.list()[0]).toMatchObject({ id: "base", state: "damaged", reason: "Model base: …", executionProvider: null });
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

  it("does not blame a model for an application that closes", async () => {
    addModel("base", manifest("base"));
    const { store } = await scan(() => new EngineError("shutting-down", "Fantail is closing."));
    await expect(store.loadDefault()).rejects.toMatchObject({ code: "shutting-down" });
  });

  it("tries once more when the process dies while it loads", async () => {
    addModel("base", manifest("base"));
    let tries = 0;
    const { store } = await scan(() => ((tries += 1) === 1 ? new EngineError("worker-crashed", "gone") : null));
    expect((await store.loadDefault()).state).toBe("ready");
    expect(tries).toBe(2);
  });

  it("loads a model once for any number of callers, and again after a failure", async () => {
    addModel("base", manifest("base"));
    let isBroken = true;
    const { store, loads } = await scan(() => (isBroken ? new EngineError("model-refused", "not now") : null));
    await expect(Promise.all([store.load("base"), store.load("base")])).rejects.toMatchObject({ code: "model-refused" });
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

  it("ignores folders without a manifest, and says so when nothing is left", async () => {
    mkdirSync(join(folder, "half-trained"));
    const { store } = await scan();
    expect(store.list()).toEqual([]);
    await expect(store.loadDefault()).rejects.toMatchObject({ code: "model-damaged", message: expect.stringContaining("There is no model in") });
    expect(() => store.manifest("base")).toThrow('There is no model "base".');
  });
});
