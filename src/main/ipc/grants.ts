import { randomUUID } from "node:crypto";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { Grant } from "#contract/ipc";
import { EngineError } from "#domain/errors";

const maxGrants = 10_000;

/**
 * Files that the user chose (drop, dialog, command line, sample). The page refers to them by token only, so that it can
 * never make the application read a path of its own choosing.
 */
export class Grants {
  readonly #paths = new Map<string, string>();

  /** @throws EngineError file-not-found, file-is-folder, file-unreadable */
  open(path: string): Promise<Grant> {
    return this.#open(path, false);
  }

  /** A model may be a folder, too. @throws EngineError file-not-found, file-unreadable */
  openModel(path: string): Promise<Grant> {
    return this.#open(path, true);
  }

  async #open(path: string, mayBeFolder: boolean): Promise<Grant> {
    if (path === "") {
      throw new EngineError("file-not-found", "What you dropped is not a file on this computer.", {
        hint: "Drop a file from your file manager.",
      });
    }
    const name = basename(path);
    const info = await stat(path).catch((cause: unknown) => {
      throw new EngineError("file-not-found", `The file "${name}" can't be found or read.`, { cause });
    });
    if (info.isDirectory() && !mayBeFolder) {
      throw new EngineError("file-is-folder", `"${name}" is a folder, not a file.`, {
        hint: "Drop the files inside it.",
      });
    }
    if (!info.isFile() && !info.isDirectory())
      throw new EngineError("file-unreadable", `"${name}" is not a regular file.`);
    if (this.#paths.size >= maxGrants) {
      const oldest = this.#paths.keys().next();
      if (!oldest.done) this.#paths.delete(oldest.value);
    }
    const grant = randomUUID();
    this.#paths.set(grant, path);
    return { grant, name, sizeBytes: info.size };
  }

  /** @throws EngineError not-allowed for a token that was never given out */
  pathOf(grant: string): string {
    const path = this.#paths.get(grant);
    if (path === undefined) {
      throw new EngineError("not-allowed", "You have not opened this file in this session.", {
        hint: "Open it again.",
      });
    }
    return path;
  }
}
