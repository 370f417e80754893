/** Requests to a worker that wait for their answer. */

let lastId = 0;

/** Unique in this process, for every worker: density answers batches and requests under the same kind of id. */
export function nextRequestId(): number {
  lastId += 1;
  return lastId;
}

interface Pending {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
  readonly timer: ReturnType<typeof setTimeout> | null;
}

export class PendingRequests {
  readonly #pending = new Map<number, Pending>();

  /**
   * @param send is called with the request's id once the answer can be received
   * @param limit what to do, and the error to answer with, when no answer came in time
   */
  add<T>(send: (id: number) => void, limit?: { readonly ms: number; readonly onTimeOut: () => Error }): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const id = nextRequestId();
      const timer = limit === undefined ? null : setTimeout(() => this.reject(id, limit.onTimeOut()), limit.ms);
      this.#pending.set(id, { resolve, reject, timer });
      send(id);
    });
  }

  /** An id that nobody waits for any more is ignored. */
  resolve(id: number, value: unknown): void {
    this.#take(id)?.resolve(value as never);
  }

  reject(id: number, error: Error): void {
    this.#take(id)?.reject(error);
  }

  rejectAll(error: Error): void {
    for (const id of [...this.#pending.keys()]) this.reject(id, error);
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (pending?.timer != null) clearTimeout(pending.timer);
    return pending;
  }
}
