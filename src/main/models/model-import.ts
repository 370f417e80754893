/** A model that the user brings: looked at, tried in a process of its own, and copied where it is found at every start. */
import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { totalmem } from "node:os";
import { basename, dirname, extname, join } from "node:path";
import type { InspectedFile } from "#contract/worker";
import { EngineError } from "#domain/errors";
import type { ModelDescription } from "#domain/model";
import { formatFrequency } from "#domain/series";
import { formatBytes } from "#engine/format";
import {
  checkOnnxFile,
  parseManifest,
  recogniseSignature,
  signatureFacts,
  suggestLevels,
  type Manifest,
} from "#engine/registry";
import { modelToLoad } from "./model-to-load.ts";
import { probeProvider, runInThrowawayProcess, type ThrowawayOptions } from "#main/inference";

export interface ModelImportOptions extends Omit<ThrowawayOptions, "limitMs" | "limitBytes"> {
  /** The user's own models; never the folder of the bundled ones. */
  readonly folder: string;
  /** Ids that are taken, those of the bundled models among them. */
  readonly takenIds: readonly string[];
  /** Throws where whoever manages the computer does not allow a model of this id. */
  readonly requireAllowed?: (id: string) => void;
  /** What the process that tries the model may take. */
  readonly limits?: { readonly limitMs: number; readonly limitBytes: number };
}

/** What a file says about itself, for a person who has to say the rest. */
export interface ModelCandidate {
  readonly fileName: string;
  /** Of the model and all files that belong to it. */
  readonly sizeBytes: number;
  readonly parameters: number;
  readonly opset: number;
  /** "context float32 [batch, 512]". */
  readonly input: string;
  readonly output: string;
  /** The manifest beside it, which leaves nothing to say. */
  readonly manifest: Manifest | null;
  readonly name: string;
  /** null where the file leaves it open. */
  readonly contextSteps: number | null;
  /** The output's two axes behind the batch. */
  readonly axes: readonly [number | null, number | null];
  /** Levels that models with such an output have, null where there is no custom. */
  readonly levels: readonly number[] | null;
}

/** Protocol buffers end at 2 GiB, and a forecaster of a quarter of that already takes seconds for a window. */
const largestBytes = 600 * 2 ** 20;
const defaultLimits = { limitMs: 60_000, limitBytes: Math.min(4 * 2 ** 30, totalmem() / 2) } as const;

/**
 * Looks at what would be imported. Nothing of it runs.
 *
 * @throws EngineError "model-damaged" or "model-refused" with a sentence for the user, "file-not-found"
 */
export async function inspectModel(source: string, options: ModelImportOptions): Promise<ModelCandidate> {
  const { file, fileName, manifest } = await inspectSource(source, options);
  const common = { fileName, sizeBytes: totalBytes(file), parameters: file.parameters, opset: file.opset };
  if (manifest !== null) {
    const { input, output, horizon, name } = manifest;
    const axes = [output.levels.length, horizon.native] as const;
    return {
      ...common,
      input: `${input.name} float32 [${input.shape.join(", ")}]`,
      output: `${output.name} float32 [${output.layout.replaceAll(",", ", ")}]`,
      manifest,
      name,
      contextSteps: input.shape[1],
      axes,
      levels: output.levels,
    };
  }
  const { input, output, contextSteps, axes } = signatureFacts(file, fileName);
  return {
    ...common,
    input: `${input.name} ${input.type} [${input.shape.join(", ")}]`,
    output: `${output.name} ${output.type} [${output.shape.join(", ")}]`,
    manifest: null,
    name: nameOf(fileName),
    contextSteps,
    axes,
    levels: suggestLevels(axes),
  };
}

/**
 * Imports a model from a folder with a manifest, or from an ONNX file of a signature that Fantail knows or the user
 * describes.
 *
 * Nothing of the file runs in this process, and nothing is left behind when it is refused. What was tried is the copy, so
 * that it is also what is loaded later.
 *
 * @throws EngineError "model-damaged" or "model-refused" with a sentence for the user, "file-not-found", "cannot-write"
 */
export async function importModel(
  source: string,
  options: ModelImportOptions,
  description: ModelDescription = {},
): Promise<Manifest> {
  const { file, fileName, modelPath, manifest: own } = await inspectSource(source, options);
  if (own !== null && Object.values(description).some((value) => value !== undefined)) {
    throw new EngineError("model-refused", `${fileName} has a manifest.json, which already describes it.`, {
      hint: "Import it as it is, or without its manifest.json.",
    });
  }
  const manifest =
    own === null ? describe(file, fileName, options.takenIds, description) : claimed(own, options.takenIds);
  options.requireAllowed?.(manifest.id);
  // Its file with 16 bits stays behind: what a user's model is worth in them nobody has measured.
  const complete = {
    ...manifest,
    fp16: undefined,
    shorter: undefined,
    ...(file.external.length === 0 ? {} : { externalFiles: [...file.external] }),
  };
  const aside = await stage(modelPath, complete, options.folder);
  try {
    const staged = modelToLoad(complete, join(aside, complete.file));
    const probe = await asVerdict(
      fileName,
      probeProvider({ ...options, ...(options.limits ?? defaultLimits) }, staged, "cpu"),
    );
    if (probe.windowsPerSecond < 1) {
      throw new EngineError("model-refused", `${fileName} takes more than a second for one forecast on this computer.`);
    }
    await rename(aside, join(options.folder, complete.id)).catch((error: unknown) => {
      throw cannotCopy(options.folder, error);
    });
  } catch (error) {
    await rm(aside, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
  return complete;
}

interface InspectedSource {
  readonly file: InspectedFile;
  readonly fileName: string;
  readonly modelPath: string;
  readonly manifest: Manifest | null;
}

async function inspectSource(source: string, options: ModelImportOptions): Promise<InspectedSource> {
  const { modelPath, manifestPath } = await locate(source);
  const fileName = basename(modelPath);
  const info = await stat(modelPath);
  if (!info.isFile()) throw new EngineError("model-refused", `${fileName} is not a file.`);
  checkSize(fileName, info.size);
  const file = await inspect(modelPath, options);
  checkOnnxFile(file, fileName);
  checkSize(fileName, totalBytes(file));
  const manifest = manifestPath === null ? null : await ownManifest(manifestPath, file, fileName);
  return { file, fileName, modelPath, manifest };
}

function checkSize(fileName: string, bytes: number): void {
  if (bytes <= largestBytes) return;
  throw new EngineError(
    "model-refused",
    `${fileName} has ${formatBytes(bytes)}; Fantail accepts models of up to ${formatBytes(largestBytes)}.`,
  );
}

const totalBytes = (file: InspectedFile): number =>
  file.external.reduce((sum, { sizeBytes }) => sum + sizeBytes, file.sizeBytes);

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
  // A table that lies beside a model is not that model.
  if (!found.isDirectory() && basename(source) !== "manifest.json") {
    throw new EngineError(
      "model-refused",
      `${basename(source)} is not a model. A model is an ONNX file or a folder with one.`,
    );
  }
  const folder = found.isDirectory() ? source : dirname(source);
  const names = await readdir(folder);
  const models = names.filter((name) => extname(name) === ".onnx");
  if (names.includes("manifest.json")) {
    const manifestPath = join(folder, "manifest.json");
    const { file } = parseManifest(await readFile(manifestPath, "utf8"), "manifest.json");
    if (!names.includes(file))
      throw new EngineError("model-damaged", `manifest.json names ${file}, which is not beside it.`);
    return { modelPath: join(folder, file), manifestPath };
  }
  const [only] = models;
  if (only === undefined || models.length > 1) {
    const count = models.length === 0 ? "no" : `${models.length}`;
    throw new EngineError(
      "model-refused",
      `The folder has no manifest.json and ${count} ONNX files: choose the file to import.`,
    );
  }
  return { modelPath: join(folder, only), manifestPath: null };
}

function inspect(path: string, options: ModelImportOptions): Promise<InspectedFile> {
  return asVerdict(
    basename(path),
    runInThrowawayProcess(
      { ...options, ...(options.limits ?? defaultLimits) },
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
    if (error.code === "model-damaged" || error.code === "shutting-down") throw error;
    // A refusal at first sight already begins with the file's name.
    const message = error.message.startsWith(fileName)
      ? error.message
      : `${fileName} was tried and refused. ${error.message}`;
    throw new EngineError("model-refused", message, {
      cause: error,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    });
  }
}

async function ownManifest(path: string, file: InspectedFile, fileName: string): Promise<Manifest> {
  const manifest = parseManifest(await readFile(path, "utf8"), "manifest.json");
  if (manifest.sha256 !== file.sha256) {
    throw new EngineError(
      "model-damaged",
      `${fileName} is not the file that manifest.json names (its SHA-256 differs).`,
    );
  }
  for (const named of manifest.externalFiles ?? []) {
    const found = file.external.find((each) => each.file === named.file);
    if (found?.sha256 === named.sha256) continue;
    throw new EngineError(
      "model-damaged",
      `${named.file} is not the file that manifest.json names (its SHA-256 differs, or the model does not use it).`,
    );
  }
  return { ...manifest, sizeBytes: file.sizeBytes };
}

function claimed(manifest: Manifest, takenIds: readonly string[]): Manifest {
  if (takenIds.includes(manifest.id)) {
    throw new EngineError("model-refused", `There is a model "${manifest.id}" already.`, {
      hint: "Change the id in manifest.json.",
    });
  }
  return manifest;
}

const nameOf = (fileName: string): string => basename(fileName, ".onnx").slice(0, 80) || "model";

/** The manifest of a file that came without one. */
function describe(
  file: InspectedFile,
  fileName: string,
  takenIds: readonly string[],
  description: ModelDescription,
): Manifest {
  const signature = recogniseSignature(file, fileName, description);
  const name = description.name?.trim() || nameOf(fileName);
  const manifest = {
    id: freeId(name, takenIds),
    name,
    version: file.sha256.slice(0, 8),
    licence: description.licence?.trim() || "unknown",
    file: "model.onnx",
    sha256: file.sha256,
    parameters: Math.max(1, file.parameters),
    sizeBytes: file.sizeBytes,
    opset: file.opset,
    ...signature,
    frequencies: description.frequency === undefined ? "any" : [formatFrequency(description.frequency)],
    // The same file, described in another way, gives other forecasts: nothing that is kept may be shared.
    preprocessing: `1-${createHash("sha256").update(JSON.stringify(signature)).digest("hex").slice(0, 8)}`,
  };
  try {
    return parseManifest(JSON.stringify(manifest), fileName);
  } catch (error) {
    throw new EngineError("model-refused", error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function freeId(name: string, takenIds: readonly string[]): string {
  const plain =
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9.-]+/g, "-")
      .replaceAll(/^[^a-z0-9]+|[^a-z0-9]+$/g, "")
      .slice(0, 56) || "model";
  let id = plain;
  for (let count = 2; takenIds.includes(id); count += 1) id = `${plain}-${count}`;
  return id;
}

/** Copies all files of a model aside: a start in the middle of it must not meet half a model. */
async function stage(modelPath: string, manifest: Manifest, folder: string): Promise<string> {
  const external = (manifest.externalFiles ?? []).map(({ file }) => file);
  const names = ["manifest.json", manifest.file, ...external].map((name) => name.toLowerCase());
  if (new Set(names).size < names.length) {
    throw new EngineError(
      "model-refused",
      `${basename(modelPath)} keeps weights in a file whose name is already taken.`,
    );
  }
  const aside = join(folder, `.new-${manifest.id}`);
  try {
    await rm(aside, { recursive: true, force: true });
    await mkdir(aside, { recursive: true });
    await copyFile(modelPath, join(aside, manifest.file));
    for (const file of external) {
      await mkdir(dirname(join(aside, file)), { recursive: true });
      await copyFile(join(dirname(modelPath), file), join(aside, file));
    }
    await writeFile(join(aside, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
    return aside;
  } catch (error) {
    await rm(aside, { recursive: true, force: true }).catch(() => undefined);
    throw cannotCopy(folder, error);
  }
}

function cannotCopy(folder: string, cause: unknown): EngineError {
  return new EngineError("cannot-write", `The model cannot be copied into ${folder}.`, { cause });
}
