/** The histories of adjustments and scenarios, kept from start to start. */
import { scenarioStepSchema } from "#contract/data";
import { EngineError } from "#domain/errors";
import type { ScenarioLog } from "#domain/scenario";
import { readSteps, type UserDatabase, writeSteps } from "#main/database";

/** A content of a file. */
export interface PlannedFile {
  /** Handle of the file's own content. */
  readonly dataset: string;
  /** Null where it is not known. */
  readonly path: string | null;
  readonly name: string;
}

export class ScenarioLogs {
  readonly #database: UserDatabase;
  readonly #wallNow: () => number;

  /** @param wallNow milliseconds since 1970 */
  constructor(database: UserDatabase, wallNow: () => number) {
    this.#database = database;
    this.#wallNow = wallNow;
  }

  /**
   * Of this content, or, where that has none, the one of another content of the same file that changed last; null where there is none.
   *
   * @throws EngineError user-data-unavailable where a later version wrote it in a way that is not understood
   */
  find({ dataset, path }: Pick<PlannedFile, "dataset" | "path">): ScenarioLog | null {
    const row = this.#database.get(
      `select * from scenario_logs where dataset = ? or path = ?
         order by dataset = ? desc, changed_ms desc, id desc limit 1`,
      ...[dataset, path, dataset],
    );
    return row === null ? null : this.#read(row);
  }

  /**
   * Writes what differs.
   *
   * @throws EngineError user-data-unavailable where it would be forgotten
   */
  save({ dataset, path, name }: PlannedFile, log: ScenarioLog): void {
    const database = this.#database;
    database.requireDurable();
    database.transaction(() => {
      database.run(
        `insert into scenario_logs (dataset, path, name, position, next_id, changed_ms) values (?, ?, ?, ?, ?, ?)
         on conflict (dataset) do update set path = excluded.path, name = excluded.name,
           position = excluded.position, next_id = excluded.next_id, changed_ms = excluded.changed_ms`,
        ...[dataset, path, name, log.position, log.nextId, this.#wallNow()],
      );
      const id = Number(database.get("select id from scenario_logs where dataset = ?", dataset)?.["id"]);
      writeSteps(database, "scenario_steps", id, log.steps);
    });
  }

  /** The file at a path was moved: its scenarios go with it. */
  moved(before: string, path: string): void {
    this.#database.run("update scenario_logs set path = ? where path = ?", path, before);
  }

  #read(row: Record<string, unknown>): ScenarioLog {
    const steps = readSteps(
      this.#database,
      "scenario_steps",
      Number(row["id"]),
      (step) => scenarioStepSchema.safeParse(step).data,
    );
    if (steps === null) {
      throw new EngineError(
        "user-data-unavailable",
        `The adjustments of "${String(row["name"])}" were made by a later version of Fantail, and are not applied.`,
        { hint: "They are left as they are. Update Fantail to see and change them." },
      );
    }
    return { steps, position: Number(row["position"]), nextId: Number(row["next_id"]) };
  }
}
