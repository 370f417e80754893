/** What windows had open, kept from start to start. */
import { isAbsolute } from "node:path";
import { z } from "zod";
import { fileArrangementSchema, windowLookSchema } from "#contract/data";
import type { Arrangement, FileArrangement } from "#domain/project";
import type { UserDatabase } from "#main/database";

/** What tells one state of a file from another without reading it. */
export interface FileStamp {
  readonly changedMs: number;
  readonly sizeBytes: number;
}

/** What tells what was read from a file from what is read from another. */
export interface FileContent {
  /** Handle of the file's own content. */
  readonly handle: string;
  /** As `IngestedDataset.shape`. */
  readonly shape: string;
}

/** A file that the user chose, where it is and how it was looked at. */
export interface StoredFile {
  /** Absolute. */
  readonly path: string;
  /** Of the file when it was read last; null where it never was. */
  readonly stamp: FileStamp | null;
  /** Read last; null where nothing was. */
  readonly content: FileContent | null;
  readonly arrangement: FileArrangement;
}

/** What one window has open. */
export interface StoredSession extends Arrangement<StoredFile> {
  /** The project that it is written to. */
  readonly project: StoredProject | null;
}

export interface StoredProject {
  /** Absolute. */
  readonly path: string;
  /** Its data are in it. */
  readonly isEmbedded: boolean;
  /** Files of it that were not opened with it, by what it says of them. */
  readonly leftOut: readonly string[];
}

export const emptySession: StoredSession = { files: [], active: null, view: {}, project: null };

const storedFileSchema = z.object({
  path: z.string().refine(isAbsolute),
  stamp: z.object({ changedMs: z.number(), sizeBytes: z.number() }).nullable(),
  content: z.object({ handle: z.string(), shape: z.string() }).nullable(),
  arrangement: fileArrangementSchema,
});
const storedSessionSchema = z.object({
  files: z.array(z.unknown()),
  active: z.int().nullable().catch(null),
  view: windowLookSchema.catch({}),
  project: z
    .object({ path: z.string().refine(isAbsolute), isEmbedded: z.boolean(), leftOut: z.array(z.string()) })
    .nullable()
    .catch(null),
});
/** Windows that were closed and can be opened again. */
const maxClosed = 10;

export class SessionStore {
  readonly #database: UserDatabase;
  readonly #wallNow: () => number;

  /** @param wallNow milliseconds since 1970 */
  constructor(database: UserDatabase, wallNow: () => number) {
    this.#database = database;
    this.#wallNow = wallNow;
  }

  /** Of the windows that were open, in the order of their opening. Files that are not understood are left out. */
  open(): readonly { readonly id: number; readonly session: StoredSession }[] {
    return this.#database
      .all("select id, state from sessions where closed_ms is null order by id")
      .map(({ id, state }) => ({ id: Number(id), session: sessionOf(state) }));
  }

  /**
   * Survives the end of the process, however it comes, and waits for no disk.
   *
   * @param id null for a window that has none yet
   * @returns its id
   */
  save(id: number | null, session: StoredSession): number {
    const state = JSON.stringify(session);
    if (id !== null) {
      const update = "update sessions set state = ?, saved_ms = ?, closed_ms = null where id = ?";
      if (this.#database.runWithoutWaiting(update, state, this.#wallNow(), id) > 0) return id;
    }
    this.#database.runWithoutWaiting("insert into sessions (state, saved_ms) values (?, ?)", state, this.#wallNow());
    return Number(this.#database.get("select last_insert_rowid() as id")?.["id"]);
  }

  /** Its window is closed while others stay. It can be opened again for a while. */
  close(id: number): void {
    const database = this.#database;
    database.runWithoutWaiting("update sessions set closed_ms = ? where id = ?", this.#wallNow(), id);
    database.runWithoutWaiting(
      `delete from sessions where closed_ms is not null and (json_array_length(state, '$.files') = 0 or id not in
         (select id from sessions where closed_ms is not null order by closed_ms desc, id desc limit ${maxClosed}))`,
    );
  }

  /** Takes the window that was closed last from the closed ones; null where there is none. */
  reopen(): { readonly id: number; readonly session: StoredSession } | null {
    const row = this.#database.get(
      "select id, state from sessions where closed_ms is not null order by closed_ms desc, id desc limit 1",
    );
    if (row === null) return null;
    const id = Number(row["id"]);
    this.#database.runWithoutWaiting("update sessions set closed_ms = null where id = ?", id);
    return { id, session: sessionOf(row["state"]) };
  }

  /** Every path that a session names, also those of closed windows. */
  paths(): readonly string[] {
    return this.#database
      .all("select state from sessions")
      .flatMap(({ state }) => sessionOf(state).files.map(({ path }) => path));
  }

  /** Opening a file begins: it is told of until it has ended well. */
  began(path: string): void {
    this.#database.runWithoutWaiting("insert or replace into unsettled_files values (?, ?)", path, this.#wallNow());
  }

  /** It has ended well, or in a way that is known. */
  settled(path: string): void {
    this.#database.runWithoutWaiting("delete from unsettled_files where path = ?", path);
  }

  /** Files that were being opened when an earlier process, or a page, ended. */
  unsettled(): ReadonlySet<string> {
    return new Set(this.#database.all("select path from unsettled_files").map(({ path }) => String(path)));
  }
}

function sessionOf(state: unknown): StoredSession {
  const parsed = storedSessionSchema.safeParse(JSON.parse(String(state)));
  if (!parsed.success) return emptySession;
  const { files, active, ...session } = parsed.data;
  const known = files.map((file) => storedFileSchema.safeParse(file).data);
  const front = active === null ? undefined : known[active];
  const understood = known.flatMap((file) => file ?? []);
  return {
    ...session,
    files: understood,
    active: front === undefined ? (understood.length > 0 ? 0 : null) : understood.indexOf(front),
  };
}
