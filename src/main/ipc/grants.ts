import { randomUUID } from "node:crypto";
import { lstat, realpath, stat } from "node:fs/promises";
import { basename } from "node:path";
import type { FileState, Grant } from "#contract/ipc";
import { EngineError } from "#domain/errors";
import { faultOfPath } from "#main/platform";
import type { FileContent, FileStamp } from "#main/sessions";

const maxGrants = 10_000;

interface Granted {
  readonly path: string;
  readonly name: string;
  /** Of the file as it was read last; null before it was. */
  read: FileStamp | null;
  /** Of the file when it was looked after last; null before it was. */
  seen: FileStamp | null;
  /** What was read from it last; null before anything was. */
  content: FileContent | null;
  /** The file that this one was found for, which had gone from its place. */
  readonly foundFor: Granted | null;
  /** Where its path led when it was chosen, or read for the first time since; null before that. */
  place: string | null;
  /** The user chose a link: where it leads is for whoever keeps the link to say. */
  isLink: boolean;
}

/**
 * Files that the user chose (drop, dialog, command line, sample). The page refers to them by token only, so that it can
 * never make the application read a path of its own choosing.
 */
export class Grants {
  readonly #files = new Map<string, Granted>();
  readonly #isWindows: boolean;

  constructor(isWindows = process.platform === "win32") {
    this.#isWindows = isWindows;
  }

  /**
   * @param name how it is called in the window, where that is not the file's own name
   * @throws EngineError file-not-found, file-is-folder, file-unreadable
   */
  open(path: string, name?: string): Promise<Grant> {
    return this.#open(path, false, name);
  }

  /** A model may be a folder, too. @throws EngineError file-not-found, file-unreadable */
  openModel(path: string): Promise<Grant> {
    return this.#open(path, true);
  }

  async #open(path: string, mayBeFolder: boolean, called?: string): Promise<Grant> {
    if (path === "") {
      throw new EngineError("file-not-found", "What you dropped is not a file on this computer.", {
        hint: "Drop a file from your file manager.",
      });
    }
    const name = basename(path);
    const fault = faultOfPath(path, this.#isWindows);
    if (fault !== null) throw new EngineError("file-unreadable", `"${name}" is not a file: its path ${fault}.`);
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
    const granted = { ...unread(path), name: called ?? name };
    await settlePlace(granted);
    return this.#give(granted, info.size);
  }

  /**
   * For a path that the user chose earlier, as main itself has kept it since: the file may be gone.
   *
   * @param stamp of the file when it was read then; null where it never was
   * @param content what was read then
   */
  again(path: string, stamp: FileStamp | null, content: FileContent | null): Grant {
    return this.#give({ ...unread(path), read: stamp, content }, stamp?.sizeBytes ?? 0);
  }

  /** The user has found the file of a grant at another place. @throws EngineError as {@link open} */
  async found(path: string, grant: string): Promise<Grant> {
    const foundFor = this.#granted(grant);
    const { sizeBytes } = await this.open(path);
    const granted = { ...unread(path), foundFor };
    await settlePlace(granted);
    return this.#give(granted, sizeBytes);
  }

  /** What was read from the file that this one was found for; null where that is not known, or it was found for none. */
  foundFor(grant: string): { readonly path: string; readonly content: FileContent } | null {
    const { foundFor } = this.#granted(grant);
    return foundFor === null || foundFor.content === null ? null : { path: foundFor.path, content: foundFor.content };
  }

  #give(granted: Granted, sizeBytes: number): Grant {
    if (this.#files.size >= maxGrants) {
      const oldest = this.#files.keys().next();
      if (!oldest.done) this.#files.delete(oldest.value);
    }
    const grant = randomUUID();
    this.#files.set(grant, granted);
    return { grant, name: granted.name, sizeBytes };
  }

  /** @throws EngineError not-allowed for a token that was never given out */
  pathOf(grant: string): string {
    return this.#granted(grant).path;
  }

  /**
   * The same for reading it. A file may have been replaced by a newer one since it was chosen, but its place may not have been made to lead
   * elsewhere: who can write beside it could otherwise choose what is read.
   *
   * @throws EngineError not-allowed, also where a link stands now in its path that did not then
   */
  async readablePathOf(grant: string): Promise<string> {
    const granted = this.#granted(grant);
    const { place, isLink } = granted;
    const now = await settlePlace(granted);
    if (place !== null && now !== null && now !== place && !isLink) {
      granted.place = place;
      throw new EngineError(
        "not-allowed",
        `The path of "${granted.name}" leads to another file than the one that you opened.`,
        {
          hint: "Look what became of it, and open it again.",
        },
      );
    }
    return granted.path;
  }

  /** Whether the user has chosen the file at a path since the start. */
  hasPath(path: string): boolean {
    for (const granted of this.#files.values()) if (granted.path === path) return true;
    return false;
  }

  /** How it is called in the window. @throws EngineError not-allowed for a token that was never given out */
  nameOf(grant: string): string {
    return this.#granted(grant).name;
  }

  /** How the file is now; null where it is not there. @throws EngineError not-allowed for a token that was never given out */
  async stampOf(grant: string): Promise<FileStamp | null> {
    const info = await stat(this.pathOf(grant)).catch(() => null);
    return info?.isFile() === true ? { changedMs: info.mtimeMs, sizeBytes: info.size } : null;
  }

  /** As {@link wasRead} was told; nulls before it was. @throws EngineError not-allowed for a token that was never given out */
  lastRead(grant: string): { readonly stamp: FileStamp | null; readonly content: FileContent | null } {
    const { read, content } = this.#granted(grant);
    return { stamp: read, content };
  }

  /** Remembers how the file was when it was read, and what was. */
  wasRead(grant: string, stamp: FileStamp | null, content: FileContent | null = null): void {
    Object.assign(this.#granted(grant), { read: stamp, content });
  }

  /**
   * Whether the file is still as it was read: by its size and the time of its last change, as editors tell it. One that is another than the
   * last time it was looked after may still be written.
   *
   * @throws EngineError not-allowed for a token that was never given out
   */
  async stateOf(grant: string): Promise<FileState> {
    const granted = this.#granted(grant);
    const now = await this.stampOf(grant);
    if (now === null) return "missing";
    if (granted.read === null || isSame(granted.read, now)) return "same";
    const isSettled = granted.seen !== null && isSame(granted.seen, now);
    granted.seen = now;
    return isSettled ? "changed" : "changing";
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

function unread(path: string): Granted {
  return {
    ...{ path, name: basename(path), read: null, seen: null, content: null, foundFor: null },
    place: null,
    isLink: false,
  };
}

/** Remembers where a path leads now; null, and nothing remembered, where it leads nowhere. */
async function settlePlace(granted: Granted): Promise<string | null> {
  const now = await realpath(granted.path).catch(() => null);
  if (now === null) return null;
  if (granted.place === null)
    granted.isLink = await lstat(granted.path).then(
      (info) => info.isSymbolicLink(),
      () => false,
    );
  granted.place = now;
  return now;
}

function isSame(a: FileStamp, b: FileStamp): boolean {
  return a.changedMs === b.changedMs && a.sizeBytes === b.sizeBytes;
}
