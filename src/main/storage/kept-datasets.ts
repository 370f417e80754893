/** What can be done from outside about the datasets that the ingest processes keep on disk; they look after it themselves. */
import { createHash } from "node:crypto";
import { createReadStream, readdirSync, statSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";

const ending = ".dataset";
const sumBytes = 32;

export class KeptDatasets {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  info(): { keptFiles: number; keptBytes: number } {
    let keptFiles = 0;
    let keptBytes = 0;
    try {
      for (const name of readdirSync(this.#folder)) {
        if (!name.endsWith(ending)) continue;
        keptFiles += 1;
        keptBytes += statSync(join(this.#folder, name)).size;
      }
    } catch {
      // Nothing was kept yet, or a file went while it was counted.
    }
    return { keptFiles, keptBytes };
  }

  /** Deletes what was kept of one dataset, or everything; the number of files that went. */
  async delete(dataset?: string): Promise<number> {
    const names = (await this.#names()).filter((name) => dataset === undefined || name.endsWith(`-${dataset}${ending}`));
    for (const name of names) await rm(join(this.#folder, name), { force: true });
    return names.length;
  }

  /** Reads every file; damaged ones are moved aside. */
  async verify(): Promise<{ files: number; damaged: number }> {
    const report = { files: 0, damaged: 0 };
    for (const name of await this.#names()) {
      report.files += 1;
      if (await isSound(join(this.#folder, name))) continue;
      report.damaged += 1;
      const quarantine = join(this.#folder, "quarantine");
      await mkdir(quarantine, { recursive: true });
      await rename(join(this.#folder, name), join(quarantine, name));
    }
    return report;
  }

  async #names(): Promise<string[]> {
    return (await readdir(this.#folder).catch(() => [])).filter((name) => name.endsWith(ending));
  }
}

/** A piece at a time: main must not be held up by a large file. */
async function isSound(path: string): Promise<boolean> {
  const end = statSync(path).size - sumBytes;
  if (end <= 0) return false;
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { end: end - 1, highWaterMark: 256 * 1024 })) hash.update(chunk as Uint8Array);
  const sum: Uint8Array[] = [];
  for await (const chunk of createReadStream(path, { start: end })) sum.push(chunk as Uint8Array);
  return hash.digest().equals(Buffer.concat(sum));
}
