/** Whether a model's files are the ones that its manifest describes. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import type { InspectedFile, ModelToLoad } from "#contract/worker";
import { EngineError } from "#domain/errors";
import { checkExternalFiles, readOnnxFile } from "#engine/registry";

/**
 * Streams every file of the model once through SHA-256.
 *
 * @throws EngineError "model-damaged" that names the model and the file
 */
export async function checkModelFile(
  model: Pick<ModelToLoad, "id" | "path" | "sha256" | "shorter" | "externalFiles">,
): Promise<void> {
  for (const { path, sha256 } of [model, ...(model.shorter ?? [])])
    await checkHash(model.id, path, basename(path), sha256);
  for (const { file, sha256 } of model.externalFiles ?? []) {
    await checkHash(model.id, join(dirname(model.path), file), file, sha256);
  }
}

async function checkHash(id: string, path: string, file: string, expected: string): Promise<void> {
  let found: string;
  try {
    found = await sha256Of(path);
  } catch (error) {
    throw new EngineError("model-damaged", `Model ${id}: ${file} cannot be read.`, { cause: error });
  }
  if (found !== expected) {
    throw new EngineError(
      "model-damaged",
      `Model ${id}: ${file} is not the file that manifest.json names (SHA-256 ${found.slice(0, 12)}… instead of ${expected.slice(0, 12)}…).`,
      { hint: "Reinstall Fantail, or import the model again." },
    );
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}

/**
 * Reads what an ONNX file says about itself, without running it, and follows it to the files that hold its weights: only
 * to those of its own folder, whatever names and links say.
 *
 * @throws EngineError "model-damaged" when it is no ONNX file, "model-refused" for weights elsewhere
 */
export async function inspectModelFile(path: string): Promise<InspectedFile> {
  const bytes = await readFile(path);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const file = readOnnxFile(bytes, basename(path));
  checkExternalFiles(file.externalFiles, basename(path));
  const external = await lookAtExternalFiles(path, file.externalFiles);
  return { ...file, sha256, sizeBytes: bytes.length, external };
}

async function lookAtExternalFiles(path: string, files: readonly string[]): Promise<InspectedFile["external"]> {
  const name = basename(path);
  // The folder that the name stands in, and not the one that a link to the model leads to: that is where ONNX Runtime looks.
  const folder = await realpath(dirname(path));
  const found: InspectedFile["external"][number][] = [];
  for (const file of files) {
    const real = await realpath(join(folder, file)).catch(() => null);
    if (real === null) {
      throw new EngineError("model-refused", `${name} keeps weights in ${file}, which is not beside it.`, {
        hint: "Import the folder with all files of the model, or export it as a single file.",
      });
    }
    const inner = relative(folder, real);
    if (inner.startsWith(`..${sep}`) || isAbsolute(inner)) {
      throw new EngineError(
        "model-refused",
        `${name} keeps weights in ${file}, which is a link to a place outside the model's folder.`,
        {
          hint: "Put the file itself beside the model.",
        },
      );
    }
    const info = await stat(real);
    if (!info.isFile())
      throw new EngineError("model-refused", `${name} keeps weights in ${file}, which is not a file.`);
    found.push({ file, sha256: await sha256Of(real), sizeBytes: info.size });
  }
  return found;
}
