import type { AppError, Outcome } from "#domain/errors";
import { ByteCache } from "#engine/cache";
import { SingleFlight } from "#engine/concurrency";

export interface SharedRequestsOptions {
  /** What was used longest ago goes first. */
  readonly maxBytes: number;
  readonly now: () => number;
}

/** Answers by key: kept within a budget, and asked for once however many wait for one. A failure is not remembered. */
export class SharedRequests<T extends object> {
  readonly #flights = new SingleFlight<string, Outcome<T>>();
  readonly #answers: ByteCache<string, T>;

  constructor(options: SharedRequestsOptions) {
    this.#answers = new ByteCache(options);
  }

  /**
   * @param ask its signal is aborted when the last one who waits has left
   * @param signal ends the waiting of this one; the outcome is then the error `cancelled`, at once
   */
  async get(key: string, ask: (signal: AbortSignal) => Promise<Outcome<T>>, signal: AbortSignal): Promise<Outcome<T>> {
    for (;;) {
      if (signal.aborted) return { ok: false, error: cancelled };
      const known = this.#answers.get(key);
      if (known !== undefined) return { ok: true, value: known };
      const isMine = !this.#flights.has(key);
      const outcome = await this.#join(key, ask, signal);
      // Who asked first has moved on, and main gave its request up; this one still wants the answer.
      const isAbandoned = !outcome.ok && outcome.error.code === "cancelled" && !isMine && !signal.aborted;
      if (!isAbandoned) return outcome;
    }
  }

  /** Forgets all answers. What is under way goes on. */
  clear(): void {
    this.#answers.clear();
  }

  async #join(
    key: string,
    ask: (signal: AbortSignal) => Promise<Outcome<T>>,
    signal: AbortSignal,
  ): Promise<Outcome<T>> {
    const ticket = this.#flights.join(key, () => {
      const abort = new AbortController();
      return {
        promise: ask(abort.signal).then((outcome) => {
          if (outcome.ok) this.#answers.set(key, outcome.value, bytesOf(outcome.value));
          return outcome;
        }),
        cancel: () => abort.abort(),
      };
    });
    const leave = (): void => ticket.cancel("user");
    signal.addEventListener("abort", leave, { once: true });
    try {
      // Only leaving rejects: a client's request never does.
      return await ticket.promise.catch((): Outcome<T> => ({ ok: false, error: cancelled }));
    } finally {
      signal.removeEventListener("abort", leave);
    }
  }
}

const cancelled: AppError = { code: "cancelled", message: "Cancelled." };

/** Roughly what an answer takes: its arrays of numbers, and a little for everything else. */
function bytesOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (Array.isArray(value)) return 64 * value.length;
  if (typeof value !== "object" || value === null) return 16;
  return Object.values(value).reduce((sum: number, part) => sum + bytesOf(part), 0);
}
