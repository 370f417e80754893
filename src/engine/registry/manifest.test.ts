import { EngineError } from "#domain/errors";
import { describe, expect, it } from "vitest";
import { parseManifest, reportedLevels, standardLevels } from "./manifest.ts";

const valid = {
  id: "fantail-small",
  name: "Fantail Small",
  version: "1.0.0",
  licence: "Apache-2.0",
  file: "model.onnx",
  sha256: "a".repeat(64),
  parameters: 1_500_000,
  sizeBytes: 6_000_000,
  opset: 16,
  input: { name: "context", shape: ["batch", 512], dtype: "float32", missing: "nan", padding: "left" },
  output: { name: "quantiles", kind: "quantiles", layout: "batch,levels,horizon", levels: [0.1, 0.5, 0.9] },
  context: { min: 16, max: 512 },
  horizon: { native: 64, max: 1024 },
  rollout: "quantile-paths",
  frequencies: "any",
  stochastic: false,
  preprocessing: "1",
};

/** A model with Monte-Carlo dropout. */
const sampler = {
  ...valid,
  input: { ...valid.input, seed: "seed" },
  output: {
    name: "samples",
    kind: "samples",
    layout: "batch,horizon,samples",
    levels: [],
    samples: 10,
    variance: { name: "variance", scale: "linear" },
  },
  horizon: { native: 12, max: 96 },
  rollout: "sample-paths",
  frequencies: ["5 minute"],
  stochastic: true,
};

function refusal(change: object): EngineError {
  try {
    parseManifest(JSON.stringify({ ...valid, ...change }), "models/x/manifest.json");
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
  throw new Error("the manifest was accepted");
}

describe("parseManifest", () => {
  it("accepts a complete manifest and ignores fields it does not know", () => {
    const manifest = parseManifest(JSON.stringify({ ...valid, trainedOn: "synthetic" }), "manifest.json");
    expect(manifest).toEqual(valid);
  });

  it("accepts files for short histories, of models that take NaN and any batch", () => {
    const shorter = [{ steps: 256, file: "model.256.onnx", sha256: "c".repeat(64), sizeBytes: 5_900_000 }];
    expect(parseManifest(JSON.stringify({ ...valid, shorter }), "manifest.json")).toEqual({ ...valid, shorter });
    for (const input of [
      { ...valid.input, missing: "last" },
      { ...valid.input, shape: [8, 512] },
    ])
      expect(refusal({ shorter, input }).message).toContain('"shorter"');
  });

  it("accepts a file with 16 bits beside the model's own", () => {
    const fp16 = { file: "model.fp16.onnx", sha256: "b".repeat(64), sizeBytes: 3_100_000 };
    expect(parseManifest(JSON.stringify({ ...valid, fp16 }), "manifest.json")).toEqual({ ...valid, fp16 });
  });

  it("says that a file is not JSON, and which", () => {
    expect(() => parseManifest("{", "models/x/manifest.json")).toThrow("models/x/manifest.json is not valid JSON.");
  });

  it.each([
    ["a missing field", { sha256: undefined }, '"sha256"'],
    ["a hash of the wrong length", { sha256: "abc" }, '"sha256"'],
    ["a file outside its folder", { file: "../model.onnx" }, '"file"'],
    ["an absolute file", { file: "/etc/passwd" }, '"file"'],
    ["levels that fall", { output: { ...valid.output, levels: [0.5, 0.1, 0.9] } }, '"output.levels"'],
    ["a level in percent", { output: { ...valid.output, levels: [10, 50, 90] } }, '"output.levels.0"'],
    ["a context longer than the input", { context: { min: 16, max: 513 } }, '"context.max"'],
    ["a maximum below the native horizon", { horizon: { native: 64, max: 32 } }, '"horizon.max"'],
    ["a long horizon without a rollout", { rollout: "none" }, '"horizon.max"'],
    [
      "a shorter file of the full length",
      { shorter: [{ steps: 512, file: "model.512.onnx", sha256: "c".repeat(64), sizeBytes: 1 }] },
      '"shorter.0.steps"',
    ],
    [
      "16 bits in the model's own file",
      { fp16: { file: "model.onnx", sha256: "b".repeat(64), sizeBytes: 1 } },
      '"fp16.file"',
    ],
    [
      "16 bits outside its folder",
      { fp16: { file: "../m.onnx", sha256: "b".repeat(64), sizeBytes: 1 } },
      '"fp16.file"',
    ],
    ["another data type", { input: { ...valid.input, dtype: "float16" } }, '"input.dtype"'],
  ])("refuses %s and names the file and the field", (_, change, field) => {
    const error = refusal(change);
    expect(error.code).toBe("model-damaged");
    expect(error.message).toContain("models/x/manifest.json");
    expect(error.message).toContain(field);
  });

  it("accepts a model that gives samples, with levels of its own or the usual ones", () => {
    const manifest = parseManifest(JSON.stringify(sampler), "manifest.json");
    expect(manifest).toEqual(sampler);
    expect(reportedLevels(manifest.output)).toBe(standardLevels);
    expect(reportedLevels({ ...manifest.output, levels: [0.1, 0.5, 0.9] })).toEqual([0.1, 0.5, 0.9]);
  });

  it.each([
    ["samples that nobody counted", { output: { ...sampler.output, samples: undefined } }, '"output.samples"'],
    ["one sample", { output: { ...sampler.output, samples: 1 } }, '"output.samples"'],
    ["too many samples", { output: { ...sampler.output, samples: 1001 } }, '"output.samples"'],
    ["more numbers than a cache can hold", { output: { ...sampler.output, samples: 400 } }, '"horizon.max"'],
    ["an axis of levels", { output: { ...sampler.output, layout: "batch,levels,horizon" } }, '"output.layout"'],
    ["paths of quantiles", { rollout: "quantile-paths" }, '"rollout"'],
    ["two levels", { output: { ...sampler.output, levels: [0.1, 0.9] } }, '"output.levels"'],
    ["a frequency in other words", { frequencies: ["5 min"] }, '"frequencies.0"'],
  ])("refuses a model that gives samples with %s", (_, change, field) => {
    const error = refusal({ ...sampler, ...change });
    expect(error.code).toBe("model-damaged");
    expect(error.message).toContain(field);
  });

  it.each([
    ["samples", { output: { ...valid.output, samples: 10 } }, '"output.samples"'],
    ["variances", { output: { ...valid.output, variance: sampler.output.variance } }, '"output.variance"'],
    ["paths of samples", { rollout: "sample-paths" }, '"rollout"'],
  ])("refuses a model that gives quantiles with %s", (_, change, field) => {
    expect(refusal(change).message).toContain(field);
  });
});
