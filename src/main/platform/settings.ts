import { readFileSync, renameSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { z } from "zod";
import { importOptionsSchema, type Received } from "#contract/data";
import { deviceSettingSchema, settingSchemas } from "#contract/ipc";
import { bandwidthRules } from "#domain/forecast";
import {
  changedSettings,
  defaultSettings,
  isChanged,
  type SettingChange,
  type SettingKey,
  type SettingValues,
} from "#domain/settings";
import { noPolicy, type Policy, type PolicyChoices, settingsOf } from "#domain/policy";
import type { Logger } from "./logger.ts";

const megabyte = 1024 * 1024;
const bytes = z
  .int()
  .min(megabyte)
  .max(1024 * 1024 * megabyte);

const boundsSchema = z.object({ width: z.int().min(480), height: z.int().min(360), x: z.int(), y: z.int() });

const settingsSchema = z.object({
  /** Those of `#domain/settings`; one that is not there has its default. */
  ...z.object(settingSchemas).partial().shape,
  /** Where each window was, and how large; by its place: 1 is the first window, 2 the one beside it. */
  windows: z.record(z.string().regex(/^\d{1,3}$/), boundsSchema).optional(),
  /** Budgets in bytes; `fantail doctor` shows the ones in force. */
  limits: z
    .strictObject({
      forecastBytes: bytes.optional(),
      /** Of earlier versions, where densities had a budget of their own; it is that of answers now. */
      densityBytes: bytes.optional(),
      closedSeriesBytes: bytes.optional(),
      queryBytes: bytes.optional(),
      diskBytes: bytes.optional(),
      memoryBytes: bytes.optional(),
    })
    .optional(),
  /** Rule for the width of the kernels over the samples of models that give such; ISJ where it does not say. */
  bandwidth: z.enum(bandwidthRules).optional(),
  /** Where models run: by itself, or the execution provider that the user wants. */
  device: deviceSettingSchema.optional(),
  /** Models by frequency ("5 minute"), used where none is named; "any" stands for all others. */
  modelDefaults: z.record(z.string(), z.string()).optional(),
  /** Where exports of files in `from` went last, the latest last; empty for what has no file. */
  exportFolders: z
    .array(z.object({ from: z.string(), to: z.string() }))
    .max(50)
    .optional(),
  /** Where earlier versions remembered how files of a shape are read, the latest last: the database takes it over. */
  imports: z.array(z.object({ shape: z.string(), options: importOptionsSchema })).optional(),
});
export type Settings = Received<typeof settingsSchema>;

const bytesPerMegabyte = 1e6;

/** What one level of a policy says of what is kept beside the settings. */
function keptBy(choices: PolicyChoices): Pick<Settings, "device" | "modelDefaults" | "limits"> {
  const { device, defaultModel, cacheDiskMegabytes: disk, cacheMemoryMegabytes: memory } = choices;
  return {
    ...(device === undefined ? {} : { device }),
    ...(defaultModel === undefined ? {} : { modelDefaults: { any: defaultModel } }),
    limits: {
      ...(disk === undefined ? {} : { diskBytes: disk * bytesPerMegabyte }),
      ...(memory === undefined ? {} : { memoryBytes: memory * bytesPerMegabyte }),
    },
  };
}

/** The user's settings: a small JSON file, written atomically. A damaged file is set aside, never silently overwritten. */
export class SettingsStore {
  readonly #path: string;
  readonly #logger: Logger;
  #current: Settings;
  #writing: Promise<void> = Promise.resolve();
  readonly #policy: Pick<Policy, "managed" | "recommended">;
  readonly #managed: Partial<SettingValues>;
  readonly #recommended: Partial<SettingValues>;
  readonly #listeners: ((values: SettingValues, before: SettingValues) => void)[] = [];

  /**
   * @param policy what is managed is stronger than the user's own, and no one else's to change; what is recommended stands where the
   *   user has not decided
   */
  constructor(path: string, logger: Logger, policy: Pick<Policy, "managed" | "recommended"> = noPolicy) {
    this.#path = path;
    this.#logger = logger;
    this.#policy = policy;
    this.#managed = settingsOf(policy.managed);
    this.#recommended = settingsOf(policy.recommended);
    this.#current = settingsSchema.parse(this.#read() ?? {});
  }

  /** What the user has decided, and what of it the policy decides. */
  get current(): Settings {
    const managed = keptBy(this.#policy.managed);
    const recommended = keptBy(this.#policy.recommended);
    const own = this.#current;
    const device = managed.device ?? own.device ?? recommended.device;
    return {
      ...own,
      ...(device === undefined ? {} : { device }),
      // Managed, it is the default for every step.
      ...definedOnly({
        modelDefaults: managed.modelDefaults ?? merged(recommended.modelDefaults, own.modelDefaults),
        limits: merged(recommended.limits, own.limits, managed.limits),
      }),
    };
  }

  /** The user's own alone, as the file has it. */
  get own(): Settings {
    return this.#current;
  }

  /** What the user has set, by the names of policies. */
  get userChoices(): PolicyChoices {
    const { device, modelDefaults, limits, ...own } = this.#current;
    const model = modelDefaults?.["any"];
    const megabytes = (bytes: number | undefined): number | undefined =>
      bytes === undefined ? undefined : Math.round(bytes / bytesPerMegabyte);
    return {
      ...settingsOf(own),
      ...definedOnly<PolicyChoices>({
        device,
        defaultModel: model,
        cacheDiskMegabytes: megabytes(limits?.diskBytes),
        cacheMemoryMegabytes: megabytes(limits?.memoryBytes),
      }),
    };
  }

  /** Every setting as it is in force. */
  get values(): SettingValues {
    const own = Object.fromEntries(
      (Object.keys(defaultSettings) as SettingKey[]).flatMap((key) => {
        const value = this.#current[key];
        return value === undefined ? [] : [[key, value]];
      }),
    );
    return { ...defaultSettings, ...this.#recommended, ...own, ...this.#managed };
  }

  get managed(): readonly SettingKey[] {
    return Object.keys(this.#managed) as SettingKey[];
  }

  /** Defaults that are recommended here instead of the usual ones. */
  get recommended(): Partial<SettingValues> {
    return this.#recommended;
  }

  /** Hears of every change that `change` makes, once it is in force. */
  onChange(listener: (values: SettingValues, before: SettingValues) => void): void {
    this.#listeners.push(listener);
  }

  /** Changes settings; what is managed stays. A setting that is back at its default leaves the file. */
  async change(change: SettingChange): Promise<void> {
    const before = this.values;
    const values = changedSettings(before, change, this.managed, this.#recommended);
    const named = (Object.keys(change) as SettingKey[]).filter((key) => !(key in this.#managed));
    const written = this.update(
      Object.fromEntries(
        named.map((key) => [key, isChanged(key, values[key], this.#recommended) ? values[key] : undefined]),
      ),
    );
    if (JSON.stringify(values) !== JSON.stringify(before))
      for (const listener of this.#listeners) listener(values, before);
    await written;
  }

  update(change: Partial<Settings>): Promise<void> {
    this.#current = { ...this.#current, ...this.#withoutPolicy(change) };
    const text = `${JSON.stringify(this.#current, null, 2)}\n`;
    this.#writing = this.#writing.then(async () => {
      try {
        await writeFile(`${this.#path}.new`, text);
        await rename(`${this.#path}.new`, this.#path);
      } catch (error) {
        this.#logger.warn("settings-not-saved", { message: String(error) });
      }
    });
    return this.#writing;
  }

  /** What a policy gives, and callers hand back with a change of their own, does not become the user's. */
  #withoutPolicy(change: Partial<Settings>): Partial<Settings> {
    const managed = keptBy(this.#policy.managed);
    const recommended = keptBy(this.#policy.recommended);
    const { modelDefaults, limits } = this.#current;
    return {
      ...change,
      ...(change.modelDefaults === undefined
        ? {}
        : {
            modelDefaults: ownOf(change.modelDefaults, modelDefaults, managed.modelDefaults, recommended.modelDefaults),
          }),
      ...(change.limits === undefined
        ? {}
        : { limits: ownOf(change.limits, limits, managed.limits, recommended.limits) }),
    };
  }

  #read(): unknown {
    let text: string;
    try {
      text = readFileSync(this.#path, "utf8");
    } catch {
      return undefined;
    }
    try {
      const parsed = settingsSchema.safeParse(fromOneWindow(JSON.parse(text)));
      if (parsed.success) return parsed.data;
    } catch {
      // Falls through to the same treatment as a file of the wrong shape.
    }
    this.#logger.warn("settings-damaged", {});
    try {
      renameSync(this.#path, `${this.#path}.damaged`);
    } catch {
      // A read-only folder: the defaults serve, and the file stays as it is.
    }
    return undefined;
  }
}

/** Undefined where none of them says anything; later ones win. */
function merged<T extends object>(...parts: readonly (T | undefined)[]): T | undefined {
  const whole = Object.assign({}, ...parts) as T;
  return Object.keys(whole).length === 0 ? undefined : whole;
}

function definedOnly<T extends object>(values: { [K in keyof T]: T[K] | undefined }): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** Of values that are to be kept, the user's own: what is managed stays as the user had it, what is recommended is nobody's. */
function ownOf<T extends object>(
  values: T,
  before: T | undefined,
  managed: T | undefined,
  recommended: T | undefined,
): T {
  const isOf = (given: T | undefined, key: string, value: unknown): boolean =>
    given !== undefined && Object.entries(given).some(([known, its]) => known === key && its === value);
  const own = Object.entries(values).filter(
    ([key, value]) => !(managed !== undefined && key in managed) && !isOf(recommended, key, value),
  );
  const kept = Object.entries(before ?? {}).filter(([key]) => managed !== undefined && key in managed);
  return Object.fromEntries([...own, ...kept]) as T;
}

/** Settings of a version that knew one window only. */
function fromOneWindow(settings: unknown): unknown {
  if (typeof settings !== "object" || settings === null || !("window" in settings)) return settings;
  const { window, ...rest } = settings;
  return { windows: { 1: window }, ...rest };
}
