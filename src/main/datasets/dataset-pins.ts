import type { Pins } from "#main/cache";
import type { UserDatabase } from "#main/database";

/** Datasets that the user wants to stay in the cache whatever else needs room, by their content hash. */
export class DatasetPins implements Pins {
  readonly #database: UserDatabase;
  readonly #wallNow: () => number;

  /** @param wallNow milliseconds since 1970 */
  constructor(database: UserDatabase, wallNow: () => number) {
    this.#database = database;
    this.#wallNow = wallNow;
  }

  list(): readonly string[] {
    return this.#database
      .all("select dataset from dataset_pins order by dataset")
      .map(({ dataset }) => String(dataset));
  }

  /** @throws EngineError user-data-unavailable where it would be forgotten */
  set(dataset: string, isPinned: boolean): void {
    this.#database.requireDurable();
    if (isPinned) this.#add(dataset);
    else this.forget(dataset);
  }

  adopt(datasets: readonly string[]): boolean {
    if (this.#database.refusal !== null) return false;
    this.#database.transaction(() => datasets.forEach((dataset) => this.#add(dataset)));
    return true;
  }

  forget(dataset?: string): void {
    if (dataset === undefined) this.#database.run("delete from dataset_pins");
    else this.#database.run("delete from dataset_pins where dataset = ?", dataset);
  }

  #add(dataset: string): void {
    const insert = "insert into dataset_pins (dataset, pinned_ms) values (?, ?) on conflict (dataset) do nothing";
    this.#database.run(insert, dataset, this.#wallNow());
  }
}
