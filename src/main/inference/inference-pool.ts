/** The inference processes as one runner of batches. */
import type { ModelToLoad } from "#contract/worker";
import { EngineError } from "#domain/errors";
import { LatencyHistogram, type LatencySummary } from "#engine/measures";
import type { Logger } from "#main/platform";
import type { DensityClient } from "./density-client.ts";
import { createMessageChannel, type CreateChannel, type ForkWorker, type WorkerState } from "#main/processes";
import type { Loaded, LoadOptions } from "./desired-models.ts";
import { InferenceSlot, type Batch, type FinishedPart, type RunningBatch } from "./inference-slot.ts";

export interface InferencePoolOptions {
  /** Absolute path of the built inference entry. */
  readonly entry: string;
  /**
   * How many processes, each with its own session. Threads inside one session would change the last bits of a result
   * with the size of its batch, so a machine with more cores gets more processes instead.
   */
  readonly processes: number;
  readonly density: DensityClient;
  readonly logger: Logger;
  readonly now: () => number;
  readonly fork?: ForkWorker;
  readonly createChannel?: CreateChannel;
  /** Called when a device failed and the CPU has taken over; no request is lost. */
  readonly devices?: { lose(executionProvider: string, reason: string): void };
}

/**
 * Every process can have a batch of each level in hand, of evaluations two, which pass each other by rank at the next pause; whoever dispatches
 * waits for `free` before it sends the next of a level.
 */
export class InferencePool {
  readonly #runs = new LatencyHistogram();
  readonly #slots: readonly InferenceSlot[];

  constructor(options: InferencePoolOptions) {
    const { entry, processes, density, logger, now, fork, createChannel, devices } = options;
    this.#slots = Array.from(
      { length: processes },
      (_, index) =>
        new InferenceSlot({
          name: processes === 1 ? "inference" : `inference-${index + 1}`,
          entry,
          density,
          logger,
          now,
          createChannel: createChannel ?? createMessageChannel,
          onRan: (longestRunMs) => this.#runs.add(longestRunMs),
          onDeviceLost: (executionProvider, reason) => {
            logger.error("device-lost", { executionProvider, reason });
            devices?.lose(executionProvider, reason);
          },
          onDeviceLeft: () => {
            for (const slot of this.#slots) slot.followToCpu();
          },
          ...(fork === undefined ? {} : { fork }),
        }),
    );
  }

  get slots(): number {
    return this.#slots.length;
  }

  async start(): Promise<void> {
    await Promise.all(this.#slots.map((slot) => slot.start()));
  }

  async stop(maxMs: number): Promise<void> {
    await Promise.all(this.#slots.map((slot) => slot.stop(maxMs)));
  }

  /** Loads a model into every process, now and after each restart. */
  async load(model: ModelToLoad, options: LoadOptions): Promise<Loaded> {
    const loaded = await Promise.all(this.#slots.map((slot) => slot.load(model, options)));
    const first = loaded[0];
    if (first === undefined) throw new EngineError("internal", "There is no inference process.");
    return first;
  }

  /** The processes keep it no longer than they run. */
  forget(model: string): void {
    for (const slot of this.#slots) slot.forget(model);
  }

  /** Where a model runs now: not where it was loaded first, if that device was lost since. Null where no process holds it. */
  providerOf(model: string): string | null {
    return this.#slots.map((slot) => slot.providerOf(model)).find((provider) => provider !== null) ?? null;
  }

  /**
   * Goes to the process with the least to do: what a batch really waits for is others of its own level. Of the processes
   * that run its model on its device: one may have refused the model, for want of memory say.
   */
  run(batch: Batch, onFinished?: (items: readonly FinishedPart[]) => void): RunningBatch {
    const { level = "user" } = batch;
    const loadOf = ({ taken }: InferenceSlot): number =>
      1_000 * taken[level] + taken.user + taken.evaluation + taken.background;
    const alike = this.#slots.filter((slot) => slot.providerOf(batch.model) === batch.executionProvider);
    let least = alike[0] ?? this.#slots[0];
    for (const slot of alike) if (least === undefined || loadOf(slot) < loadOf(least)) least = slot;
    if (least === undefined) throw new Error("a pool needs at least one process");
    return least.run(batch, onFinished);
  }

  /** The longest run of the model in each batch: what a user's request may have had to wait for. */
  runLatency(): LatencySummary {
    return this.#runs.summary();
  }

  health(): readonly { name: string; state: WorkerState; pid: number | null; restarts: number }[] {
    return this.#slots.map((slot) => slot.health());
  }
}

/** Number of processes: one core stays free for the window and main, and four processes are enough. */
export function inferenceProcesses(cores: number): number {
  return Math.min(4, Math.max(1, cores - 1));
}
