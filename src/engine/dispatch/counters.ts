/**
 * hit: answered from memory; miss: had to be computed; joined: shared work already queued or running; promoted: taken out
 * of a background range; cancelled / superseded: waiters that left; refused: turned away by a limit; retried: windows run
 * again after a crash; poisonous: inputs given up; failed: flights that ended in an error; computed: forecasts delivered
 * by the runner; reused: forecasts taken over from an equal window elsewhere.
 */
export const countNames = [
  "hit",
  "miss",
  "joined",
  "promoted",
  "cancelled",
  "superseded",
  "refused",
  "retried",
  "poisonous",
  "failed",
  "computed",
  "reused",
] as const;
export type CountName = (typeof countNames)[number];

/** Counts since the start. */
export class Counters {
  readonly #counts = new Map<CountName, number>(countNames.map((name) => [name, 0]));

  add(name: CountName, by = 1): void {
    this.#counts.set(name, this.get(name) + by);
  }

  get(name: CountName): number {
    return this.#counts.get(name) ?? 0;
  }

  all(): Record<CountName, number> {
    return Object.fromEntries(this.#counts) as Record<CountName, number>;
  }
}
