/** Which execution provider runs the models: tried once per machine, remembered, and open to the user's own choice. */
import { fileFor, type ModelToLoad, type ProviderProbe } from "#contract/worker";
import { z } from "zod";
import { isFp16, providerOfDevice, type ProviderReport, withFp16 } from "#domain/device";
import { EngineError } from "#domain/errors";
import type { Logger, Notices } from "#main/platform";

/** The largest deviation from the CPU's numbers that a device may have and still be used. */
export const maxRelativeError = 1e-3;
/** A device has to be clearly faster: leaving the CPU costs memory, start-up time and driver bugs. So has 16 bits. */
const minSpeedUp = 1.2;
/** Of models that were tried on a device; the ones tried longest ago are forgotten. */
const maxRemembered = 100;

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
const unmeasured = { windowsPerSecond: null, windowsPerRun: null, largestRelativeError: null };

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
  readonly notices: Notices;
}

/** Where nothing is known yet: right on every machine. */
export const safeChoice: DeviceChoice = { executionProvider: "cpu", windowsPerRun: 16 };

export class Devices {
  readonly #options: DevicesOptions;
  #remembered: Remembered | null = null;
  #probing: Promise<void> | null = null;
  /** Devices that stopped in the middle of the work since the start, and how. */
  readonly #lost = new Map<string, string>();

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
    const speedOf = (wantedName: string): number =>
      usable.find(({ name }) => name === wantedName)?.windowsPerSecond ?? 0;
    const best = usable
      .filter(({ name }) => {
        // Of its own accord the processor computes with the model as it was trained.
        if (providerOfDevice(name) === "cpu") return false;
        const others = isFp16(name) ? [providerOfDevice(name), "cpu"] : ["cpu"];
        return speedOf(name) > minSpeedUp * Math.max(...others.map(speedOf));
      })
      .toSorted((a, b) => speedOf(b.name) - speedOf(a.name))[0];
    const chosen = best ?? usable.find(({ name }) => name === "cpu");
    return chosen === undefined ? safeChoice : toChoice(chosen);
  }

  /** Why a device that the user wants cannot be used; null where it can, or nobody knows yet. */
  problemWith(wanted: string): string | null {
    if (wanted === "auto" || this.#remembered === null) return null;
    const { reports } = this.#remembered;
    const report = reports.find(({ name }) => name === wanted);
    if (report === undefined) {
      return isFp16(wanted)
        ? (this.problemWith(providerOfDevice(wanted)) ?? "The default model has no 16-bit file.")
        : "Fantail does not support it.";
    }
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
   * Where this model may run: on the device, once its numbers there were found to be the CPU's; where 16 bits are refused, or
   * the model has none, on the same device with 32; or else on the CPU. What was found is remembered.
   *
   * @returns with the reason why it does not run as chosen
   */
  async vet(
    model: ModelToLoad,
    choice: DeviceChoice,
  ): Promise<{ readonly choice: DeviceChoice; readonly reason: string | null }> {
    const { executionProvider } = choice;
    if (executionProvider === "cpu") return { choice, reason: null };
    const withFull = { ...choice, executionProvider: providerOfDevice(executionProvider) };
    if (isFp16(executionProvider) && model.fp16 === undefined) return this.vet(model, withFull);
    const { reason, windowsPerRun } = await this.#try(model, choice);
    if (reason === null) return { choice: { executionProvider, windowsPerRun }, reason };
    if (!isFp16(executionProvider)) return { choice: safeChoice, reason };
    return { choice: (await this.vet(model, withFull)).choice, reason };
  }

  async #try(model: ModelToLoad, { executionProvider, windowsPerRun }: DeviceChoice): Promise<Tried> {
    const { sha256 } = fileFor(model, executionProvider);
    const known = this.#remembered?.tried.find(
      (one) => one.sha256 === sha256 && one.executionProvider === executionProvider,
    );
    if (known !== undefined) return known;
    let tried: Tried;
    try {
      tried = triedFrom(sha256, await this.#options.probe(model, executionProvider));
    } catch (error) {
      if (!isAboutDevice(error, executionProvider)) throw error;
      tried = { sha256, executionProvider, reason: messageOf(error), windowsPerRun };
    }
    await this.#keepTried(tried);
    return tried;
  }

  /** @param used the provider that runs at this moment, which may be another than the one chosen for the next start */
  reports(used: string): readonly ProviderReport[] {
    const reports: readonly Report[] = this.#remembered?.reports ?? [
      { name: used, state: "available", reason: null, ...unmeasured },
    ];
    return reports.map((report) => {
      if (report.name === used) return { ...report, state: "used" };
      const lost = this.#lost.get(report.name);
      return lost === undefined ? report : { ...report, state: "refused", reason: `It stopped working. ${lost}` };
    });
  }

  /** A device that failed under work, whose work the CPU has taken over. It may be chosen again: drivers recover. */
  lose(name: string, reason: string): void {
    this.#lost.set(name, reason);
    this.#options.notices.warn(`The device "${name}" stopped working; the processor has taken over. ${reason}`);
  }

  async #measure(model: ModelToLoad): Promise<void> {
    const { logger, platform, probe, fingerprint } = this.#options;
    const reports: Report[] = [];
    const tried: Tried[] = [];
    const tryOn = async (name: string): Promise<Report> => {
      try {
        const found = await probe(model, name);
        const reason = refusalOf(found);
        if (name !== "cpu") tried.push(triedFrom(fileFor(model, name).sha256, found));
        const { windowsPerSecond, windowsPerRun, largestRelativeError: error } = found;
        const largestRelativeError = Number.isNaN(error) ? null : error;
        return {
          name,
          state: reason === null ? "available" : "refused",
          reason,
          windowsPerSecond,
          windowsPerRun,
          largestRelativeError,
        };
      } catch (error) {
        if (!isAboutDevice(error, name)) throw error;
        const reason = messageOf(error);
        return notInstalled.test(reason)
          ? { name, ...unmeasured, state: "absent", reason: "Its libraries are not installed." }
          : { name, ...unmeasured, state: "refused", reason };
      }
    };
    for (const { name, on } of platforms) {
      if (on !== "any" && !on.includes(platform)) {
        const where = on.map((each) => platformNames[each] ?? each).join(" and ");
        reports.push({ name, state: "absent", reason: `Only on ${where}.`, ...unmeasured });
        continue;
      }
      const report = await tryOn(name);
      reports.push(report);
      if (report.state === "available" && model.fp16 !== undefined) reports.push(await tryOn(withFp16(name)));
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
    this.#remembered = { ...this.#remembered, tried: [...this.#remembered.tried, tried].slice(-maxRemembered) };
    await this.#write();
  }

  async #write(): Promise<void> {
    // Measuring again at the next start is all that is lost.
    await this.#options.storage.write(this.#remembered).catch(() => this.#options.logger.warn("device-not-remembered"));
  }
}

/** A damaged model says nothing about a device (but nobody has to have its file with 16 bits), and closing even less. */
function isAboutDevice(error: unknown, device: string): boolean {
  if (!(error instanceof EngineError)) return true;
  return error.code === "model-damaged" ? isFp16(device) : error.code !== "shutting-down";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function toChoice({ name, windowsPerRun }: Report): DeviceChoice {
  return { executionProvider: name, windowsPerRun: windowsPerRun ?? safeChoice.windowsPerRun };
}

function triedFrom(sha256: string, found: ProviderProbe): Tried {
  return {
    sha256,
    executionProvider: found.executionProvider,
    reason: refusalOf(found),
    windowsPerRun: found.windowsPerRun,
  };
}

function refusalOf({ largestRelativeError }: ProviderProbe): string | null {
  if (Number.isNaN(largestRelativeError)) return "It returned NaN where the CPU returned numbers.";
  if (largestRelativeError <= maxRelativeError) return null;
  return `Its numbers differ from the CPU's by ${largestRelativeError.toExponential(1)}, more than ${maxRelativeError}.`;
}
