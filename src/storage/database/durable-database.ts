import type { EngineError } from "#domain/errors";
import { SqliteConnection, type SqlValue } from "./connection.ts";

/**
 * Another process may hold the lock while it migrates; a single statement is done in milliseconds. `full` waits for the disk
 * with every commit, so that what was said to be saved survives a power cut; `fullfsync` is what that takes on macOS.
 */
const pragmas = `
  pragma busy_timeout = 5000;
  pragma journal_mode = wal;
  pragma synchronous = full;
  pragma fullfsync = on;
  pragma foreign_keys = on;
`;

/** A database of what must not be lost. */
export class DurableDatabase extends SqliteConnection {
  /** Why nothing that is written here outlives the process; null for a database on disk. */
  readonly refusal: EngineError | null;

  constructor(path: string, refusal: EngineError | null = null) {
    super(path, pragmas);
    this.refusal = refusal;
  }

  /**
   * For what is written often and is a convenience: it survives whatever happens to the process, and does not wait for the disk. A power
   * cut may take the last seconds of it. Not within a transaction.
   */
  runWithoutWaiting(sql: string, ...values: SqlValue[]): number {
    this.exec("pragma synchronous = normal");
    try {
      return this.run(sql, ...values);
    } finally {
      this.exec("pragma synchronous = full");
    }
  }

  /**
   * For what a user explicitly asks to be kept: better refused than forgotten.
   * @throws EngineError user-data-unavailable
   */
  requireDurable(): void {
    if (this.refusal !== null) throw this.refusal;
  }
}
