import { join } from "node:path";
import { openDatabase, type Logger, type Migration, type Opened } from "#storage/database";
import { migrations as allMigrations } from "#main/database/migrations";

export interface OpenOptions {
  /** Holds the database and its backups, and is made when it is not there. */
  readonly folder: string;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly wallNow: () => number;
  /** Whether a damaged file is set aside and the last backup takes its place. For the window, of which there is one. */
  readonly repairs: boolean;
  /** Whether the file was found to be intact already; without it, it is looked through here, all of it. */
  readonly isSound?: boolean | undefined;
  /** The application's own, except in tests. */
  readonly migrations?: readonly Migration[];
}

const name = "fantail";

/** Where the database of a folder is. */
export function userDatabasePath(folder: string): string {
  return join(folder, `${name}.sqlite`);
}

/** Opens what the user must not lose; never fails. */
export function openUserDatabase({ migrations = allMigrations, ...options }: OpenOptions): Opened {
  return openDatabase({
    ...options,
    name,
    migrations,
    wording: {
      content: "your import settings, pins, adopted methods, corrections and forecast records",
      emptied: "all of it begins empty",
      cost: "Import settings, pins, adopted methods, corrections and forecast records are not saved until it can be used.",
    },
  });
}
