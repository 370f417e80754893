import { CancelledError } from "#domain/errors";
import { abortable, untilAborted, type HostSignal } from "./abort.ts";
import { throwIfAborted } from "./signal.ts";
import type { Run } from "./single-flight.ts";

export interface LatestPerKeyOptions {
  /**
   * How long a newer request waits for the one that runs to end by itself, counted from the newest request. Without it a newer
   * request starts at once.
   */
  readonly grace?: {
    readonly ms: number;
    /** Resolves after so many milliseconds. */
    readonly delay: (ms: number) => Promise<void>;
  };
}

type Turn = PromiseWithResolvers<void>;

interface Place {
  /** What was started last and has not settled. */
  running: Running | null;
  /** The newest request, where it waits for `running` to end. */
  waiting: Turn | null;
}

interface Running {
  readonly run: Run<unknown>;
  isSuperseded: boolean;
}

/**
 * The newest request of each key wins: a view that moved on has no use for the answer to its last question.
 *
 * Per key one request runs and at most one waits. A newer request replaces the one that waits, which rejects at once with
 * CancelledError("superseded"). The one that runs may end by itself within the grace, and is answered then. Otherwise the newer
 * one is started first and the older one let go right after, in the same turn of the event loop: where both want the same, the
 * newer joins the work of the older before that is given up.
 *
 * To let go is to abort the signal of the work, with CancelledError("superseded") as its reason. Work that rejects after that
 * rejects its request with the same error, whatever it threw; work that can't stop, or is as good as done, may still resolve, and
 * its request with it. So a request settles if its work does. A key that nobody asks for takes no memory.
 */
export class LatestPerKey<K> {
  readonly #grace: LatestPerKeyOptions["grace"];
  readonly #places = new Map<K, Place>();

  constructor({ grace }: LatestPerKeyOptions = {}) {
    this.#grace = grace;
  }

  /** Keys with a request that runs or waits. */
  get size(): number {
    return this.#places.size;
  }

  /**
   * Does `work` unless something newer is asked for under the same key first. `work` is called in the same turn of the event
   * loop where nothing has to be waited for; its signal fires when it is superseded, and when `signal` does, which takes a
   * request that waits out of the line.
   */
  async run<V>(key: K, work: (signal: HostSignal) => Promise<V>, signal?: HostSignal): Promise<V> {
    throwIfAborted(signal);
    const place = this.#places.get(key) ?? { running: null, waiting: null };
    this.#places.set(key, place);
    place.waiting?.reject(new CancelledError("superseded"));
    place.waiting = null;
    if (place.running !== null && this.#grace !== undefined) {
      const turn = waitingFor(place.running, this.#grace);
      place.waiting = turn;
      try {
        await untilAborted(
          { promise: turn.promise, cancel: (reason) => turn.reject(new CancelledError(reason)) },
          signal,
        );
        // Something newer may have come, or the signal fired, after the turn was given and before it could be taken.
        if (place.waiting !== turn) throw new CancelledError("superseded");
        throwIfAborted(signal);
      } catch (error) {
        if (place.waiting === turn) place.waiting = null;
        this.#tidy(key, place);
        throw error;
      }
      place.waiting = null;
    }
    return this.#start(key, place, work, signal);
  }

  async #start<V>(
    key: K,
    place: Place,
    work: (signal: HostSignal) => Promise<V>,
    signal: HostSignal | undefined,
  ): Promise<V> {
    const before = place.running;
    // What is thrown at once is a rejection like any other.
    const run = abortable(async (own) => work(own));
    const running: Running = { run, isSuperseded: false };
    place.running = running;
    const end = () => {
      if (place.running === running) place.running = null;
      this.#tidy(key, place);
    };
    run.promise.then(end, end);
    if (before !== null) {
      before.isSuperseded = true;
      before.run.cancel("superseded");
    }
    try {
      return await untilAborted(run, signal);
    } catch (error) {
      throw running.isSuperseded ? new CancelledError("superseded") : error;
    }
  }

  #tidy(key: K, place: Place): void {
    if (place.running === null && place.waiting === null && this.#places.get(key) === place) this.#places.delete(key);
  }
}

/** A turn that comes when the run ends or the grace is over. */
function waitingFor({ run }: Running, { ms, delay }: NonNullable<LatestPerKeyOptions["grace"]>): Turn {
  const turn: Turn = Promise.withResolvers();
  run.promise.then(
    () => turn.resolve(),
    () => turn.resolve(),
  );
  delay(ms).then(turn.resolve, turn.reject);
  return turn;
}
