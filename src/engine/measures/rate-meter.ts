/** Events per second over the last few whole seconds, in fixed memory. */
export class RateMeter {
  readonly #now: () => number;
  readonly #counts: Float64Array;
  readonly #startedMs: number;
  #second: number;

  constructor(now: () => number, windowSeconds = 10) {
    this.#now = now;
    this.#counts = new Float64Array(windowSeconds);
    this.#startedMs = now();
    this.#second = 0;
  }

  add(count: number): void {
    this.#advance();
    const at = this.#second % this.#counts.length;
    this.#counts[at] = (this.#counts[at] ?? 0) + count;
  }

  perSecond(): number {
    this.#advance();
    const elapsedSeconds = (this.#now() - this.#startedMs) / 1000;
    const total = this.#counts.reduce((sum, count) => sum + count, 0);
    return total / Math.max(1, Math.min(this.#counts.length, elapsedSeconds));
  }

  #advance(): void {
    const second = Math.floor((this.#now() - this.#startedMs) / 1000);
    const passed = Math.min(second - this.#second, this.#counts.length);
    for (let step = 1; step <= passed; step += 1) this.#counts[(this.#second + step) % this.#counts.length] = 0;
    if (second > this.#second) {
      // After a long pause every place was cleared above; only the position has to follow.
      this.#second = second;
      if (passed === this.#counts.length) this.#counts.fill(0);
    }
  }
}
