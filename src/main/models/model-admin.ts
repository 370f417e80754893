/** What a user can do about models and devices: import, remove, rename, verify, defaults, and where they run. */
import type { ModelToLoad, ProviderProbe } from "#contract/worker";
import { withFp16, type DeviceSetting } from "#domain/device";
import { EngineError } from "#domain/errors";
import type { ExportWarning } from "#domain/export";
import {
  defaultModelFor,
  suitsFrequency,
  type ModelDescription,
  type ModelInfo,
  type ModelsState,
} from "#domain/model";
import { modelRefusal, noPolicy, policyForbids, type Policy } from "#domain/policy";
import { formatFrequency, parseFrequency, type Frequency } from "#domain/series";
import type { Manifest } from "#engine/registry";
import type { Logger } from "#main/platform";
import { type DeviceChoice, type Devices, safeChoice } from "./devices.ts";
import { importModel, inspectModel, type ModelCandidate, type ModelImportOptions } from "./model-import.ts";
import type { ModelStore } from "./model-store.ts";

/** The part of the settings that is about models and devices. */
export interface ModelSettings {
  readonly device?: DeviceSetting | undefined;
  /** By frequency, as the engine writes it; "any" for those that have none of their own. */
  readonly modelDefaults?: Readonly<Record<string, string>> | undefined;
}

export interface ModelAdminOptions {
  readonly store: ModelStore;
  readonly devices: Devices;
  readonly settings: { readonly current: ModelSettings; update(change: ModelSettings): Promise<void> };
  /** Of the user's own models. */
  readonly folder: string;
  /** Absolute path of the built inference entry. */
  readonly entry: string;
  readonly logger: Logger;
  /** Tries a model on an execution provider, in a process of its own. */
  readonly probe: (model: ModelToLoad, executionProvider: string) => Promise<ProviderProbe>;
  readonly onChange: (state: ModelsState) => void;
  /** What whoever manages the computer decides. */
  readonly policy?: Policy;
}

const everyFrequency = "any";

/** The user's default of the application's own models is loaded first, and not after another one. */
export function preferredModel({ modelDefaults }: ModelSettings): string | undefined {
  return modelDefaults?.[everyFrequency];
}

export class ModelAdmin {
  readonly #options: ModelAdminOptions;
  /** Defaults that went with a model, for the case that it comes back. */
  readonly #removedDefaults = new Map<string, readonly string[]>();
  /** For this start only, and stronger than the settings. */
  #device: DeviceSetting | undefined;
  /** One change after the other: two imports at a time would meet in one folder. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: ModelAdminOptions) {
    this.#options = options;
  }

  get device(): DeviceSetting {
    return this.#device ?? this.#options.settings.current.device ?? "auto";
  }

  get defaults(): Readonly<Record<string, string>> {
    return this.#options.settings.current.modelDefaults ?? {};
  }

  state(): ModelsState {
    const { store, devices } = this.#options;
    const models = [...store.list()];
    const { defaultModel } = store;
    const used = models.find(({ id }) => id === defaultModel)?.executionProvider ?? "cpu";
    return {
      models,
      defaultModel,
      defaults: defaultsOf(this.defaults),
      unreadable: [...store.unreadable()],
      device: this.device,
      providers: [...devices.reports(used)],
    };
  }

  /** The user's choice for this frequency where it can be used, and the default model otherwise. */
  defaultFor(frequency?: Frequency): string {
    const { store } = this.#options;
    const { defaultModel } = store;
    if (frequency === undefined) return defaultModel;
    return defaultModelFor({ models: store.list(), defaultModel, defaults: defaultsOf(this.defaults) }, frequency);
  }

  /**
   * Loads the default model on the device that is chosen for all; before it, the processes that run models have started.
   *
   * @throws EngineError model-damaged or model-refused: without one model there is nothing to offer
   */
  async open(): Promise<void> {
    const { store, folder } = this.#options;
    store.useDevice(this.#choose(this.device));
    await store.loadDefault();
    // The user's own come second: none of them becomes the default by being there.
    await store.scan([folder], "own");
    await this.applyDefault();
  }

  /** The user's default of any source, once all models are known; one that cannot be loaded leaves the application's. */
  async applyDefault(): Promise<void> {
    const { store, logger } = this.#options;
    const wanted = this.defaults[everyFrequency];
    if (wanted === undefined || wanted === store.defaultModel) return;
    await store
      .useAsDefault(wanted)
      .catch((error: unknown) => logger.warn("default-not-used", { model: wanted, message: String(error) }));
  }

  /** For results that were made with the default model: that it stands in for another, and why. */
  warnings(): readonly ExportWarning[] {
    const { store } = this.#options;
    return store.passedOver().map(({ id, error: { code, message } }) => ({
      code,
      message: `The model ${id} can't be used, and ${store.defaultModel} takes its place. ${message}`,
    }));
  }

  /** @throws EngineError policy-forbids where no one may bring a model */
  requireImport(): void {
    if (this.#policy.managed.modelImport !== false) return;
    throw policyForbids(this.#policy, "modelImport", "Models may not be imported on this computer.");
  }

  async inspect(path: string): Promise<ModelCandidate> {
    this.requireImport();
    return inspectModel(path, this.#importOptions());
  }

  import(path: string, description?: ModelDescription): Promise<ModelInfo> {
    return this.#change(async () => {
      this.requireImport();
      const { store, folder } = this.#options;
      const manifest = await importModel(path, this.#importOptions(), description);
      await store.scan([folder], "own");
      return store.load(manifest.id);
    });
  }

  remove(id: string): Promise<void> {
    return this.#change(async () => {
      const { store } = this.#options;
      await store.remove(id);
      const lost = Object.keys(this.defaults).filter((key) => this.defaults[key] === id);
      this.#removedDefaults.set(id, lost);
      if (lost.length > 0)
        await this.#keepDefaults(
          Object.fromEntries(Object.entries(this.defaults).filter(([key]) => !lost.includes(key))),
        );
    });
  }

  restore(id: string): Promise<void> {
    return this.#change(async () => {
      await this.#options.store.restore(id, this.#options.folder);
      const keys = this.#removedDefaults.get(id) ?? [];
      this.#removedDefaults.delete(id);
      if (keys.length > 0)
        await this.#keepDefaults({ ...Object.fromEntries(keys.map((key) => [key, id])), ...this.defaults });
      await this.applyDefault();
    });
  }

  rename(id: string, name: string): Promise<void> {
    return this.#change(() => this.#options.store.rename(id, name));
  }

  /** Reads every file of the model again and tries it, in a process of its own, before it is loaded. */
  verify(id: string): Promise<ModelInfo> {
    const { store, probe } = this.#options;
    return this.#change(() =>
      store.verify(id, async (model) => {
        await probe(model, "cpu");
        if (model.fp16 !== undefined) await probe(model, withFp16("cpu"));
      }),
    );
  }

  /** @param frequency null: for every frequency that has none of its own */
  setDefault(frequency: Frequency | null, model: string | null): Promise<void> {
    return this.#change(async () => {
      const { store } = this.#options;
      if (this.#policy.managed.defaultModel !== undefined)
        throw policyForbids(this.#policy, "defaultModel", "The default model is set for this computer.");
      const key = frequency === null ? everyFrequency : formatFrequency(frequency);
      // Before it is kept: a model that does not load, or not for such data, is nobody's default.
      if (model !== null) {
        checkSuits(store.manifest(model), frequency);
        await store.load(model);
      }
      if (frequency === null && model !== null) await store.useAsDefault(model);
      const { [key]: _, ...others } = this.defaults;
      await this.#keepDefaults(model === null ? others : { ...others, [key]: model });
      if (frequency === null && model === null) await store.loadDefault();
    });
  }

  /**
   * Puts every model on the user's device, now and at the next start.
   *
   * @throws EngineError "model-refused" with the reason; all stays as it was then
   */
  setDevice(device: DeviceSetting): Promise<void> {
    return this.#change(async () => {
      await this.#useDevice(device);
      this.#device = undefined;
      await this.#options.settings.update({ device });
    });
  }

  /** For this start only. @throws EngineError "model-refused" with the reason */
  useDeviceOnce(device: DeviceSetting): Promise<void> {
    return this.#change(async () => {
      await this.#useDevice(device);
      this.#device = device;
    });
  }

  /** A device of the settings that nothing is known of yet: measures, and goes there if its numbers are right. */
  async applyDevice(): Promise<void> {
    const { devices, logger } = this.#options;
    if (this.device === "auto" || this.device === "cpu" || devices.isMeasured) return;
    await this.#change(() => this.#useDevice(this.device)).catch((error: unknown) => {
      logger.warn("device-not-used", { device: this.device, message: String(error) });
    });
  }

  /** A device that is managed and does not work here is not replaced by another than the processor. */
  #choose(device: DeviceSetting): DeviceChoice {
    const choice = this.#options.devices.choose(device);
    const { device: managed } = this.#policy.managed;
    return managed === undefined || managed === "auto" || choice.executionProvider === managed ? choice : safeChoice;
  }

  get #policy(): Policy {
    return this.#options.policy ?? noPolicy;
  }

  async #useDevice(device: DeviceSetting): Promise<void> {
    const { devices, store } = this.#options;
    const { device: managed } = this.#policy.managed;
    if (managed !== undefined && managed !== device)
      throw policyForbids(this.#policy, "device", `Models run on ${managed} on this computer, and not on ${device}.`);
    const before = devices.choose(this.device);
    if (!devices.isMeasured && device !== "cpu") await devices.measure(store.shape(store.defaultModel));
    const problem = devices.problemWith(device);
    if (problem !== null) {
      throw new EngineError("model-refused", `The device ${device} can't be used here. ${problem}`, {
        hint: "“fantail doctor” lists the devices of this computer.",
      });
    }
    const choice =
      device === "cpu" && !devices.isMeasured ? { executionProvider: "cpu", windowsPerRun: 16 } : this.#choose(device);
    store.useDevice(choice);
    const now = store.list().find(({ id }) => id === store.defaultModel)?.executionProvider;
    if (choice.executionProvider !== before.executionProvider || now !== choice.executionProvider) await store.reload();
  }

  #keepDefaults(modelDefaults: Readonly<Record<string, string>>): Promise<void> {
    return this.#options.settings.update({ modelDefaults });
  }

  #importOptions(): ModelImportOptions {
    const { store, folder, entry, logger } = this.#options;
    const requireAllowed = (id: string): void => {
      const refusal = modelRefusal(this.#policy, { id, source: "own" });
      if (refusal !== null) throw refusal;
    };
    return { folder, entry, logger, requireAllowed, takenIds: store.list().map(({ id }) => id) };
  }

  #change<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work).finally(() => this.#options.onChange(this.state()));
    this.#last = done.catch(() => undefined);
    return done;
  }
}

function checkSuits({ name, frequencies }: Manifest, frequency: Frequency | null): void {
  if (frequencies === "any" || (frequency !== null && suitsFrequency(frequencies, frequency))) return;
  throw new EngineError("wrong-arguments", `${name} is made for steps of ${frequencies.join(" or ")} only.`);
}

function defaultsOf(byFrequency: Readonly<Record<string, string>>): ModelsState["defaults"] {
  const result: { readonly frequency: Frequency | null; readonly model: string }[] = [];
  for (const [key, model] of Object.entries(byFrequency)) {
    if (key === everyFrequency) {
      result.push({ frequency: null, model });
      continue;
    }
    try {
      result.push({ frequency: parseFrequency(key), model });
    } catch {
      // Settings are a file that people edit; what is no frequency has no effect.
    }
  }
  return result;
}
