/** How many requests of the windows were answered, and how. */
import type { RequestHealth } from "#domain/health";
import { RateMeter } from "#engine/measures";

export class RequestCounts {
  readonly #rate: RateMeter;
  #answered = 0;
  #failed = 0;
  #cancelled = 0;

  /** @param now monotonic milliseconds */
  constructor(now: () => number) {
    this.#rate = new RateMeter(now);
  }

  add(outcome: "answered" | "failed" | "cancelled"): void {
    this.#rate.add(1);
    if (outcome === "cancelled") {
      this.#cancelled += 1;
      return;
    }
    this.#answered += 1;
    if (outcome === "failed") this.#failed += 1;
  }

  health(): RequestHealth {
    return {
      answered: this.#answered,
      failed: this.#failed,
      cancelled: this.#cancelled,
      perSecond: this.#rate.perSecond(),
    };
  }
}
