import { existsSync } from "node:fs";
import { SqliteConnection } from "#storage/database";
import type { FromDatabase, ToDatabase } from "./messages.ts";

/** As of the connections in main: neither waits for ever for the other. */
const setUp = "pragma busy_timeout = 2000; pragma query_only = on;";

/** The thread's end: connections to the files that it was asked about. */
export class DatabaseServer {
  readonly #open = new Map<string, SqliteConnection>();

  /** Never throws. */
  answer(message: ToDatabase): FromDatabase {
    try {
      return this.#answer(message);
    } catch (error) {
      return { id: message.id, type: "failed", message: error instanceof Error ? error.message : String(error) };
    }
  }

  #answer({ id, path, work }: ToDatabase): FromDatabase {
    switch (work.type) {
      case "check":
        return { id, type: "checked", isSound: isSound(path) };
      case "read": {
        const [sql, ...values] = work.statement;
        return { id, type: "rows", rows: this.#connection(path).all(sql, ...values) };
      }
      case "close":
        this.#open.get(path)?.close();
        this.#open.delete(path);
        return { id, type: "done" };
    }
  }

  #connection(path: string): SqliteConnection {
    const known = this.#open.get(path);
    if (known !== undefined) return known;
    // Opening would make an empty one.
    if (!existsSync(path)) throw new Error("the database is not there");
    const connection = new SqliteConnection(path, setUp);
    this.#open.set(path, connection);
    return connection;
  }
}

/** A file that is not there has nothing wrong with it. */
function isSound(path: string): boolean {
  if (!existsSync(path)) return true;
  try {
    const connection = new SqliteConnection(path, setUp);
    try {
      return connection.isSound();
    } finally {
      connection.close();
    }
  } catch {
    return false;
  }
}
