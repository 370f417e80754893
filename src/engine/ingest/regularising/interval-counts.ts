/** The steps between neighbouring times, as evidence of a spacing. */

/** How often each step between neighbours occurs. Past its limit new steps are only counted: they are noise then. */
export class IntervalCounts {
  readonly #counts = new Map<number, number>();
  #total = 0;
  #lastStep = Number.NaN;
  #lastCount = 0;
  /** Of what has been settled. */
  #median: number | null = null;
  static readonly #limit = 50_000;

  add(step: number): void {
    this.#total += 1;
    // Regular series have the same step again and again.
    if (step === this.#lastStep) {
      this.#lastCount += 1;
      return;
    }
    this.#settle();
    this.#lastStep = step;
    this.#lastCount = 1;
  }

  #settle(): void {
    if (this.#lastCount === 0) return;
    const step = this.#lastStep;
    const count = this.#counts.get(step);
    if (count !== undefined) this.#counts.set(step, count + this.#lastCount);
    else if (this.#counts.size < IntervalCounts.#limit) this.#counts.set(step, this.#lastCount);
    this.#lastCount = 0;
    this.#lastStep = Number.NaN;
    this.#median = null;
  }

  #settled(): Map<number, number> {
    this.#settle();
    return this.#counts;
  }

  mode(): number {
    let best = 0;
    let bestCount = 0;
    for (const [step, count] of this.#settled()) {
      if (count > bestCount || (count === bestCount && step < best)) {
        best = step;
        bestCount = count;
      }
    }
    return best;
  }

  median(): number {
    if (this.#lastCount === 0 && this.#median !== null) return this.#median;
    const sorted = [...this.#settled()].sort((a, b) => a[0] - b[0]);
    let seen = 0;
    this.#median = 0;
    for (const [step, count] of sorted) {
      seen += count;
      if (seen * 2 < this.#total) continue;
      this.#median = step;
      break;
    }
    return this.#median;
  }

  shareOf(step: number): number {
    return this.#total === 0 ? 0 : (this.#settled().get(step) ?? 0) / this.#total;
  }

  shareOfMultiples(step: number): number {
    return step <= 0 ? 0 : this.shareWhere((other) => other % step === 0);
  }

  shareWhere(holds: (step: number) => boolean): number {
    let count = 0;
    for (const [step, times] of this.#settled()) if (holds(step)) count += times;
    return this.#total === 0 ? 0 : count / this.#total;
  }

  /** Share of the steps of this length that would hold a row, but for long gaps. */
  filled(stepMs: number): number {
    const longest = Math.max(stepMs, this.median()) * 10;
    let rows = 0;
    let spannedMs = 0;
    for (const [step, times] of this.#settled()) {
      if (step > longest) continue;
      spannedMs += step * times;
      // What lies closer falls into the step of the row before.
      if (step * 2 >= stepMs) rows += times;
    }
    return spannedMs === 0 ? 0 : Math.min(1, (rows * stepMs) / spannedMs);
  }

  commonDivisor(): number {
    let divisor = 0;
    for (const step of this.#settled().keys()) divisor = greatestCommonDivisor(divisor, step);
    return Math.max(1, divisor);
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  let x = Math.abs(a);
  let y = Math.abs(b);
  while (y > 0) [x, y] = [y, x % y];
  return x;
}
