import { DatabaseSync, type StatementSync } from "node:sqlite";

export type SqlRow = Record<string, unknown>;
export type SqlValue = string | number | Uint8Array | null;

/**
 * One SQLite file, or ":memory:". Everything is synchronous, so statements have to be small: their process does nothing else meanwhile.
 * Throws what SQLite says; `errcode` of such an error is SQLite's result code.
 */
export class SqliteConnection {
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** @param setUp run at once, for example pragmas; the connection is closed when it fails */
  constructor(path: string, setUp: string) {
    this.#db = new DatabaseSync(path);
    try {
      this.#db.exec(setUp);
    } catch (error) {
      this.#db.close();
      throw error;
    }
  }

  get(sql: string, ...values: SqlValue[]): SqlRow | null {
    return (this.#prepare(sql).get(...values) as SqlRow | undefined) ?? null;
  }

  all(sql: string, ...values: SqlValue[]): SqlRow[] {
    return this.#prepare(sql).all(...values) as SqlRow[];
  }

  /** Row by row, for tables that are too large to be in memory twice. */
  each(sql: string): IterableIterator<SqlRow> {
    return this.#db.prepare(sql).iterate() as IterableIterator<SqlRow>;
  }

  /** @returns the number of rows that changed */
  run(sql: string, ...values: SqlValue[]): number {
    return Number(this.#prepare(sql).run(...values).changes);
  }

  /** Any number of statements without values. */
  exec(sql: string): void {
    this.#db.exec(sql);
  }

  /** Keeps other writers out from its start; rolled back when `work` throws. */
  transaction(work: () => void): void {
    this.#db.exec("begin immediate");
    try {
      work();
      this.#db.exec("commit");
    } catch (error) {
      // Where the disk refused, SQLite has rolled back by itself.
      if (this.#db.isTransaction) this.#db.exec("rollback");
      throw error;
    }
  }

  /** Reads the whole file: false when it is damaged. */
  isSound(): boolean {
    return this.get("pragma quick_check(1)")?.["quick_check"] === "ok";
  }

  close(): void {
    this.#db.close();
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
