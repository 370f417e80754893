import { mkdtempSync, readdirSync, readFileSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileFor, type ModelToLoad } from "#contract/worker";
import { sampleQuantiles } from "#engine/density";
import { forecastWindows } from "#engine/inference";
import { parseManifest, reportedLevels, type Manifest } from "#engine/registry";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkModelFile } from "./model-file.ts";
import { isSameBits, largestRelativeError, probeWindows } from "./probe.ts";
import { OrtRuntime } from "./ort-runtime.ts";

function bundledModels(): readonly (ModelToLoad & { readonly kind: Manifest["output"]["kind"] })[] {
  const folder = process.env["FANTAIL_MODELS"] ?? resolve(import.meta.dirname, "../../../models");
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, "manifest.json")));
  return names.map((name) => {
    const { id, file, sha256, input, output, horizon, shorter, fp16 } = parseManifest(
      readFileSync(join(folder, name, "manifest.json"), "utf8"),
      name,
    );
    return {
      kind: output.kind,
      id,
      path: join(folder, name, file),
      sha256,
      inputName: input.name,
      outputName: output.name,
      contextSteps: input.shape[1],
      nativeHorizonSteps: horizon.native,
      levels: reportedLevels(output),
      layout: output.layout,
      ...(output.samples === undefined
        ? {}
        : { samples: { count: output.samples, hasDeviations: output.variance !== undefined } }),
      ...(output.variance === undefined ? {} : { variance: output.variance }),
      ...(input.seed === undefined ? {} : { seedName: input.seed }),
      ...(shorter === undefined
        ? {}
        : {
            shorter: shorter.map(({ steps, file: own, sha256: hash }) => ({
              steps,
              path: join(folder, name, own),
              sha256: hash,
            })),
          }),
      ...(fp16 === undefined ? {} : { fp16: { path: join(folder, name, fp16.file), sha256: fp16.sha256 } }),
    };
  });
}

/** The first bundled model of a kind. */
function bundledModel(kind: Manifest["output"]["kind"]): ModelToLoad {
  const found = bundledModels().find((one) => one.kind === kind);
  if (found === undefined) throw new Error(`no bundled model gives ${kind}`);
  return found;
}

const cpu = { executionProvider: "cpu", intraOpThreads: 1 };
const model = bundledModel("quantiles");

/** Random walks with seasons, of many sizes, some with gaps. */
function windowsLikeUsers(items: number): Float32Array {
  let state = 99;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state / 2 ** 32 + 0.5;
  };
  const windows = new Float32Array(items * model.contextSteps);
  for (let item = 0; item < items; item += 1) {
    const scale = 10 ** (8 * random() - 4);
    const season = 2 + Math.floor(60 * random());
    const start = item % 4 === 0 ? Math.floor(model.contextSteps * random() * 0.95) : 0;
    let walk = 10 * random();
    for (let step = 0; step < model.contextSteps; step += 1) {
      walk += random() - 0.5;
      const isMissing = step < start || random() < 0.02;
      const value = scale * (walk + 3 * Math.sin((2 * Math.PI * step) / season));
      windows[item * model.contextSteps + step] = isMissing ? Number.NaN : value;
    }
  }
  return windows;
}

describe("OrtRuntime", () => {
  const runtime = new OrtRuntime();
  beforeAll(async () => {
    await runtime.load(model, cpu);
  });

  const perAnswer = model.levels.length * model.nativeHorizonSteps;

  it("answers a window bit for bit the same, whatever batch it rides in", async () => {
    const items = 33;
    const windows = windowsLikeUsers(items);
    const windowAt = (index: number): Float32Array => {
      const from = (index % items) * model.contextSteps;
      return windows.subarray(from, from + model.contextSteps);
    };
    const alone: Float32Array[] = [];
    for (let item = 0; item < items; item += 1) alone.push(await runtime.run(model.id, windowAt(item), 1));
    // Each window in every size; in those beyond their number they come more than once.
    for (const size of [2, 3, 5, 7, 8, 13, 16, 17, 31, 32, 33, 64, 96]) {
      for (let from = 0; from < items; from += size) {
        const batch = new Float32Array(size * model.contextSteps);
        for (let place = 0; place < size; place += 1) batch.set(windowAt(from + place), place * model.contextSteps);
        const together = await runtime.run(model.id, batch, size);
        for (let place = 0; place < size; place += 1) {
          const answer = together.subarray(place * perAnswer, (place + 1) * perAnswer);
          const expected = alone[(from + place) % items] ?? new Float32Array();
          expect(isSameBits(answer, expected), `window ${from + place} in a batch of ${size}`).toBe(true);
        }
      }
    }
    // Some 600 windows: seconds on a quiet machine.
  }, 120_000);

  it("answers a short history as the whole model does, with a file of fewer steps", async () => {
    for (const one of bundledModels().filter(({ shorter }) => shorter !== undefined)) {
      const { shorter = [], ...whole } = one;
      const [both, alone] = [new OrtRuntime(), new OrtRuntime()];
      await Promise.all([both.load(one, cpu), alone.load(whole, cpu)]);
      const items = 12;
      const windows = new Float32Array(items * one.contextSteps).fill(Number.NaN);
      // As many values as the shorter file takes, one more, a few, one.
      const counts = [...shorter.flatMap(({ steps }) => [steps, steps + 1]), 100, 12, 1];
      for (let item = 0; item < items; item += 1) {
        const count = counts[item % counts.length] ?? 1;
        const end = (item + 1) * one.contextSteps;
        for (let step = 0; step < count; step += 1)
          windows[end - count + step] = 1000 * item + 50 * Math.sin(step / 2) + ((step * 37) % 11);
      }
      const [found, expected] = [await both.run(one.id, windows, items), await alone.run(one.id, windows, items)];
      expect(largestRelativeError(found, expected)).toBeLessThan(1e-4);
      // The shorter file was used: its sums are in another order.
      expect(isSameBits(found, expected)).toBe(false);
    }
  });

  it("answers the same with several threads inside a session, alone or in a batch", async () => {
    const threaded = new OrtRuntime();
    const { tile } = await threaded.load(model, { executionProvider: "cpu", intraOpThreads: 2 });
    expect(tile).toBe(1);
    const windows = windowsLikeUsers(17);
    const together = await threaded.run(model.id, windows, 17);
    for (let item = 0; item < 17; item += 1) {
      const window = windows.subarray(item * model.contextSteps, (item + 1) * model.contextSteps);
      const alone = await threaded.run(model.id, window, 1);
      expect(isSameBits(alone, together.subarray(item * perAnswer, (item + 1) * perAnswer))).toBe(true);
    }
  });

  it("gives finite, rising quantiles on the probe's windows, beyond the native horizon, too", async () => {
    const horizon = model.nativeHorizonSteps + 40;
    const items = 8;
    const quantiles = await forecastWindows(runtime, {
      model: model.id,
      shape: model,
      horizon,
      windows: probeWindows(model.contextSteps),
      items,
    });
    expect(quantiles.every(Number.isFinite)).toBe(true);
    for (let item = 0; item < items; item += 1) {
      for (let level = 1; level < model.levels.length; level += 1) {
        const at = (item * model.levels.length + level) * horizon;
        for (let step = 0; step < horizon; step += 1) {
          expect(quantiles[at + step]).toBeGreaterThanOrEqual(quantiles[at + step - horizon] ?? Number.NaN);
        }
      }
    }
  });

  it.each([
    [{ inputName: "series" }, `has no input "series"; it has: ${model.inputName}.`],
    [{ outputName: "samples" }, `has no output "samples"; it has: ${model.outputName}.`],
    [{ contextSteps: model.contextSteps + 1 }, `[batch, ${model.contextSteps + 1}]`],
  ])("refuses a manifest that says something else than the model: %o", async (change, message) => {
    const wrong = new OrtRuntime().load({ ...model, ...change }, cpu);
    await expect(wrong).rejects.toMatchObject({ code: "model-refused", message: expect.stringContaining(message) });
  });

  it("refuses a provider that this machine does not have, with the reason", async () => {
    const missing = new OrtRuntime().load(model, { executionProvider: "no-such-device", intraOpThreads: 1 });
    await expect(missing).rejects.toMatchObject({
      code: "model-refused",
      message: expect.stringContaining("cannot run on no-such-device"),
    });
  });

  it("names sizes, and never numbers of the user, when a batch has the wrong length", async () => {
    await expect(runtime.run(model.id, new Float32Array(10), 1)).rejects.toThrow(
      `takes windows of ${model.contextSteps} steps; 1 windows came with 10 numbers`,
    );
  });

  it("says which model is not loaded", async () => {
    await expect(runtime.run("other", new Float32Array(0), 0)).rejects.toMatchObject({ code: "model-not-found" });
  });
});

describe("a bundled model's file with 16 bits", () => {
  it.each(bundledModels().filter(({ fp16 }) => fp16 !== undefined))(
    "$id: says what the one with 32 says, alone and in batches",
    async (halved) => {
      const file = fileFor(halved, "cpu+fp16");
      await checkModelFile(file);
      const { probeAnswer: expected } = await new OrtRuntime().load(halved, cpu);
      const loaded = await new OrtRuntime().load(file, { ...cpu, executionProvider: "cpu+fp16" });
      expect(loaded.executionProvider).toBe("cpu+fp16");
      expect(loaded.tile).toBe(0);
      const error = largestRelativeError(loaded.probeAnswer, expected);
      expect(error).toBeLessThan(1e-3);
      // Other numbers all the same: they must never be kept under one name.
      expect(error).toBeGreaterThan(0);
    },
  );
});

describe("a model that gives samples", () => {
  const sampler = bundledModel("samples");
  const { count = 0 } = sampler.samples ?? {};
  const perBlock = count * sampler.nativeHorizonSteps;
  const runtime = new OrtRuntime();
  beforeAll(async () => {
    await runtime.load(sampler, cpu);
  });

  /** Readings of a glucose sensor in mg/dL, some lost. */
  function readings(items: number): Float32Array {
    let state = 3;
    const random = (): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
      return state / 2 ** 32 + 0.5;
    };
    return Float32Array.from({ length: items * sampler.contextSteps }, (_, index) => {
      const item = Math.floor(index / sampler.contextSteps);
      const value = 140 + 10 * (item % 5) + 40 * Math.sin(index / (9 + (item % 7))) + 3 * random();
      return random() < 0.03 ? Number.NaN : Math.round(value);
    });
  }

  it("answers a window bit for bit the same, whatever batch it rides in and in another session: the dropout is seeded", async () => {
    const items = 24;
    const windows = readings(items);
    const together = await runtime.run(sampler.id, windows, items);
    const another = new OrtRuntime();
    await another.load(sampler, cpu);
    for (let item = 0; item < items; item += 1) {
      const window = windows.slice(item * sampler.contextSteps, (item + 1) * sampler.contextSteps);
      const alone = await another.run(sampler.id, window, 1);
      expect(
        isSameBits(alone, together.subarray(item * 2 * perBlock, (item + 1) * 2 * perBlock)),
        `window ${item}`,
      ).toBe(true);
    }
  });

  it("gives samples that differ, each with a deviation, and others for another window", async () => {
    const answer = await runtime.run(sampler.id, readings(2), 2);
    expect(answer).toHaveLength(2 * 2 * perBlock);
    const last = sampler.nativeHorizonSteps - 1;
    const samplesAt = (item: number): number[] =>
      Array.from(
        { length: count },
        (_, sample) => answer[item * 2 * perBlock + sample * sampler.nativeHorizonSteps + last] ?? Number.NaN,
      );
    expect(new Set(samplesAt(0)).size).toBe(count);
    expect(samplesAt(0)).not.toEqual(samplesAt(1));
    const deviations = answer.subarray(perBlock, 2 * perBlock);
    expect(deviations.every((deviation) => deviation > 0 && deviation < 200)).toBe(true);
  });

  it("knows mmol/L by its level: the same course in the other unit gives the same claimed deviations, scaled", async () => {
    const windows = readings(1);
    const mg = await runtime.run(sampler.id, windows, 1);
    const mmol = await runtime.run(
      sampler.id,
      windows.map((value) => value / 18.0182),
      1,
    );
    const meanOf = (answer: Float32Array): number =>
      answer.subarray(perBlock).reduce((sum, value) => sum + value, 0) / perBlock;
    expect((meanOf(mmol) * 18.0182) / meanOf(mg)).toBeCloseTo(1, 1);
  });

  it("goes on beyond its native horizon without a collapse or a jump of the band", async () => {
    const horizon = 2 * sampler.nativeHorizonSteps;
    const forecast = await forecastWindows(runtime, {
      model: sampler.id,
      shape: sampler,
      horizon,
      windows: readings(1),
      items: 1,
    });
    const table = { count, hasDeviations: true, horizon, values: forecast, bandwidth: "isj" } as const;
    const quantiles = sampleQuantiles(table, [0.1, 0.9], true);
    const width = (step: number): number => (quantiles[horizon + step] ?? Number.NaN) - (quantiles[step] ?? Number.NaN);
    const seam = sampler.nativeHorizonSteps;
    expect(width(horizon - 1)).toBeGreaterThan(width(seam - 1));
    expect(width(seam) / width(seam - 1)).toBeGreaterThan(0.95);
    expect(width(seam) / width(seam - 1)).toBeLessThan(1.15);
  });

  it.each([
    [{ variance: { name: "spread", scale: "linear" as const } }, `has no output "spread"`],
    [{ samples: { count: count + 1, hasDeviations: true } }, `[batch, ${sampler.nativeHorizonSteps}, ${count + 1}]`],
  ])("refuses a manifest that says something else than the model: %o", async (change, message) => {
    const wrong = new OrtRuntime().load({ ...sampler, ...change }, cpu);
    await expect(wrong).rejects.toMatchObject({ code: "model-refused", message: expect.stringContaining(message) });
  });

  it("refuses a model whose seed its manifest does not name", async () => {
    const { seedName: _seed, ...unseeded } = sampler;
    await expect(new OrtRuntime().load(unseeded, cpu)).rejects.toMatchObject({
      message: expect.stringContaining("does not name: seed"),
    });
  });
});

/** context [batch, 8] → MatMul, Relu, Dropout that stays on (ratio 0.5, training_mode), MatMul → samples [batch, 4, 5]. */
const dropoutModel = [
  "CAg6kgMKNAoDYV9zEgFhIg9Db25zdGFudE9mU2hhcGUqGQoFdmFsdWUqDQgBEAEiBAAAgD5CAXagAQQKNAoDYl9zEgFiIg9Db25zdGFudE9mU2",
  "hhcGUqGQoFdmFsdWUqDQgBEAEiBAAAgD5CAXagAQQKFwoHY29udGV4dAoBYRIBeCIGTWF0TXVsCgwKAXgSAXkiBFJlbHUKFQoBeQoBcgoBdBIB",
  "ZCIHRHJvcG91dAoRCgFkCgFiEgF6IgZNYXRNdWwKGAoBegoBcxIHc2FtcGxlcyIHUmVzaGFwZRIBZyobCAIQB0IDYV9zShAIAAAAAAAAABAAAA",
  "AAAAAAKhsIAhAHQgNiX3NKEBAAAAAAAAAAFAAAAAAAAAAqCxABQgFySgQAAAA/KggQCUIBdEoBASohCAMQB0IBc0oYAAAAAAAAAAAEAAAAAAAA",
  "AAUAAAAAAAAAWh4KB2NvbnRleHQSEwoRCAESDQoHEgViYXRjaAoCCAhiIgoHc2FtcGxlcxIXChUIARIRCgcSBWJhdGNoCgIIBAoCCAVCBAoAEB",
  "E=",
].join("");

describe("somebody's model with dropout and without a seed", () => {
  const folder = mkdtempSync(join(tmpdir(), "fantail-dropout-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "model.onnx");
  const dropout: ModelToLoad = {
    id: "dropout",
    path,
    sha256: "",
    inputName: "context",
    outputName: "samples",
    contextSteps: 8,
    nativeHorizonSteps: 4,
    levels: [0.1, 0.5, 0.9],
    samples: { count: 5, hasDeviations: false },
    layout: "batch,horizon,samples",
    missing: "last",
    isRandom: true,
  };
  const window = new Float32Array(8).fill(3);

  it("keeps its dropout, and so runs its windows one by one", async () => {
    writeFileSync(path, Buffer.from(dropoutModel, "base64"));
    const runtime = new OrtRuntime();
    expect((await runtime.load(dropout, cpu)).tile).toBe(1);
    const answers = new Set<string>();
    for (let run = 0; run < 8; run += 1) answers.add((await runtime.run("dropout", window, 1)).join());
    expect(answers.size).toBeGreaterThan(1);
  });

  it("would lose it to ONNX Runtime's optimiser if its manifest did not say that it is random", async () => {
    const runtime = new OrtRuntime();
    const { isRandom: _isRandom, ...fixed } = dropout;
    await runtime.load(fixed, cpu);
    const answers = new Set<string>();
    for (let run = 0; run < 8; run += 1) answers.add((await runtime.run("dropout", window, 1)).join());
    expect(answers.size).toBe(1);
  });
});

describe("checkModelFile", () => {
  const folder = mkdtempSync(join(tmpdir(), "fantail-model-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("accepts the file that the manifest names", async () => {
    await expect(checkModelFile(model)).resolves.toBeUndefined();
  });

  it("notices one flipped bit and names the file", async () => {
    const bytes = readFileSync(model.path);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    const path = join(folder, "model.onnx");
    writeFileSync(path, bytes);
    await expect(checkModelFile({ ...model, path })).rejects.toMatchObject({
      code: "model-damaged",
      message: expect.stringContaining(`Model ${model.id}: model.onnx is not the file that manifest.json names`),
    });
  });

  it("says that a file is missing", async () => {
    const missing = checkModelFile({ ...model, path: join(folder, "none.onnx") });
    await expect(missing).rejects.toMatchObject({
      code: "model-damaged",
      message: expect.stringContaining("none.onnx"),
    });
  });
});

describe("largestRelativeError", () => {
  it("measures near zero against the spread of the window", () => {
    const expected = Float32Array.from({ length: 16 }, (_, index) => index % 2);
    const found = expected.map((value) => value + 0.001);
    expect(largestRelativeError(found, expected)).toBeCloseTo(0.001, 5);
  });

  it("does not let NaN pass", () => {
    const expected = new Float32Array(8).fill(1);
    const found = expected.slice();
    found[3] = Number.NaN;
    expect(largestRelativeError(found, expected)).toBeNaN();
  });
});
