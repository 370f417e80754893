/** The histories of corrections, kept from start to start. */
import { correctionStepSchema } from "#contract/data";
import { effective, type CorrectionLog, type CorrectionSource } from "#domain/correction";
import { EngineError } from "#domain/errors";
import { readSteps, type UserDatabase, writeSteps } from "#main/database";

/** A content of a file. */
export interface CorrectedFile {
  /** Handle of the file's own content. */
  readonly dataset: string;
  /** Null where it is not known. */
  readonly path: string | null;
  /** As `IngestedDataset.shape`. */
  readonly shape: string;
  readonly name: string;
}

/** For the choice of another file's corrections. */
const maxSources = 50;

export class CorrectionLogs {
  readonly #database: UserDatabase;
  readonly #wallNow: () => number;

  /** @param wallNow milliseconds since 1970 */
  constructor(database: UserDatabase, wallNow: () => number) {
    this.#database = database;
    this.#wallNow = wallNow;
  }

  /**
   * Of this content, or, where that has none, the one of another content of the same file that changed last; null where there is
   * none.
   * @throws EngineError user-data-unavailable where a later version wrote it in a way that is not understood
   */
  find({ dataset, path }: Pick<CorrectedFile, "dataset" | "path">): CorrectionLog | null {
    const row = this.#database.get(
      `select * from correction_logs where dataset = ? or path = ?
         order by dataset = ? desc, changed_ms desc, id desc limit 1`,
      dataset,
      path,
      dataset,
    );
    return row === null ? null : this.#read(row);
  }

  /**
   * Writes what differs.
   * @param before as {@link find} gave it, or as it was saved last; null for a content that has none of its own
   * @throws EngineError user-data-unavailable where it would be forgotten
   */
  save({ dataset, path, shape, name }: CorrectedFile, log: CorrectionLog): void {
    const database = this.#database;
    database.requireDurable();
    database.transaction(() => {
      database.run(
        `insert into correction_logs (dataset, path, shape, name, position, next_id, corrections, changed_ms)
           values (?, ?, ?, ?, ?, ?, ?, ?)
         on conflict (dataset) do update set
           path = excluded.path, shape = excluded.shape, name = excluded.name, position = excluded.position,
           next_id = excluded.next_id, corrections = excluded.corrections, changed_ms = excluded.changed_ms`,
        ...[dataset, path, shape, name, log.position, log.nextId, effective(log).length, this.#wallNow()],
      );
      const id = Number(database.get("select id from correction_logs where dataset = ?", dataset)?.["id"]);
      writeSteps(database, "correction_steps", id, log.steps);
    });
  }

  /** Contents of files of a shape that have corrections in force, but for one content. */
  sources(shape: string, except: string): readonly CorrectionSource[] {
    return this.#database
      .all(
        `select id, name, corrections, changed_ms from correction_logs
           where shape = ? and dataset <> ? and corrections > 0 order by changed_ms desc, id desc limit ${maxSources}`,
        shape,
        except,
      )
      .map((row) => ({
        id: Number(row["id"]),
        name: String(row["name"]),
        corrections: Number(row["corrections"]),
        changedMs: Number(row["changed_ms"]),
      }));
  }

  /** @throws EngineError wrong-arguments where it is not there any more; user-data-unavailable as for {@link find} */
  source(id: number): CorrectionLog {
    const row = this.#database.get("select * from correction_logs where id = ?", id);
    if (row === null) throw new EngineError("wrong-arguments", "These corrections are not there any more.");
    return this.#read(row);
  }

  #read(row: Record<string, unknown>): CorrectionLog {
    const steps = readSteps(
      this.#database,
      "correction_steps",
      Number(row["id"]),
      (step) => correctionStepSchema.safeParse(step).data,
    );
    if (steps === null) {
      throw new EngineError(
        "user-data-unavailable",
        `The corrections of "${String(row["name"])}" were made by a later version of Fantail, and are not applied.`,
        { hint: "They are left as they are. Update Fantail to see and change them." },
      );
    }
    return { steps, position: Number(row["position"]), nextId: Number(row["next_id"]) };
  }
}
