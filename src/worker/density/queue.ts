/** What the density process still has to do: work that a user waits for first, the newest of it first of all. */
import { EngineError } from "#domain/errors";

export interface DensityTask {
  /** Nobody is waiting for it right now. */
  readonly isBackground: boolean;
  readonly bytes: number;
  run(): void;
  refuse(error: EngineError): void;
}

export interface DensityQueueOptions {
  /** Of each kind of work. */
  readonly maxItems: number;
  readonly maxBytes: number;
  /** Runs `work` after messages that have arrived meanwhile were received. */
  readonly schedule: (work: () => void) => void;
}

/**
 * One task per turn of the event loop, so that a request that arrives during a batch is the next to be answered: it waits
 * for the rest of one batch and never for the queue.
 *
 * The inference processes send no faster than this process finishes, because their slots wait for it; the limits are for
 * the day when that fails.
 */
export class DensityQueue {
  readonly #options: DensityQueueOptions;
  readonly #user: DensityTask[] = [];
  readonly #background: DensityTask[] = [];
  readonly #bytes = { user: 0, background: 0 };
  #isScheduled = false;

  constructor(options: DensityQueueOptions) {
    this.#options = options;
  }

  add(task: DensityTask): void {
    const lane = task.isBackground ? this.#background : this.#user;
    const name = task.isBackground ? "background" : "user";
    if (lane.length >= this.#options.maxItems || this.#bytes[name] + task.bytes > this.#options.maxBytes) {
      task.refuse(new EngineError("queue-full", "Too many densities are waiting. Try again in a moment."));
      return;
    }
    lane.push(task);
    this.#bytes[name] += task.bytes;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled || this.#user.length + this.#background.length === 0) return;
    this.#isScheduled = true;
    this.#options.schedule(() => {
      this.#isScheduled = false;
      const task = this.#user.pop() ?? this.#background.shift();
      if (task !== undefined) {
        this.#bytes[task.isBackground ? "background" : "user"] -= task.bytes;
        task.run();
      }
      this.#schedule();
    });
  }
}
