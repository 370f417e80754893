import { CancelledError, isCancelled } from "#domain/errors";
import { abortable, SingleFlight, untilAborted, type HostSignal, type Run, type Ticket } from "#engine/concurrency";
import { AnswerTiers, type AnswerStore, type HeldAnswer, type Lifetime, type QueryCounts } from "./answer-tiers.ts";
import type { ByteCacheStats } from "./byte-cache.ts";
import { IntervalCache } from "./interval-cache.ts";
import { queryKey, type Query } from "./query.ts";

export interface QueryAnswer<V> extends Lifetime {
  readonly value: V;
  /** What the answer occupies. */
  readonly bytes: number;
}

export interface QueryCacheOptions {
  readonly maxBytes: number;
  readonly ttlMs: number;
  readonly now: () => number;
  /** Without it answers live as long as the process. */
  readonly store?: AnswerStore;
  /** Resolves once everybody else had their turn; without it, much is read from the store at once. */
  readonly pause?: () => Promise<void>;
}

/** Small answers, so that bytes alone would not bound their number. */
const maxItems = 16_384;

/**
 * Answers that were computed from forecasts (coverage, densities, tables): bounded in bytes, least recently used first to
 * go, each with its own time to live, and computed once however many ask at a time. What is no longer fresh but may still be used is given
 * at once and computed again behind it. A failure is given to those who wait, and never kept.
 *
 * An answer whose dataset is forgotten while it is being computed is given to nobody and not kept. With a store,
 * answers outlive the process; `forget` is about memory, its owner clears the store.
 */
export class QueryCache {
  /** Answers that are made of pieces; they share the room and the store. */
  readonly intervals: IntervalCache;
  readonly #tiers: AnswerTiers;
  readonly #runs = new SingleFlight<string, unknown>();
  readonly #datasetOf = new Map<string, string>();

  constructor({ maxBytes, ttlMs, now, store, pause }: QueryCacheOptions) {
    this.#tiers = new AnswerTiers({ maxBytes, maxItems, ttlMs, now, store, pause });
    this.intervals = new IntervalCache(this.#tiers);
  }

  /**
   * The answer to a question: the one that is cached, that of the run that computes it, or what `work` makes of it. `signal` gives
   * up this request alone; the signal of `work` fires when nobody waits for the answer any more.
   */
  answer<V>(query: Query, work: (signal: HostSignal) => Promise<QueryAnswer<V>>, signal?: HostSignal): Promise<V> {
    return untilAborted(
      this.ask(query, () => abortable(work)),
      signal,
    );
  }

  /** The same, for work that is a run already. With `isLasting` false the answer is kept in memory only. */
  ask<V>(query: Query, start: () => Run<QueryAnswer<V>>, isLasting = true): Ticket<V> {
    const key = queryKey(query);
    const run = (): Run<unknown> => this.#run(key, query, start(), isLasting);
    // What is being computed is newer than what was stored.
    const held = this.#runs.has(key) ? this.#tiers.peek(key) : this.#find(key, query, isLasting);
    if (held === undefined) {
      this.#tiers.count(query.kind, "miss");
      const ticket = this.#runs.join(key, run);
      return { promise: ticket.promise as Promise<V>, cancel: (reason) => ticket.cancel(reason) };
    }
    const isStale = this.#tiers.isStale(held);
    this.#tiers.count(query.kind, isStale ? "stale" : "hit");
    // Nobody waits for it, so nobody can give it up; where it fails, that is counted and the next to ask tries again.
    if (isStale) this.#runs.join(key, run);
    return { promise: Promise.resolve(held.value as V), cancel: () => undefined };
  }

  /** What memory has; no use of it, and no question. */
  peek<V>(query: Query): V | undefined {
    return this.#tiers.peek(queryKey(query))?.value as V | undefined;
  }

  /** An answer that came with something else, into memory only. */
  put<V>(query: Query, answer: QueryAnswer<V>): void {
    this.#keep(queryKey(query), query, answer, false);
  }

  /** Forgets what is known of one dataset, or everything, and releases who waits for it. */
  forget(dataset?: string): void {
    this.#runs.cancelWhere((key) => dataset === undefined || this.#datasetOf.get(key) === dataset, "dataset-deleted");
    this.intervals.release(dataset);
    this.#tiers.forget(dataset);
  }

  /** Releases everyone who waits. */
  stop(): void {
    this.#runs.cancelAll("shutdown");
    this.intervals.stop();
  }

  stats(): ByteCacheStats {
    return this.#tiers.stats();
  }

  /** By kind of question, since the start. */
  counts(): Readonly<Record<string, QueryCounts>> {
    return this.#tiers.counts();
  }

  #find(key: string, query: Query, isLasting: boolean): HeldAnswer | undefined {
    const held = this.#tiers.use(key);
    if (held !== undefined || !isLasting) return held;
    const stored = this.#tiers.read(key);
    return stored === null ? undefined : this.#tiers.hold(key, query, stored);
  }

  #keep(key: string, query: Query, answer: QueryAnswer<unknown>, isLasting: boolean): void {
    const kept = { ...answer, ttlMs: answer.ttlMs ?? this.#tiers.ttlMs };
    this.#tiers.hold(key, query, kept);
    if (isLasting) this.#tiers.write(key, query, kept);
  }

  #run(key: string, query: Query, { promise, cancel }: Run<QueryAnswer<unknown>>, isLasting: boolean): Run<unknown> {
    let isOver = false;
    this.#datasetOf.set(key, query.dataset);
    const done = promise.then(
      (answer) => {
        if (isOver) throw new CancelledError("user");
        this.#datasetOf.delete(key);
        this.#keep(key, query, answer, isLasting);
        return answer.value;
      },
      (error: unknown) => {
        if (!isOver) {
          this.#datasetOf.delete(key);
          if (!isCancelled(error)) this.#tiers.count(query.kind, "error");
        }
        throw error;
      },
    );
    return {
      promise: done,
      cancel: (reason) => {
        isOver = true;
        this.#datasetOf.delete(key);
        cancel(reason);
      },
    };
  }
}
