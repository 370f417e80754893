import { cancelledBy, type HostSignal } from "./abort.ts";

/**
 * A bounded number of turns: whoever comes when all are taken waits in line, first come, first served. The way to ask a
 * bounded queue for any amount of work: it fills, and is never overfilled.
 */
export class Turns {
  readonly #max: number;
  readonly #line = new Set<PromiseWithResolvers<void>>();
  #taken = 0;

  /** @param max turns that may be taken at once, at least 1 */
  constructor(max: number) {
    this.#max = max;
  }

  get taken(): number {
    return this.#taken;
  }

  get waiting(): number {
    return this.#line.size;
  }

  /**
   * Does the work in a turn of its own. `signal` ends the wait for it; the work listens for itself.
   * @throws CancelledError when the signal fires before the turn comes; whatever the work throws
   */
  async run<T>(work: () => Promise<T>, signal?: HostSignal): Promise<T> {
    await this.#take(signal);
    try {
      return await work();
    } finally {
      this.#giveBack();
    }
  }

  async #take(signal: HostSignal | undefined): Promise<void> {
    if (signal?.aborted === true) throw cancelledBy(signal);
    if (this.#taken < this.#max) {
      this.#taken += 1;
      return;
    }
    const turn = Promise.withResolvers<void>();
    this.#line.add(turn);
    const leave = (): void => {
      if (signal !== undefined && this.#line.delete(turn)) turn.reject(cancelledBy(signal));
    };
    signal?.addEventListener("abort", leave, { once: true });
    try {
      await turn.promise;
    } finally {
      signal?.removeEventListener("abort", leave);
    }
  }

  /** To the first in line, who has it from then on: nobody who comes in between gets it. */
  #giveBack(): void {
    const [next] = this.#line;
    if (next === undefined) {
      this.#taken -= 1;
      return;
    }
    this.#line.delete(next);
    next.resolve();
  }
}
