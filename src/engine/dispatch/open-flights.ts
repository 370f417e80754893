import type { Flight } from "./flight.ts";

/** The flights that are open, one per forecast, in any state; and how many each column has. */
export class OpenFlights {
  readonly #flights = new Map<string, Flight>();
  readonly #ofColumn = new Map<string, number>();

  get(key: string): Flight | undefined {
    return this.#flights.get(key);
  }

  /** Whether this is the flight of its forecast: one that was given up may still end after another took its place. */
  has(flight: Flight): boolean {
    return this.#flights.get(flight.key) === flight;
  }

  /** A copy, so that flights may be opened and closed on the way. */
  all(): Flight[] {
    return [...this.#flights.values()];
  }

  hasAny(columnKey: string): boolean {
    return this.#ofColumn.has(columnKey);
  }

  add(flight: Flight): void {
    const { key } = flight.column;
    if (!this.#flights.has(flight.key)) this.#ofColumn.set(key, (this.#ofColumn.get(key) ?? 0) + 1);
    this.#flights.set(flight.key, flight);
  }

  /** No effect on a flight whose place another has taken. */
  delete(flight: Flight): void {
    if (!this.has(flight)) return;
    this.#flights.delete(flight.key);
    const { key } = flight.column;
    const left = (this.#ofColumn.get(key) ?? 1) - 1;
    if (left > 0) this.#ofColumn.set(key, left);
    else this.#ofColumn.delete(key);
  }
}
