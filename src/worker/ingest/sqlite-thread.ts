/**
 * Reads an SQLite file in a thread of its own, which its owner can leave behind: a query that never ends holds up nobody else. It
 * opens the file for reading only, runs nothing but its own queries, and has a bound for memory.
 */
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";

/** What is asked of the thread. */
export interface SqliteTask {
  /** Address of the file, with how it is to be opened. */
  readonly url: string;
  /** The table or view to read; null for a list of all. */
  readonly table: string | null;
  readonly maxRows: number;
}

export interface SqliteTable {
  readonly name: string;
  /** A view's rows are not known before it has been read; nor are those of a very long table. */
  readonly rows: number | null;
  readonly isView: boolean;
  /** Names of its columns, and the types that they were declared with. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

export type SqliteCell = string | number | bigint | null;

export type FromSqlite =
  | { readonly type: "tables"; readonly tables: readonly SqliteTable[] }
  /** The names of the columns, then rows of cells; the next ones come when it is told `next`. */
  | { readonly type: "rows"; readonly rows: readonly (readonly SqliteCell[])[] }
  | { readonly type: "end" }
  /** `code` is SQLite's result code; `tooLong`: more rows than are read. */
  | { readonly type: "failed"; readonly code: number | null; readonly message: string; readonly tooLong?: true };

/** For sorting and joining in views, and for a value that a view makes up. */
const heapBytes = 256 * 1024 * 1024;
/** Characters of a text, bytes of a blob: longer ones are no cells of a table. */
const maxCell = 32_000;
const rowsAtOnce = 5_000;
const charactersAtOnce = 1024 * 1024;
/** A table that trickles shows that it is alive. */
const flushMs = 1_000;
/** Names beyond these are of use to nobody. */
const maxTables = 1_000;
/** Counting stops there. */
const maxCounted = 2_000_000;
const countingMs = 1_500;
/** Views made of views made of views take long to be looked at; those that are left then are left out, and the tables stay. */
const viewsMs = 8_000;

const port = parentPort;
if (port === null) throw new Error("this file runs in a thread only");
const { url, table, maxRows } = workerData as SqliteTask;

const say = (message: FromSqlite): void => port.postMessage(message);
const told = (): Promise<void> => new Promise((resolve) => port.once("message", () => resolve()));

try {
  const db = new DatabaseSync(new URL(url), { readOnly: true });
  db.exec(`
    pragma hard_heap_limit = ${heapBytes};
    pragma query_only = on;
    pragma trusted_schema = off;
    pragma cell_size_check = on;
    pragma mmap_size = 0;
    pragma temp_store = memory;
  `);
  if (table === null) say({ type: "tables", tables: tablesOf(db) });
  else await read(db, table);
  db.close();
} catch (error) {
  const code = error instanceof Error && "errcode" in error ? Number(error.errcode) & 0xff : null;
  say({ type: "failed", code, message: error instanceof Error ? error.message : String(error) });
}
port.close();

/** Tables and views in the order in which they were made. Virtual tables are left out: what they do is another program's. */
function tablesOf(db: DatabaseSync): SqliteTable[] {
  const listed = db
    .prepare(
      `select name, type from sqlite_schema
        where name not like 'sqlite\\_%' escape '\\' and (type = 'view' or (type = 'table' and rootpage > 0))
        order by rowid limit ${maxTables}`,
    )
    .all();
  const began = performance.now();
  return listed.flatMap((row) => {
    const name = String(row["name"]);
    const isView = row["type"] === "view";
    if (isView && performance.now() - began > viewsMs) return [];
    const columns = columnsOf(db, name);
    if (columns === null) return [];
    return [
      { name, isView, columns, rows: isView || performance.now() - began > countingMs ? null : countOf(db, name) },
    ];
  });
}

/** Null for a view that can't be read: of a table that is gone, or with a function that is another program's. */
function columnsOf(db: DatabaseSync, name: string): SqliteTable["columns"] | null {
  try {
    const columns = db.prepare(`select * from ${quoted(name)} limit 0`).columns();
    return columns.map((column) => ({ name: column.name, type: column.type ?? "" }));
  } catch {
    return null;
  }
}

function countOf(db: DatabaseSync, name: string): number | null {
  const { n } =
    db.prepare(`select count(*) as n from (select 1 from ${quoted(name)} limit ${maxCounted + 1})`).get() ?? {};
  return Number(n) > maxCounted ? null : Number(n);
}

async function read(db: DatabaseSync, name: string): Promise<void> {
  const columns = columnsOf(db, name);
  if (columns === null) throw new Error(`"${name}" can't be read`);
  // Blobs are no cells; what is too long is cut before it leaves SQLite.
  const cells = columns.map(({ name: column }) => {
    const at = quoted(column);
    return `case typeof(${at}) when 'blob' then null when 'text' then substr(${at}, 1, ${maxCell}) else ${at} end`;
  });
  const statement: StatementSync = db.prepare(`select ${cells.join(", ")} from ${quoted(name)}`);
  statement.setReturnArrays(true);
  // A whole number of SQLite's has 64 bits.
  statement.setReadBigInts(true);
  let rows: SqliteCell[][] = [columns.map((column) => column.name)];
  let count = 0;
  let characters = 0;
  let flushedMs = performance.now();
  const flush = async (): Promise<void> => {
    say({ type: "rows", rows });
    rows = [];
    characters = 0;
    await told();
    flushedMs = performance.now();
  };
  for (const row of statement.iterate()) {
    count += 1;
    if (count > maxRows) {
      say({ type: "failed", code: null, message: "", tooLong: true });
      return;
    }
    const cells = row as unknown as SqliteCell[];
    for (const cell of cells) if (typeof cell === "string") characters += cell.length;
    rows.push(cells);
    const isDue = (count & 0xff) === 0 && performance.now() - flushedMs > flushMs;
    if (rows.length >= rowsAtOnce || characters >= charactersAtOnce || isDue) await flush();
  }
  if (rows.length > 0) await flush();
  say({ type: "end" });
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
