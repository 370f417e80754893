import { type EngineError, CancelledError, isCancelled, toPlainError } from "#domain/errors";
import type { Logger } from "#main/platform";

/** One thing to have ready. */
export interface Task {
  /** Of two with the same name only one is done; within the subject. */
  readonly name: string;
  /** Ends soon once the signal fires: what has not begun does not begin any more. */
  readonly run: (signal: AbortSignal) => Promise<void>;
}

/** What tasks are about, such as an open dataset. Done once, a task is not done again while its subject stays. */
export interface Subject {
  readonly id: string;
  /** As of now, the most useful first; asked for anew after each of them, because the user looks elsewhere by then. */
  readonly tasks: () => readonly Task[];
}

export interface WarmerPorts {
  /** The most useful first. */
  readonly subjects: () => readonly Subject[];
  /** Nobody waits for anything at the moment. */
  readonly isIdle: () => boolean;
  /** Nothing has to go for what would be computed. */
  readonly hasRoom: () => boolean;
  readonly logger: Logger;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Runs `work` once after a while. */
  readonly schedule: (work: () => void, ms: number) => void;
}

/** Of the user, before anything is done; and between two looks whether others are busy. */
export const quietMs = 1_500;

/**
 * Does what is likely to be wanted, one task at a time, while nobody waits for anything. Whatever the user does ends the task in
 * hand, and nothing begins before everything has been quiet for a while. A task is done at most once, whether or not it succeeds,
 * so that there is an end.
 */
export class Warmer {
  readonly #ports: WarmerPorts;
  /** By subject: names of tasks. */
  readonly #done = new Map<string, Set<string>>();
  #running: AbortController | null = null;
  #lastActMs = Number.NEGATIVE_INFINITY;
  #isScheduled = false;
  #isOn = false;

  constructor(ports: WarmerPorts) {
    this.#ports = ports;
  }

  /** From now on. */
  start(): void {
    this.#isOn = true;
    this.acted();
  }

  /** The user did something. Called often: it costs nothing. */
  acted(): void {
    this.#lastActMs = this.#ports.now();
    this.#running?.abort(new CancelledError("superseded"));
    this.#lookLater(quietMs);
  }

  /** A subject is gone: should it come again, its tasks are done again. */
  forget(subject: string): void {
    this.#done.delete(subject);
  }

  stop(): void {
    this.#isOn = false;
    this.#running?.abort(new CancelledError("shutdown"));
  }

  #lookLater(ms: number): void {
    if (this.#isScheduled || !this.#isOn) return;
    this.#isScheduled = true;
    this.#ports.schedule(() => {
      this.#isScheduled = false;
      const leftMs = this.#lastActMs + quietMs - this.#ports.now();
      if (leftMs > 0) this.#lookLater(leftMs);
      else if (this.#running === null) void this.#work();
    }, ms);
  }

  async #work(): Promise<void> {
    if (!this.#isOn) return;
    const controller = new AbortController();
    this.#running = controller;
    const { signal } = controller;
    const { isIdle, hasRoom } = this.#ports;
    try {
      while (!signal.aborted) {
        const next = this.#next();
        if (next === null) return;
        if (!isIdle()) {
          this.#lookLater(quietMs);
          return;
        }
        // It comes with what others give up; the next look is after the user's next act.
        if (!hasRoom()) return;
        await this.#do(next.subject, next.task, signal);
      }
    } finally {
      this.#running = null;
      // The act that ended it may have come while it was on its way out.
      if (signal.aborted) this.#lookLater(quietMs);
    }
  }

  #next(): { readonly subject: string; readonly task: Task } | null {
    for (const { id, tasks } of this.#ports.subjects()) {
      const done = this.#done.get(id);
      const task = tasks().find(({ name }) => done?.has(name) !== true);
      if (task !== undefined) return { subject: id, task };
    }
    return null;
  }

  async #do(subject: string, task: Task, signal: AbortSignal): Promise<void> {
    try {
      await task.run(signal);
    } catch (error) {
      if (signal.aborted) return;
      // Nobody waits for it, and whoever asks is told.
      if (!isCancelled(error)) this.#ports.logger.warn("not-answered-ahead", { code: codeOf(error) });
    }
    const done = this.#done.get(subject) ?? new Set();
    this.#done.set(subject, done.add(task.name));
  }
}

function codeOf(error: unknown): EngineError["code"] {
  return toPlainError(error).code;
}
