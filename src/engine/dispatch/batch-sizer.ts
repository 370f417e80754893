export interface BatchSizerLimits {
  /** The most windows that any batch may hold. */
  readonly maxBatch: number;
  /** What a batch or run should take: the longest that a user's request waits for one that has begun. */
  readonly targetMs: number;
}

/** Of the first batch, before anything is measured: a third of what the target was chosen for. */
const firstBatch = 8;
const usualTargetMs = 25;
/** Weight of the newest measurement: follows a change within a few batches, ignores one hiccup. */
const newestWeight = 0.3;

/** Learns, per group of equal work, how many windows fit into the target time. */
export class BatchSizer {
  readonly #limits: BatchSizerLimits;
  readonly #groups = new Map<string, { msPerWindow: number | null; size: number }>();

  constructor(limits: BatchSizerLimits) {
    this.#limits = limits;
  }

  /** Windows for the next batch of this group. */
  size(group: string): number {
    const { maxBatch, targetMs } = this.#limits;
    return (
      this.#groups.get(group)?.size ??
      Math.min(maxBatch, Math.max(1, Math.round((firstBatch * targetMs) / usualTargetMs)))
    );
  }

  /** `ms` is how long the model ran for a batch of `windows` windows. */
  record(group: string, windows: number, ms: number): void {
    const { maxBatch, targetMs } = this.#limits;
    const known = this.#groups.get(group) ?? { msPerWindow: null, size: this.size(group) };
    const measured = Math.max(ms, 0.001) / windows;
    const msPerWindow =
      known.msPerWindow === null ? measured : known.msPerWindow + newestWeight * (measured - known.msPerWindow);
    const wanted = Math.max(1, Math.floor(targetMs / msPerWindow));
    // At most doubling: a fixed cost per batch makes small batches look slow per window, not fast, but one lucky
    // measurement must not hold a user up for seconds.
    const size = Math.min(maxBatch, known.size * 2, wanted);
    this.#groups.set(group, { msPerWindow, size });
  }
}
