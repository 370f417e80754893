import { LRUCache } from "lru-cache";

/** Why an entry left. `budget`: least recently used when room was needed; `expired`: its own time to live had passed. */
export type EvictionReason = "budget" | "expired" | "replaced" | "deleted";

export interface ByteCacheOptions<K, V> {
  readonly maxBytes: number;
  /** Only where entries can be so small that bytes alone don't bound them; the room for them is reserved up front. */
  readonly maxItems?: number;
  readonly now: () => number;
  /** Called once for every value that leaves, whatever the reason. Must not touch the cache. */
  readonly onEvict?: (key: K, value: V, reason: EvictionReason) => void;
}

export interface ByteCacheStats {
  readonly items: number;
  readonly bytes: number;
  readonly maxBytes: number;
  readonly hits: number;
  readonly misses: number;
  readonly evictions: Readonly<Record<EvictionReason, number>>;
}

interface Entry<V> {
  readonly value: V;
  readonly bytes: number;
}

/**
 * Least recently used, bounded in items and bytes, with a time to live per entry that is honoured at every look-up.
 *
 * Replacing an entry gives its old bytes back first, so `bytes` is always the exact sum of what is held.
 */
export class ByteCache<K extends {}, V extends {}> {
  readonly #entries: LRUCache<K, Entry<V>>;
  readonly #maxBytes: number;
  readonly #evictions: Record<EvictionReason, number> = { budget: 0, expired: 0, replaced: 0, deleted: 0 };
  #hits = 0;
  #misses = 0;

  constructor(options: ByteCacheOptions<K, V>) {
    this.#maxBytes = options.maxBytes;
    const { onEvict, now } = options;
    this.#entries = new LRUCache<K, Entry<V>>({
      ...(options.maxItems === undefined ? {} : { max: options.maxItems }),
      maxSize: options.maxBytes,
      // The library reads a start time of 0 as "no time to live", which a clock that starts at 0 would give.
      perf: { now: () => now() + 1 },
      // Every look-up asks the clock: a cached "now" would serve entries past their time.
      ttlResolution: 0,
      ttlAutopurge: false,
      dispose: (entry, key, lruReason) => {
        const reason = reasonOf(lruReason);
        this.#evictions[reason] += 1;
        onEvict?.(key, entry.value, reason);
      },
    });
  }

  get bytes(): number {
    return this.#entries.calculatedSize;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Counts as a use, and as a hit or a miss. */
  get(key: K): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) this.#misses += 1;
    else this.#hits += 1;
    return entry?.value;
  }

  /** Neither a use nor a hit. */
  peek(key: K): V | undefined {
    return this.#entries.peek(key)?.value;
  }

  has(key: K): boolean {
    return this.#entries.has(key);
  }

  /** False when the value alone is larger than the budget: it is not kept, and an old value under the key is gone. */
  set(key: K, value: V, bytes: number, ttlMs?: number): boolean {
    // The library counts a size of at least 1, and 0 as "no time to live".
    const size = Math.max(1, Math.ceil(bytes));
    if (size > this.#maxBytes || (ttlMs !== undefined && ttlMs <= 0)) {
      this.#entries.delete(key);
      return false;
    }
    this.#entries.set(key, { value, bytes: size }, ttlMs === undefined ? { size } : { size, ttl: ttlMs });
    return true;
  }

  delete(key: K): boolean {
    return this.#entries.delete(key);
  }

  /** Deletes every entry whose key matches; returns how many. */
  deleteWhere(matches: (key: K) => boolean): number {
    const keys = [...this.#entries.keys()].filter(matches);
    for (const key of keys) this.#entries.delete(key);
    return keys.length;
  }

  clear(): void {
    this.#entries.clear();
  }

  /** Drops what has expired without waiting for a look-up. */
  purgeExpired(): void {
    this.#entries.purgeStale();
  }

  /** Most recently used first. */
  keys(): IterableIterator<K> {
    return this.#entries.keys();
  }

  stats(): ByteCacheStats {
    return {
      items: this.#entries.size,
      bytes: this.#entries.calculatedSize,
      maxBytes: this.#maxBytes,
      hits: this.#hits,
      misses: this.#misses,
      evictions: { ...this.#evictions },
    };
  }
}

function reasonOf(reason: LRUCache.DisposeReason): EvictionReason {
  switch (reason) {
    case "evict":
      return "budget";
    case "expire":
      return "expired";
    case "set":
      return "replaced";
    default:
      return "deleted";
  }
}
