import { randomUUID } from "node:crypto";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { FileState, Grant } from "#contract/ipc";
import { EngineError } from "#domain/errors";

const maxGrants = 10_000;

/** What tells one state of a file from another without reading it. */
export interface FileStamp {
  readonly changedMs: number;
  readonly sizeBytes: number;
}

interface Granted {
  readonly path: string;
  /** Of the file as it was read last; null before it was. */
  read: FileStamp | null;
}

/**
 * Files that the user chose (drop, dialog, command line, sample). The page refers to them by token only, so that it can
 * never make the application read a path of its own choosing.
 */
export class Grants {
  readonly #files = new Map<string, Granted>();

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
    if (this.#files.size >= maxGrants) {
      const oldest = this.#files.keys().next();
      if (!oldest.done) this.#files.delete(oldest.value);
    }
    const grant = randomUUID();
    this.#files.set(grant, { path, read: null });
    return { grant, name, sizeBytes: info.size };
  }

  /** @throws EngineError not-allowed for a token that was never given out */
  pathOf(grant: string): string {
    return this.#granted(grant).path;
  }

  /** How the file is now; null where it is not there. @throws EngineError not-allowed for a token that was never given out */
  async stampOf(grant: string): Promise<FileStamp | null> {
    const info = await stat(this.pathOf(grant)).catch(() => null);
    return info?.isFile() === true ? { changedMs: info.mtimeMs, sizeBytes: info.size } : null;
  }

  /** Remembers how the file was when it was read. */
  wasRead(grant: string, stamp: FileStamp | null): void {
    this.#granted(grant).read = stamp;
  }

  /**
   * Whether the file is still as it was read: by its size and the time of its last change, as editors tell it.
   *
   * @throws EngineError not-allowed for a token that was never given out
   */
  async stateOf(grant: string): Promise<FileState> {
    const { read } = this.#granted(grant);
    const now = await this.stampOf(grant);
    if (now === null) return "missing";
    return read === null || (read.changedMs === now.changedMs && read.sizeBytes === now.sizeBytes) ? "same" : "changed";
  }

  #granted(grant: string): Granted {
    const granted = this.#files.get(grant);
    if (granted === undefined) {
      throw new EngineError("not-allowed", "You have not opened this file in this session.", {
        hint: "Open it again.",
      });
    }
    return granted;
  }
}
