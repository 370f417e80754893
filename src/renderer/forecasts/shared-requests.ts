import type { AppError, Outcome } from "#domain/errors";
import { SingleFlight } from "#engine/concurrency";

/** Answers by key: kept within a budget, and asked for once however many wait for one. A failure is not remembered. */
export class SharedRequests<T extends object> {
  readonly #flights = new SingleFlight<string, Outcome<T>>();
  /** What was used longest ago is first. A map has this order by itself: the cache of the engine is too large for a window's first script. */
  readonly #answers = new Map<string, { readonly value: T; readonly bytes: number }>();
  readonly #maxBytes: number;
  #bytes = 0;

  /** @param maxBytes of answers; those used longest ago go first, and one that is larger is not kept */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /**
   * @param ask its signal is aborted when the last one who waits has left
   * @param signal ends the waiting of this one; the outcome is then the error `cancelled`, at once
   */
  async get(key: string, ask: (signal: AbortSignal) => Promise<Outcome<T>>, signal: AbortSignal): Promise<Outcome<T>> {
    for (;;) {
      if (signal.aborted) return { ok: false, error: cancelled };
      const known = this.#known(key);
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
    this.#bytes = 0;
  }

  #known(key: string): T | undefined {
    const answer = this.#answers.get(key);
    if (answer === undefined) return undefined;
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    return answer.value;
  }

  #keep(key: string, value: T): void {
    const bytes = bytesOf(value);
    this.#forget(key);
    if (bytes > this.#maxBytes) return;
    for (const oldest of this.#answers.keys()) {
      if (this.#bytes + bytes <= this.#maxBytes) break;
      this.#forget(oldest);
    }
    this.#answers.set(key, { value, bytes });
    this.#bytes += bytes;
  }

  #forget(key: string): void {
    this.#bytes -= this.#answers.get(key)?.bytes ?? 0;
    this.#answers.delete(key);
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
          if (outcome.ok) this.#keep(key, outcome.value);
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
