import { CancelledError, type CancelReason } from "#domain/errors";
import { Waiters, type Ticket } from "./waiters.ts";

/** Work under way. `cancel` asks it to stop; `promise` may settle later or never, nobody waits for it any more. */
export interface Run<V> {
  readonly promise: Promise<V>;
  cancel(reason: CancelReason): void;
}

interface Flight<V> {
  readonly waiters: Waiters<V>;
  run: Run<V> | null;
}

/** One run per key for any number of waiters; the run is cancelled when the last of them leaves. */
export class SingleFlight<K, V> {
  readonly #flights = new Map<K, Flight<V>>();

  get size(): number {
    return this.#flights.size;
  }

  has(key: K): boolean {
    return this.#flights.has(key);
  }

  waiters(key: K): number {
    return this.#flights.get(key)?.waiters.size ?? 0;
  }

  /** Joins the run for this key, or starts one. A `start` that throws rejects the ticket. */
  join(key: K, start: () => Run<V>): Ticket<V> {
    const known = this.#flights.get(key);
    if (known !== undefined) return known.waiters.add();

    const flight: Flight<V> = {
      waiters: new Waiters<V>((reason) => {
        this.#forget(key, flight);
        flight.run?.cancel(reason);
      }),
      run: null,
    };
    this.#flights.set(key, flight);
    const ticket = flight.waiters.add();
    try {
      flight.run = start();
    } catch (error) {
      this.#forget(key, flight);
      flight.waiters.reject(error);
      return ticket;
    }
    flight.run.promise.then(
      (value) => {
        this.#forget(key, flight);
        flight.waiters.resolve(value);
      },
      (error: unknown) => {
        this.#forget(key, flight);
        flight.waiters.reject(error);
      },
    );
    return ticket;
  }

  /** Releases everyone who waits for a matching key and stops the run. */
  cancelWhere(matches: (key: K) => boolean, reason: CancelReason): number {
    let cancelled = 0;
    for (const [key, flight] of [...this.#flights]) {
      if (!matches(key)) continue;
      cancelled += 1;
      this.#forget(key, flight);
      flight.waiters.reject(new CancelledError(reason));
      flight.run?.cancel(reason);
    }
    return cancelled;
  }

  cancelAll(reason: CancelReason): number {
    return this.cancelWhere(() => true, reason);
  }

  // A flight that was abandoned may settle after another took its key: only its own entry may go.
  #forget(key: K, flight: Flight<V>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }
}
