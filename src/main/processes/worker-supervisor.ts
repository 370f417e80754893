/** Keeps one worker alive: starts it, restarts it with back-off, and reports when it is up or down. */
import { EngineError } from "#domain/errors";
import type { Logger } from "#main/platform";
import type { ForkWorker, WorkerPort } from "./fork-worker.ts";
import { WorkerHandle, type WorkerExit } from "./worker-handle.ts";

const firstPauseMs = 100;
const longestPauseMs = 5_000;
/** A start that fails may be bad luck (a scanner that holds the file, memory that is short for a moment); three are not. */
const startAttempts = 3;
/** A process that lived this long was healthy: its next crash starts counting from the shortest pause again. */
const healthyAfterMs = 30_000;

export interface SupervisorOptions {
  readonly name: string;
  readonly entry: string;
  readonly logger: Logger;
  readonly now: () => number;
  readonly fork?: ForkWorker;
  readonly readyLimitMs?: number;
}

export interface SupervisorEvents<Out> {
  /** A process, first or again, said `ready`. */
  readonly onUp: () => void;
  /** The process is gone; whatever it was doing will never be answered. */
  readonly onDown: (exit: WorkerExit) => void;
  readonly onMessage: (message: Out) => void;
}

export type WorkerState = "starting" | "ready" | "restarting" | "stopped";

export class WorkerSupervisor<In extends { readonly type: string }, Out extends { readonly type: string }> {
  readonly #options: SupervisorOptions;
  readonly #events: SupervisorEvents<Out>;
  #handle: WorkerHandle<In, Out> | null = null;
  #state: WorkerState = "stopped";
  #restarts = 0;
  #pauseMs = firstPauseMs;
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #started = Promise.withResolvers<void>();
  #launches = 0;

  constructor(options: SupervisorOptions, events: SupervisorEvents<Out>) {
    this.#options = options;
    this.#events = events;
  }

  /** Resolves when a process is ready; rejects when three in a row failed to start, and goes on trying all the same. */
  async start(): Promise<void> {
    if (this.#handle !== null) throw new Error(`${this.#options.name} was started before`);
    this.#state = "starting";
    this.#launch();
    await this.#started.promise;
  }

  get isReady(): boolean {
    return this.#state === "ready";
  }

  /**
   * For use between `onUp` and `onDown` only: between two processes nobody would answer, and whoever waited would wait for
   * ever. What is wanted of the next process is for the owner to keep, and to post on its `onUp`.
   *
   * @throws Error where no process is ready: a mistake of the caller's
   */
  post(message: In | { readonly type: "port" }, ports: readonly WorkerPort[] = []): void {
    if (this.#handle === null || !this.isReady)
      throw new Error(`"${message.type}" was posted while no ${this.#options.name} process was ready`);
    this.#handle.post(message, ports);
  }

  /** The process did real work: a later crash counts as a new failure. */
  markHealthy(): void {
    this.#pauseMs = firstPauseMs;
  }

  /** Ends the process that runs now; unless stopped, a new one follows. */
  kill(): void {
    this.#handle?.kill();
  }

  /** No process is left, and none will follow, when this resolves. */
  async stop(maxMs: number): Promise<void> {
    this.#state = "stopped";
    // Nobody may be waiting for the start, and then nobody should hear of this.
    this.#started.promise.catch(() => undefined);
    this.#started.reject(new EngineError("shutting-down", "Fantail is closing."));
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const handle = this.#handle;
    if (handle !== null && !handle.isGone) await handle.stop(maxMs);
  }

  health(): { name: string; state: WorkerState; pid: number | null; restarts: number } {
    return {
      name: this.#options.name,
      state: this.#state,
      pid: this.#handle?.pid ?? null,
      restarts: this.#restarts,
    };
  }

  #launch(): void {
    this.#launches += 1;
    const { name, entry, logger, now, fork, readyLimitMs } = this.#options;
    const started = now();
    const handle = new WorkerHandle<In, Out>({
      name,
      entry,
      logger,
      ...(fork === undefined ? {} : { fork }),
      ...(readyLimitMs === undefined ? {} : { readyLimitMs }),
    });
    this.#handle = handle;
    handle.on((message) => {
      if (message.type === "ready") {
        if (this.#state === "stopped") return;
        this.#state = "ready";
        this.#started.resolve();
        this.#events.onUp();
      } else {
        this.#events.onMessage(message);
      }
    });
    void handle.exited.then((exit) => {
      if (now() - started >= healthyAfterMs) this.#pauseMs = firstPauseMs;
      const isWanted = this.#state !== "stopped";
      if (isWanted) this.#state = "restarting";
      this.#events.onDown(exit);
      if (isWanted) this.#restartLater();
    });
    handle.ready.catch((error: unknown) => {
      if (this.#launches >= startAttempts) this.#started.reject(error);
    });
  }

  #restartLater(): void {
    // Telling that the worker is down may have led to a stop.
    if (this.#state === "stopped") return;
    const pauseMs = this.#pauseMs;
    this.#pauseMs = Math.min(longestPauseMs, pauseMs * 2);
    this.#options.logger.warn("worker-restart", { worker: this.#options.name, pauseMs, restarts: this.#restarts + 1 });
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#restarts += 1;
      // A start that fails is an exit like any other: `exited` above takes care of the next try.
      this.#launch();
    }, pauseMs);
  }
}

/** What a request is answered with when its worker died under it; the dispatcher tries once more. */
export function workerCrashed(name: string, exit: WorkerExit): EngineError {
  const reason = exit.reason === "out-of-memory" ? "ran out of memory" : `ended unexpectedly (${exit.reason})`;
  return new EngineError("worker-crashed", `The ${name} process ${reason}.`);
}
