import { EngineError } from "#domain/errors";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isInnerPath } from "./external-files.ts";
import { manifestSchema, parseManifest } from "./manifest.ts";
import { readOnnxFile, type OnnxFile } from "./onnx-file.ts";
import { buildOnnx, type TestModel } from "./onnx-fixtures.ts";
import { checkOnnxFile, recogniseSignature, signatureFacts } from "./signature.ts";
import { orRefusal } from "../../domain/errors/testing.ts";

function file(change: Partial<OnnxFile> = {}): OnnxFile {
  return {
    opset: 17,
    operators: [{ domain: "", name: "Add" }],
    nodes: 1,
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
      stochastic: false,
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
    [
      "an image classifier",
      { inputs: [{ name: "image", type: "float32", shape: [1, 3, 224, 224] }] },
      "its inputs are image float32 [1, 3, 224, 224]",
    ],
    [
      "a model of tokens",
      { inputs: [{ name: "ids", type: "int64", shape: ["b", "t"] }] },
      "its inputs are ids int64 [b, t]",
    ],
    [
      "one with a mask",
      { inputs: [...file().inputs, { name: "mask", type: "bool", shape: ["b", 2048] }] },
      "mask bool [b, 2048]",
    ],
    [
      "an encoder",
      { outputs: [{ name: "embedding", type: "float32", shape: ["b", 256] }] },
      "its outputs are embedding float32 [b, 256]",
    ],
    [
      "unknown levels",
      { outputs: [{ name: "q", type: "float32", shape: ["b", 64, 5] }] },
      "does not tell which quantile levels it holds",
    ],
    [
      "levels that could be either axis",
      { outputs: [{ name: "q", type: "float32", shape: ["b", 9, 21] }] },
      "does not tell which quantile levels it holds",
    ],
    [
      "a horizon that the file leaves open",
      { outputs: [{ name: "q", type: "float32", shape: ["b", 9, "h"] }] },
      "does not fix its horizon",
    ],
    [
      "a context of a million steps",
      { inputs: [{ name: "x", type: "float32", shape: ["b", 1_000_000] }] },
      "outside the supported range",
    ],
    ["numbers drawn by chance", { operators: [{ domain: "", name: "RandomNormalLike" }] }, "draws random numbers"],
  ])("refuses %s, and says what it found", (_, change, sentence) => {
    expect(() => recogniseSignature(file(change), "m.onnx")).toThrow(sentence);
  });

  const outputOf = (...shape: (number | string)[]): Partial<OnnxFile> => ({
    outputs: [{ name: "y", type: "float32", shape }],
  });

  it("takes any levels that the user names, on the axis that has so many", () => {
    const levels = [0.05, 0.25, 0.5, 0.75, 0.95];
    expect(recogniseSignature(file(outputOf("b", 5, 64)), "m.onnx", { levels }).output).toMatchObject({
      layout: "batch,levels,horizon",
      levels,
    });
    expect(recogniseSignature(file(outputOf("b", 64, 5)), "m.onnx", { levels }).output).toMatchObject({
      layout: "batch,horizon,levels",
      levels,
    });
    expect(recogniseSignature(file(outputOf("b", "h", 5)), "m.onnx", { levels, horizonSteps: 24 }).horizon.native).toBe(
      24,
    );
  });

  it("tells two axes of the same size apart by the horizon, and not where that says nothing", () => {
    expect(recogniseSignature(file(outputOf("b", 9, 21)), "m.onnx", { horizonSteps: 21 }).output.layout).toBe(
      "batch,levels,horizon",
    );
    expect(recogniseSignature(file(outputOf("b", 9, 21)), "m.onnx", { horizonSteps: 9 }).output.layout).toBe(
      "batch,horizon,levels",
    );
    expect(() => recogniseSignature(file(outputOf("b", 9, 9)), "m.onnx", { horizonSteps: 9 })).toThrow(
      "does not tell which quantile levels it holds",
    );
  });

  it("takes samples where the user says so, and lets them be random", () => {
    const random = { operators: [{ domain: "", name: "RandomNormalLike" }] };
    const found = recogniseSignature(file({ ...outputOf("b", 12, 100), ...random }), "m.onnx", {
      output: "samples",
      missing: "last",
    });
    expect(found).toMatchObject({
      output: { kind: "samples", layout: "batch,horizon,samples", levels: [], samples: 100 },
      input: { missing: "last" },
      horizon: { native: 12, max: 12 },
      rollout: "none",
      stochastic: true,
    });
  });

  it.each([
    ["another context than the file's", { contextSteps: 64 }, "takes a context of 2048 steps, not of 64"],
    ["another horizon than the file's", { horizonSteps: 12 }, "answers a horizon of 64 steps, not of 12"],
    ["levels of another number", { levels: [0.1, 0.5, 0.9] }, "3 quantile levels do not fit its output"],
    ["levels that fall", { levels: [0.9, 0.5, 0.1] }, "at least three rising fractions"],
    ["levels without the median", { levels: [0.1, 0.4, 0.9] }, "with 0.5 among them"],
  ])("refuses a user's choice that the file contradicts: %s", (_, choices, sentence) => {
    expect(() => recogniseSignature(file(), "m.onnx", choices)).toThrow(sentence);
  });

  it("refuses samples that are more numbers than one forecast may have", () => {
    const many = file(outputOf("b", 137, 479));
    expect(() => recogniseSignature(many, "m.onnx", { output: "samples" })).toThrow("returns 65623 numbers");
    const few = recogniseSignature(file(outputOf("b", 128, 512)), "m.onnx", { output: "samples" });
    expect(few.output.samples).toBe(512);
  });

  it("makes a valid manifest or refuses, whatever sizes a file has and whatever the user says of it", () => {
    const size = fc.oneof(fc.constant("n"), fc.integer({ min: 0, max: 3_000 }), fc.constantFrom(9, 21, 64));
    const steps = fc.option(fc.integer({ min: 1, max: 20_000 }), { nil: undefined });
    fc.assert(
      fc.property(
        fc.tuple(size, size, size, size),
        fc.record({
          output: fc.constantFrom("quantiles" as const, "samples" as const, undefined),
          levels: fc.option(fc.array(fc.constantFrom(0.1, 0.2, 0.5, 0.8, 0.9, 1.5), { maxLength: 5 }), {
            nil: undefined,
          }),
          contextSteps: steps,
          horizonSteps: steps,
        }),
        ([batch, context, second, third], choices) => {
          const built = file({
            inputs: [{ name: "x", type: "float32", shape: [batch, context] }],
            ...outputOf(batch, second, third),
          });
          const found = orRefusal(() => recogniseSignature(built, "m.onnx", choices));
          expect(found instanceof EngineError ? found.code : "model-refused").toBe("model-refused");
          if (found instanceof EngineError) return;
          const rest = {
            id: "m",
            name: "M",
            version: "1",
            licence: "unknown",
            file: "model.onnx",
            sha256: "0".repeat(64),
          };
          const manifest = {
            ...rest,
            parameters: 1,
            sizeBytes: 1,
            opset: 17,
            frequencies: "any",
            preprocessing: "1",
            ...found,
          };
          // A fixed batch beyond what a manifest takes is the schema's to refuse.
          if (typeof batch === "number" && (batch < 1 || batch > 256)) return;
          expect(manifestSchema.safeParse(manifest).error?.issues ?? []).toEqual([]);
        },
      ),
    );
  });
});

describe("checkOnnxFile", () => {
  const uses = (...operators: { domain: string; name: string }[]): OnnxFile => file({ operators });

  it("takes ONNX's operators and those of ONNX Runtime, and no others", () => {
    expect(() =>
      checkOnnxFile(
        uses({ domain: "", name: "LayerNormalization" }, { domain: "com.microsoft", name: "FusedMatMul" }),
        "m.onnx",
      ),
    ).not.toThrow();
    expect(() => checkOnnxFile(uses({ domain: "custom", name: "Mine" }), "m.onnx")).toThrow(
      "does not run: custom.Mine.",
    );
    expect(() => checkOnnxFile(uses({ domain: "", name: "NoSuchThing" }), "m.onnx")).toThrow(
      "does not run: NoSuchThing.",
    );
    // It would open another file, which no check has seen.
    expect(() => checkOnnxFile(uses({ domain: "com.microsoft", name: "EPContext" }), "m.onnx")).toThrow(
      "com.microsoft.EPContext",
    );
  });

  it("refuses old operator sets and graphs without end", () => {
    expect(() => checkOnnxFile(file({ opset: 6 }), "m.onnx")).toThrow("opset 6");
    expect(() => checkOnnxFile(file({ nodes: 200_001 }), "m.onnx")).toThrow("200001 operators");
  });

  it.each([
    "../weights.bin",
    "/etc/passwd",
    "a/../../b",
    "C:\\weights",
    "\\\\server\\share",
    "a//b",
    "./a",
    "",
    "nul",
    "con.bin",
    "a.",
    "~/a",
  ])("refuses weights that could lie outside the model's folder: %j", (path) => {
    expect(() => checkOnnxFile(file({ externalFiles: [path] }), "m.onnx")).toThrow("not a file in its own folder");
  });

  it("takes weights beside the model and below", () => {
    expect(() =>
      checkOnnxFile(file({ externalFiles: ["model.onnx.data", "weights/layer 0.bin", "onnx__MatMul_12"] }), "m.onnx"),
    ).not.toThrow();
    expect(() =>
      checkOnnxFile(file({ externalFiles: Array.from({ length: 2_001 }, (_, index) => `w${index}`) }), "m.onnx"),
    ).toThrow("2001 files");
  });

  it("follows no path that a folder resolves to a place outside of it", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("..", ".", "a", "b.bin", "/", "\\", ":", " ", "~"), { maxLength: 6 }),
        (parts) => {
          const path = parts.join("/");
          if (!isInnerPath(path)) return;
          expect(path).not.toMatch(/\.\.|^\/|\\|:|\/\/|^~/);
        },
      ),
    );
  });
});

/** All that an import does with a file before anything native sees it. */
function lookAt(bytes: Uint8Array): void {
  const read = readOnnxFile(bytes, "m.onnx");
  checkOnnxFile(read, "m.onnx");
  signatureFacts(read, "m.onnx");
  recogniseSignature(read, "m.onnx");
}

describe("damaged files", () => {
  const models: readonly TestModel[] = [
    {},
    { hasGroupIds: true, levels: 21 },
    { isEndless: true },
    { externalFile: "weights.bin" },
    { domain: "own", isFunction: true },
  ];

  it("are refused or understood, with bits flipped and ends cut off, and never anything else", () => {
    const built = models.map((model) => buildOnnx(model));
    for (const bytes of built) expect(() => lookAt(bytes)).not.toThrow();
    fc.assert(
      fc.property(
        fc.nat({ max: models.length - 1 }),
        fc.array(fc.nat(), { maxLength: 8 }),
        fc.option(fc.nat()),
        (which, flips, cut) => {
          const bytes = built[which]?.slice() ?? new Uint8Array(0);
          for (const flip of flips) {
            const at = flip % (bytes.length * 8);
            bytes[at >> 3] = (bytes[at >> 3] ?? 0) ^ (1 << (at & 7));
          }
          const seen = orRefusal(() => lookAt(cut === null ? bytes : bytes.subarray(0, cut % bytes.length)));
          expect(["taken", "model-damaged", "model-refused"]).toContain(
            seen instanceof EngineError ? seen.code : "taken",
          );
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it("cut short anywhere are damaged or refused, and never taken", () => {
    const bytes = buildOnnx();
    // The last bytes say which opset: without them the operators have no meaning.
    for (let length = 0; length < bytes.length - 1; length += 1)
      expect(() => lookAt(bytes.subarray(0, length))).toThrow(EngineError);
  });

  it("of a manifest are refused with the file's name, whatever was changed in it", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(() => parseManifest(text, "x/manifest.json")).toThrow("x/manifest.json");
      }),
    );
  });
});

describe("readOnnxFile", () => {
  it("reads what a file is made of", () => {
    const read = readOnnxFile(buildOnnx({ batch: 4, context: 96, externalFile: "weights.bin" }), "m.onnx");
    expect(read).toMatchObject({
      opset: 17,
      inputs: [{ name: "context", type: "float32", shape: [4, 96] }],
      outputs: [{ name: "quantiles", type: "float32", shape: [4, 9, 8] }],
      // 9 × 8 for the spread, and two constants.
      parameters: 74,
      externalFiles: ["weights.bin"],
    });
    expect(read.operators).toContainEqual({ domain: "", name: "ReduceMean" });
  });

  it("takes a function of the file itself for what it is made of, and a call without a function for foreign", () => {
    const own = readOnnxFile(buildOnnx({ domain: "own", isFunction: true }), "m.onnx");
    expect(own.operators.filter(({ domain }) => domain !== "")).toEqual([]);
    expect(readOnnxFile(buildOnnx({ domain: "own" }), "m.onnx").operators).toContainEqual({
      domain: "own",
      name: "Identity",
    });
  });

  it("finds operators in the body of a loop", () => {
    const read = readOnnxFile(buildOnnx({ isEndless: true }), "m.onnx");
    expect(read.operators).toContainEqual({ domain: "", name: "Loop" });
    // The loop, two in its body, two that use it.
    expect(read.nodes - readOnnxFile(buildOnnx(), "m.onnx").nodes).toBe(5);
  });

  it("answers any bytes with a file or with model-damaged, and never with another error", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const read = orRefusal(() => readOnnxFile(bytes, "m.onnx"));
        expect(read instanceof EngineError ? read.code : "model-damaged").toBe("model-damaged");
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
