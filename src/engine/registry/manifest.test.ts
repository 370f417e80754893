import { EngineError } from "#engine/errors";
import { describe, expect, it } from "vitest";
import { parseManifest } from "./manifest.ts";

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
    ["another data type", { input: { ...valid.input, dtype: "float16" } }, '"input.dtype"'],
  ])("refuses %s and names the file and the field", (_, change, field) => {
    const error = refusal(change);
    expect(error.code).toBe("model-damaged");
    expect(error.message).toContain("models/x/manifest.json");
    expect(error.message).toContain(field);
  });
});
