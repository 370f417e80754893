import { EngineError } from "#engine/errors";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readOnnxFile, type OnnxFile } from "./onnx-file.ts";
import { checkOnnxFile, recogniseSignature } from "./signature.ts";

function file(change: Partial<OnnxFile> = {}): OnnxFile {
  return {
    opset: 17,
    domains: [],
    operators: ["Add"],
    inputs: [{ name: "context", type: "float32", shape: ["batch", 2048] }],
    outputs: [{ name: "quantile_preds", type: "float32", shape: ["batch", 9, 64] }],
    parameters: 1_000,
    externalFiles: [],
    ...change,
  };
}

describe("recogniseSignature", () => {
  it("takes Chronos-Bolt's", () => {
    expect(recogniseSignature(file(), "bolt.onnx")).toEqual({
      input: { name: "context", shape: ["batch", 2048], dtype: "float32", missing: "nan", padding: "left" },
      output: {
        name: "quantile_preds",
        kind: "quantiles",
        layout: "batch,levels,horizon",
        levels: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9],
      },
      context: { min: 1, max: 2048 },
      horizon: { native: 64, max: 1024 },
      rollout: "quantile-paths",
    });
  });

  it("takes Chronos-2's, with its groups and the levels on the last axis", () => {
    const found = recogniseSignature(
      file({
        inputs: [
          { name: "context", type: "float32", shape: ["b", 2048] },
          { name: "group_ids", type: "int64", shape: ["b"] },
        ],
        outputs: [{ name: "quantiles", type: "float32", shape: ["b", 64, 21] }],
      }),
      "chronos-2.onnx",
    );
    expect(found.input).toMatchObject({ groupIds: "group_ids", shape: ["batch", 2048] });
    expect(found.output).toMatchObject({ layout: "batch,horizon,levels" });
    expect(found.output.levels.length).toBe(21);
    expect(found.horizon.native).toBe(64);
  });

  it("gives an open context 512 steps", () => {
    const found = recogniseSignature(file({ inputs: [{ name: "x", type: "float32", shape: ["n", "t"] }] }), "x.onnx");
    expect(found.input.shape).toEqual(["batch", 512]);
  });

  it.each([
    ["an image classifier", { inputs: [{ name: "image", type: "float32", shape: [1, 3, 224, 224] }] }, "its inputs are image float32 [1, 3, 224, 224]"],
    ["a model of tokens", { inputs: [{ name: "ids", type: "int64", shape: ["b", "t"] }] }, "its inputs are ids int64 [b, t]"],
    ["one with a mask", { inputs: [...file().inputs, { name: "mask", type: "bool", shape: ["b", 2048] }] }, "mask bool [b, 2048]"],
    ["an encoder", { outputs: [{ name: "embedding", type: "float32", shape: ["b", 256] }] }, "its outputs are embedding float32 [b, 256]"],
    ["unknown levels", { outputs: [{ name: "q", type: "float32", shape: ["b", 64, 5] }] }, "cannot be told from its shape"],
    ["levels that could be either axis", { outputs: [{ name: "q", type: "float32", shape: ["b", 9, 21] }] }, "cannot be told from its shape"],
    ["a horizon that the file leaves open", { outputs: [{ name: "q", type: "float32", shape: ["b", 9, "h"] }] }, "cannot be told from its shape"],
    ["a context of a million steps", { inputs: [{ name: "x", type: "float32", shape: ["b", 1_000_000] }] }, "outside what Fantail handles"],
  ])("refuses %s, and says what it found", (_, change, sentence) => {
    expect(() => recogniseSignature(file(change), "m.onnx")).toThrow(sentence);
  });
});

describe("checkOnnxFile", () => {
  it("takes ONNX Runtime's own operators and no others", () => {
    expect(() => checkOnnxFile(file({ domains: ["ai.onnx.ml", "com.microsoft"] }), "m.onnx")).not.toThrow();
    expect(() => checkOnnxFile(file({ domains: ["com.microsoft", "custom"] }), "m.onnx")).toThrow("(custom)");
  });

  it("refuses weights in other files, wherever those lie", () => {
    expect(() => checkOnnxFile(file({ externalFiles: ["weights.bin"] }), "m.onnx")).toThrow("weights.bin");
  });
});

describe("readOnnxFile", () => {
  it("answers any bytes with a file or with model-damaged, and never with another error", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        try {
          readOnnxFile(bytes, "m.onnx");
        } catch (error) {
          expect(error).toBeInstanceOf(EngineError);
          expect((error as EngineError).code).toBe("model-damaged");
        }
      }),
    );
  });

  it("does not fall into a nesting without end", () => {
    // A graph in an attribute of a node in a graph …, 20,000 times, needs lengths that a real writer would need, too.
    let bytes: Uint8Array = new Uint8Array(0);
    for (let depth = 0; depth < 2_000; depth += 1) bytes = wrap(1, wrap(5, wrap(6, bytes)));
    expect(() => readOnnxFile(wrap(7, bytes), "m.onnx")).not.toThrow(RangeError);
  });
});

function wrap(field: number, bytes: Uint8Array): Uint8Array {
  const length: number[] = [];
  let rest = bytes.length;
  do {
    length.push((rest % 128) + (rest >= 128 ? 128 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return Uint8Array.from([field * 8 + 2, ...length, ...bytes]);
}
