/** A model that the user brings: looked at, tried in a process of its own, and copied where it is found at every start. */
import { copyFile, mkdir, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import type { InspectedFile } from "#contract/worker";
import { EngineError } from "#engine/errors";
import { checkOnnxFile, parseManifest, recogniseSignature, type Manifest } from "#engine/registry";
import { modelToLoad } from "./model-to-load.ts";
import { probeProvider } from "./provider-probe.ts";
import { askThrowaway, type ThrowawayOptions } from "./throwaway-inference.ts";

export interface ModelImportOptions extends Omit<ThrowawayOptions, "limitMs"> {
  /** The user's own models; never the folder of the bundled ones. */
  readonly folder: string;
  /** Ids that are taken, those of the bundled models among them. */
  readonly takenIds: readonly string[];
}

/** Protocol buffers end at 2 GiB, and a forecaster of a quarter of that already takes seconds for a window. */
const largestFileBytes = 600 * 2 ** 20;
const limits = { limitMs: 60_000, limitBytes: 4 * 2 ** 30 } as const;

/**
 * Imports a model from a folder with a manifest, or from an ONNX file of a signature that Fantail knows.
 *
 * Nothing of the file runs in this process, and nothing is left behind when it is refused.
 *
 * @throws EngineError "model-damaged" or "model-refused" with a sentence for the user, "file-not-found", "cannot-write"
 */
export async function importModel(source: string, options: ModelImportOptions): Promise<Manifest> {
  const { modelPath, manifestPath } = await locate(source);
  const fileName = basename(modelPath);
  const { size } = await stat(modelPath);
  if (size > largestFileBytes) {
    throw new EngineError("model-refused", `${fileName} is ${Math.round(size / 2 ** 20)} MiB; Fantail takes models up to ${largestFileBytes / 2 ** 20} MiB.`);
  }
  const file = await inspect(modelPath, options);
  checkOnnxFile(file, fileName);
  const manifest =
    manifestPath === null
      ? describe(file, fileName, options.takenIds)
      : await ownManifest(manifestPath, file, fileName, options.takenIds);

  const probe = await asVerdict(fileName, probeProvider({ ...options, ...limits }, modelToLoad(manifest, modelPath), "cpu"));
  if (probe.windowsPerSecond < 1) {
    throw new EngineError("model-refused", `${fileName} takes more than a second for one forecast on this machine.`);
  }
  await install(modelPath, manifest, options.folder);
  return manifest;
}

async function locate(source: string): Promise<{ readonly modelPath: string; readonly manifestPath: string | null }> {
  const found = await stat(source).catch(() => null);
  if (found === null) throw new EngineError("file-not-found", `There is no ${basename(source)}.`);
  if (!found.isDirectory() && extname(source) === ".onnx") {
    const beside = join(dirname(source), "manifest.json");
    const text = await readFile(beside, "utf8").catch(() => null);
    // Another model's manifest may lie in the same folder.
    const isOurs = text !== null && parseManifest(text, "manifest.json").file === basename(source);
    return { modelPath: source, manifestPath: isOurs ? beside : null };
  }
  const folder = found.isDirectory() ? source : dirname(source);
  const names = await readdir(folder);
  const models = names.filter((name) => extname(name) === ".onnx");
  if (names.includes("manifest.json")) {
    const manifestPath = join(folder, "manifest.json");
    const { file } = parseManifest(await readFile(manifestPath, "utf8"), "manifest.json");
    if (!names.includes(file)) throw new EngineError("model-damaged", `manifest.json names ${file}, which is not beside it.`);
    return { modelPath: join(folder, file), manifestPath };
  }
  const [only] = models;
  if (only === undefined || models.length > 1) {
    const count = models.length === 0 ? "no" : `${models.length}`;
    throw new EngineError("model-refused", `There is no manifest.json, and ${count} ONNX files: name the one to import.`);
  }
  return { modelPath: join(folder, only), manifestPath: null };
}

function inspect(path: string, options: ModelImportOptions): Promise<InspectedFile> {
  return asVerdict(
    basename(path),
    askThrowaway(
      { ...options, ...limits },
      "model-inspect",
      (id) => ({ type: "inspect", id, path }),
      (message) => (message.type === "inspected" ? message.file : undefined),
    ),
  );
}

/** A model that crashes or hangs the process it is tried in is the model's fault here, and not ours. */
async function asVerdict<T>(fileName: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    if (error.code === "model-damaged") throw error;
    throw new EngineError("model-refused", `${fileName} was tried and refused. ${error.message}`, { cause: error });
  }
}

async function ownManifest(
  path: string,
  file: InspectedFile,
  fileName: string,
  takenIds: readonly string[],
): Promise<Manifest> {
  const manifest = parseManifest(await readFile(path, "utf8"), "manifest.json");
  if (manifest.sha256 !== file.sha256) {
    throw new EngineError("model-damaged", `${fileName} is not the file that manifest.json names (its SHA-256 differs).`);
  }
  if (takenIds.includes(manifest.id)) {
    throw new EngineError("model-refused", `There is a model "${manifest.id}" already.`, { hint: "Change the id in manifest.json." });
  }
  return manifest;
}

/** The manifest of a file that came without one. */
function describe(file: InspectedFile, fileName: string, takenIds: readonly string[]): Manifest {
  const name = basename(fileName, ".onnx");
  return {
    id: freeId(name, takenIds),
    name: name.slice(0, 80),
    version: file.sha256.slice(0, 8),
    licence: "unknown",
    file: "model.onnx",
    sha256: file.sha256,
    parameters: Math.max(1, file.parameters),
    sizeBytes: file.sizeBytes,
    opset: file.opset,
    ...recogniseSignature(file, fileName),
    frequencies: "any",
    stochastic: false,
    preprocessing: "1",
  };
}

function freeId(name: string, takenIds: readonly string[]): string {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9.-]+/g, "-").replaceAll(/^[^a-z0-9]+/g, "").slice(0, 56) || "model";
  let id = plain;
  for (let count = 2; takenIds.includes(id); count += 1) id = `${plain}-${count}`;
  return id;
}

async function install(modelPath: string, manifest: Manifest, folder: string): Promise<void> {
  const target = join(folder, manifest.id);
  // Aside first: a start in the middle of the copy must not meet half a model.
  const aside = join(folder, `.new-${manifest.id}`);
  try {
    await rm(aside, { recursive: true, force: true });
    await mkdir(aside, { recursive: true });
    await copyFile(modelPath, join(aside, manifest.file));
    await writeFile(join(aside, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
    await rename(aside, target);
  } catch (error) {
    await rm(aside, { recursive: true, force: true }).catch(() => undefined);
    throw new EngineError("cannot-write", `The model cannot be copied into ${folder}.`, { cause: error });
  }
}
