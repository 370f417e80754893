import type { SqlRow, SqlValue } from "#storage/database";

export type Statement = readonly [sql: string, ...values: SqlValue[]];

export type DatabaseWork =
  /** Reads all of the file: whether it is intact. */
  | { readonly type: "check" }
  /** A statement that writes nothing. */
  | { readonly type: "read"; readonly statement: Statement }
  /** Lets go of the file. */
  | { readonly type: "close" };

export interface ToDatabase {
  readonly id: number;
  readonly path: string;
  readonly work: DatabaseWork;
}

export type FromDatabase =
  | { readonly id: number; readonly type: "checked"; readonly isSound: boolean }
  | { readonly id: number; readonly type: "rows"; readonly rows: readonly SqlRow[] }
  | { readonly id: number; readonly type: "done" }
  | { readonly id: number; readonly type: "failed"; readonly message: string };
