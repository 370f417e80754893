/** Knows which origins still need work: neither computed nor under way. */
export interface OriginScan {
  /** The first open origin on the way from `from` to `to`, both included, in either direction; null when none is open. */
  nextOpen(from: number, to: number): number | null;
}

/** All origins of one series for one model and horizon, as one piece of background work. */
export interface RangeSpec {
  readonly id: string;
  /** Only origins of one group can share a batch. */
  readonly group: string;
  /** Both ends included; origins are ≤ 0 and `oldest` is the smaller number. */
  readonly oldest: number;
  readonly newest: number;
  /** Origins that go before the others, in this order. */
  readonly ahead?: readonly number[];
  readonly scan: OriginScan;
}

/**
 * Hands out the origins that go ahead, then those nearest to the focus; of two equally near ones, the newer.
 *
 * Two cursors walk away from the focus and everything between them is either handed out or not open. So a range costs
 * the same few numbers whether it spans ten origins or a million: what is computed is asked of the store, never copied.
 */
export class LazyRange {
  readonly spec: RangeSpec;
  #focus: number;
  #newer: number;
  #older: number;
  /** How many of those that go ahead were looked at. */
  #aheadDone = 0;

  constructor(spec: RangeSpec, focus: number) {
    this.spec = spec;
    this.#focus = this.#clamp(focus);
    this.#newer = this.#focus;
    this.#older = this.#focus - 1;
  }

  get focus(): number {
    return this.#focus;
  }

  covers(origin: number): boolean {
    return origin >= this.spec.oldest && origin <= this.spec.newest;
  }

  /** Starts again from another origin; what is computed or under way is skipped by the scan. */
  aim(focus: number): void {
    this.#focus = this.#clamp(focus);
    this.#newer = this.#focus;
    this.#older = this.#focus - 1;
  }

  /** An origin that was handed out or claimed is open again. */
  reopen(origin: number): void {
    if (!this.covers(origin)) return;
    if (origin >= this.#focus) this.#newer = Math.min(this.#newer, origin);
    else this.#older = Math.max(this.#older, origin);
  }

  /** Null when nothing is open at the moment. */
  next(): number | null {
    const ahead = this.#nextAhead();
    if (ahead !== null) return ahead;
    const newer = this.#peekNewer();
    const older = this.#peekOlder();
    if (newer === null && older === null) return null;
    if (older === null || (newer !== null && newer - this.#focus <= this.#focus - older)) {
      this.#newer = (newer as number) + 1;
      return newer;
    }
    this.#older = older - 1;
    return older;
  }

  /** One that is open again later takes its place among the others. */
  #nextAhead(): number | null {
    const { ahead = [], scan } = this.spec;
    while (this.#aheadDone < ahead.length) {
      const origin = ahead[this.#aheadDone++] as number;
      if (this.covers(origin) && scan.nextOpen(origin, origin) !== null) return origin;
    }
    return null;
  }

  #peekNewer(): number | null {
    const { newest, scan } = this.spec;
    if (this.#newer > newest) return null;
    const found = scan.nextOpen(this.#newer, newest);
    this.#newer = found ?? newest + 1;
    return found;
  }

  #peekOlder(): number | null {
    const { oldest, scan } = this.spec;
    if (this.#older < oldest) return null;
    const found = scan.nextOpen(this.#older, oldest);
    this.#older = found ?? oldest - 1;
    return found;
  }

  #clamp(origin: number): number {
    return Math.min(this.spec.newest, Math.max(this.spec.oldest, origin));
  }
}
