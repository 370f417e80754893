/** The histories of thresholds, kept from start to start. */
import { thresholdLogSchema } from "#contract/data";
import { EngineError } from "#domain/errors";
import type { ThresholdLog } from "#domain/threshold";
import type { UserDatabase } from "#main/database";

/** Whose thresholds they are. */
export interface ThresholdsFile {
  /** Handle of the file's own content. */
  readonly dataset: string;
  /** Null where it is not known. */
  readonly path: string | null;
}

export class ThresholdLogs {
  readonly #database: Pick<UserDatabase, "get" | "run" | "requireDurable">;
  readonly #wallNow: () => number;

  /** @param wallNow milliseconds since 1970 */
  constructor(database: Pick<UserDatabase, "get" | "run" | "requireDurable">, wallNow: () => number) {
    this.#database = database;
    this.#wallNow = wallNow;
  }

  /**
   * Of this content, or, where that has none, of the content of the same file that changed last; null where there is none.
   *
   * @throws EngineError user-data-unavailable where a later version wrote it in a way that is not understood
   */
  find({ dataset, path }: ThresholdsFile): ThresholdLog | null {
    const row = this.#database.get(
      `select log from threshold_logs where dataset = ? or path = ?
         order by dataset = ? desc, changed_ms desc limit 1`,
      ...[dataset, path, dataset],
    );
    if (row === null) return null;
    const read = thresholdLogSchema.safeParse(JSON.parse(String(row["log"])));
    if (read.success) return read.data;
    throw new EngineError(
      "user-data-unavailable",
      "The thresholds of this file were set by a later version of Fantail, and are not shown.",
      { hint: "They are left as they are. Update Fantail to see and change them." },
    );
  }

  /** @throws EngineError user-data-unavailable where it would be forgotten */
  save({ dataset, path }: ThresholdsFile, log: ThresholdLog): void {
    this.#database.requireDurable();
    this.#database.run(
      `insert into threshold_logs values (?, ?, ?, ?)
        on conflict (dataset) do update set path = excluded.path, log = excluded.log, changed_ms = excluded.changed_ms`,
      ...[dataset, path, JSON.stringify(log), this.#wallNow()],
    );
  }

  /** A file was found at another place. */
  moved(before: string, path: string): void {
    this.#database.run("update threshold_logs set path = ? where path = ?", path, before);
  }
}
