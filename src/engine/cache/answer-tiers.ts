import { ByteCache, type ByteCacheStats } from "./byte-cache.ts";
import type { Query } from "./query.ts";

/** How long something that was computed may be used. */
export interface Lifetime {
  /** How long it may be used; without it the cache's own. 0: by those who wait for it, and not kept. */
  readonly ttlMs?: number;
  /**
   * How long it is as good as new; without it, as long as it may be used. After that it is still given at once, and computed
   * again meanwhile.
   */
  readonly freshMs?: number;
}

/** An answer from the store on disk. */
export interface CachedAnswer {
  readonly value: unknown;
  readonly bytes: number;
  /** How long it may still be used. */
  readonly ttlMs: number;
  /** How long it is still as good as new, where that is less. */
  readonly freshMs?: number;
}

/**
 * Where answers outlive the process. It gives back exactly what it was given, or nothing: whoever implements it checks
 * what comes back, and keeps only what survives the way there and back.
 */
export interface AnswerStore {
  find(key: string): CachedAnswer | null;
  store(key: string, dataset: string, answer: CachedAnswer): void;
}

/** What became of the questions of one kind. */
export interface QueryCounts {
  /** Answered from what was known. */
  readonly hit: number;
  /** A part was known, and only the rest was computed. */
  readonly partial: number;
  /** All of it was computed, or is being computed for somebody else. */
  readonly miss: number;
  /** Answered at once by what was no longer fresh, and computed again behind it. */
  readonly stale: number;
  /** Answers that left memory because room was needed, or their time was over. */
  readonly evicted: number;
  /** Computations that failed; a cancelled one is none. */
  readonly error: number;
}

export interface AnswerTiersOptions {
  readonly maxBytes: number;
  readonly maxItems: number;
  readonly ttlMs: number;
  readonly now: () => number;
  /** Without it answers live as long as the process. */
  readonly store?: AnswerStore | undefined;
  /** Resolves once everybody else had their turn; without it, much is read from the store at once. */
  readonly pause?: (() => Promise<void>) | undefined;
}

export interface HeldAnswer {
  readonly kind: string;
  readonly dataset: string;
  readonly value: unknown;
  /** By the cache's clock. */
  readonly freshUntilMs: number;
}

/** Answers in memory, bounded in bytes, in front of those on disk, which come back into memory when they are asked for. */
export class AnswerTiers {
  readonly #answers: ByteCache<string, HeldAnswer>;
  readonly #counts = new Map<string, Record<keyof QueryCounts, number>>();
  readonly #options: AnswerTiersOptions;

  constructor(options: AnswerTiersOptions) {
    this.#options = options;
    const { maxBytes, maxItems, now } = options;
    this.#answers = new ByteCache({
      ...{ maxBytes, maxItems, now },
      onEvict: (_key, { kind }, reason) => {
        if (reason === "budget" || reason === "expired") this.count(kind, "evicted");
      },
    });
  }

  now(): number {
    return this.#options.now();
  }

  get pause(): (() => Promise<void>) | undefined {
    return this.#options.pause;
  }

  get ttlMs(): number {
    return this.#options.ttlMs;
  }

  /** From memory; counts as a use. */
  use(key: string): HeldAnswer | undefined {
    return this.#answers.get(key);
  }

  /** From memory, and no use of it. */
  peek(key: string): HeldAnswer | undefined {
    return this.#answers.peek(key);
  }

  /** From disk; null where there is nothing that may still be used. */
  read(key: string): CachedAnswer | null {
    const answer = this.#options.store?.find(key) ?? null;
    return answer === null || answer.ttlMs <= 0 ? null : answer;
  }

  /** Into memory, where it has a time to live. */
  hold(key: string, { kind, dataset }: Query, { value, bytes, ttlMs, freshMs = ttlMs }: CachedAnswer): HeldAnswer {
    const held = { kind, dataset, value, freshUntilMs: this.now() + Math.min(freshMs, ttlMs) };
    // The key is part of what is held.
    this.#answers.set(key, held, bytes + 2 * key.length, ttlMs);
    return held;
  }

  /** To the disk, where it has a time to live. */
  write(key: string, { dataset }: Query, answer: CachedAnswer): void {
    if (answer.ttlMs > 0) this.#options.store?.store(key, dataset, answer);
  }

  isStale({ freshUntilMs }: HeldAnswer): boolean {
    return this.now() >= freshUntilMs;
  }

  /** Forgets what memory has of one dataset, or of all. */
  forget(dataset?: string): void {
    for (const key of [...this.#answers.keys()]) {
      if (dataset === undefined || this.#answers.peek(key)?.dataset === dataset) this.#answers.delete(key);
    }
  }

  count(kind: string, what: keyof QueryCounts): void {
    const counts = this.#counts.get(kind) ?? { hit: 0, partial: 0, miss: 0, stale: 0, evicted: 0, error: 0 };
    counts[what] += 1;
    this.#counts.set(kind, counts);
  }

  /** By kind of question, since the start. */
  counts(): Readonly<Record<string, QueryCounts>> {
    return Object.fromEntries([...this.#counts].map(([kind, counts]) => [kind, { ...counts }]));
  }

  stats(): ByteCacheStats {
    return this.#answers.stats();
  }
}
