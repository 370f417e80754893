import { randomUUID } from "node:crypto";
import { basename, extname } from "node:path";
import { EngineError } from "#domain/errors";

const maxFiles = 1_000;

/** What a program that opens one of our files can't take for something to run. */
const openable = new Set([".csv", ".json", ".xlsx", ".parquet", ".svg", ".png", ".html", ".pdf"]);

export interface SavedFile {
  readonly name: string;
  readonly file: string;
  readonly canOpen: boolean;
}

/**
 * Files that were written where the user said, in this session. The page has a token for each, which shows the file and gives
 * nothing else: it can't be read by it.
 */
export class SavedFiles {
  readonly #paths = new Map<string, string>();

  add(path: string): SavedFile {
    const [oldest] = this.#paths.keys();
    if (oldest !== undefined && this.#paths.size >= maxFiles) this.#paths.delete(oldest);
    const file = randomUUID();
    this.#paths.set(file, path);
    return { name: basename(path), file, canOpen: isOpenable(path) };
  }

  /** @throws EngineError not-allowed for a token that was never given out */
  pathOf(file: string): string {
    const path = this.#paths.get(file);
    if (path === undefined) throw new EngineError("not-allowed", "This file was not saved in this session.");
    return path;
  }

  /** The same for opening it. @throws EngineError not-allowed, also where its ending is not one of our kinds of file */
  openablePathOf(file: string): string {
    const path = this.pathOf(file);
    if (!isOpenable(path)) {
      throw new EngineError("not-allowed", `"${basename(path)}" has an ending that is not opened from here.`, {
        hint: "Show it in its folder instead.",
      });
    }
    return path;
  }
}

function isOpenable(path: string): boolean {
  return openable.has(extname(path).toLowerCase());
}
