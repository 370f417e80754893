/** The models at hand: what is in the folders, what of it could be loaded, and why the rest could not. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ModelInfo } from "#contract/data";
import type { ModelToLoad } from "#contract/worker";
import { EngineError } from "#engine/errors";
import { parseManifest, reportedLevels, type Manifest } from "#engine/registry";
import type { Logger } from "../app/logger.ts";
import type { DeviceChoice } from "./devices.ts";
import { modelToLoad } from "./model-to-load.ts";
import type { InferencePool } from "./inference-pool.ts";
import type { LoadOptions } from "./inference-slot.ts";

export interface ModelStoreOptions {
  /** Folders of model folders; where two hold the same id, the first wins. */
  readonly folders: readonly string[];
  readonly pool: Pick<InferencePool, "load" | "providerOf">;
  readonly logger: Logger;
  readonly executionProvider: string;
  readonly intraOpThreads: number;
  /** Id of the model to start with; without it the one with the most parameters. */
  readonly preferred?: string;
}

/** A model whose manifest could be read. */
interface KnownModel {
  readonly manifest: Manifest;
  readonly path: string;
  state: ModelInfo["state"];
  reason: string | undefined;
  loading: Promise<void> | null;
}

/** A folder that looks like a model and is none. It has no id, so it can only be told of. */
interface Unreadable {
  readonly folder: string;
  readonly error: EngineError;
}

export class ModelStore {
  readonly #options: ModelStoreOptions;
  readonly #models = new Map<string, KnownModel>();
  #unreadable: readonly Unreadable[] = [];
  #default: string | null = null;
  #load: LoadOptions;

  constructor(options: ModelStoreOptions) {
    this.#options = options;
    this.#load = { executionProvider: options.executionProvider, intraOpThreads: options.intraOpThreads };
  }

  /** Loads on this device from now on; models that are loaded stay where they are. */
  useDevice({ executionProvider, windowsPerRun }: DeviceChoice): void {
    this.#load = { ...this.#load, executionProvider, windowsPerRun };
  }

  /**
   * Reads every manifest. Broken ones are kept for the message, they never throw; a model that is known already stays as
   * it is, so that a second scan only adds.
   */
  async scan(folders = this.#options.folders): Promise<void> {
    const unreadable: Unreadable[] = [];
    for (const folder of folders) {
      for (const name of await subfolders(folder)) {
        try {
          const model = await readModel(join(folder, name), name);
          if (model !== null && !this.#models.has(model.manifest.id)) this.#models.set(model.manifest.id, model);
        } catch (error) {
          const known = asEngineError(error);
          this.#options.logger.error("model-manifest", { model: name, code: known.code, message: known.message });
          unreadable.push({ folder: name, error: known });
        }
      }
    }
    this.#unreadable = unreadable;
  }

  /**
   * Loads the first model that can be loaded, in order of preference, and makes it the default.
   *
   * @throws EngineError with the code of the first failure, listing every model and its reason
   */
  async loadDefault(): Promise<ModelInfo> {
    for (const id of this.#byPreference()) {
      try {
        const info = await this.load(id);
        this.#default = id;
        return info;
      } catch (error) {
        const known = asEngineError(error);
        this.#options.logger.error("model-load", { model: id, code: known.code, message: known.message });
        // Not the model's fault: another model would meet the same.
        if (known.code === "shutting-down") throw known;
      }
    }
    throw this.#noModel();
  }

  /** The id of the model that forecasts use unless they name another. */
  get defaultModel(): string {
    if (this.#default === null) throw new Error("loadDefault comes first");
    return this.#default;
  }

  /** Loads a model once, however often it is asked for; one that failed may be tried again. */
  async load(id: string): Promise<ModelInfo> {
    const model = this.#get(id);
    if (model.state !== "ready") {
      model.loading ??= this.#open(model).finally(() => {
        model.loading = null;
      });
      await model.loading;
    }
    return this.#info(model);
  }

  /** @throws EngineError "model-not-found" */
  manifest(id: string): Manifest {
    return this.#get(id).manifest;
  }

  /** What the inference process needs of a model; also a way to batches of its shape. */
  shape(id: string): ModelToLoad {
    const { manifest, path } = this.#get(id);
    return modelToLoad(manifest, path);
  }

  list(): readonly ModelInfo[] {
    return this.#byPreference().map((id) => this.#info(this.#get(id)));
  }

  #info(model: KnownModel): ModelInfo {
    const provider = model.state === "ready" ? this.#options.pool.providerOf(model.manifest.id) : null;
    return toInfo(model, provider);
  }

  #get(id: string): KnownModel {
    const model = this.#models.get(id);
    if (model === undefined) throw new EngineError("model-not-found", `There is no model "${id}".`);
    return model;
  }

  async #open(model: KnownModel): Promise<void> {
    const { pool, logger } = this.#options;
    model.state = "loading";
    model.reason = undefined;
    try {
      await checkSize(model);
      const load = (): ReturnType<InferencePool["load"]> => pool.load(modelToLoad(model.manifest, model.path), this.#load);
      const loaded = await load().catch((error: unknown) => {
        // Once more in the process that follows the one that died.
        if (asEngineError(error).code === "worker-crashed") return load();
        throw error;
      });
      model.state = "ready";
      logger.info("model-loaded", {
        model: model.manifest.id,
        version: model.manifest.version,
        executionProvider: loaded.executionProvider,
        probeMs: loaded.probeMs,
      });
    } catch (error) {
      const known = asEngineError(error);
      model.state = known.code === "model-damaged" ? "damaged" : "refused";
      model.reason = known.message;
      throw known;
    }
  }

  #byPreference(): readonly string[] {
    const { preferred } = this.#options;
    return [...this.#models.values()]
      .map(({ manifest }) => manifest)
      .toSorted(
        (a, b) =>
          Number(b.id === preferred) - Number(a.id === preferred) ||
          b.parameters - a.parameters ||
          (a.id < b.id ? -1 : 1),
      )
      .map(({ id }) => id);
  }

  #noModel(): EngineError {
    const failed = [...this.#models.values()].filter((model) => model.reason !== undefined);
    const reasons = [...failed.map((model) => model.reason ?? ""), ...this.#unreadable.map(({ error }) => error.message)];
    const hint = "Install Fantail again: its own models are missing or damaged.";
    if (reasons.length === 0) {
      const folders = this.#options.folders.join(", ");
      return new EngineError("model-damaged", `There is no model in ${folders}.`, { hint });
    }
    const isDamaged = this.#unreadable.length > 0 || failed.some((model) => model.state === "damaged");
    return new EngineError(isDamaged ? "model-damaged" : "model-refused", `No model can be loaded. ${reasons.join(" ")}`, { hint });
  }
}

async function subfolders(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      // A name with a dot in front is an import that never came to its end.
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
      .map((entry) => entry.name)
      .toSorted();
  } catch {
    return [];
  }
}

/** null: a folder without a manifest is not a model (a half-finished training run, a stray folder). */
async function readModel(folder: string, name: string): Promise<KnownModel | null> {
  const file = join(folder, "manifest.json");
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new EngineError("model-damaged", `${name}/manifest.json cannot be read.`, { cause: error });
  }
  const manifest = parseManifest(text, `${name}/manifest.json`);
  return {
    manifest,
    path: join(folder, manifest.file),
    state: "loading",
    reason: undefined,
    loading: null,
  };
}

/** Cheap, so that the usual damage (a download cut short, a missing file) is named before 40 MB are hashed. */
async function checkSize({ manifest, path }: KnownModel): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found === null) throw new EngineError("model-damaged", `Model ${manifest.id}: ${manifest.file} is missing.`);
  if (found.size !== manifest.sizeBytes) {
    throw new EngineError(
      "model-damaged",
      `Model ${manifest.id}: ${manifest.file} has ${found.size} bytes; manifest.json says ${manifest.sizeBytes}.`,
    );
  }
}

function toInfo({ manifest, state, reason }: KnownModel, executionProvider: string | null): ModelInfo {
  return {
    id: manifest.id,
    name: manifest.name,
    version: manifest.version,
    sha256: manifest.sha256,
    licence: manifest.licence,
    output: manifest.output.kind,
    levels: [...reportedLevels(manifest.output)],
    maxContextSteps: manifest.context.max,
    nativeHorizonSteps: manifest.horizon.native,
    maxHorizonSteps: manifest.horizon.max,
    parameters: manifest.parameters,
    sizeBytes: manifest.sizeBytes,
    state,
    ...(reason === undefined ? {} : { reason }),
    executionProvider,
  };
}

function asEngineError(error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  return new EngineError("internal", error instanceof Error ? error.message : String(error), { cause: error });
}
