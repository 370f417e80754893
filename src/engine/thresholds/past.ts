import { isBeyond, type LimitRule } from "#domain/threshold";

/** How often steps, and whole horizons, were beyond a limit, as far as each past forecast could know. */
export class PastEvents {
  readonly #values: ArrayLike<number>;
  readonly #rule: LimitRule;
  /** [steps + 1] beyond it, and observed, before each step. */
  readonly #beyond: Uint32Array;
  readonly #seen: Uint32Array;

  /** @param values NaN where nothing was observed */
  constructor(values: ArrayLike<number>, rule: LimitRule) {
    this.#values = values;
    this.#rule = rule;
    this.#beyond = new Uint32Array(values.length + 1);
    this.#seen = new Uint32Array(values.length + 1);
    for (let step = 0; step < values.length; step++) {
      const value = values[step] as number;
      this.#beyond[step + 1] = (this.#beyond[step] as number) + Number(isBeyond(rule, value));
      this.#seen[step + 1] = (this.#seen[step] as number) + Number(!Number.isNaN(value));
    }
  }

  /** Whether the value at a step was beyond it; null where none was observed. */
  at(step: number): boolean | null {
    const value = this.#values[step] ?? Number.NaN;
    return Number.isNaN(value) ? null : isBeyond(this.#rule, value);
  }

  /** Whether any value from `from` to before `to` was; null where none was and one is not known. */
  ever(from: number, to: number): boolean | null {
    if (to > this.#values.length) return null;
    if ((this.#beyond[to] as number) > (this.#beyond[from] as number)) return true;
    return (this.#seen[to] as number) - (this.#seen[from] as number) === to - from ? false : null;
  }

  /** Share of the observed steps before `end` that were; ½ where none was observed. */
  rateAt(end: number): number {
    const seen = this.#seen[end] as number;
    return seen === 0 ? 0.5 : (this.#beyond[end] as number) / seen;
  }

  /** Share of the stretches of so many steps before `end` with one that was; ½ where there is none. */
  everRate(end: number, horizon: number): number {
    let [count, hits] = [0, 0];
    for (let to = end; to >= horizon; to--) {
      const happened = this.ever(to - horizon, to);
      if (happened === null) continue;
      count++;
      hits += Number(happened);
    }
    return count === 0 ? 0.5 : hits / count;
  }
}
