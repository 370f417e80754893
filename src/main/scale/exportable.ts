/** Models that run without Fantail's help: windows in, quantiles out. */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { EngineError } from "#domain/errors";
import type { Manifest } from "#engine/registry";

/** A model's manifest and where its file is. */
export interface ModelFile {
  readonly manifest: Manifest;
  readonly path: string;
}

/** @throws EngineError model-refused where more than the file is needed to run it */
export function requirePlain({ manifest }: ModelFile): void {
  const { name, input, output, externalFiles = [] } = manifest;
  const reason =
    output.kind !== "quantiles" || output.layout !== "batch,levels,horizon"
      ? "gives no quantiles of the shape [batch, levels, horizon]"
      : input.groupIds !== undefined || input.seed !== undefined
        ? "takes more than its windows"
        : input.missing !== "nan"
          ? "takes no missing values"
          : input.shape[0] !== "batch"
            ? "takes a fixed number of windows at once"
            : externalFiles.length > 0
              ? "has weights in files of their own"
              : !output.levels.includes(0.5)
                ? "gives no median"
                : null;
  if (reason !== null)
    throw new EngineError("model-refused", `${name} ${reason}, and can't be exported.`, {
      hint: "forecast --shard runs any model on several machines.",
    });
}

/** The model's bytes, if they are those of its manifest. @throws EngineError model-damaged */
export async function readModelFile({ manifest, path }: ModelFile): Promise<Uint8Array> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new EngineError("model-damaged", `${basename(path)} of ${manifest.name} can't be read.`, { cause });
  });
  if (createHash("sha256").update(bytes).digest("hex") !== manifest.sha256)
    throw new EngineError("model-damaged", `${basename(path)} of ${manifest.name} is not the file of its manifest.`);
  return bytes;
}

/**
 * Files of a folder that is new, or empty: nothing of anybody else's is overwritten or mixed with them.
 *
 * @param files by their path in the folder
 * @throws EngineError cannot-write
 */
export async function writeFolder(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<readonly string[]> {
  const there = await readdir(folder).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new EngineError("cannot-write", `${folder} is no folder that can be written to.`, { cause: error });
  });
  if (there.length > 0)
    throw new EngineError("cannot-write", `${folder} is not empty.`, { hint: "Name a folder that is new or empty." });
  try {
    for (const [name, content] of Object.entries(files)) {
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content, { flag: "wx" });
    }
  } catch (cause) {
    throw new EngineError("cannot-write", `${folder} can't be written.`, { cause });
  }
  return Object.keys(files);
}
