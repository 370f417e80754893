/** Which execution provider runs the models: tried once per machine, remembered, and open to the user's own choice. */
import type { ProviderReport } from "#contract/data";
import type { ModelToLoad, ProviderProbe } from "#contract/worker";
import { EngineError } from "#engine/errors";
import { z } from "zod";
import type { Logger } from "../app/logger.ts";

/** The largest deviation from the CPU's numbers that a device may have and still be used. */
export const largestAllowedError = 1e-3;
/** A device has to be clearly faster: leaving the CPU costs memory, start-up time and a driver's moods. */
const worthwhileSpeedUp = 1.2;
/** Of models that were tried on a device; the ones tried longest ago are forgotten. */
const mostRemembered = 100;

const platforms: readonly { readonly name: string; readonly on: readonly NodeJS.Platform[] | "any" }[] = [
  { name: "cpu", on: "any" },
  { name: "webgpu", on: "any" },
  { name: "cuda", on: ["linux", "win32"] },
  { name: "dml", on: ["win32"] },
  { name: "coreml", on: ["darwin"] },
];
const platformNames: Partial<Record<NodeJS.Platform, string>> = { linux: "Linux", win32: "Windows", darwin: "macOS" };

/** How ONNX Runtime says that a provider's own libraries are not there. */
const notInstalled = /failed to load (shared )?library|backend not found/i;

/** Anywhere that keeps one JSON value between starts. */
export interface DeviceStorage {
  read(): Promise<unknown>;
  write(value: unknown): Promise<void>;
}

const triedSchema = z.object({
  sha256: z.string(),
  executionProvider: z.string(),
  /** null: its numbers are the CPU's. */
  reason: z.string().nullable(),
  windowsPerRun: z.int().positive(),
});
type Tried = z.infer<typeof triedSchema>;

const rememberedSchema = z.object({
  /** What the measurement depends on; another version or machine measures again. */
  fingerprint: z.string(),
  reports: z.array(
    z.object({
      name: z.string(),
      state: z.enum(["available", "refused", "absent"]),
      reason: z.string().nullable(),
      windowsPerSecond: z.number().nullable(),
      windowsPerRun: z.int().positive().nullable(),
      largestRelativeError: z.number().nullable(),
    }),
  ),
  /** Models on devices other than the CPU. */
  tried: z.array(triedSchema),
});
type Remembered = z.infer<typeof rememberedSchema>;
type Report = Remembered["reports"][number];

export interface DeviceChoice {
  readonly executionProvider: string;
  readonly windowsPerRun: number;
}

export interface DevicesOptions {
  readonly storage: DeviceStorage;
  readonly logger: Logger;
  readonly fingerprint: string;
  readonly platform: NodeJS.Platform;
  readonly probe: (model: ModelToLoad, executionProvider: string) => Promise<ProviderProbe>;
}

/** Where nothing is known yet: right on every machine. */
const safeChoice: DeviceChoice = { executionProvider: "cpu", windowsPerRun: 16 };

export class Devices {
  readonly #options: DevicesOptions;
  #remembered: Remembered | null = null;
  #probing: Promise<void> | null = null;

  constructor(options: DevicesOptions) {
    this.#options = options;
  }

  /** Reads what an earlier start has measured. Never probes, and never throws: a damaged memory is no memory. */
  async remember(): Promise<void> {
    const stored = rememberedSchema.safeParse(await this.#options.storage.read().catch(() => null));
    if (stored.success && stored.data.fingerprint === this.#options.fingerprint) this.#remembered = stored.data;
  }

  get isMeasured(): boolean {
    return this.#remembered !== null;
  }

  /** The names that a user may choose from. */
  get names(): readonly string[] {
    return platforms.map(({ name }) => name);
  }

  /**
   * The user's device where it works, otherwise the fastest whose numbers are right; the CPU where nothing is measured
   * yet.
   */
  choose(wanted = "auto"): DeviceChoice {
    const usable = (this.#remembered?.reports ?? []).filter(({ state }) => state === "available");
    const own = usable.find(({ name }) => name === wanted);
    if (own !== undefined) return toChoice(own);
    const cpu = usable.find(({ name }) => name === "cpu");
    const needed = (cpu?.windowsPerSecond ?? 0) * worthwhileSpeedUp;
    const faster = usable
      .filter((report) => report !== cpu && (report.windowsPerSecond ?? 0) > needed)
      .toSorted((a, b) => (b.windowsPerSecond ?? 0) - (a.windowsPerSecond ?? 0))[0];
    const best = faster ?? cpu;
    return best === undefined ? safeChoice : toChoice(best);
  }

  /** Why a device that the user wants cannot be used; null where it can, or nobody knows yet. */
  problemWith(wanted: string): string | null {
    if (wanted === "auto" || this.#remembered === null) return null;
    const report = this.#remembered.reports.find(({ name }) => name === wanted);
    if (report === undefined) return "Fantail does not know it.";
    return report.state === "available" ? null : (report.reason ?? report.state);
  }

  /** Tries every provider of this platform, one after the other, and remembers the outcome for the next start. */
  measure(model: ModelToLoad): Promise<void> {
    this.#probing ??= this.#measure(model).finally(() => {
      this.#probing = null;
    });
    return this.#probing;
  }

  /**
   * Where this model may run: on the device, once its numbers there were found to be the CPU's, or else on the CPU. What
   * was found is remembered.
   */
  async vet(model: ModelToLoad, choice: DeviceChoice): Promise<{ readonly choice: DeviceChoice; readonly reason: string | null }> {
    const { executionProvider } = choice;
    if (executionProvider === "cpu") return { choice, reason: null };
    let tried = this.#remembered?.tried.find((one) => one.sha256 === model.sha256 && one.executionProvider === executionProvider);
    if (tried === undefined) {
      try {
        tried = triedFrom(model, await this.#options.probe(model, executionProvider));
      } catch (error) {
        if (!isAboutDevice(error)) throw error;
        const reason = error instanceof Error ? error.message : String(error);
        tried = { sha256: model.sha256, executionProvider, reason, windowsPerRun: choice.windowsPerRun };
      }
      await this.#keepTried(tried);
    }
    if (tried.reason !== null) return { choice: safeChoice, reason: tried.reason };
    return { choice: { executionProvider, windowsPerRun: tried.windowsPerRun }, reason: null };
  }

  /** @param used the provider that runs at this moment, which may be another than the one chosen for the next start */
  reports(used: string): readonly ProviderReport[] {
    const reports: readonly Report[] = this.#remembered?.reports ?? [
      { name: used, state: "available", reason: null, windowsPerSecond: null, windowsPerRun: null, largestRelativeError: null },
    ];
    return reports.map((report) => (report.name === used ? { ...report, state: "used" } : report));
  }

  async #measure(model: ModelToLoad): Promise<void> {
    const { logger, platform, probe, fingerprint } = this.#options;
    const reports: Report[] = [];
    const tried: Tried[] = [];
    for (const { name, on } of platforms) {
      const unmeasured = { name, windowsPerSecond: null, windowsPerRun: null, largestRelativeError: null };
      if (on !== "any" && !on.includes(platform)) {
        const where = on.map((each) => platformNames[each] ?? each).join(" and ");
        reports.push({ ...unmeasured, state: "absent", reason: `Only on ${where}.` });
        continue;
      }
      try {
        const found = await probe(model, name);
        const reason = refusalOf(found);
        if (name !== "cpu") tried.push(triedFrom(model, found));
        reports.push({
          name,
          state: reason === null ? "available" : "refused",
          reason,
          windowsPerSecond: found.windowsPerSecond,
          windowsPerRun: found.windowsPerRun,
          largestRelativeError: Number.isNaN(found.largestRelativeError) ? null : found.largestRelativeError,
        });
      } catch (error) {
        if (!isAboutDevice(error)) throw error;
        const reason = error instanceof Error ? error.message : String(error);
        const isMissing = notInstalled.test(reason);
        reports.push({ ...unmeasured, state: isMissing ? "absent" : "refused", reason: isMissing ? "Its libraries are not installed." : reason });
      }
    }
    this.#remembered = { fingerprint, reports, tried };
    for (const { name, state, reason, windowsPerSecond, windowsPerRun } of reports) {
      logger.info("device", { name, state, reason, windowsPerSecond, windowsPerRun });
    }
    await this.#write();
  }

  async #keepTried(tried: Tried): Promise<void> {
    this.#options.logger.info("device-tried", { ...tried });
    if (this.#remembered === null) return;
    this.#remembered = { ...this.#remembered, tried: [...this.#remembered.tried, tried].slice(-mostRemembered) };
    await this.#write();
  }

  async #write(): Promise<void> {
    // Measuring again at the next start is all that is lost.
    await this.#options.storage.write(this.#remembered).catch(() => this.#options.logger.warn("device-not-remembered"));
  }
}

/** A damaged model says nothing about a device, and closing the application even less. */
function isAboutDevice(error: unknown): boolean {
  return !(error instanceof EngineError && (error.code === "model-damaged" || error.code === "shutting-down"));
}

function toChoice({ name, windowsPerRun }: Report): DeviceChoice {
  return { executionProvider: name, windowsPerRun: windowsPerRun ?? safeChoice.windowsPerRun };
}

function triedFrom({ sha256 }: ModelToLoad, found: ProviderProbe): Tried {
  return { sha256, executionProvider: found.executionProvider, reason: refusalOf(found), windowsPerRun: found.windowsPerRun };
}

function refusalOf({ largestRelativeError }: ProviderProbe): string | null {
  if (Number.isNaN(largestRelativeError)) return "It answered NaN where the CPU answered numbers.";
  if (largestRelativeError <= largestAllowedError) return null;
  return `Its numbers differ from the CPU's by ${largestRelativeError.toExponential(1)}, more than ${largestAllowedError}.`;
}
