import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buildOnnx, type TestModel } from "../../src/engine/registry/onnx-fixtures.ts";

/** A model's folder with its manifest: a forecaster of a few operators, quick on any device. */
export async function writeModelFolder(
  parent: string,
  id: string,
  change: object = {},
  model: TestModel = { context: 512 },
): Promise<string> {
  const folder = join(parent, id);
  const bytes = buildOnnx(model);
  const manifest = {
    id,
    name: `Small ${id}`,
    version: "2.1",
    licence: "MIT",
    file: "model.onnx",
    sha256: createHash("sha256").update(bytes).digest("hex"),
    parameters: 72,
    sizeBytes: bytes.length,
    opset: 17,
    input: { name: "context", shape: ["batch", 512], dtype: "float32", missing: "nan", padding: "left" },
    output: {
      name: "quantiles",
      kind: "quantiles",
      layout: "batch,levels,horizon",
      levels: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9],
    },
    context: { min: 1, max: 512 },
    horizon: { native: 8, max: 1024 },
    rollout: "quantile-paths",
    frequencies: "any",
    stochastic: false,
    preprocessing: "1",
    ...change,
  };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "model.onnx"), bytes);
  await writeFile(join(folder, "manifest.json"), JSON.stringify(manifest));
  return folder;
}
