import { randomBytes } from "node:crypto";
import { closeSync, copyFileSync, fsyncSync, mkdirSync, openSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";

const maxBackups = 5;

export interface Backup {
  readonly path: string;
  readonly version: number;
  /** ISO 8601 in UTC, with dashes for colons. */
  readonly time: string;
}

/**
 * Copies a database as it was committed last. The copy has its name only once it is whole and on the disk.
 *
 * @param path of the database; another connection may hold its write lock
 * @param name of the database, without an ending
 * @param nowMs milliseconds since 1970
 */
export function backUp(path: string, folder: string, name: string, version: number, nowMs: number): void {
  mkdirSync(folder, { recursive: true });
  publish(join(folder, `${name}-v${version}-${fileStamp(nowMs)}.sqlite`), (part) => {
    const db = new DatabaseSync(path, { readOnly: true });
    try {
      db.prepare("vacuum into ?").run(part);
    } finally {
      db.close();
    }
  });
  for (const { path: old } of listBackups(folder, name).slice(maxBackups)) rmSync(old, { force: true });
}

/** Those of one database, newest first. */
export function listBackups(folder: string, name: string): readonly Backup[] {
  let files: string[];
  try {
    files = readdirSync(folder);
  } catch {
    return [];
  }
  const pattern = new RegExp(`^${name}-v(\\d+)-([\\dTZ-]+)\\.sqlite$`);
  return files
    .flatMap((file) => {
      const [, version, time] = pattern.exec(file) ?? [];
      return version === undefined || time === undefined
        ? []
        : [{ path: join(folder, file), version: Number(version), time }];
    })
    .sort((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : b.version - a.version));
}

/** Whether it is sound, and of a version that this application knows. */
export function isUsable(backup: Backup, newest: number): boolean {
  if (backup.version > newest) return false;
  try {
    const db = new DatabaseSync(backup.path, { readOnly: true });
    try {
      return db.prepare("pragma quick_check(1)").get()?.["quick_check"] === "ok";
    } finally {
      db.close();
    }
  } catch {
    return false;
  }
}

/** Puts a copy of the backup in the database's place. */
export function restore(backup: Backup, path: string): void {
  publish(path, (part) => copyFileSync(backup.path, part));
}

/** For names of files, on every system. */
export function fileStamp(ms: number): string {
  return new Date(ms)
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replaceAll(":", "-");
}

function publish(path: string, write: (part: string) => void): void {
  const part = `${path}.${randomBytes(4).toString("hex")}.part`;
  try {
    write(part);
    flush(part);
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
  // A rename is on the disk once its folder is; Windows has no such call and needs none.
  if (process.platform !== "win32") flush(dirname(path));
}

function flush(path: string): void {
  const file = openSync(path, process.platform === "win32" ? "r+" : "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
