import type { EvaluatedSeries, FromSearch, PastForecasts, ToSearch } from "#contract/worker";
import { EngineError, type AppError } from "#domain/errors";

/** The end of a line to a search process. */
export interface SearchPort {
  postMessage(message: ToSearch): void;
  on(event: "message", listener: (event: { readonly data: unknown }) => void): void;
  start(): void;
  close(): void;
}

/** A trial on its way through a search process. */
export interface Task {
  readonly job: string;
  readonly series: EvaluatedSeries & { readonly id: string; readonly sha256: string };
  readonly method: string;
  readonly forecaster: string;
  readonly origins: readonly number[];
  readonly horizon: number;
  readonly fitLimitMs: number;
  readonly byStep: boolean;
  /** What a model with a file forecast there. */
  readonly given?: PastForecasts;
}

export type Answer = Extract<FromSearch, { type: "finished" }> | Extract<FromSearch, { type: "failed" }>;

export interface WorkersOptions<T extends Task> {
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Main is to end this process. */
  readonly end: (worker: number) => void;
  readonly onAnswer: (task: T, answer: Answer) => void;
  /** Tasks that were not begun, or whose process ended with them: they are to be handed out again. */
  readonly onReturned: (tasks: readonly T[]) => void;
  /** A process has nothing in hand any more. */
  readonly onIdle: () => void;
}

interface Worker<T> {
  readonly port: SearchPort;
  /** In the order in which they are computed. */
  readonly inHand: Map<number, T>;
  /** Hashes of the series that it has, the last used last. */
  readonly series: Set<string>;
  /** When the first one in hand was begun. */
  sinceMs: number;
  /** Main has been told to end it: what it still says is not heard. */
  isEnding: boolean;
}

/** Series that a process keeps, so that trials of a few can be mixed. */
const maxSeries = 8;
/** What a process may take for a trial beyond the limits of its fits. */
const graceMs = 5_000;

/** The search processes: what each has in hand, what becomes of it when one ends, and which take too long. */
export class SearchWorkers<T extends Task> {
  readonly #options: WorkersOptions<T>;
  readonly #workers = new Map<number, Worker<T>>();
  /** Tasks that a process ended with: they get one more attempt, alone. */
  readonly #suspects = new WeakSet<T>();
  #lastId = 0;

  constructor(options: WorkersOptions<T>) {
    this.#options = options;
  }

  get count(): number {
    return this.#live().length;
  }

  get inHand(): number {
    return this.#live().reduce((sum, [, { inHand }]) => sum + inHand.size, 0);
  }

  add(id: number, port: SearchPort): void {
    const worker: Worker<T> = { port, inHand: new Map(), series: new Set(), sinceMs: 0, isEnding: false };
    this.#workers.set(id, worker);
    port.on("message", ({ data }) => this.#hear(worker, data as Answer));
    port.start();
  }

  /** Whether a process ended with it, so that it has to be alone in the next one. */
  isSuspect(task: T): boolean {
    return this.#suspects.has(task);
  }

  /** Those with nothing in hand, and the series that each has. */
  idle(): readonly { readonly id: number; readonly series: ReadonlySet<string> }[] {
    return this.#live()
      .filter(([, { inHand }]) => inHand.size === 0)
      .map(([id, { series }]) => ({ id, series }));
  }

  /** @param tasks of one series, for a process that has nothing in hand */
  hand(id: number, tasks: readonly T[]): void {
    const worker = this.#workers.get(id);
    const series = tasks[0]?.series;
    if (worker === undefined || series === undefined) return;
    this.#giveSeries(worker, series);
    worker.sinceMs = this.#options.now();
    const trials = tasks.map((task) => {
      this.#lastId += 1;
      worker.inHand.set(this.#lastId, task);
      const { method, origins, horizon, fitLimitMs, byStep, given } = task;
      return {
        id: this.#lastId,
        method,
        origins,
        horizon,
        fitLimitMs,
        byStep,
        ...(given === undefined ? {} : { given }),
      };
    });
    worker.port.postMessage({ type: "trials", series: series.sha256, trials });
  }

  /** What each process computes at the moment. */
  current(): readonly T[] {
    return this.#live().flatMap(([, { inHand }]) => [...inHand.values()].slice(0, 1));
  }

  /** Nobody wants the trials of this job any more: a process that has one in hand is ended, so that its time is not wasted. */
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

  /** Ends processes that have been at one trial for longer than any of its fits may take. */
  watch(): void {
    for (const [id, worker] of this.#live()) {
      const [first] = worker.inHand;
      if (first === undefined) continue;
      const [trial, task] = first;
      // Every origin is a fit with a limit of its own; one more, and some time besides, is more than there is any use for.
      const limitMs = task.fitLimitMs * (task.origins.length + 1) + graceMs;
      const tookMs = this.#options.now() - worker.sinceMs;
      if (tookMs <= limitMs) continue;
      worker.inHand.delete(trial);
      this.#options.onAnswer(task, {
        type: "failed",
        id: trial,
        isTimeout: true,
        error: new EngineError("timed-out", "The fit did not end in the time that it may take.").toPlain(),
        seconds: tookMs / 1000,
      });
      this.#returnAll(worker);
      this.#end(id, worker);
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
      const [trial, task] = first;
      if (this.#suspects.has(task)) {
        worker.inHand.delete(trial);
        const seconds = (this.#options.now() - worker.sinceMs) / 1000;
        this.#options.onAnswer(task, { type: "failed", id: trial, isTimeout: false, error, seconds });
      } else {
        this.#suspects.add(task);
      }
    }
    this.#returnAll(worker);
  }

  #live(): [number, Worker<T>][] {
    return [...this.#workers].filter(([, { isEnding }]) => !isEnding);
  }

  #hear(worker: Worker<T>, answer: Answer): void {
    const task = worker.inHand.get(answer.id);
    if (worker.isEnding || task === undefined) return;
    worker.inHand.delete(answer.id);
    worker.sinceMs = this.#options.now();
    this.#options.onAnswer(task, answer);
    if (worker.inHand.size === 0) this.#options.onIdle();
  }

  #giveSeries(worker: Worker<T>, { sha256, values, usualSeasons }: T["series"]): void {
    if (!worker.series.delete(sha256)) {
      worker.port.postMessage({ type: "series", series: sha256, values: { values, usualSeasons } });
    }
    worker.series.add(sha256);
    for (const old of [...worker.series].slice(0, -maxSeries)) {
      worker.port.postMessage({ type: "drop", series: old });
      worker.series.delete(old);
    }
  }

  #returnAll(worker: Worker<T>): void {
    const tasks = [...worker.inHand.values()];
    worker.inHand.clear();
    if (tasks.length > 0) this.#options.onReturned(tasks);
  }

  #end(id: number, worker: Worker<T>): void {
    worker.isEnding = true;
    this.#options.end(id);
  }
}
