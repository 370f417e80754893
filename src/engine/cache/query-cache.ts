import { CancelledError } from "#domain/errors";
import { abortable, SingleFlight, untilAborted, type HostSignal, type Run, type Ticket } from "#engine/concurrency";
import { ByteCache, type ByteCacheStats } from "./byte-cache.ts";

/** What a question consists of. A field that is undefined says the same as one that is not there. */
export type QueryPart =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly QueryPart[]
  | { readonly [name: string]: QueryPart };

export interface Query {
  /** Such as `coverage`: what is asked. */
  readonly kind: string;
  /** The dataset that the answer is about; with it the answer goes. */
  readonly dataset: string;
  /** Everything else that the answer depends on: forecast column, range, levels, settings, version of the computation. */
  readonly about: { readonly [name: string]: QueryPart };
}

export interface QueryAnswer<V> {
  readonly value: V;
  /** What the answer occupies. */
  readonly bytes: number;
  /** How long it may be used; without it the cache's own. */
  readonly ttlMs?: number;
}

/** An answer from the store on disk. */
export interface CachedAnswer {
  readonly value: unknown;
  readonly bytes: number;
  /** How long it may still be used. */
  readonly ttlMs: number;
}

/**
 * Where answers outlive the process. It gives back exactly what it was given, or nothing: whoever implements it checks
 * what comes back, and keeps only what survives the way there and back.
 */
export interface AnswerStore {
  find(key: string): CachedAnswer | null;
  store(key: string, dataset: string, answer: CachedAnswer): void;
}

export interface QueryCacheOptions {
  readonly maxBytes: number;
  readonly ttlMs: number;
  readonly now: () => number;
  /** Without it answers live as long as the process. */
  readonly store?: AnswerStore;
}

interface CachedValue {
  readonly dataset: string;
  readonly value: unknown;
}

/** Small answers, so that bytes alone would not bound their number. */
const maxItems = 4096;

/** Changes when the same question means something else to this version than to the one before. */
const queryVersion = 1;

/**
 * Answers that were computed from forecasts (coverage, profiles, tables): bounded in bytes, least recently used first to
 * go, each with its own time to live, and computed once however many ask at a time.
 *
 * An answer whose dataset is forgotten while it is being computed is given to nobody and not kept. With a store,
 * answers outlive the process; `forget` is about memory, its owner clears the store.
 */
export class QueryCache {
  readonly #answers: ByteCache<string, CachedValue>;
  readonly #runs = new SingleFlight<string, CachedValue>();
  readonly #datasetOf = new Map<string, string>();
  readonly #ttlMs: number;
  readonly #store: AnswerStore | undefined;

  constructor({ maxBytes, ttlMs, now, store }: QueryCacheOptions) {
    this.#ttlMs = ttlMs;
    this.#store = store;
    this.#answers = new ByteCache({ maxBytes, maxItems, now });
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

  /** The same, for work that is a run already. */
  ask<V>(query: Query, start: () => Run<QueryAnswer<V>>): Ticket<V> {
    const key = queryKey(query);
    const cached = this.#answers.get(key) ?? this.#promote(key, query.dataset);
    if (cached !== undefined) return { promise: Promise.resolve(cached.value as V), cancel: () => undefined };
    const ticket = this.#runs.join(key, () => this.#run(key, query.dataset, start()));
    return { promise: ticket.promise.then(({ value }) => value as V), cancel: (reason) => ticket.cancel(reason) };
  }

  /** Forgets what is known of one dataset, or everything, and releases who waits for it. */
  forget(dataset?: string): void {
    this.#runs.cancelWhere((key) => dataset === undefined || this.#datasetOf.get(key) === dataset, "dataset-deleted");
    for (const key of [...this.#answers.keys()]) {
      if (dataset === undefined || this.#answers.peek(key)?.dataset === dataset) this.#answers.delete(key);
    }
  }

  /** Releases everyone who waits. */
  stop(): void {
    this.#runs.cancelAll("shutdown");
  }

  stats(): ByteCacheStats {
    return this.#answers.stats();
  }

  /** Back into memory; what is being computed is newer than what was stored. */
  #promote(key: string, dataset: string): CachedValue | undefined {
    const answer = this.#runs.has(key) ? null : (this.#store?.find(key) ?? null);
    if (answer === null || answer.ttlMs <= 0) return undefined;
    const cached = { dataset, value: answer.value };
    this.#answers.set(key, cached, answer.bytes + 2 * key.length, answer.ttlMs);
    return cached;
  }

  #run(key: string, dataset: string, { promise, cancel }: Run<QueryAnswer<unknown>>): Run<CachedValue> {
    let isCancelled = false;
    this.#datasetOf.set(key, dataset);
    const done = promise.then(
      ({ value, bytes, ttlMs }) => {
        if (isCancelled) throw new CancelledError("user");
        this.#datasetOf.delete(key);
        const cached = { dataset, value };
        const lifeMs = ttlMs ?? this.#ttlMs;
        // The key is part of what is held.
        this.#answers.set(key, cached, bytes + 2 * key.length, lifeMs);
        if (lifeMs > 0) this.#store?.store(key, dataset, { value, bytes, ttlMs: lifeMs });
        return cached;
      },
      (error: unknown) => {
        if (!isCancelled) this.#datasetOf.delete(key);
        throw error;
      },
    );
    return {
      promise: done,
      cancel: (reason) => {
        isCancelled = true;
        this.#datasetOf.delete(key);
        cancel(reason);
      },
    };
  }
}

/** One text per question: the order of fields, fields that are undefined and the sign of zero make no difference. */
export function queryKey({ kind, dataset, about }: Query): string {
  return JSON.stringify([queryVersion, kind, dataset, canonical(about)]);
}

function canonical(part: QueryPart): unknown {
  if (typeof part === "number") {
    // JSON would write all of them as null, and then they would be one question.
    if (!Number.isFinite(part)) throw new RangeError(`${part} can't be part of a query`);
    return part;
  }
  if (part === null || part === undefined || typeof part !== "object") return part ?? null;
  if (isList(part)) return part.map(canonical);
  // As pairs, because an object's own order depends on how its names look.
  const fields = Object.entries(part).filter(([, value]) => value !== undefined);
  return { fields: fields.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => [name, canonical(value)]) };
}

function isList(part: QueryPart): part is readonly QueryPart[] {
  return Array.isArray(part);
}
