/** How much of the newest measurement goes into an estimate. */
const weight = 0.2;

/** What a fit of each forecaster takes, as measured by now. */
export class TrialCosts {
  readonly #secondsOf = new Map<string, number>();

  /** @param seconds of the whole trial */
  measured(forecaster: string, origins: number, seconds: number): void {
    const one = seconds / Math.max(1, origins);
    const known = this.#secondsOf.get(forecaster);
    this.#secondsOf.set(forecaster, known === undefined ? one : known + weight * (one - known));
  }

  /** Seconds of a trial; null before one of its forecaster has been measured. */
  of(forecaster: string, origins: number): number | null {
    const one = this.#secondsOf.get(forecaster);
    return one === undefined ? null : one * origins;
  }

  /** Seconds of a trial of which nothing is known: as one of those that have been measured. Null before any. */
  ofAny(origins: number): number | null {
    const all = [...this.#secondsOf.values()];
    return all.length === 0 ? null : (all.reduce((sum, one) => sum + one, 0) / all.length) * origins;
  }
}
