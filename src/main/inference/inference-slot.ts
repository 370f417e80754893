/** One inference process and its batches. */
import { byLevel, type WindowToFinish, type WorkLevel } from "#domain/forecast";
import {
  checkedOfBatch,
  type FinishedItem,
  type FromInference,
  type ModelToLoad,
  type ToInference,
} from "#contract/worker";
import { CancelledError, EngineError } from "#domain/errors";
import { formatDuration } from "#engine/format";
import { checksum } from "#engine/checksum";
import { deviceChanged, type FailedWindow } from "#engine/dispatch";
import type { Logger } from "#main/platform";
import type { DensityClient } from "./density-client.ts";
import { DesiredModels, type Loaded, type LoadOptions } from "./desired-models.ts";
import {
  type CreateChannel,
  nextRequestId,
  engineError,
  workerCrashed,
  WorkerSupervisor,
  type SupervisorOptions,
} from "#main/processes";

/** The longest horizon for a full batch on a slow machine stays well below. */
const runLimitMs = 300_000;
/** Restart, load and probe; a batch waits no longer than this for its process. */
const usableLimitMs = 20_000;

/** Batches of one inference process that density may have in hand while the next one runs. */
const maxAtDensity = 2;

export interface Batch {
  readonly model: string;
  /** The device that its numbers will be named after: it is computed there, or refused with `device-changed`. */
  readonly executionProvider: string;
  readonly horizon: number;
  /** [items × contextSteps], row-major, left-padded with NaN. */
  readonly windows: Float32Array;
  readonly items: readonly WindowToFinish[];
  /** A user's where absent. */
  readonly level?: WorkLevel;
}

export type FinishedPart = FinishedItem | FailedWindow;

export interface RunningBatch {
  /**
   * The process can take another batch: it said so, or it is dead. Never rejects. With the milliseconds that the model ran for
   * it, null where it did not come to its end.
   */
  readonly free: Promise<number | null>;
  /** Those windows that `onFinished` was not told of. */
  readonly results: Promise<readonly FinishedPart[]>;
  /** The batch ends at the model's next run; `results` then rejects with a CancelledError. */
  cancel(): void;
}

interface OpenBatch {
  readonly level: WorkLevel;
  readonly free: PromiseWithResolvers<number | null>;
  readonly results: PromiseWithResolvers<readonly FinishedPart[]>;
  readonly onFinished: (items: readonly FinishedPart[]) => void;
  /** Windows that have come back from density, of how many. */
  finished: number;
  readonly windows: number;
  /** What the process said at the end: windows that it handed to density, and why it was cut off. */
  end: { readonly windows: number; readonly error: Error | null } | null;
  busyMs: number | null;
  readonly timer: ReturnType<typeof setTimeout>;
  /** Before that it waits for a process, and one that dies has nothing to do with it. */
  isSent: boolean;
  /** The process is done with it, and density has it in hand. */
  hasRun: boolean;
  isFree: boolean;
  isSettled: boolean;
}

export interface SlotOptions extends SupervisorOptions {
  readonly density: DensityClient;
  readonly createChannel: CreateChannel;
  readonly onDeviceLost: (executionProvider: string, reason: string) => void;
  /** All models of this process run on the CPU from now on. */
  readonly onDeviceLeft: () => void;
  /** After each batch, the longest of the model's runs in it. */
  readonly onRan: (longestRunMs: number) => void;
}

export class InferenceSlot {
  readonly #worker: WorkerSupervisor<ToInference, FromInference>;
  readonly #density: DensityClient;
  readonly #createChannel: CreateChannel;
  readonly #logger: Logger;
  readonly #onDeviceLost: SlotOptions["onDeviceLost"];
  readonly #onDeviceLeft: SlotOptions["onDeviceLeft"];
  /** A new process has to hold them before it may run anything. */
  readonly #models: DesiredModels;
  readonly #batches = new Map<number, OpenBatch>();
  /** Resolved while the process can take a batch, renewed when it goes down. */
  #usable = Promise.withResolvers<void>();
  #isStopped = false;
  readonly #taken = byLevel(() => 0);
  readonly #onRan: SlotOptions["onRan"];

  constructor(options: SlotOptions) {
    this.#density = options.density;
    this.#createChannel = options.createChannel;
    this.#logger = options.logger;
    this.#onDeviceLost = options.onDeviceLost;
    this.#onDeviceLeft = options.onDeviceLeft;
    this.#onRan = options.onRan;
    this.#usable.promise.catch(() => undefined);
    this.#models = new DesiredModels({
      post: (message) => this.#worker.post(message),
      kill: () => this.#worker.kill(),
      onDeviceLost: options.onDeviceLost,
      onComplete: () => this.#becomeUsable(),
    });
    this.#worker = new WorkerSupervisor(options, {
      onUp: () => {
        this.#wire();
        this.#models.up();
      },
      onDown: (exit) => this.#goDown(workerCrashed("inference", exit)),
      onMessage: (message) => this.#receive(message),
    });
    this.#density.listen({
      onUp: () => this.#wire(),
      onDown: (error) => this.#loseDensity(error),
      onFinished: (id, items) => this.#finished(id, items),
      onFailed: (id, error) => this.#settle(id, (batch) => batch.results.reject(error)),
    });
  }

  start(): Promise<void> {
    return this.#worker.start();
  }

  async stop(maxMs: number): Promise<void> {
    this.#isStopped = true;
    this.#renewUsable();
    const closing = new EngineError("shutting-down", "Fantail is closing.");
    this.#usable.reject(closing);
    this.#models.stop(closing);
    await this.#worker.stop(maxMs);
  }

  health(): ReturnType<WorkerSupervisor<ToInference, FromInference>["health"]> {
    return this.#worker.health();
  }

  /** Batches that keep the process busy. */
  get taken(): Readonly<Record<WorkLevel, number>> {
    return this.#taken;
  }

  /** Loads a model now and after each restart: see {@link DesiredModels.load}. */
  load(model: ModelToLoad, options: LoadOptions): Promise<Loaded> {
    return this.#models.load(model, options);
  }

  /** Not loaded again after a restart. */
  forget(model: string): void {
    this.#models.forget(model);
  }

  /** Where a model runs, or will run once the process is back. */
  providerOf(model: string): string | null {
    return this.#models.providerOf(model);
  }

  /** @param onFinished is told of windows as they come, and keeps them whatever becomes of the rest */
  run(batch: Batch, onFinished?: (items: readonly FinishedPart[]) => void): RunningBatch {
    const id = nextRequestId();
    const collected: FinishedPart[] = [];
    const open: OpenBatch = {
      onFinished: onFinished ?? ((items) => void collected.push(...items)),
      finished: 0,
      windows: batch.items.length,
      end: null,
      busyMs: null,
      level: batch.level ?? "user",
      free: Promise.withResolvers(),
      results: Promise.withResolvers(),
      timer: setTimeout(() => this.#timeOut(id), runLimitMs),
      isSent: false,
      hasRun: false,
      isFree: false,
      isSettled: false,
    };
    const results = open.results.promise.then((rest) => [...collected, ...rest]);
    // A caller may look at `free` first, or drop the results after cancelling.
    results.catch(() => undefined);
    this.#batches.set(id, open);
    this.#taken[open.level] += 1;
    void this.#send(id, batch);
    return {
      free: open.free.promise,
      results,
      cancel: () => this.#cancel(id),
    };
  }

  async #send(id: number, batch: Batch): Promise<void> {
    try {
      await withLimit(this.#untilUsable(), usableLimitMs);
    } catch (error) {
      this.#fail(id, error instanceof Error ? error : new Error(String(error)));
      return;
    }
    const open = this.#batches.get(id);
    // Cancelled while it waited for the process.
    if (open === undefined || open.isSettled) return;
    const lost = this.#models.lossOf(batch.model);
    if (lost !== undefined) {
      this.#fail(id, lost);
      return;
    }
    const { model, executionProvider } = batch;
    if ((this.providerOf(model) ?? executionProvider) !== executionProvider) {
      this.#fail(id, deviceChanged(model, executionProvider));
      return;
    }
    open.isSent = true;
    this.#worker.post({
      type: "run",
      id,
      level: open.level,
      ...batch,
      checksum: checksum(...checkedOfBatch(batch.horizon, batch.items, batch.windows)),
    });
  }

  async #untilUsable(): Promise<void> {
    let usable;
    do {
      usable = this.#usable;
      await usable.promise;
      // It may have gone down again between the promise and this line.
    } while (usable !== this.#usable);
  }

  #cancel(id: number): void {
    const open = this.#batches.get(id);
    if (open === undefined || open.isSettled) return;
    if (open.isSent) this.#tellCancelled(id);
    else this.#fail(id, new CancelledError("user"));
  }

  /** A process that is about to end needs no telling: its end settles all of its batches. */
  #tellCancelled(id: number): void {
    if (this.#worker.isReady) this.#worker.post({ type: "cancel", id });
  }

  /** Another process lost the device that this one uses, too: from now on the CPU computes. */
  followToCpu(): void {
    this.#models.followToCpu();
    if (!this.#models.isComplete && !this.#isStopped) this.#renewUsable();
  }

  /** @returns whether a device was in use; from the next process on it is not */
  #leaveDevice(reason: string): boolean {
    const left = this.#models.leaveDevice();
    if (left === null) return false;
    this.#onDeviceLost(left, reason);
    this.#onDeviceLeft();
    return true;
  }

  /** A line of their own between inference and density; the old one, if any, ends with the process at its far end. */
  #wire(): void {
    if (!this.#worker.isReady || !this.#density.isReady) return;
    const [ours, theirs] = this.#createChannel();
    this.#density.connect(theirs);
    this.#worker.post({ type: "port" }, [ours]);
    this.#becomeUsable();
  }

  #becomeUsable(): void {
    if (this.#models.isComplete && this.#density.isReady) this.#usable.resolve();
  }

  #renewUsable(): void {
    const previous = this.#usable;
    this.#usable = Promise.withResolvers<void>();
    this.#usable.promise.catch(() => undefined);
    // Batches that wait go on waiting for the next process.
    previous.resolve(this.#usable.promise);
  }

  #goDown(error: EngineError): void {
    if (!this.#isStopped) {
      this.#renewUsable();
      // A driver that fails takes the process with it; whether it was the driver nobody can tell afterwards. Said before the
      // models are told of the end: what was being loaded is to be loaded on the CPU.
      this.#leaveDevice(error.message);
    }
    this.#models.down(error);
    for (const [id, batch] of [...this.#batches]) if (batch.isSent) this.#fail(id, error);
  }

  /** What density had in hand is lost, and nobody waits for what would follow: the inference process may stop early. */
  #loseDensity(error: EngineError): void {
    if (!this.#isStopped) this.#renewUsable();
    for (const [id, { isSent, isFree }] of [...this.#batches]) {
      if (!isSent) continue;
      if (!isFree) this.#tellCancelled(id);
      this.#settle(id, (batch) => batch.results.reject(error));
    }
  }

  /** Whichever process has it in hand is stuck. */
  #timeOut(id: number): void {
    const isAtDensity = this.#batches.get(id)?.hasRun === true;
    this.#settle(id, (batch) =>
      batch.results.reject(new EngineError("timed-out", `A forecast took longer than ${formatDuration(runLimitMs)}.`)),
    );
    if (isAtDensity) this.#density.kill();
    else this.#worker.kill();
  }

  #receive(message: FromInference): void {
    switch (message.type) {
      case "ready":
        break;
      // Answers to requests that only the process which tries a device is asked.
      case "inspected":
      case "probed":
        break;
      case "loaded":
        this.#models.loaded(message);
        break;
      case "ran":
        this.#worker.markHealthy();
        this.#onRan(message.longestRunMs);
        this.#ran(message);
        break;
      case "cancelled":
        this.#cutOff(message.id, message.windows, new CancelledError("user"));
        break;
      case "failed": {
        const error = engineError(message.error);
        this.#models.failed(message.id, error);
        if (error.code === "damaged-in-transit") {
          this.#logger.error("damaged-in-transit", { to: "inference" });
          this.#fail(message.id, error);
        } else if (error.code === "device-changed") {
          this.#fail(message.id, error);
        } else if (this.#batches.has(message.id) && this.#leaveDevice(error.message)) {
          // A lost device answers every run like this. The next process runs on the CPU, and the batch may try again.
          this.#fail(message.id, new EngineError("worker-crashed", error.message));
          this.#worker.kill();
        } else {
          this.#cutOff(message.id, message.windows ?? 0, error);
        }
      }
    }
  }

  #fail(id: number, error: Error): void {
    this.#settle(id, (batch) => batch.results.reject(error));
    this.#free(id);
  }

  #settle(id: number, settle: (batch: OpenBatch) => void): void {
    const batch = this.#batches.get(id);
    if (batch === undefined || batch.isSettled) return;
    batch.isSettled = true;
    clearTimeout(batch.timer);
    settle(batch);
    this.#forget(id, batch);
    this.#freeHeld();
  }

  #ran({ id, windows, ms }: Extract<FromInference, { type: "ran" }>): void {
    const batch = this.#batches.get(id);
    if (batch === undefined) return;
    batch.hasRun = true;
    batch.busyMs = ms;
    batch.end = { windows, error: null };
    this.#settleIfComplete(id, batch);
    this.#freeHeld();
  }

  /** The process has stopped in the middle of it; what it had finished is with density, or has come back from there. */
  #cutOff(id: number, windows: number, error: Error): void {
    const batch = this.#batches.get(id);
    if (batch === undefined) return;
    batch.end = { windows, error };
    this.#settleIfComplete(id, batch);
    this.#free(id);
  }

  #finished(id: number, items: readonly FinishedPart[]): void {
    const batch = this.#batches.get(id);
    if (batch === undefined || batch.isSettled) return;
    batch.finished += items.length;
    batch.onFinished(items);
    this.#settleIfComplete(id, batch);
  }

  #settleIfComplete(id: number, { finished, windows, end }: OpenBatch): void {
    if (finished >= windows) this.#settle(id, ({ results }) => results.resolve([]));
    else if (end !== null && finished >= end.windows)
      this.#settle(id, ({ results }) => (end.error === null ? results.resolve([]) : results.reject(end.error)));
  }

  /** A process that is ahead of density by more than a batch waits: nothing may pile up there without a bound. */
  #freeHeld(): void {
    let behind = 0;
    for (const { hasRun, isSettled } of this.#batches.values()) if (hasRun && !isSettled) behind += 1;
    for (const [id, { hasRun, isFree }] of [...this.#batches]) {
      if (hasRun && !isFree && behind <= maxAtDensity) this.#free(id);
    }
  }

  #free(id: number): void {
    const batch = this.#batches.get(id);
    if (batch === undefined || batch.isFree) return;
    batch.isFree = true;
    this.#taken[batch.level] -= 1;
    batch.free.resolve(batch.busyMs);
    this.#forget(id, batch);
  }

  #forget(id: number, batch: OpenBatch): void {
    if (batch.isFree && batch.isSettled) this.#batches.delete(id);
  }
}

async function withLimit(promise: Promise<void>, ms: number): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () =>
      late.reject(
        new EngineError("worker-unavailable", "The forecasting process did not restart in time.", {
          hint: "Try again, or restart Fantail. The log says why the process ended.",
        }),
      ),
    ms,
  );
  try {
    await Promise.race([promise, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
