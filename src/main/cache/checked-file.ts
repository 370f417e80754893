import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

export interface WrittenFile {
  /** Relative to the root that it was written under. */
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * Writes under a name of its own and moves it into place: a reader sees the old file, the new one or none, never a half.
 * The name is new every time, so an index that was not told yet still finds what it knows.
 */
export async function writeChecked(
  root: string,
  folder: string,
  stem: string,
  bytes: Uint8Array,
): Promise<WrittenFile> {
  const file = `${folder}/${stem}-${randomBytes(4).toString("hex")}.arrow`;
  const path = join(root, file);
  const temporary = `${path}.part`;
  try {
    await writeInFolder(temporary, bytes);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  return { file, bytes: bytes.byteLength, sha256: sha256(bytes) };
}

/** The folder is there for all files but the first: it is made where it is missing, and not asked for each time. */
async function writeInFolder(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(path, bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  }
}

/** The bytes if they are the ones that were written; `gone` when there is no file, `damaged` when it is another. */
export async function readChecked(root: string, expected: WrittenFile): Promise<Uint8Array | "gone" | "damaged"> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(join(root, expected.file));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? "gone" : "damaged";
  }
  return bytes.byteLength === expected.bytes && sha256(bytes) === expected.sha256 ? bytes : "damaged";
}

/** As `readChecked`, a piece at a time and without keeping anything: for files of any size. */
export async function checkFile(root: string, expected: WrittenFile): Promise<"sound" | "gone" | "damaged"> {
  const path = join(root, expected.file);
  try {
    if ((await stat(path)).size !== expected.bytes) return "damaged";
    const hash = createHash("sha256");
    for await (const piece of createReadStream(path, { highWaterMark: 256 * 1024 })) hash.update(piece as Uint8Array);
    return hash.digest("hex") === expected.sha256 ? "sound" : "damaged";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? "gone" : "damaged";
  }
}

/** Moves a file that can't be trusted out of the way, where somebody can look at it. */
export async function quarantine(root: string, file: string): Promise<void> {
  const folder = join(root, "quarantine");
  try {
    await mkdir(folder, { recursive: true });
    await rename(join(root, file), join(folder, basename(file)));
  } catch {
    await rm(join(root, file), { force: true }).catch(() => undefined);
  }
}
