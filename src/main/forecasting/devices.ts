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

const platforms: readonly { readonly name: string; readonly on: readonly NodeJS.Platform[] | "any" }[] = [
  { name: "cpu", on: "any" },
  { name: "webgpu", on: "any" },
  { name: "cuda", on: ["linux", "win32"] },
  { name: "dml", on: ["win32"] },
  { name: "coreml", on: ["darwin"] },
];

/** How ONNX Runtime says that a provider's own libraries are not there. */
const notInstalled = /failed to load (shared )?library|backend not found/i;

/** Anywhere that keeps one JSON value between starts. */
export interface DeviceStorage {
  read(): Promise<unknown>;
  write(value: unknown): Promise<void>;
}

const rememberedSchema = z.object({
  /** What the measurement depends on; another version, model or machine measures again. */
  fingerprint: z.string(),
  chosen: z.object({ executionProvider: z.string(), windowsPerRun: z.int().positive() }),
  reports: z.array(
    z.object({
      name: z.string(),
      state: z.enum(["used", "available", "refused", "absent"]),
      reason: z.string().nullable(),
      windowsPerSecond: z.number().nullable(),
      largestRelativeError: z.number().nullable(),
    }),
  ),
});
type Remembered = z.infer<typeof rememberedSchema>;

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
  /** The user's own choice. It is still tried, and refused when its numbers are wrong. */
  readonly override?: string;
}

/** Where nothing is known yet: right on every machine. */
const safeChoice: DeviceChoice = { executionProvider: "cpu", windowsPerRun: 16 };

export class Devices {
  readonly #options: DevicesOptions;
  #remembered: Remembered | null = null;
  #probing: Promise<DeviceChoice> | null = null;

  constructor(options: DevicesOptions) {
    this.#options = options;
  }

  /**
   * What to start with: the remembered choice, or the CPU on a first start, which then measures in the background.
   * Never probes, and never throws: a damaged memory is no memory.
   */
  async choose(): Promise<DeviceChoice> {
    const stored = rememberedSchema.safeParse(await this.#options.storage.read().catch(() => null));
    if (!stored.success || stored.data.fingerprint !== this.#fingerprint()) return safeChoice;
    this.#remembered = stored.data;
    return stored.data.chosen;
  }

  get isMeasured(): boolean {
    return this.#remembered !== null;
  }

  /** Tries every provider of this platform, one after the other, and remembers the outcome for the next start. */
  measure(model: ModelToLoad): Promise<DeviceChoice> {
    this.#probing ??= this.#measure(model).finally(() => {
      this.#probing = null;
    });
    return this.#probing;
  }

  /** @param used the provider that runs at this moment, which may be another than the one chosen for the next start */
  reports(used: string): readonly ProviderReport[] {
    const reports = this.#remembered?.reports ?? [
      { name: used, state: "used" as const, reason: null, windowsPerSecond: null, largestRelativeError: null },
    ];
    return reports.map((report) => {
      if (report.name === used) return { ...report, state: "used" as const };
      return report.state === "used" ? { ...report, state: "available" as const } : report;
    });
  }

  async #measure(model: ModelToLoad): Promise<DeviceChoice> {
    const { storage, logger, platform, probe } = this.#options;
    const reports: ProviderReport[] = [];
    const valid: ProviderProbe[] = [];
    for (const { name, on } of platforms) {
      if (on !== "any" && !on.includes(platform)) {
        reports.push({ name, state: "absent", reason: `Only on ${on.join(" and ")}.`, windowsPerSecond: null, largestRelativeError: null });
        continue;
      }
      try {
        const found = await probe(model, name);
        const refusal = refusalOf(found);
        if (refusal === null) valid.push(found);
        reports.push({
          name,
          state: refusal === null ? "available" : "refused",
          reason: refusal,
          windowsPerSecond: found.windowsPerSecond,
          largestRelativeError: Number.isNaN(found.largestRelativeError) ? null : found.largestRelativeError,
        });
      } catch (error) {
        // A damaged model says nothing about a device, and closing the application even less.
        if (error instanceof EngineError && (error.code === "model-damaged" || error.code === "shutting-down")) throw error;
        const reason = error instanceof Error ? error.message : String(error);
        const isMissing = notInstalled.test(reason);
        reports.push({
          name,
          state: isMissing ? "absent" : "refused",
          reason: isMissing ? "Its libraries are not installed." : reason,
          windowsPerSecond: null,
          largestRelativeError: null,
        });
      }
    }
    const chosen = this.#pick(valid);
    this.#remembered = {
      fingerprint: this.#fingerprint(),
      chosen,
      reports: reports.map((report) => (report.name === chosen.executionProvider ? { ...report, state: "used" } : report)),
    };
    for (const { name, state, reason, windowsPerSecond } of this.#remembered.reports) {
      logger.info("device", { name, state, reason, windowsPerSecond });
    }
    // Measuring again at the next start is all that is lost.
    await storage.write(this.#remembered).catch(() => logger.warn("device-not-remembered"));
    return chosen;
  }

  #pick(valid: readonly ProviderProbe[]): DeviceChoice {
    const wanted = valid.find((probe) => probe.executionProvider === this.#options.override);
    if (wanted !== undefined) return toChoice(wanted);
    const cpu = valid.find((probe) => probe.executionProvider === "cpu");
    const needed = (cpu?.windowsPerSecond ?? 0) * worthwhileSpeedUp;
    const faster = valid
      .filter((probe) => probe !== cpu && probe.windowsPerSecond > needed)
      .toSorted((a, b) => b.windowsPerSecond - a.windowsPerSecond)[0];
    const best = faster ?? cpu;
    return best === undefined ? safeChoice : toChoice(best);
  }

  #fingerprint(): string {
    return `${this.#options.fingerprint} ${this.#options.override ?? "auto"}`;
  }
}

function toChoice({ executionProvider, windowsPerRun }: ProviderProbe): DeviceChoice {
  return { executionProvider, windowsPerRun };
}

function refusalOf({ largestRelativeError }: ProviderProbe): string | null {
  if (Number.isNaN(largestRelativeError)) return "It answered NaN where the CPU answered numbers.";
  if (largestRelativeError <= largestAllowedError) return null;
  return `Its numbers differ from the CPU's by ${largestRelativeError.toExponential(1)}, more than ${largestAllowedError}.`;
}
