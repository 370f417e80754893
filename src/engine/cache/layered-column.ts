import type { ForecastStore } from "./forecast-store.ts";
import type { OriginSpan } from "./window-reuse.ts";

/** Origins whose forecasts another column may have. */
export interface ReuseSource extends OriginSpan {
  readonly columnKey: string;
}

/**
 * A column and the columns of other files that hold forecasts of equal windows. Nothing is copied: a forecast is read
 * where it lies, and what leaves there is missing here from then on.
 */
export class LayeredColumn {
  readonly key: string;
  readonly #store: ForecastStore;
  #sources: readonly ReuseSource[];

  constructor(store: ForecastStore, key: string, sources: readonly ReuseSource[] = []) {
    this.#store = store;
    this.key = key;
    this.#sources = sources;
  }

  get sources(): readonly ReuseSource[] {
    return this.#sources;
  }

  setSources(sources: readonly ReuseSource[]): void {
    this.#sources = sources;
  }

  /** The column and origin under which this forecast is known; null when it is not. */
  find(origin: number): { readonly columnKey: string; readonly origin: number } | null {
    if (this.#store.has(this.key, origin)) return { columnKey: this.key, origin };
    for (const { columnKey, oldest, newest, delta } of this.#sources) {
      if (origin < oldest || origin > newest) continue;
      if (this.#store.has(columnKey, origin + delta)) return { columnKey, origin: origin + delta };
    }
    return null;
  }

  /** The first origin that no layer knows on the way from `from` to `to`, both included. */
  nextMissing(from: number, to: number): number | null {
    const step = from <= to ? 1 : -1;
    let at = from;
    for (;;) {
      const missing = this.#store.nextMissing(this.key, at, to);
      if (missing === null) return null;
      const beyond = this.#endOfReuse(missing, to, step);
      if (beyond === null) return missing;
      if (beyond === to) return null;
      at = beyond + step;
    }
  }

  /** How many origins of a span only other columns know. Walks the whole span: not for every request. */
  reusedCount(oldest: number, newest: number): number {
    let count = 0;
    if (this.#sources.length === 0) return count;
    let at = oldest;
    while (at <= newest) {
      const missing = this.#store.nextMissing(this.key, at, newest);
      if (missing === null) break;
      const reuseEnd = this.#endOfReuse(missing, newest, 1);
      if (reuseEnd === null) {
        at = missing + 1;
        continue;
      }
      // The stretch may hold origins that this column computed itself.
      for (let origin = missing; origin <= reuseEnd; origin += 1) if (!this.#store.has(this.key, origin)) count += 1;
      at = reuseEnd + 1;
    }
    return count;
  }

  /** The last origin, on the way to `to`, of a stretch from `origin` on that one source knows whole; null when none does. */
  #endOfReuse(origin: number, to: number, step: 1 | -1): number | null {
    for (const { columnKey, oldest, newest, delta } of this.#sources) {
      if (origin < oldest || origin > newest) continue;
      if (!this.#store.has(columnKey, origin + delta)) continue;
      const limit = step > 0 ? Math.min(to, newest) : Math.max(to, oldest);
      const missing = this.#store.nextMissing(columnKey, origin + delta, limit + delta);
      return missing === null ? limit : missing - delta - step;
    }
    return null;
  }
}
