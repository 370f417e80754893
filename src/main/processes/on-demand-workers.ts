/** Workers on demand: one request per process; an idle process stays for a while. */
import { CancelledError, EngineError } from "#domain/errors";
import { formatDuration } from "#engine/format";
import type { Logger } from "#main/platform";
import type { ForkWorker } from "./fork-worker.ts";
import { nextRequestId } from "./request-id.ts";
import { WorkerHandle } from "./worker-handle.ts";
import { workerCrashed } from "./worker-supervisor.ts";

/** Avoids a start for the next file. */
const idleLimitMs = 30_000;
/** A cancelled worker that does not answer is in the middle of something long; nobody waits for it. */
const cancelGraceMs = 500;
const maxProcesses = 3;
/** A worker that is silent for this long is stuck. Reading reports progress many times a second. */
const silenceLimitMs = 10 * 60_000;

export interface OnDemandOptions {
  readonly name: string;
  readonly entry: string;
  readonly logger: Logger;
  readonly fork?: ForkWorker;
  readonly idleLimitMs?: number;
  /** Of a request, from its start or its last message to the next one. */
  readonly silenceLimitMs?: number;
}

export interface WorkerRequest<In, Out, T> {
  readonly message: (id: number) => In;
  /** Absent: the worker knows no cancel, and is ended instead. */
  readonly cancelMessage?: (id: number) => In;
  /** The answer, or undefined for a message on the way to it. Throws what the worker failed with. */
  readonly receive: (message: Out) => { readonly value: T } | undefined;
  readonly signal?: AbortSignal | undefined;
}

type Answer = { readonly type: string; readonly id?: number };

export class OnDemandWorkers<In extends { readonly type: string }, Out extends Answer> {
  readonly #options: OnDemandOptions;
  readonly #onMessage: ((message: Out) => void) | undefined;
  readonly #idle: { readonly handle: WorkerHandle<In, Out>; readonly timer: ReturnType<typeof setTimeout> }[] = [];
  readonly #all = new Set<WorkerHandle<In, Out>>();
  readonly #waiting: (() => void)[] = [];
  #busy = 0;
  #isStopped = false;

  /** @param onMessage sees every message, those that belong to no request too */
  constructor(options: OnDemandOptions, onMessage?: (message: Out) => void) {
    this.#options = options;
    this.#onMessage = onMessage;
  }

  /** Runs one request; after a crash, retries once in a new process. */
  async request<T>(request: WorkerRequest<In, Out, T>): Promise<T> {
    await this.#takeTurn(request.signal);
    try {
      return await this.#attempt(request);
    } catch (error) {
      const isRetryable = error instanceof EngineError && error.code === "worker-crashed" && !this.#isStopped;
      if (!isRetryable || request.signal?.aborted === true) throw error;
      this.#options.logger.warn("worker-request-again", { worker: this.#options.name });
      return await this.#attempt(request, this.#start());
    } finally {
      this.#busy -= 1;
      this.#waiting.shift()?.();
    }
  }

  /** Starts a process where none is there, for a request that is about to come; without one it ends like any idle process. */
  prepare(): void {
    if (this.#isStopped || this.#all.size > 0) return;
    this.#giveBack(this.#start());
  }

  async stop(maxMs: number): Promise<void> {
    this.#isStopped = true;
    for (const { timer } of this.#idle.splice(0)) clearTimeout(timer);
    await Promise.all([...this.#all].map((handle) => handle.stop(maxMs)));
  }

  health(): { name: string; state: "ready" | "stopped"; pid: number | null; restarts: number } {
    const pid = [...this.#all].find((handle) => handle.pid !== null)?.pid ?? null;
    return { name: this.#options.name, state: pid === null ? "stopped" : "ready", pid, restarts: 0 };
  }

  async #takeTurn(signal: AbortSignal | undefined): Promise<void> {
    while (this.#busy >= maxProcesses && signal?.aborted !== true) await this.#waitForTurn(signal);
    if (signal?.aborted === true) throw new CancelledError("user");
    if (this.#isStopped) throw new EngineError("shutting-down", "Fantail is closing.");
    this.#busy += 1;
  }

  async #waitForTurn(signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    const leave = (): void => {
      const index = this.#waiting.indexOf(resolve);
      // Its turn has come already: that goes to the next.
      if (index < 0) this.#waiting.shift()?.();
      else this.#waiting.splice(index, 1);
      resolve();
    };
    signal?.addEventListener("abort", leave, { once: true });
    await promise;
    signal?.removeEventListener("abort", leave);
  }

  async #attempt<T>(
    { message, cancelMessage, receive, signal }: WorkerRequest<In, Out, T>,
    handle = this.#take(),
  ): Promise<T> {
    const id = nextRequestId();
    const answer = Promise.withResolvers<T>();
    let grace: ReturnType<typeof setTimeout> | undefined;
    const limitMs = this.#options.silenceLimitMs ?? silenceLimitMs;
    const silence = setTimeout(() => {
      answer.reject(
        new EngineError(
          "timed-out",
          `The ${this.#options.name} process has not responded for ${formatDuration(limitMs)}.`,
        ),
      );
      handle.kill();
    }, limitMs);
    const unsubscribe = handle.on((reply) => {
      if (reply.id !== id) return;
      silence.refresh();
      try {
        const received = receive(reply);
        if (received !== undefined) answer.resolve(received.value);
      } catch (error) {
        answer.reject(error);
      }
    });
    void handle.exited.then((exit) => {
      if (signal?.aborted === true) answer.reject(new CancelledError("user"));
      else if (this.#isStopped) answer.reject(new EngineError("shutting-down", "Fantail is closing."));
      else answer.reject(workerCrashed(this.#options.name, exit));
    });
    const cancel = (): void => {
      if (cancelMessage === undefined) {
        handle.kill();
        return;
      }
      handle.post(cancelMessage(id));
      grace = setTimeout(() => handle.kill(), cancelGraceMs);
    };
    signal?.addEventListener("abort", cancel, { once: true });
    try {
      // A process that is still starting would lose nothing, but a cancel should not wait for it either.
      void handle.ready.then(
        () => (signal?.aborted === true ? undefined : handle.post(message(id))),
        () => undefined,
      );
      if (signal?.aborted === true) cancel();
      return await answer.promise;
    } finally {
      clearTimeout(grace);
      clearTimeout(silence);
      signal?.removeEventListener("abort", cancel);
      unsubscribe();
      this.#giveBack(handle);
    }
  }

  #take(): WorkerHandle<In, Out> {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      clearTimeout(idle.timer);
      if (!idle.handle.isEnding) return idle.handle;
    }
    return this.#start();
  }

  #start(): WorkerHandle<In, Out> {
    const { name, entry, logger, fork } = this.#options;
    const handle = new WorkerHandle<In, Out>({ name, entry, logger, ...(fork === undefined ? {} : { fork }) });
    this.#all.add(handle);
    if (this.#onMessage !== undefined) handle.on(this.#onMessage);
    void handle.exited.then(() => this.#all.delete(handle));
    return handle;
  }

  #giveBack(handle: WorkerHandle<In, Out>): void {
    // One that was killed for a cancelled request may have answered before its end: the next request would end with it.
    if (handle.isEnding || this.#isStopped) return;
    const timer = setTimeout(() => {
      const index = this.#idle.findIndex((idle) => idle.handle === handle);
      if (index >= 0) this.#idle.splice(index, 1);
      void handle.stop(cancelGraceMs);
    }, this.#options.idleLimitMs ?? idleLimitMs);
    this.#idle.push({ handle, timer });
  }
}
