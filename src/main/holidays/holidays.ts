/** Main's side of the holidays process. */
import type { FromHolidays, ToHolidays } from "#contract/worker";
import type { Holiday, HolidayPlace } from "#domain/influence";
import { OnDemandWorkers, type OnDemandOptions, engineError } from "#main/processes";

/** Places whose years are remembered. */
const maxKept = 50;

export class Holidays {
  readonly #workers: OnDemandWorkers<ToHolidays, FromHolidays>;
  /** By place and years. */
  readonly #kept = new Map<string, readonly Holiday[]>();
  #places: readonly HolidayPlace[] | null = null;

  constructor(options: Omit<OnDemandOptions, "name">) {
    this.#workers = new OnDemandWorkers({ ...options, name: "holidays" });
  }

  /**
   * Of all years from the first to the last, both included, in the order of their days.
   *
   * @param place a country, or a country and its region: `DE-BY`
   * @throws EngineError wrong-arguments for a place that is not known
   */
  async of(place: string, from: number, to: number, signal?: AbortSignal): Promise<readonly Holiday[]> {
    const key = `${place} ${from} ${to}`;
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const found = await this.#ask(
      (id) => ({ type: "holidays", id, place, from, to }),
      (message) => (message.type === "holidays" ? message.holidays : undefined),
      signal,
    );
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= maxKept && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(key, found);
    return found;
  }

  /** Countries and their regions, in the order of their names. */
  async places(signal?: AbortSignal): Promise<readonly HolidayPlace[]> {
    this.#places ??= await this.#ask(
      (id) => ({ type: "places", id }),
      (message) => (message.type === "places" ? message.places : undefined),
      signal,
    );
    return this.#places;
  }

  stop(maxMs: number): Promise<void> {
    return this.#workers.stop(maxMs);
  }

  health(): ReturnType<OnDemandWorkers<ToHolidays, FromHolidays>["health"]> {
    return this.#workers.health();
  }

  #ask<T>(
    message: (id: number) => ToHolidays,
    pick: (message: FromHolidays) => T | undefined,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    return this.#workers.request<T>({
      message,
      signal,
      receive: (reply) => {
        if (reply.type === "failed") throw engineError(reply.error);
        const value = pick(reply);
        return value === undefined ? undefined : { value };
      },
    });
  }
}
