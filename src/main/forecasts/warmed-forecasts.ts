/** Forecasts that were made before anybody asked for them, and how many of them somebody did ask for. */
export interface WarmedCounts {
  /** Made ahead, since the start. */
  readonly warmed: number;
  /** Of them asked for since; each counts once. */
  readonly warmedHit: number;
}

/** More are not remembered: those of the column that was warmed first are forgotten first. */
const maxRemembered = 50_000;

export class WarmedForecasts {
  /** By column: origins that nobody has asked for yet. */
  readonly #origins = new Map<string, Set<number>>();
  #remembered = 0;
  #warmed = 0;
  #hit = 0;

  add(columnKey: string, origins: readonly number[]): void {
    const known = this.#origins.get(columnKey) ?? new Set();
    this.#origins.set(columnKey, known);
    const before = known.size;
    for (const origin of origins) known.add(origin);
    this.#remembered += known.size - before;
    this.#warmed += origins.length;
    for (const [oldest, forgotten] of this.#origins) {
      if (this.#remembered <= maxRemembered || oldest === columnKey) return;
      this.#origins.delete(oldest);
      this.#remembered -= forgotten.size;
    }
  }

  /** A user was given this forecast. */
  used(columnKey: string, origin: number): void {
    const known = this.#origins.get(columnKey);
    if (known?.delete(origin) !== true) return;
    this.#remembered -= 1;
    this.#hit += 1;
    if (known.size === 0) this.#origins.delete(columnKey);
  }

  counts(): WarmedCounts {
    return { warmed: this.#warmed, warmedHit: this.#hit };
  }
}
