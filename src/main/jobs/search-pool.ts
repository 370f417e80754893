/** The search processes: as many as the jobs process has work for, up to a limit. */
import type { MainToSearch, SearchToMain } from "#contract/worker";
import type { AppError } from "#domain/errors";
import type { Logger } from "#main/platform";
import {
  createMessageChannel,
  type CreateChannel,
  type ForkWorker,
  workerCrashed,
  WorkerHandle,
  type WorkerPort,
} from "#main/processes";

export interface SearchPoolOptions {
  /** Absolute path of the built search entry. */
  readonly entry: string;
  /** Processes at most. */
  readonly maxProcesses: number;
  readonly logger: Logger;
  /** A process that is ready, to be given work over this port. */
  readonly onReady: (worker: number, port: WorkerPort) => void;
  /** @param error null where it was ended because it was not wanted any more */
  readonly onGone: (worker: number, error: AppError | null) => void;
  readonly fork?: ForkWorker;
  readonly createChannel?: CreateChannel;
}

/** Avoids a start for the next job. */
const idleLimitMs = 30_000;
/** What V8 may hold in one process; a fit that needs more is given up. The values of series lie beside it. */
const maxHeapMiB = 1024;
/** V8 ends a process so when its heap is full. */
const fatalExitCode = 5;
/** How long it waits before it starts another process in place of one that never came up. */
const pauseMs = 2_000;

type SearchProcess = WorkerHandle<MainToSearch, SearchToMain>;

/** A process has a port of its own to the jobs process, which it is given with its first message; main sees nothing that passes there. */
export class SearchPool {
  readonly #options: SearchPoolOptions;
  readonly #processes = new Map<number, SearchProcess>();
  #maxProcesses: number;
  #lastWorker = 0;
  #wanted = 0;
  #restarts = 0;
  #isStopped = false;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(options: SearchPoolOptions) {
    this.#options = options;
    this.#maxProcesses = options.maxProcesses;
  }

  /** From the next time on that work is wanted. */
  limit(maxProcesses: number): void {
    this.#maxProcesses = Math.max(1, maxProcesses);
  }

  /** @param count how many processes there is work for */
  want(count: number): void {
    this.#wanted = count;
    clearTimeout(this.#idle);
    if (count === 0) this.#idle = setTimeout(() => this.endAll(), idleLimitMs);
    this.#startMissing();
  }

  /** Ends one process in the middle of whatever it does; another takes its place. */
  end(worker: number): void {
    this.#processes.get(worker)?.kill();
  }

  /** Nothing that they compute is wanted, and nothing is until {@link want} says so. */
  endAll(): void {
    this.#wanted = 0;
    clearTimeout(this.#idle);
    for (const process of this.#processes.values()) process.kill();
  }

  /** They have nothing to put away: they are ended, whatever they do. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#pause);
    const processes = [...this.#processes.values()];
    this.endAll();
    await Promise.all(processes.map(({ exited }) => exited));
  }

  health(): { name: string; state: "ready" | "stopped"; pid: number | null; restarts: number }[] {
    const running = [...this.#processes.values()];
    if (running.length === 0) return [{ name: "search", state: "stopped", pid: null, restarts: this.#restarts }];
    return running.map(({ name, pid }, index) => ({
      name,
      state: "ready",
      pid,
      restarts: index === 0 ? this.#restarts : 0,
    }));
  }

  #startMissing(): void {
    if (this.#isStopped || this.#pause !== undefined) return;
    const missing = Math.min(this.#wanted, this.#maxProcesses) - this.#processes.size;
    for (let started = 0; started < missing; started += 1) this.#start();
  }

  #start(): void {
    const { entry, logger, fork, createChannel = createMessageChannel, onReady, onGone } = this.#options;
    this.#lastWorker += 1;
    const worker = this.#lastWorker;
    const name = `search-${worker}`;
    const process: SearchProcess = new WorkerHandle({
      name,
      entry,
      logger,
      maxHeapMiB,
      ...(fork === undefined ? {} : { fork }),
    });
    this.#processes.set(worker, process);
    let wasReady = false;
    process.ready.then(
      () => {
        wasReady = true;
        if (process.isEnding) return;
        const [theirs, ours] = createChannel();
        process.post({ type: "port" }, [theirs]);
        onReady(worker, ours);
      },
      () => undefined,
    );
    void process.exited.then((exit) => {
      this.#processes.delete(worker);
      const isOurs = exit.reason === "killed" || exit.reason === "stopped";
      const reason = exit.code === fatalExitCode && exit.reason === "crashed" ? "out-of-memory" : exit.reason;
      if (wasReady) onGone(worker, isOurs ? null : workerCrashed("search", { ...exit, reason }).toPlain());
      if (!isOurs) this.#restarts += 1;
      if (wasReady || isOurs) this.#startMissing();
      else this.#startLater();
    });
  }

  #startLater(): void {
    if (this.#isStopped || this.#pause !== undefined) return;
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      this.#startMissing();
    }, pauseMs);
  }
}
