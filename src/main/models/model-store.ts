/** The models at hand: what is in the folders, what of it could be loaded, and why the rest could not. */
import { readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileFor, type ModelToLoad } from "#contract/worker";
import { EngineError } from "#domain/errors";
import type { ModelInfo } from "#domain/model";
import { parseManifest, reportedLevels, type Manifest } from "#engine/registry";
import type { Logger } from "#main/platform";
import type { DeviceChoice, Devices } from "./devices.ts";
import { modelToLoad } from "./model-to-load.ts";
import type { InferencePool, LoadOptions } from "#main/inference";
import { asEngineError } from "#main/processes";

export interface ModelStoreOptions {
  /** Folders of the application's own model folders; where two hold the same id, the first wins. */
  readonly folders: readonly string[];
  readonly pool: Pick<InferencePool, "load" | "providerOf" | "forget">;
  readonly logger: Logger;
  readonly executionProvider: string;
  readonly intraOpThreads: number;
  /** Says of each model whether it may run where all of them should; without it they do. */
  readonly devices?: Pick<Devices, "vet">;
  /** Id of the model to start with; without it the one with the most parameters. */
  readonly preferred?: string;
  /** Why whoever manages the computer does not allow a model; null where it is allowed. */
  readonly refusal?: (model: Pick<ModelInfo, "id" | "source">) => EngineError | null;
}

/** A model whose manifest could be read. */
interface KnownModel {
  manifest: Manifest;
  readonly path: string;
  readonly source: ModelInfo["source"];
  state: ModelInfo["state"];
  reason: string | undefined;
  isForbidden: boolean;
  /** Why it does not run on the device of the others. */
  deviceReason: string | undefined;
  loading: Promise<void> | null;
}

/** A folder that looks like a model and is none. It has no id, so it can only be told of. */
interface Unreadable {
  readonly folder: string;
  readonly source: ModelInfo["source"];
  readonly error: EngineError;
}

/** Names that no scan takes for a model: imports that never came to their end, and models that were removed. */
const leftOver = /^\.(new|removed)-/;

export class ModelStore {
  readonly #options: ModelStoreOptions;
  readonly #models = new Map<string, KnownModel>();
  #unreadable: readonly Unreadable[] = [];
  #default: string | null = null;
  /** Models that should have been the default, in order of preference, and why they could not. */
  readonly #passedOver = new Map<string, EngineError>();
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
  async scan(folders = this.#options.folders, source: ModelInfo["source"] = "bundled"): Promise<void> {
    const unreadable = this.#unreadable.filter((known) => known.source !== source);
    for (const folder of folders) {
      for (const name of await subfolders(folder)) {
        try {
          const model = await readModel(join(folder, name), name, source);
          if (model === null || this.#models.has(model.manifest.id)) continue;
          this.#models.set(model.manifest.id, model);
          const refusal = this.#refusal(model);
          if (refusal !== null) this.#fail(model, refusal);
        } catch (error) {
          const known = asEngineError(error);
          this.#options.logger.error("model-manifest", { model: name, code: known.code, message: known.message });
          unreadable.push({ folder: name, source, error: known });
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
    this.#passedOver.clear();
    for (const id of this.#byPreference()) {
      // None of the user's becomes the default by being there, and none that refuses most files.
      const { source, manifest } = this.#get(id);
      const refusal = this.#refusal(this.#get(id));
      if (refusal !== null) {
        // One that nobody asked for is missed by nobody.
        if (id === this.#options.preferred) this.#passedOver.set(id, refusal);
        continue;
      }
      if ((source === "own" || manifest.frequencies !== "any") && id !== this.#options.preferred) continue;
      try {
        const info = await this.load(id);
        this.#default = id;
        return info;
      } catch (error) {
        const known = asEngineError(error);
        this.#options.logger.error("model-load", { model: id, code: known.code, message: known.message });
        this.#passedOver.set(id, known);
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

  /** @throws EngineError as `load` does; the default then stays what it was */
  async useAsDefault(id: string): Promise<void> {
    try {
      await this.load(id);
    } catch (error) {
      this.#passedOver.set(id, asEngineError(error));
      throw error;
    }
    this.#default = id;
    // It is what was wanted, whatever became of others.
    this.#passedOver.clear();
  }

  /** The models in whose place the default stands, and why none of them is it: those that can't be used still. */
  passedOver(): readonly { readonly id: string; readonly error: EngineError }[] {
    return [...this.#passedOver]
      .filter(([id]) => this.#models.get(id)?.state !== "ready")
      .map(([id, error]) => ({ id, error }));
  }

  /** Folders of the user's that hold no model after all, and why. */
  unreadable(): readonly { readonly folder: string; readonly message: string }[] {
    return this.#unreadable
      .filter(({ source }) => source === "own")
      .map(({ folder, error }) => ({ folder, message: error.message }));
  }

  /** Loads a model once, however often it is asked for; one that failed, or was lost with its process, may be tried again. */
  async load(id: string): Promise<ModelInfo> {
    const model = this.#get(id);
    if (model.state !== "ready" || this.#options.pool.providerOf(id) === null) {
      model.loading ??= this.#open(model).finally(() => {
        model.loading = null;
      });
      await model.loading;
    }
    return this.#info(model);
  }

  /** Loads every model that is in use once more, for instance on another device. */
  async reload(): Promise<void> {
    for (const model of this.#models.values()) {
      if (model.state !== "ready") continue;
      model.loading ??= this.#open(model).finally(() => {
        model.loading = null;
      });
      // What is wrong with one of them stands in its state.
      await model.loading.catch(() => undefined);
    }
  }

  /**
   * Tries a model by other means than loading it, and then loads it.
   *
   * @param check what throws when the model is not what its manifest says
   * @throws EngineError "model-not-found"
   */
  async verify(id: string, check: (model: ModelToLoad) => Promise<unknown>): Promise<ModelInfo> {
    const model = this.#get(id);
    try {
      const refusal = this.#refusal(model);
      if (refusal !== null) throw refusal;
      await checkSize(model);
      await check(modelToLoad(model.manifest, model.path));
    } catch (error) {
      this.#fail(model, error);
      return this.#info(model);
    }
    await this.load(id).catch(() => undefined);
    return this.#info(model);
  }

  /**
   * Takes one of the user's models out of the list; its folder stays aside until `purge`.
   *
   * @throws EngineError "model-not-found", "not-allowed" for a model of the application, "cannot-write"
   */
  async remove(id: string): Promise<void> {
    const model = this.#own(id);
    const folder = dirname(model.path);
    const aside = asideOf(folder);
    await rm(aside, { recursive: true, force: true });
    await rename(folder, aside).catch((error: unknown) => {
      throw new EngineError("cannot-write", `The folder of ${model.manifest.name} cannot be moved.`, {
        hint: "Another program may have it open; close Fantail and try again.",
        cause: error,
      });
    });
    this.#models.delete(id);
    this.#options.pool.forget(id);
    if (this.#default === id) await this.loadDefault();
  }

  /** Puts a removed model back. @throws EngineError "model-not-found" when it is gone for good */
  async restore(id: string, folder: string): Promise<void> {
    const target = join(folder, id);
    await rename(asideOf(target), target).catch((error: unknown) => {
      throw new EngineError("model-not-found", `The model "${id}" no longer exists.`, { cause: error });
    });
    await this.scan([folder], "own");
  }

  /** Another name on the screen; the id, and with it everything that was computed, stays. */
  async rename(id: string, name: string): Promise<void> {
    const model = this.#own(id);
    const file = join(dirname(model.path), "manifest.json");
    const manifest = parseManifest(JSON.stringify({ ...model.manifest, name }), "manifest.json");
    try {
      await writeFile(`${file}.new`, `${JSON.stringify(manifest, null, 2)}\n`);
      await rename(`${file}.new`, file);
    } catch (error) {
      throw new EngineError("cannot-write", `The new name of ${model.manifest.name} cannot be saved.`, {
        cause: error,
      });
    }
    model.manifest = manifest;
  }

  /** @throws EngineError "model-not-found" */
  manifest(id: string): Manifest {
    return this.#get(id).manifest;
  }

  /** @throws EngineError "model-not-found" */
  fileOf(id: string): { readonly manifest: Manifest; readonly path: string } {
    const { manifest, path } = this.#get(id);
    return { manifest, path };
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

  #own(id: string): KnownModel {
    const model = this.#get(id);
    if (model.source === "own") return model;
    throw new EngineError("not-allowed", `${model.manifest.name} is part of Fantail and cannot be changed.`);
  }

  #fail(model: KnownModel, error: unknown): EngineError {
    const known = asEngineError(error);
    model.state = known.code === "model-damaged" ? "damaged" : "refused";
    model.isForbidden = known.code === "policy-forbids";
    model.reason =
      known.code === "policy-forbids" && known.hint !== undefined ? `${known.message} ${known.hint}` : known.message;
    return known;
  }

  #refusal({ manifest: { id }, source }: KnownModel): EngineError | null {
    return this.#options.refusal?.({ id, source }) ?? null;
  }

  async #open(model: KnownModel): Promise<void> {
    const { pool, logger, devices } = this.#options;
    const refusal = this.#refusal(model);
    if (refusal !== null) throw this.#fail(model, refusal);
    // One that is loaded once more goes on where it is until then.
    if (model.state !== "ready") model.state = "loading";
    model.reason = undefined;
    try {
      await checkSize(model);
      const toLoad = modelToLoad(model.manifest, model.path);
      const { executionProvider, windowsPerRun = 16 } = this.#load;
      const vetted =
        executionProvider === "cpu" ? undefined : await devices?.vet(toLoad, { executionProvider, windowsPerRun });
      if (vetted?.reason != null) {
        const { reason } = vetted;
        logger.warn("device-refused-for-model", { model: toLoad.id, device: executionProvider, reason });
      }
      const loaded = await pool.load(toLoad, { ...this.#load, ...vetted?.choice });
      model.state = "ready";
      model.deviceReason =
        vetted?.reason == null ? undefined : `It does not run on ${executionProvider}. ${vetted.reason}`;
      logger.info("model-loaded", {
        model: model.manifest.id,
        version: model.manifest.version,
        executionProvider: loaded.executionProvider,
        probeMs: loaded.probeMs,
      });
    } catch (error) {
      throw this.#fail(model, error);
    }
  }

  #byPreference(): readonly string[] {
    const { preferred } = this.#options;
    return [...this.#models.values()]
      .toSorted(
        (a, b) =>
          Number(b.manifest.id === preferred) - Number(a.manifest.id === preferred) ||
          Number(a.source === "own") - Number(b.source === "own") ||
          b.manifest.parameters - a.manifest.parameters ||
          (a.manifest.id < b.manifest.id ? -1 : 1),
      )
      .map(({ manifest }) => manifest.id);
  }

  #noModel(): EngineError {
    const forbidden = [...this.#models.values()].map((model) => this.#refusal(model)).find((one) => one !== null);
    const failed = [...this.#models.values()].filter(
      (model) => model.reason !== undefined && this.#refusal(model) === null,
    );
    // What is allowed is not here: nothing is damaged, and nothing can be mended by installing it again.
    if (forbidden !== undefined && failed.length === 0 && this.#unreadable.length === 0)
      return new EngineError("policy-forbids", `No model that is here is allowed. ${forbidden.message}`, {
        ...(forbidden.hint === undefined ? {} : { hint: forbidden.hint }),
      });
    const reasons = [
      ...failed.map((model) => model.reason ?? ""),
      ...this.#unreadable.map(({ error }) => error.message),
    ];
    const reinstall = "Reinstall Fantail: its bundled models are missing or damaged.";
    if (reasons.length === 0) {
      const folders = this.#options.folders.join(", ");
      return new EngineError("model-damaged", `There is no model in ${folders}.`, { hint: reinstall });
    }
    const isDamaged = this.#unreadable.length > 0 || failed.some((model) => model.state === "damaged");
    return new EngineError(
      isDamaged ? "model-damaged" : "model-refused",
      `No model can be loaded. ${reasons.join(" ")}`,
      // Files that are intact are not mended by installing them again.
      { hint: isDamaged ? reinstall : "Start Fantail again. The log says how its processes ended." },
    );
  }
}

const asideOf = (folder: string): string => join(dirname(folder), `.removed-${basename(folder)}`);

/** Deletes what imports and removals of earlier starts have left. */
export async function purge(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names)
    if (leftOver.test(name)) await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined);
}

async function subfolders(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && !leftOver.test(entry.name))
      .map((entry) => entry.name)
      .toSorted();
  } catch {
    return [];
  }
}

/** null: a folder without a manifest is not a model (a half-finished training run, a stray folder). */
async function readModel(folder: string, name: string, source: ModelInfo["source"]): Promise<KnownModel | null> {
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
    source,
    state: "loading",
    reason: undefined,
    isForbidden: false,
    deviceReason: undefined,
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

function toInfo(
  { manifest, path, source, state, reason, isForbidden, deviceReason }: KnownModel,
  executionProvider: string | null,
): ModelInfo {
  return {
    id: manifest.id,
    name: manifest.name,
    version: manifest.version,
    sha256:
      executionProvider === null ? manifest.sha256 : fileFor(modelToLoad(manifest, path), executionProvider).sha256,
    licence: manifest.licence,
    output: manifest.output.kind,
    levels: [...reportedLevels(manifest.output)],
    maxContextSteps: manifest.context.max,
    nativeHorizonSteps: manifest.horizon.native,
    maxHorizonSteps: manifest.horizon.max,
    parameters: manifest.parameters,
    sizeBytes: [manifest.fp16, ...(manifest.shorter ?? []), ...(manifest.externalFiles ?? [])].reduce(
      (sum, file) => sum + (file?.sizeBytes ?? 0),
      manifest.sizeBytes,
    ),
    source,
    frequencies: manifest.frequencies,
    ...(manifest.quantity === undefined ? {} : { quantity: manifest.quantity }),
    state,
    ...(reason === undefined ? {} : { reason }),
    ...(isForbidden ? { isForbidden } : {}),
    executionProvider,
    ...(deviceReason === undefined ? {} : { deviceReason }),
  };
}
