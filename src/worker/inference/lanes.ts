/** Who comes next in a process that does one thing at a time: users at any pause, background work when it is due. */

export interface LanesOptions {
  /** Background work that waited so long at one pause has its turn. */
  readonly ageingMs: number;
  /** How long it then goes on without letting anyone pass. */
  readonly turnMs: number;
  /** Resolves after messages that have arrived meanwhile were received. */
  readonly turn: () => Promise<void>;
  readonly now: () => number;
}

/** A task answers for its own failures: it never rejects. */
export type LaneTask = () => Promise<void>;

/**
 * Background tasks are cut into short runs and ask `yieldToUserWork` before each; so a user's task waits for one run, and not
 * for the task. Within a lane the order is that of arrival: main sends the newest request first.
 */
export class Lanes {
  readonly #options: LanesOptions;
  readonly #tasks = { user: [] as LaneTask[], background: [] as LaneTask[] };
  #isBusy = false;
  #turnEndsMs = Number.NEGATIVE_INFINITY;

  constructor(options: LanesOptions) {
    this.#options = options;
  }

  add(lane: "user" | "background", task: LaneTask): void {
    this.#tasks[lane].push(task);
    if (!this.#isBusy) void this.#work();
  }

  /** For a background task, between its runs. */
  async yieldToUserWork(): Promise<void> {
    const { ageingMs, turnMs, turn, now } = this.#options;
    // Without this, a request that came during the last run would wait for the next one, too.
    await turn();
    const sinceMs = now();
    if (sinceMs < this.#turnEndsMs) return;
    for (let task = this.#tasks.user.shift(); task !== undefined; task = this.#tasks.user.shift()) {
      await task();
      if (now() - sinceMs < ageingMs) continue;
      this.#turnEndsMs = now() + turnMs;
      return;
    }
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    const { user, background } = this.#tasks;
    for (;;) {
      const task = background.shift();
      if (task !== undefined) {
        await this.yieldToUserWork();
        await task();
        continue;
      }
      const userTask = user.shift();
      if (userTask === undefined) break;
      await userTask();
    }
    this.#isBusy = false;
  }
}
