/** Who comes next in a process that does one thing at a time: more urgent work at any pause, other work when it is due. */
import { byLevel, levelsAbove, workLevels, type WorkLevel } from "#domain/forecast";

export interface LanesOptions {
  /** Work that waited so long at one pause has its turn. */
  readonly ageingMs: number;
  /** How long it then goes on without letting those pass that held it up. */
  readonly turnMs: number;
  /** Resolves after messages that have arrived meanwhile were received. */
  readonly turn: () => Promise<void>;
  readonly now: () => number;
}

/** A task answers for its own failures: it never rejects. */
export type LaneTask = () => Promise<void>;

/** The lanes that may not pass: as long as the turn lasts, from this one down. Users wait for no turn that was not due to them. */
interface Turn {
  readonly from: WorkLevel;
  readonly endsMs: number;
}

/**
 * Tasks that no user waits for are cut into short runs and ask `yieldFrom` before each; so a more urgent task waits for one
 * run, and not for the task. Within a lane the order is that of arrival: main sends what is most urgent first.
 */
export class Lanes {
  readonly #options: LanesOptions;
  readonly #tasks = byLevel((): LaneTask[] => []);
  readonly #turns = byLevel((): Turn | null => null);
  #isBusy = false;

  constructor(options: LanesOptions) {
    this.#options = options;
  }

  add(level: WorkLevel, task: LaneTask): void {
    this.#tasks[level].push(task);
    if (!this.#isBusy) void this.#work();
  }

  /** For a task of this level, between its runs. A task that passes it may itself be passed by a more urgent one. */
  async yieldFrom(level: WorkLevel): Promise<void> {
    const { ageingMs, turnMs, turn, now } = this.#options;
    const above = levelsAbove(level);
    if (above.length === 0) return;
    // Without this, a request that came during the last run would wait for the next one, too.
    await turn();
    const sinceMs = now();
    /** The least urgent that has passed. */
    let lowest: WorkLevel = "user";
    for (;;) {
      const passing = above.find((one) => this.#tasks[one].length > 0 && this.#mayPass(one, level));
      const task = passing === undefined ? undefined : this.#tasks[passing].shift();
      if (passing === undefined || task === undefined) return;
      if (passing !== "user") lowest = passing;
      await task();
      if (now() - sinceMs < ageingMs) continue;
      this.#turns[level] = { from: lowest, endsMs: now() + turnMs };
      return;
    }
  }

  #mayPass(one: WorkLevel, level: WorkLevel): boolean {
    const current = this.#turns[level];
    if (current === null || this.#options.now() >= current.endsMs) return true;
    return levelsAbove(current.from).includes(one);
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    for (;;) {
      // The least urgent task begins and lets all others pass at once: from now on its age counts.
      const level = workLevels.findLast((one) => this.#tasks[one].length > 0);
      const task = level === undefined ? undefined : this.#tasks[level].shift();
      if (level === undefined || task === undefined) break;
      await this.yieldFrom(level);
      await task();
    }
    this.#isBusy = false;
  }
}
