/** The files of a folder watch: what comes, what is made of it, and what is moved aside. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { copyFile, mkdir, open, readdir, rename, rm, stat, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { FileMark } from "./watch-journal.ts";

export interface FoundFile extends FileMark {
  readonly name: string;
}

/** Where a file went that was to be moved aside. */
export type SetAside = "moved" | "copied" | "changed" | "gone";

/** Names of what is not there for us, or not yet: hidden files, and what programs call a file while they write it. */
const unfinished = /^[.~]|~$|\.(?:part|partial|filepart|crdownload|download|tmp|temp|swp)$/i;
/** The file system does not let us take it away. */
const immovable: readonly unknown[] = ["EACCES", "EPERM", "EROFS"];

export class WatchFiles {
  readonly input: string;
  readonly output: string;
  /** Outputs lie here until all of them are whole. */
  readonly staging: string;
  readonly failed: string;

  constructor(input: string, output: string) {
    this.input = input;
    this.output = output;
    this.staging = join(output, ".fantail-watch", "staging");
    this.failed = join(output, "failed");
  }

  pathOf(name: string): string {
    return join(this.input, name);
  }

  /** Oldest first. Folders within the folder are not looked into. */
  async list(): Promise<readonly FoundFile[]> {
    const names = (await readdir(this.input)).filter((name) => !unfinished.test(name));
    const found: FoundFile[] = [];
    for (const name of names) {
      const mark = await this.mark(name);
      if (mark !== null) found.push({ name, ...mark });
    }
    return found.sort((a, b) => a.mtimeMs - b.mtimeMs || (a.name < b.name ? -1 : 1));
  }

  /** Null where there is no such file. */
  async mark(name: string): Promise<FileMark | null> {
    try {
      const found = await stat(this.pathOf(name));
      return found.isFile() ? { size: found.size, mtimeMs: found.mtimeMs } : null;
    } catch (error) {
      if (codeOf(error) === "ENOENT") return null;
      throw error;
    }
  }

  /** SHA-256 of its bytes. */
  async hash(name: string): Promise<string> {
    const hash = createHash("sha256");
    await pipeline(createReadStream(this.pathOf(name)), hash);
    return hash.digest("hex");
  }

  async clearStaging(): Promise<void> {
    await rm(this.staging, { recursive: true, force: true });
    await mkdir(this.staging, { recursive: true });
  }

  /** Names of the outputs, once all of them are on the disk. */
  async flushStaged(): Promise<readonly string[]> {
    const names = (await readdir(this.staging)).sort();
    for (const name of names) await flush(join(this.staging, name));
    return names;
  }

  /** Moves outputs to their place. Those that are not waiting any more are there already. */
  async publish(names: readonly string[]): Promise<void> {
    for (const name of names) {
      try {
        await rename(join(this.staging, name), join(this.output, name));
      } catch (error) {
        if (codeOf(error) !== "ENOENT") throw error;
      }
    }
    await flushFolder(this.output);
  }

  /**
   * Moves a file of the input folder aside, if it is the one with this mark. Done again, it has the same result.
   * @param aside its name there
   */
  async setAside(name: string, { size, mtimeMs }: FileMark, aside: string): Promise<SetAside> {
    const target = join(this.failed, aside);
    const now = await this.mark(name);
    if (now === null) return (await exists(target)) ? "moved" : "gone";
    if (now.size !== size || now.mtimeMs !== mtimeMs) return "changed";
    await mkdir(this.failed, { recursive: true });
    try {
      await rename(this.pathOf(name), target);
      await flushFolder(this.failed);
      return "moved";
    } catch (error) {
      if (codeOf(error) !== "EXDEV" && !immovable.includes(codeOf(error))) throw error;
    }
    // On another disk, or in a folder that is only to be read.
    const part = `${target}.part`;
    await copyFile(this.pathOf(name), part);
    await flush(part);
    await rename(part, target);
    await flushFolder(this.failed);
    try {
      await unlink(this.pathOf(name));
      return "moved";
    } catch (error) {
      if (immovable.includes(codeOf(error))) return "copied";
      throw error;
    }
  }

  /** A name for a file that is moved aside: its own, unless another one was moved there before it. */
  async nameAside(name: string, sha256: string): Promise<string> {
    if (!(await exists(join(this.failed, name))) && !(await exists(join(this.failed, `${name}.reason.json`))))
      return name;
    const dot = name.lastIndexOf(".");
    const [stem, ending] = dot <= 0 ? [name, ""] : [name.slice(0, dot), name.slice(dot)];
    return `${stem}.${sha256.slice(0, 8) || "unread"}${ending}`;
  }

  /** Says beside a file that was moved aside why that is so. */
  async explain(aside: string, reason: unknown): Promise<void> {
    await mkdir(this.failed, { recursive: true });
    const path = join(this.failed, `${aside}.reason.json`);
    await writeFile(`${path}.part`, `${JSON.stringify(reason, null, 2)}\n`);
    await flush(`${path}.part`);
    await rename(`${path}.part`, path);
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}

async function flush(path: string): Promise<void> {
  const file = await open(path, process.platform === "win32" ? "r+" : "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A rename is on the disk once its folder is. Windows has no such call; network shares may refuse it. */
async function flushFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const file = await open(path, "r");
  try {
    await file.sync().catch(() => undefined);
  } finally {
    await file.close();
  }
}
