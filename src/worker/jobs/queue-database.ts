import type { EngineError } from "#domain/errors";
import type { DurableDatabase } from "#storage/database";
import { copyToMemory, outageOf } from "./memory-copy.ts";

/** The queue's file, as long as it can be used, and its content in memory from then on. */
export class QueueDatabase {
  readonly #onOutage: (notice: EngineError) => void;
  #db: DurableDatabase;

  /** @param onOutage the file could not be written: from now on the queue lies in memory */
  constructor(database: DurableDatabase, onOutage: (notice: EngineError) => void) {
    this.#db = database;
    this.#onOutage = onOutage;
  }

  /** Where the file can't be used any more, it is done in memory, and so is all that follows. */
  read<T>(work: (db: DurableDatabase) => T): T {
    try {
      return work(this.#db);
    } catch (error) {
      const notice = this.#db.refusal === null ? outageOf(error) : null;
      if (notice === null) throw error;
      const file = this.#db;
      this.#db = copyToMemory(file, notice);
      file.close();
      this.#onOutage(notice);
      return work(this.#db);
    }
  }

  /** The same, in one transaction. */
  write<T>(work: (db: DurableDatabase) => T): T {
    return this.read((db) => {
      let result: T | undefined;
      db.transaction(() => {
        result = work(db);
      });
      return result as T;
    });
  }

  close(): void {
    this.#db.close();
  }
}
