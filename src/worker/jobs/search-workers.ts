import type { EvaluatedSeries, FromSearch, ToSearch } from "#contract/worker";
import { EngineError, type AppError } from "#domain/errors";

/** The end of a line to a search process. */
export interface SearchPort {
  postMessage(message: ToSearch): void;
  on(event: "message", listener: (event: { readonly data: unknown }) => void): void;
  start(): void;
  close(): void;
}

/** A series whose values a search process needs, found by what is in it. */
export type HeldSeries = EvaluatedSeries & { readonly id: string; readonly sha256: string };

/** Work of a job that a search process does in one go. */
export interface Task {
  readonly job: string;
  /** After so long its process is ended. */
  readonly limitMs: number;
  /** What it is, as a sentence begins with it: "The fit". */
  readonly what: string;
  /** As people read it while it is done: "ETS on passengers". */
  readonly about: () => string;
}

/** Whoever handed tasks out. Only its own come back to it. */
export interface TaskOwner<T extends Task> {
  answered(task: T, answer: Answer): void;
  /** They were not begun, or their process ended with them: they are to be handed out again. */
  returned(tasks: readonly T[]): void;
}

/** What a process with nothing in hand is given at once: the tasks in the order in which it does them. */
export interface Batch<T extends Task> {
  readonly tasks: readonly T[];
  readonly series: readonly HeldSeries[];
  readonly owner: TaskOwner<T>;
  /** @param ids of the tasks, in their order */
  message(ids: readonly number[]): ToSearch;
}

export type Answer = FromSearch;

export interface WorkersOptions {
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Main is to end this process. */
  readonly end: (worker: number) => void;
  /** A process has nothing in hand any more. */
  readonly onIdle: () => void;
}

interface Worker {
  readonly port: SearchPort;
  /** In the order in which they are computed. */
  readonly inHand: Map<number, Task>;
  /** Of what is in hand. */
  owner: TaskOwner<Task> | null;
  /** Hashes of the series that it has, the last used last. */
  readonly series: Set<string>;
  /** When the first one in hand was begun. */
  sinceMs: number;
  /** Main has been told to end it: what it still says is not heard. */
  isEnding: boolean;
}

/** Series that a process keeps beside those that it needs now, so that trials of a few can be mixed. */
const maxSeries = 8;

/** The search processes: what each has in hand, what becomes of it when one ends, and which take too long. */
export class SearchWorkers {
  readonly #options: WorkersOptions;
  readonly #workers = new Map<number, Worker>();
  /** Tasks that a process ended with: they get one more attempt, alone. */
  readonly #suspects = new WeakSet<Task>();
  #lastId = 0;

  constructor(options: WorkersOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#live().length;
  }

  get inHand(): number {
    return this.#live().reduce((sum, [, { inHand }]) => sum + inHand.size, 0);
  }

  add(id: number, port: SearchPort): void {
    const worker: Worker = { port, inHand: new Map(), owner: null, series: new Set(), sinceMs: 0, isEnding: false };
    this.#workers.set(id, worker);
    port.on("message", ({ data }) => this.#hear(worker, data as Answer));
    port.start();
  }

  /** Whether a process ended with it, so that it has to be alone in the next one. */
  isSuspect(task: Task): boolean {
    return this.#suspects.has(task);
  }

  /** Those with nothing in hand, and the series that each has. */
  idle(): readonly { readonly id: number; readonly series: ReadonlySet<string> }[] {
    return this.#live()
      .filter(([, { inHand }]) => inHand.size === 0)
      .map(([id, { series }]) => ({ id, series }));
  }

  /** Work for a process that has nothing in hand. */
  hand<T extends Task>(id: number, { tasks, series, owner, message }: Batch<T>): void {
    const worker = this.#workers.get(id);
    if (worker === undefined || tasks.length === 0) return;
    this.#giveSeries(worker, series);
    worker.sinceMs = this.#options.now();
    worker.owner = owner;
    const ids = tasks.map((task) => {
      this.#lastId += 1;
      worker.inHand.set(this.#lastId, task);
      return this.#lastId;
    });
    worker.port.postMessage(message(ids));
  }

  /** What each process does at the moment. */
  current(): readonly Task[] {
    return this.#live().flatMap(([, { inHand }]) => [...inHand.values()].slice(0, 1));
  }

  /** Nobody wants the work of this job any more: a process that has one in hand is ended, so that its time is not wasted. */
  abandon(job: string): void {
    for (const [id, worker] of this.#live()) {
      if (![...worker.inHand.values()].some((task) => task.job === job)) continue;
      worker.inHand.clear();
      this.#end(id, worker);
    }
  }

  /** Values that are not needed any more. */
  dropSeries(): void {
    for (const [, worker] of this.#live()) {
      if (worker.inHand.size > 0) continue;
      for (const series of worker.series) worker.port.postMessage({ type: "drop", series });
      worker.series.clear();
    }
  }

  /** Ends processes that have been at one task for longer than it may take. */
  watch(): void {
    for (const [process, worker] of this.#live()) {
      const [first] = worker.inHand;
      if (first === undefined) continue;
      const [id, task] = first;
      const tookMs = this.#options.now() - worker.sinceMs;
      if (tookMs <= task.limitMs) continue;
      worker.inHand.delete(id);
      worker.owner?.answered(task, {
        type: "failed",
        id,
        isTimeout: true,
        error: new EngineError("timed-out", `${task.what} did not end in the time that it may take.`).toPlain(),
        seconds: tookMs / 1000,
      });
      this.#returnAll(worker);
      this.#end(process, worker);
    }
  }

  /** @param error why, where it was not ended on purpose */
  gone(id: number, error: AppError | null): void {
    const worker = this.#workers.get(id);
    if (worker === undefined) return;
    this.#workers.delete(id);
    worker.port.close();
    if (worker.isEnding) return;
    const [first] = worker.inHand;
    if (first !== undefined && error !== null) {
      const [unit, task] = first;
      if (this.#suspects.has(task)) {
        worker.inHand.delete(unit);
        const seconds = (this.#options.now() - worker.sinceMs) / 1000;
        worker.owner?.answered(task, { type: "failed", id: unit, isTimeout: false, error, seconds });
      } else {
        this.#suspects.add(task);
      }
    }
    this.#returnAll(worker);
  }

  #live(): [number, Worker][] {
    return [...this.#workers].filter(([, { isEnding }]) => !isEnding);
  }

  #hear(worker: Worker, answer: Answer): void {
    const task = worker.inHand.get(answer.id);
    if (worker.isEnding || task === undefined) return;
    worker.inHand.delete(answer.id);
    worker.sinceMs = this.#options.now();
    worker.owner?.answered(task, answer);
    if (worker.inHand.size === 0) this.#options.onIdle();
  }

  #giveSeries(worker: Worker, needed: Batch<Task>["series"]): void {
    for (const { sha256, values, usualSeasons } of needed) {
      if (!worker.series.delete(sha256)) {
        worker.port.postMessage({ type: "series", series: sha256, values: { values, usualSeasons } });
      }
      worker.series.add(sha256);
    }
    const kept = Math.max(maxSeries, needed.length);
    for (const old of [...worker.series].slice(0, -kept)) {
      worker.port.postMessage({ type: "drop", series: old });
      worker.series.delete(old);
    }
  }

  #returnAll(worker: Worker): void {
    const tasks = [...worker.inHand.values()];
    worker.inHand.clear();
    if (tasks.length > 0) worker.owner?.returned(tasks);
  }

  #end(id: number, worker: Worker): void {
    worker.isEnding = true;
    this.#options.end(id);
  }
}
