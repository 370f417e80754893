import { statSync } from "node:fs";

/** Size, time of change and number of a file; null where there is none. */
export type FileMark = string | null;

/** @param path of a file, also of an archive, which Electron otherwise shows as a folder */
export function markOf(path: string): FileMark {
  const { noAsar } = process;
  process.noAsar = true;
  try {
    const { size, mtimeMs, ino } = statSync(path);
    return `${size} ${mtimeMs} ${ino}`;
  } catch {
    return null;
  } finally {
    process.noAsar = noAsar;
  }
}

/**
 * Tells once that the application's archive was replaced by an update while it runs: processes that start from then on are of
 * the new version, and what is open is of the old one. While an installer writes there may be no archive; that is not said.
 */
export class ReplacedArchive {
  readonly #read: () => FileMark;
  readonly #started: FileMark;
  #isTold = false;

  constructor(read: () => FileMark) {
    this.#read = read;
    this.#started = read();
  }

  /** True the first time that it is called with another archive in place. */
  isNews(): boolean {
    if (this.#isTold) return false;
    const mark = this.#read();
    this.#isTold = mark !== null && mark !== this.#started;
    return this.#isTold;
  }
}
