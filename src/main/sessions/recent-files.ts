/** Files that were opened earlier. */
import { stat } from "node:fs/promises";
import { basename, dirname, sep } from "node:path";
import { z } from "zod";
import { fileArrangementSchema } from "#contract/data";
import { EngineError } from "#domain/errors";
import { type FileArrangement, type RecentFile, recentLimits } from "#domain/project";
import type { UserDatabase } from "#main/database";
import type { FileContent, FileStamp } from "./session-store.ts";

const aboutSchema = z.object({
  kind: z.enum(["file", "project"]),
  series: z.int().nonnegative(),
  sparkline: z.array(z.number().nullable()).max(recentLimits.points),
  stamp: z.object({ changedMs: z.number(), sizeBytes: z.number() }).nullable(),
  content: z.object({ handle: z.string(), shape: z.string() }).nullable(),
  arrangement: fileArrangementSchema,
});

/** What is remembered of a file. */
export interface RecentFacts {
  readonly kind: RecentFile["kind"];
  readonly series: number;
  readonly sparkline: readonly (number | null)[];
  /** Of the file when it was read. */
  readonly stamp: FileStamp | null;
  /** Read then; null of a project. */
  readonly content: FileContent | null;
  readonly arrangement: FileArrangement;
}

/** A drive that does not answer must not hold up the list. */
const lookLimitMs = 1_000;

export class RecentFiles {
  readonly #database: UserDatabase;
  readonly #wallNow: () => number;
  readonly #onChange: () => void;

  /** @param wallNow milliseconds since 1970 */
  constructor(database: UserDatabase, wallNow: () => number, onChange: () => void) {
    this.#database = database;
    this.#wallNow = wallNow;
    this.#onChange = onChange;
  }

  /** Pinned ones first, then the one opened last. One that a later version wrote in a way that is not known here is left out. */
  async list(): Promise<readonly RecentFile[]> {
    const rows = this.#rows();
    return Promise.all(
      rows.map(async ({ path, facts: { kind, series, sparkline }, ...row }) => ({
        ...row,
        ...{ kind, series, sparkline },
        name: basename(path),
        folder: shortFolder(path),
        isMissing: await isMissing(path),
      })),
    );
  }

  /** Names and ids alone, for the menu. */
  names(): readonly Pick<RecentFile, "id" | "name" | "folder">[] {
    return this.#rows().map(({ id, path }) => ({ id, name: basename(path), folder: shortFolder(path) }));
  }

  /** @throws EngineError file-not-found where it was removed from the list */
  get(id: number): { readonly path: string; readonly facts: RecentFacts } {
    const found = this.#rows().find((row) => row.id === id);
    if (found === undefined) throw new EngineError("file-not-found", "This file is not in the list any more.");
    return found;
  }

  paths(): readonly string[] {
    return this.#rows().map(({ path }) => path);
  }

  /** How a file was read and looked at; undefined where it is not in the list. */
  arrangementOf(path: string): FileArrangement | undefined {
    return this.#find(path)?.arrangement;
  }

  /** It was opened. */
  opened(path: string, facts: RecentFacts): void {
    this.#database.runWithoutWaiting(
      `insert into recent_files (path, about, is_pinned, opened_ms) values (?, ?, 0, ?)
         on conflict (path) do update set about = excluded.about, opened_ms = excluded.opened_ms`,
      path,
      JSON.stringify(facts),
      this.#wallNow(),
    );
    this.#database.runWithoutWaiting(
      `delete from recent_files where is_pinned = 0 and id not in
         (select id from recent_files where is_pinned = 0 order by opened_ms desc, id desc limit ${recentLimits.files})`,
    );
    this.#onChange();
  }

  /** How a file is looked at now; nothing where it is not in the list. */
  arranged(path: string, arrangement: FileArrangement): void {
    const facts = this.#find(path);
    if (facts === undefined || JSON.stringify(facts.arrangement) === JSON.stringify(arrangement)) return;
    this.#database.runWithoutWaiting(
      "update recent_files set about = ? where path = ?",
      JSON.stringify({ ...facts, arrangement }),
      path,
    );
  }

  pin(id: number, isPinned: boolean): void {
    this.#database.run("update recent_files set is_pinned = ? where id = ?", isPinned ? 1 : 0, id);
    this.#onChange();
  }

  remove(id: number): void {
    this.#database.run("delete from recent_files where id = ?", id);
    this.#onChange();
  }

  /** All but the pinned ones. */
  clear(): void {
    this.#database.run("delete from recent_files where is_pinned = 0");
    this.#onChange();
  }

  #find(path: string): RecentFacts | undefined {
    const row = this.#database.get("select about from recent_files where path = ?", path);
    return row === null ? undefined : factsOf(row["about"]);
  }

  #rows(): (Pick<RecentFile, "id" | "openedMs" | "isPinned"> & { path: string; facts: RecentFacts })[] {
    return this.#database
      .all("select * from recent_files order by is_pinned desc, opened_ms desc, id desc")
      .flatMap(({ id, path, about, is_pinned: isPinned, opened_ms: openedMs }) => {
        const facts = factsOf(about);
        if (facts === undefined) return [];
        return [{ id: Number(id), path: String(path), facts, isPinned: isPinned === 1, openedMs: Number(openedMs) }];
      });
  }
}

export const asEvidence: FileArrangement = { options: {}, source: "evidence", look: null, isReadAgain: false };

function factsOf(about: unknown): RecentFacts | undefined {
  return aboutSchema.safeParse(JSON.parse(String(about))).data;
}

/** The end of the folder's path. */
export function shortFolder(path: string): string {
  const parts = dirname(path)
    .split(sep)
    .filter((part) => part !== "");
  const shown = parts.slice(-2).join(sep);
  return parts.length > 2 ? `…${sep}${shown}` : `${path.startsWith(sep) ? sep : ""}${shown}`;
}

async function isMissing(path: string): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), lookLimitMs);
  const there = stat(path).then(
    (info) => !info.isFile(),
    () => true,
  );
  return Promise.race([there, late]).finally(() => clearTimeout(timer));
}
