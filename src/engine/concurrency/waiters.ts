import { CancelledError, type CancelReason } from "#domain/errors";

/** One party's claim on a result that others may wait for too. */
export interface Ticket<V> {
  readonly promise: Promise<V>;
  /** Rejects this claim only, with a CancelledError. No effect once it is settled. */
  cancel(reason: CancelReason): void;
}

interface Waiter<V> {
  resolve(value: V): void;
  reject(error: unknown): void;
}

/**
 * Everyone who waits for one result. Each waiter is released exactly once: by success, failure or its own
 * cancellation. When the last one leaves by cancellation, the owner is told so that it can stop the work.
 */
export class Waiters<V> {
  readonly #open = new Set<Waiter<V>>();
  readonly #onAbandoned: (reason: CancelReason) => void;

  constructor(onAbandoned: (reason: CancelReason) => void) {
    this.#onAbandoned = onAbandoned;
  }

  get size(): number {
    return this.#open.size;
  }

  add(): Ticket<V> {
    let waiter: Waiter<V> | undefined;
    const promise = new Promise<V>((resolve, reject) => {
      waiter = { resolve, reject };
    });
    const added = waiter as unknown as Waiter<V>;
    this.#open.add(added);
    // A caller that stopped listening must not turn its rejection into an unhandled one, which would end the process.
    promise.catch(() => undefined);
    return {
      promise,
      cancel: (reason) => {
        if (!this.#open.delete(added)) return;
        added.reject(new CancelledError(reason));
        if (this.#open.size === 0) this.#onAbandoned(reason);
      },
    };
  }

  resolve(value: V): void {
    const released = [...this.#open];
    this.#open.clear();
    for (const waiter of released) waiter.resolve(value);
  }

  reject(error: unknown): void {
    const released = [...this.#open];
    this.#open.clear();
    for (const waiter of released) waiter.reject(error);
  }
}
