/** What a folder watch has done, and what it is in the middle of; and the lock that keeps a second one away. */
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { type AppError, EngineError } from "#domain/errors";
import { SqliteConnection, type SqlRow } from "#storage/database";

/** What a file is known by before it is read. */
export interface FileMark {
  readonly size: number;
  /** Time of the last change, milliseconds since 1970. */
  readonly mtimeMs: number;
}

export type WatchState =
  /** In hand; after a start, what an earlier process was killed at. */
  | "taken"
  /** To be tried again. */
  | "waiting"
  /** Its outputs are whole and wait to be moved to their place. */
  | "written"
  | "done"
  /** To be moved aside. */
  | "failing"
  /** Moved aside, or left where it is because it can't be moved. */
  | "failed";

export interface WatchedFile extends FileMark {
  readonly name: string;
  /** Of the content; empty where it couldn't be read. */
  readonly sha256: string;
  readonly state: WatchState;
  /** How often it was taken in hand, this time included. */
  readonly attempts: number;
  /** When it may be tried again, milliseconds since 1970. */
  readonly dueMs: number;
  /** Names of its outputs. */
  readonly outputs: readonly string[];
  /** What it failed with, and the name that it has aside. */
  readonly failure: { readonly error: AppError; readonly aside: string } | null;
}

const version = 1;
/**
 * One process has the file, from the first transaction until it ends in whatever way: the operating system gives the lock back.
 * No write-ahead log: folders may lie on a network share, where that does not work.
 */
const pragmas = `
  pragma busy_timeout = 0;
  pragma locking_mode = exclusive;
  pragma journal_mode = delete;
  pragma synchronous = full;
  pragma fullfsync = on;
  begin exclusive;
  commit;
`;
const table = `
  create table files (
    name text primary key,
    size real not null,
    mtime_ms real not null,
    sha256 text not null,
    state text not null,
    attempts integer not null,
    due_ms real not null,
    outputs text not null,
    failure text
  ) strict;
  create table about (key text primary key, value text not null) strict;
  pragma user_version = ${version};
`;
/** SQLITE_BUSY, SQLITE_CORRUPT and SQLITE_NOTADB. */
const [busy, corrupt, notADatabase] = [5, 11, 26];

/**
 * Keeps other watches away for as long as this process lives.
 * @throws EngineError cannot-write where another watch has the lock; what SQLite says for any other reason
 */
export function lockFile(path: string, folder: string): SqliteConnection {
  try {
    return new SqliteConnection(path, pragmas);
  } catch (cause) {
    if (sqliteCode(cause) !== busy) throw cause;
    throw new EngineError("cannot-write", `Another "fantail watch" is at work on ${folder}.`, {
      hint: "One folder has one watch. End the other one first.",
      cause,
    });
  }
}

export class WatchJournal {
  readonly #db: SqliteConnection;

  /**
   * @param path of the file; made where there is none
   * @param input the folder whose files it is about
   * @param wallNow milliseconds since 1970
   * @param onDamaged told of a damaged journal, which is set aside: what was done is not known any more
   * @throws EngineError cannot-write where another watch is at work, where it is of another folder or of a later version, or can't be written
   */
  constructor(path: string, input: string, wallNow: () => number, onDamaged: (aside: string) => void) {
    try {
      mkdirSync(dirname(path), { recursive: true });
      this.#db = open(path, () => {
        const aside = `${path}.damaged-${wallNow()}`;
        renameSync(path, aside);
        if (existsSync(`${path}-journal`)) renameSync(`${path}-journal`, `${aside}-journal`);
        onDamaged(aside);
      });
    } catch (cause) {
      if (cause instanceof EngineError) throw cause;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new EngineError("cannot-write", `The journal of the watch can't be written: ${reason}.`, {
        hint: `It is ${path}`,
        cause,
      });
    }
    const known = this.#db.get("select value from about where key = 'input'")?.["value"];
    if (known === undefined) this.#db.run("insert into about values ('input', ?)", input);
    else if (known !== input) {
      this.#db.close();
      throw new EngineError(
        "wrong-arguments",
        `${dirname(dirname(path))} has the forecasts of another folder: ${textOf(known)}`,
        {
          hint: "Give each watched folder an output folder of its own.",
        },
      );
    }
  }

  get(name: string): WatchedFile | null {
    const row = this.#db.get("select * from files where name = ?", name);
    return row === null ? null : fileOf(row);
  }

  /** Those in one of these states, by name. */
  in(...states: readonly WatchState[]): readonly WatchedFile[] {
    const marks = states.map(() => "?").join(", ");
    return this.#db.all(`select * from files where state in (${marks}) order by name`, ...states).map(fileOf);
  }

  /** When it returns it is on the disk. */
  put({ name, size, mtimeMs, sha256, state, attempts, dueMs, outputs, failure }: WatchedFile): void {
    this.#db.run(
      `insert or replace into files values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[name, size, mtimeMs, sha256, state, attempts, dueMs, JSON.stringify(outputs)],
      failure === null ? null : JSON.stringify(failure),
    );
  }

  forget(name: string): void {
    this.#db.run("delete from files where name = ?", name);
  }

  close(): void {
    this.#db.close();
  }
}

function open(path: string, setAside: () => void): SqliteConnection {
  const opened = (): SqliteConnection => {
    const db = lockFile(path, dirname(dirname(path)));
    try {
      if (!db.isSound()) throw Object.assign(new Error("quick_check"), { errcode: corrupt });
      const found = Number(db.get("pragma user_version")?.["user_version"]);
      if (found > version)
        throw new EngineError("cannot-write", "The journal of the watch was written by a newer version of Fantail.", {
          hint: `Update Fantail, or begin anew by deleting ${path}`,
        });
      if (found === 0) db.transaction(() => db.exec(table));
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  };
  try {
    return opened();
  } catch (error) {
    if (![corrupt, notADatabase].includes(sqliteCode(error))) throw error;
    setAside();
    return opened();
  }
}

function sqliteCode(error: unknown): number {
  return error instanceof Error && "errcode" in error ? Number(error.errcode) & 0xff : 0;
}

function textOf(value: unknown): string {
  if (typeof value !== "string") throw new Error("a text was kept as something else");
  return value;
}

function fileOf(row: SqlRow): WatchedFile {
  return {
    name: textOf(row["name"]),
    size: Number(row["size"]),
    mtimeMs: Number(row["mtime_ms"]),
    sha256: textOf(row["sha256"]),
    state: row["state"] as WatchState,
    attempts: Number(row["attempts"]),
    dueMs: Number(row["due_ms"]),
    outputs: JSON.parse(textOf(row["outputs"])) as string[],
    failure: row["failure"] === null ? null : (JSON.parse(textOf(row["failure"])) as WatchedFile["failure"]),
  };
}
