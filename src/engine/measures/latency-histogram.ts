const smallestMs = 0.01;
/** Four buckets per doubling: a percentile is off by at most a fifth of its value. */
const bucketsPerDoubling = 4;
/** Up to 0.01 ms × 2^27, about 22 minutes. */
const bucketCount = 27 * bucketsPerDoubling;

export interface LatencySummary {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Latencies in a fixed number of logarithmic buckets: the same memory after a day as after a minute. */
export class LatencyHistogram {
  readonly #buckets = new Float64Array(bucketCount);
  #count = 0;
  #maxMs = 0;

  add(ms: number): void {
    const doublings = Math.log2(Math.max(ms, smallestMs) / smallestMs);
    const bucket = Math.min(bucketCount - 1, Math.max(0, Math.ceil(doublings * bucketsPerDoubling)));
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
    this.#count += 1;
    this.#maxMs = Math.max(this.#maxMs, ms);
  }

  /** An upper bound of the latency that the given share (0..1) of requests stayed under; 0 without requests. */
  percentileMs(share: number): number {
    const wanted = Math.max(1, Math.ceil(share * this.#count));
    let seen = 0;
    for (let bucket = 0; bucket < bucketCount; bucket += 1) {
      seen += this.#buckets[bucket] ?? 0;
      if (seen >= wanted) return Math.min(this.#maxMs, smallestMs * 2 ** (bucket / bucketsPerDoubling));
    }
    return 0;
  }

  summary(): LatencySummary {
    return {
      count: this.#count,
      p50: this.percentileMs(0.5),
      p95: this.percentileMs(0.95),
      p99: this.percentileMs(0.99),
    };
  }
}
