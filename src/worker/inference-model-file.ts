/** Whether a model file is the one that its manifest describes. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { pipeline } from "node:stream/promises";
import type { ModelToLoad } from "#contract/worker";
import { EngineError } from "#engine/errors";

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
