import type { SqliteConnection } from "./connection.ts";
import type { Migration } from "./migration.ts";

/** The file was written by a later version of the application. */
export class NewerDatabase extends Error {
  readonly version: number;
  readonly newest: number;

  constructor(version: number, newest: number) {
    super(`database version ${version}, known up to ${newest}`);
    this.version = version;
    this.newest = newest;
  }
}

export function versionOf(db: SqliteConnection): number {
  return Number(db.get("pragma user_version")?.["user_version"]);
}

/**
 * Brings a database to the newest version, all steps in one transaction: it has either all of them or none. Two processes
 * that start at once migrate once, because the version is looked at again behind the lock.
 *
 * @param backUp called with the lock held and before anything changes, unless the database is new; nothing is migrated when it throws
 * @throws NewerDatabase
 */
export function migrate(
  db: SqliteConnection,
  migrations: readonly Migration[],
  backUp: (version: number) => void,
): void {
  const newest = migrations.length;
  if (pendingFrom(db, newest) === null) return;
  // SQLite's advice for changes of a schema, and of no effect inside of a transaction.
  db.exec("pragma foreign_keys = off");
  try {
    db.transaction(() => {
      const version = pendingFrom(db, newest);
      if (version === null) return;
      if (version > 0) backUp(version);
      for (const { sql } of migrations.slice(version)) db.exec(sql);
      if (db.all("pragma foreign_key_check").length > 0) throw new Error("a migration broke references between tables");
      db.exec(`pragma user_version = ${newest}`);
    });
  } finally {
    db.exec("pragma foreign_keys = on");
  }
}

function pendingFrom(db: SqliteConnection, newest: number): number | null {
  const version = versionOf(db);
  if (version > newest) throw new NewerDatabase(version, newest);
  return version === newest ? null : version;
}
