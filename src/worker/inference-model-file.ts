/** Whether a model file is the one that its manifest describes. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { pipeline } from "node:stream/promises";
import type { InspectedFile, ModelToLoad } from "#contract/worker";
import { EngineError } from "#engine/errors";
import { readOnnxFile } from "#engine/registry";

/**
 * Streams the file once through SHA-256.
 *
 * @throws EngineError "model-damaged" that names the model and the file
 */
export async function checkModelFile(model: Pick<ModelToLoad, "id" | "path" | "sha256">): Promise<void> {
  const file = basename(model.path);
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(model.path, { highWaterMark: 1 << 20 }), hash);
  } catch (error) {
    throw new EngineError("model-damaged", `Model ${model.id}: ${file} cannot be read.`, { cause: error });
  }
  const found = hash.digest("hex");
  if (found !== model.sha256) {
    throw new EngineError(
      "model-damaged",
      `Model ${model.id}: ${file} is not the file that manifest.json names (SHA-256 ${found.slice(0, 12)}… instead of ${model.sha256.slice(0, 12)}…).`,
      { hint: "Install Fantail again, or import the model again." },
    );
  }
}

/**
 * Reads what an ONNX file says about itself, without running it.
 *
 * @throws EngineError "model-damaged" when it is no ONNX file
 */
export async function inspectModelFile(path: string): Promise<InspectedFile> {
  const bytes = await readFile(path);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { ...readOnnxFile(bytes, basename(path)), sha256, sizeBytes: bytes.length };
}
