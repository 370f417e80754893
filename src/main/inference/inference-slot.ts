/** One inference process and its batches. */
import type { WindowToFinish } from "#domain/forecast";
import {
  checkedOfBatch,
  type FinishedItem,
  type FromInference,
  type ModelToLoad,
  type ToInference,
} from "#contract/worker";
import { providerOfDevice } from "#domain/device";
import { CancelledError, EngineError } from "#domain/errors";
import { formatDuration } from "#engine/format";
import { checksum } from "#engine/checksum";
import { deviceChanged, type FailedWindow } from "#engine/dispatch";
import type { Logger } from "#main/platform";
import type { DensityClient } from "./density-client.ts";
import {
  type CreateChannel,
  nextRequestId,
  PendingRequests,
  asEngineError,
  engineError,
  workerCrashed,
  WorkerSupervisor,
  type SupervisorOptions,
} from "#main/processes";

/** A cold disk and a large model; beyond this the process is stuck. */
const loadLimitMs = 60_000;
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
  readonly isBackground?: boolean;
}

export interface RunningBatch {
  /** The process can take another batch: it said so, or it is dead. Never rejects. */
  readonly free: Promise<void>;
  readonly results: Promise<readonly (FinishedItem | FailedWindow)[]>;
  /** The batch ends at the model's next run; `results` then rejects with a CancelledError. */
  cancel(): void;
}

export interface LoadOptions {
  readonly executionProvider: string;
  readonly intraOpThreads: number;
  /** Windows in one run of the model; without it the process's own default. */
  readonly windowsPerRun?: number;
}

/** What every machine has, and what takes over from a device that fails. */
const onCpu: LoadOptions = { executionProvider: "cpu", intraOpThreads: 1 };

/** A crash changes nothing: the next process runs there, too. */
function isOnProcessor({ executionProvider }: LoadOptions): boolean {
  return providerOfDevice(executionProvider) === onCpu.executionProvider;
}

export type Loaded = Extract<FromInference, { type: "loaded" }>;

interface OpenBatch {
  readonly level: "user" | "background";
  readonly free: PromiseWithResolvers<void>;
  readonly results: PromiseWithResolvers<readonly (FinishedItem | FailedWindow)[]>;
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
  /** What a new process has to load before it may run anything. */
  readonly #models = new Map<string, { readonly model: ModelToLoad; options: LoadOptions }>();
  /** Models that could not be loaded again after a restart, and why. */
  readonly #lost = new Map<string, EngineError>();
  readonly #loads = new PendingRequests();
  readonly #batches = new Map<number, OpenBatch>();
  /** Resolved while the process can take a batch, renewed when it goes down. */
  #usable = Promise.withResolvers<void>();
  #isLoaded = false;
  #isStopped = false;
  readonly #taken = { user: 0, background: 0 };
  readonly #onRan: SlotOptions["onRan"];

  constructor(options: SlotOptions) {
    this.#density = options.density;
    this.#createChannel = options.createChannel;
    this.#logger = options.logger;
    this.#onDeviceLost = options.onDeviceLost;
    this.#onDeviceLeft = options.onDeviceLeft;
    this.#onRan = options.onRan;
    this.#usable.promise.catch(() => undefined);
    this.#worker = new WorkerSupervisor(options, {
      onUp: () => void this.#prepare(),
      onDown: (exit) => this.#goDown(workerCrashed("inference", exit)),
      onMessage: (message) => this.#receive(message),
    });
    this.#density.listen({
      onUp: () => this.#wire(),
      onDown: (error) => this.#loseDensity(error),
      onFinished: (id, items) => this.#settle(id, (batch) => batch.results.resolve(items)),
      onFailed: (id, error) => this.#settle(id, (batch) => batch.results.reject(error)),
    });
  }

  start(): Promise<void> {
    return this.#worker.start();
  }

  async stop(maxMs: number): Promise<void> {
    this.#isStopped = true;
    this.#renewUsable();
    this.#usable.reject(new EngineError("shutting-down", "Fantail is closing."));
    await this.#worker.stop(maxMs);
  }

  health(): ReturnType<WorkerSupervisor<ToInference, FromInference>["health"]> {
    return this.#worker.health();
  }

  /** Batches that keep the process busy. */
  get taken(): { readonly user: number; readonly background: number } {
    return this.#taken;
  }

  /** Loads a model now and after each restart. One that cannot be loaded is forgotten. */
  async load(model: ModelToLoad, options: LoadOptions): Promise<Loaded> {
    const { loaded, used } = await this.#loadSomewhere(model, options);
    this.#models.set(model.id, { model, options: used });
    this.#lost.delete(model.id);
    return loaded;
  }

  /** Not loaded again after a restart. Its memory comes back with that, too: ONNX Runtime gives none back before. */
  forget(model: string): void {
    this.#models.delete(model);
    this.#lost.delete(model);
  }

  /** Where a model runs, or will run once the process is back. */
  providerOf(model: string): string | null {
    return this.#models.get(model)?.options.executionProvider ?? null;
  }

  run(batch: Batch): RunningBatch {
    const id = nextRequestId();
    const open: OpenBatch = {
      level: batch.isBackground === true ? "background" : "user",
      free: Promise.withResolvers(),
      results: Promise.withResolvers(),
      timer: setTimeout(() => this.#timeOut(id), runLimitMs),
      isSent: false,
      hasRun: false,
      isFree: false,
      isSettled: false,
    };
    // A caller may look at `free` first, or drop the results after cancelling.
    open.results.promise.catch(() => undefined);
    this.#batches.set(id, open);
    this.#taken[open.level] += 1;
    void this.#send(id, batch);
    return {
      free: open.free.promise,
      results: open.results.promise,
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
    const lost = this.#lost.get(batch.model);
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
    if (open.isSent) this.#worker.post({ type: "cancel", id });
    else this.#fail(id, new CancelledError("user"));
  }

  #load(model: ModelToLoad, options: LoadOptions): Promise<Loaded> {
    return this.#loads.add<Loaded>((id) => this.#worker.post({ type: "load", id, model, ...options }), {
      ms: loadLimitMs,
      onTimeOut: () => {
        this.#worker.kill();
        return new EngineError("timed-out", `Model ${model.id} was not loaded within ${formatDuration(loadLimitMs)}.`);
      },
    });
  }

  /** A device that refuses a model now, whatever it did before, must not cost a forecast. */
  async #loadSomewhere(model: ModelToLoad, options: LoadOptions): Promise<{ loaded: Loaded; used: LoadOptions }> {
    try {
      return { loaded: await this.#load(model, options), used: options };
    } catch (error) {
      if (isOnProcessor(options) || !(error instanceof EngineError) || error.code !== "model-refused") throw error;
      this.#onDeviceLost(options.executionProvider, error.message);
      return { loaded: await this.#load(model, onCpu), used: onCpu };
    }
  }

  /** Another process lost the device that this one uses, too: from now on the CPU computes. */
  followToCpu(): void {
    for (const [id, known] of this.#models) {
      if (isOnProcessor(known.options)) continue;
      known.options = onCpu;
      // Otherwise the process that comes loads it so.
      if (!this.#isLoaded) continue;
      this.#load(known.model, onCpu).catch((error: unknown) => {
        const reason = asEngineError(error);
        if (reason.code === "worker-crashed") return;
        this.#models.delete(id);
        this.#lost.set(id, reason);
      });
    }
  }

  /** @returns whether a device was in use; from the next process on it is not */
  #leaveDevice(reason: string): boolean {
    let left: string | null = null;
    for (const known of this.#models.values()) {
      if (isOnProcessor(known.options)) continue;
      left = known.options.executionProvider;
      known.options = onCpu;
    }
    if (left !== null) {
      this.#onDeviceLost(left, reason);
      this.#onDeviceLeft();
    }
    return left !== null;
  }

  async #prepare(): Promise<void> {
    this.#wire();
    const known = [...this.#models];
    const loads = await Promise.allSettled(
      known.map(async ([, model]) => {
        model.options = (await this.#loadSomewhere(model.model, model.options)).used;
      }),
    );
    const errors = loads.map((load) => (load.status === "rejected" ? asEngineError(load.reason) : null));
    // Followed by another start.
    if (errors.some((error) => error?.code === "worker-crashed")) return;
    // A model that was good and is not any more: its batches learn why, and no other model's.
    for (const [index, [id]] of known.entries()) {
      const error = errors[index];
      if (error == null) continue;
      this.#models.delete(id);
      this.#lost.set(id, error);
    }
    this.#isLoaded = true;
    this.#becomeUsable();
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
    if (this.#isLoaded && this.#density.isReady) this.#usable.resolve();
  }

  #renewUsable(): void {
    const previous = this.#usable;
    this.#usable = Promise.withResolvers<void>();
    this.#usable.promise.catch(() => undefined);
    // Batches that wait go on waiting for the next process.
    previous.resolve(this.#usable.promise);
  }

  #goDown(error: EngineError): void {
    this.#isLoaded = false;
    if (!this.#isStopped) {
      this.#renewUsable();
      // A driver that fails takes the process with it; whether it was the driver nobody can tell afterwards.
      this.#leaveDevice(error.message);
    }
    this.#loads.rejectAll(error);
    for (const [id, batch] of [...this.#batches]) if (batch.isSent) this.#fail(id, error);
  }

  /** What density had in hand is lost, and nobody waits for what would follow: the inference process may stop early. */
  #loseDensity(error: EngineError): void {
    if (!this.#isStopped) this.#renewUsable();
    for (const [id, { isSent, isFree }] of [...this.#batches]) {
      if (!isSent) continue;
      if (!isFree) this.#worker.post({ type: "cancel", id });
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
        this.#loads.resolve(message.id, message);
        break;
      case "ran":
        this.#worker.markHealthy();
        this.#onRan(message.longestRunMs);
        this.#ran(message.id);
        break;
      case "cancelled":
        this.#fail(message.id, new CancelledError("user"));
        break;
      case "failed": {
        const error = engineError(message.error);
        this.#loads.reject(message.id, error);
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
          this.#fail(message.id, error);
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

  #ran(id: number): void {
    const batch = this.#batches.get(id);
    if (batch === undefined) return;
    batch.hasRun = true;
    this.#freeHeld();
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
    batch.free.resolve();
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
