/** What the density process still has to do: work that a user waits for first, the newest of it first of all. */
import { EngineError } from "#domain/errors";
import { byLevel, workLevels, type WorkLevel } from "#domain/forecast";

export interface DensityTask {
  readonly level: WorkLevel;
  readonly bytes: number;
  run(): void;
  refuse(error: EngineError): void;
}

export interface DensityQueueOptions {
  /** Of each level. */
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
  readonly #tasks = byLevel((): DensityTask[] => []);
  readonly #bytes = byLevel(() => 0);
  #isScheduled = false;

  constructor(options: DensityQueueOptions) {
    this.#options = options;
  }

  add(task: DensityTask): void {
    const { level } = task;
    const lane = this.#tasks[level];
    if (lane.length >= this.#options.maxItems || this.#bytes[level] + task.bytes > this.#options.maxBytes) {
      task.refuse(new EngineError("queue-full", "Too many densities are waiting. Try again in a moment."));
      return;
    }
    lane.push(task);
    this.#bytes[level] += task.bytes;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#isScheduled || workLevels.every((level) => this.#tasks[level].length === 0)) return;
    this.#isScheduled = true;
    this.#options.schedule(() => {
      this.#isScheduled = false;
      const { user, evaluation, background } = this.#tasks;
      const task = user.pop() ?? evaluation.shift() ?? background.shift();
      if (task !== undefined) {
        this.#bytes[task.level] -= task.bytes;
        task.run();
      }
      this.#schedule();
    });
  }
}
