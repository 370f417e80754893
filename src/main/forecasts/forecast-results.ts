import type { ComputedForecast, RangeEnd } from "#engine/dispatch";
import { withSamples } from "./column-layout.ts";
import type { ForecastColumns } from "./forecast-columns.ts";
import type { ForecastDensities } from "./forecast-densities.ts";
import type { ForecastMemory } from "./forecast-memory.ts";

/** Observes the dispatcher's results. */
export interface ResultListener {
  /** Forecasts were stored; by column, of which origins. */
  stored(originsOf: ReadonlyMap<string, readonly number[]>): void;
  /** The work on a range of origins has ended. */
  rangeEnded(end: RangeEnd): void;
}

export interface ForecastResultsParts {
  readonly columns: ForecastColumns;
  readonly memory: ForecastMemory;
  readonly densities: ForecastDensities;
}

/** Receives the dispatcher's results. */
export class ForecastResults {
  readonly #parts: ForecastResultsParts;
  readonly #listeners: ResultListener[] = [];

  constructor(parts: ForecastResultsParts) {
    this.#parts = parts;
  }

  addListener(listener: ResultListener): void {
    this.#listeners.push(listener);
  }

  store(forecasts: readonly ComputedForecast[]): void {
    const { columns, memory, densities } = this.#parts;
    const originsOf = new Map<string, number[]>();
    for (const { column, origin, window } of forecasts) {
      const open = columns.find(column.key);
      // The dataset was closed while its batch ran: its shape is gone, and so is everyone who wanted it.
      if (open === undefined) continue;
      memory.write(column.key, open.shape, origin, withSamples(window));
      if (window.density !== null) densities.store({ columnKey: column.key, origin }, window.density);
      const origins = originsOf.get(column.key) ?? [];
      originsOf.set(column.key, origins);
      origins.push(origin);
    }
    memory.wrote();
    for (const listener of this.#listeners) listener.stored(originsOf);
  }

  rangeEnded(end: RangeEnd): void {
    for (const listener of this.#listeners) listener.rangeEnded(end);
  }
}
