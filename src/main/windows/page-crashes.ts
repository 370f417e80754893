/** Whether a page that crashed is loaded again: a page that goes on crashing must not go on being loaded. */

/** Pauses before the first, second and third reload. */
const pausesMs = [0, 1_000, 4_000];
/** A page that lived this long was well: its next crash is a new misfortune. */
const forgetAfterMs = 60_000;

export class PageCrashes {
  readonly #now: () => number;
  #crashes = 0;
  #lastMs = Number.NEGATIVE_INFINITY;

  /** @param now monotonic milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** How long to wait before the page is loaded again; null when only the user can tell what should happen. */
  next(): number | null {
    const nowMs = this.#now();
    if (nowMs - this.#lastMs >= forgetAfterMs) this.#crashes = 0;
    this.#lastMs = nowMs;
    const pauseMs = pausesMs[this.#crashes] ?? null;
    this.#crashes += 1;
    return pauseMs;
  }

  /** The user wants another try, from the beginning. */
  forget(): void {
    this.#crashes = 0;
  }
}
