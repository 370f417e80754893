/** Starts and stops the parts of the core in order, and collects their health. */
import { EngineError } from "#domain/errors";
import type { Health } from "#domain/health";
import type { Logger } from "#main/platform";
import { healthOf, type PartHealth } from "./health.ts";

/** The order of the start. */
export const startSteps = ["models", "caches", "workers", "default model"] as const;
/** The order of the stop. */
export const stopSteps = [
  "refuse requests",
  "stop workers",
  // ONNX Runtime frees memory only when its process exits, so exiting is how models are unloaded.
  "unload models",
  "flush inference queue",
  "flush density queue",
  "persist caches",
] as const;

export type StartStep = (typeof startSteps)[number];
export type StopStep = (typeof stopSteps)[number];

export interface Part {
  readonly name: string;
  /** The parts of one step start at once. */
  readonly start?: Readonly<Partial<Record<StartStep, () => Promise<unknown> | void>>>;
  /** The parts of one step stop at once. Safe to call whether or not the part has started. */
  readonly stop?: Readonly<Partial<Record<StopStep, () => Promise<unknown> | void>>>;
  readonly health?: () => PartHealth;
}

export interface LifecycleOptions {
  /** Everything that starts, stops or reports health. */
  readonly parts: readonly Part[];
  readonly logger: Logger;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Told once a second from the end of the start to the beginning of the stop. */
  readonly onHealth: (health: Health) => void;
}

const healthEveryMs = 1_000;

export class Lifecycle {
  readonly #options: LifecycleOptions;
  #status: "starting" | "ok" | "stopping" = "starting";
  #stopped: Promise<void> | undefined;
  readonly #steps = new Map(startSteps.map((step) => [step, Promise.withResolvers<void>()]));
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Starts nothing yet. */
  constructor(options: LifecycleOptions) {
    this.#options = options;
    // Whether anybody waits for a step or not, its failure is told by `start`.
    for (const { promise } of this.#steps.values()) promise.catch(() => undefined);
  }

  /** Resolves when a step of the start is done, and rejects as the start does. */
  async reached(step: StartStep): Promise<void> {
    await this.#steps.get(step)?.promise;
  }

  get parts(): readonly Part[] {
    return this.#options.parts;
  }

  /**
   * @throws EngineError shutting-down where a stop comes first; whatever a part fails with, after everything was stopped
   *   again
   */
  async start(): Promise<void> {
    const { parts, logger, now, onHealth } = this.#options;
    const startedMs = now();
    try {
      for (const step of startSteps) {
        this.#requireWanted();
        await Promise.all(parts.map(async ({ start }) => start?.[step]?.()));
        logger.info("start-step", { step, sinceStartMs: Math.round(now() - startedMs) });
        this.#steps.get(step)?.resolve();
      }
      this.#requireWanted();
    } catch (error) {
      for (const { reject } of this.#steps.values()) reject(error);
      await this.stop();
      throw error;
    }
    this.#status = "ok";
    this.#timer = setInterval(() => onHealth(this.health()), healthEveryMs);
    this.#timer.unref();
  }

  /**
   * Each step is in the log. A part that fails to stop keeps no other from stopping. Safe to call at any time, also during the
   * start, and twice.
   */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  health(): Health {
    return healthOf(
      this.#status,
      this.#options.parts.map(({ health }) => health?.() ?? {}),
    );
  }

  async #stop(): Promise<void> {
    const { parts, logger, now } = this.#options;
    this.#status = "stopping";
    clearInterval(this.#timer);
    logger.info("health", { snapshot: JSON.stringify(this.health()) });
    for (const step of stopSteps) {
      const startedMs = now();
      await Promise.all(
        parts.map(async ({ name, stop }) => {
          try {
            await stop?.[step]?.();
          } catch (error) {
            logger.error("shutdown-step-failed", { step, part: name, message: String(error) });
          }
        }),
      );
      logger.info("shutdown-step", { step, ms: Math.round(now() - startedMs) });
    }
  }

  /** Parts started now were already asked to stop, and nothing would stop them again. */
  #requireWanted(): void {
    if (this.#status === "stopping") throw new EngineError("shutting-down", "Fantail is closing.");
  }
}
