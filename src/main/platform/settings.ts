import { readFileSync, renameSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { z } from "zod";
import { bandsSchema, importOptionsSchema, type Received } from "#contract/data";
import { deviceSettingSchema, themeSchema } from "#contract/ipc";
import { bandwidthRules } from "#domain/forecast";
import type { Logger } from "./logger.ts";

const megabyte = 1024 * 1024;
const bytes = z
  .int()
  .min(megabyte)
  .max(1024 * 1024 * megabyte);

const boundsSchema = z.object({ width: z.int().min(480), height: z.int().min(360), x: z.int(), y: z.int() });

const settingsSchema = z.object({
  theme: themeSchema.default("system"),
  /** Bands that the window shows: the model's own, as on the command line, until the user wants calibrated ones. */
  bands: bandsSchema.optional(),
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
  /** The window shows forecasts of counts as whole numbers. */
  isRounded: z.boolean().optional(),
  /** Rule for the width of the kernels over the samples of models that give such; ISJ where it does not say. */
  bandwidth: z.enum(bandwidthRules).optional(),
  /** Where models run: by itself, or the execution provider that the user wants. */
  device: deviceSettingSchema.optional(),
  /** Models by frequency ("5 minute"), used where none is named; "any" stands for all others. */
  modelDefaults: z.record(z.string(), z.string()).optional(),
  /** Where earlier versions remembered how files of a shape are read, the latest last: the database takes it over. */
  imports: z.array(z.object({ shape: z.string(), options: importOptionsSchema })).optional(),
});
export type Settings = Received<typeof settingsSchema>;

/** The user's settings: a small JSON file, written atomically. A damaged file is set aside, never silently overwritten. */
export class SettingsStore {
  readonly #path: string;
  readonly #logger: Logger;
  #current: Settings;
  #writing: Promise<void> = Promise.resolve();

  constructor(path: string, logger: Logger) {
    this.#path = path;
    this.#logger = logger;
    this.#current = settingsSchema.parse(this.#read() ?? {});
  }

  get current(): Settings {
    return this.#current;
  }

  update(change: Partial<Settings>): Promise<void> {
    this.#current = { ...this.#current, ...change };
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

/** Settings of a version that knew one window only. */
function fromOneWindow(settings: unknown): unknown {
  if (typeof settings !== "object" || settings === null || !("window" in settings)) return settings;
  const { window, ...rest } = settings;
  return { windows: { 1: window }, ...rest };
}
