import { existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { EngineError } from "#domain/errors";
import { backUp, fileStamp, isUsable, listBackups, restore } from "./backups.ts";
import { DurableDatabase } from "./durable-database.ts";
import type { Logger } from "./logger.ts";
import { migrate, NewerDatabase } from "./migrate.ts";
import type { Migration } from "./migration.ts";

/** How the user is told of a file that can't be used. */
export interface Wording {
  /** "The file with … is damaged." */
  readonly content: string;
  /** "There was no backup, so …." */
  readonly emptied: string;
  /** What it costs, as a sentence. */
  readonly cost: string;
}

export interface OpenOptions {
  /** Of the file, without an ending. */
  readonly name: string;
  /** Holds the database and its backups, and is made when it is not there. */
  readonly folder: string;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly wallNow: () => number;
  /**
   * Whether a damaged file is set aside and the last backup takes its place. For the window, of which there is one: two processes
   * that repair at once could set aside each other's repaired file.
   */
  readonly repairs: boolean;
  /** Whether the file was found to be intact already; without it, it is looked through here, all of it. */
  readonly isSound?: boolean | undefined;
  /** Every version of it, from the first. */
  readonly migrations: readonly Migration[];
  readonly wording: Wording;
}

export interface Opened {
  readonly database: DurableDatabase;
  /** What the user has to be told; null when all is well. */
  readonly notice: EngineError | null;
}

/** SQLITE_CORRUPT and SQLITE_NOTADB. */
const damageCodes: readonly number[] = [11, 26];

class DamagedDatabase extends Error {}

/**
 * Opens what the user must not lose; never fails. Where that file can't be used, it is left as it is, an empty database in
 * memory stands in, and the notice says why: the application has to start and to forecast all the same. A damaged file is
 * never deleted.
 */
export function openDatabase(options: OpenOptions): Opened {
  const { name, folder, logger, repairs } = options;
  const path = join(folder, `${name}.sqlite`);
  try {
    mkdirSync(folder, { recursive: true });
    return { database: open(path, options), notice: null };
  } catch (error) {
    const isDamaged = error instanceof DamagedDatabase;
    logger.error("user-data-unavailable", { name, reason: isDamaged ? "damaged" : String(error) });
    if (!isDamaged || !repairs) return standIn(refusalOf(error, path, options), options);
    try {
      return repair(path, options);
    } catch (failure) {
      logger.error("user-data-not-repaired", { name, reason: String(failure) });
      return standIn(refusalOf(failure, path, options), options);
    }
  }
}

/** @throws DamagedDatabase, NewerDatabase, and what SQLite or the file system say */
function open(path: string, { name, folder, wallNow, migrations, isSound }: OpenOptions): DurableDatabase {
  let database: DurableDatabase | undefined;
  try {
    database = new DurableDatabase(path);
    if (!(isSound ?? database.isSound())) throw new DamagedDatabase("quick_check");
    migrate(database, migrations, (version) => backUp(path, join(folder, "backups"), name, version, wallNow()));
    return database;
  } catch (error) {
    database?.close();
    const code = error instanceof Error && "errcode" in error ? Number(error.errcode) & 0xff : 0;
    throw damageCodes.includes(code) ? new DamagedDatabase("sqlite", { cause: error }) : error;
  }
}

/** The damaged file under another name beside it, and the last sound backup, or an empty database, in its place. */
function repair(path: string, options: OpenOptions): Opened {
  const { name, folder, logger, wallNow, migrations, wording } = options;
  const aside = `${path}.damaged-${fileStamp(wallNow())}`;
  renameSync(path, aside);
  // What was written last is still in this one; SQLite finds it by its name.
  if (existsSync(`${path}-wal`)) renameSync(`${path}-wal`, `${aside}-wal`);
  const backup = listBackups(join(folder, "backups"), name).find((known) => isUsable(known, migrations.length));
  if (backup !== undefined) restore(backup, path);
  logger.warn("user-data-repaired", { name, backup: backup?.time ?? null });
  const outcome =
    backup === undefined
      ? `There was no backup, so ${wording.emptied}.`
      : `The backup of ${backup.time.slice(0, 10)} was restored.`;
  const notice = new EngineError("user-data-unavailable", `The file with ${wording.content} was damaged. ${outcome}`, {
    hint: `The damaged file is kept as ${aside}`,
  });
  return { database: open(path, { ...options, isSound: undefined }), notice };
}

function standIn(refusal: EngineError, { migrations }: OpenOptions): Opened {
  const database = new DurableDatabase(":memory:", refusal);
  migrate(database, migrations, () => undefined);
  return { database, notice: refusal };
}

function refusalOf(error: unknown, path: string, { name, folder, wording }: OpenOptions): EngineError {
  const backups = join(folder, "backups");
  const { content, cost } = wording;
  const hint = `Nothing in it was changed: ${path}. ${cost}`;
  if (error instanceof NewerDatabase) {
    return new EngineError(
      "user-data-unavailable",
      `${content.charAt(0).toUpperCase()}${content.slice(1)} were written by a newer version of Fantail (format ${error.version}; this version knows up to ${error.newest}).`,
      { hint: `${hint} Update Fantail to use it.`, cause: error },
    );
  }
  if (error instanceof DamagedDatabase) {
    return new EngineError("user-data-unavailable", `The file with ${content} is damaged.`, {
      hint: listBackups(backups, name).length === 0 ? hint : `${hint} Backups are in ${backups}`,
      cause: error,
    });
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new EngineError("user-data-unavailable", `The file with ${content} can't be used: ${reason}.`, {
    hint,
    cause: error,
  });
}
