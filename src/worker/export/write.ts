import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { EngineError } from "#domain/errors";

let written = 0;

/** What a file holds: at once, or piece by piece. */
export type Content = string | Uint8Array | AsyncIterable<Uint8Array>;

/**
 * Writes a file as a whole or not at all: into a temporary file in the same folder, to the disk, then renamed. A reader never
 * sees half of it, and an existing file survives a failure.
 */
export async function writeAtomically(path: string, content: Content): Promise<number> {
  const pieces = typeof content === "string" ? [Buffer.from(content, "utf8")] : isBytes(content) ? [content] : content;
  let bytes = 0;
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}-${++written}.tmp`);
  try {
    const file = await open(temporary, "wx");
    try {
      for await (const piece of pieces) {
        await file.writeFile(piece);
        bytes += piece.byteLength;
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    // What was to be written could not be made: that is said in its own words.
    throw error instanceof EngineError ? error : cannotWrite(path, error);
  }
  return bytes;
}

function isBytes(content: Exclude<Content, string>): content is Uint8Array {
  return content instanceof Uint8Array;
}

function cannotWrite(path: string, cause: unknown): EngineError {
  const code = (cause as NodeJS.ErrnoException | null)?.code ?? "";
  const name = basename(path);
  const [message, hint] = sentenceOf(code, name, dirname(path));
  return new EngineError("cannot-write", message, hint === undefined ? { cause } : { cause, hint });
}

function sentenceOf(code: string, name: string, folder: string): readonly [string, string?] {
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return [`${name} can't be written: the folder ${folder} does not exist.`, "Create the folder or choose another."];
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return [`${name} can't be written: there is no permission to write in ${folder}.`, "Choose another folder."];
    case "EBUSY":
      return [`${name} can't be written: another program has it open.`, "Close it there and try again."];
    case "EISDIR":
    case "EEXIST":
    case "ENOTEMPTY":
      return [`${name} can't be written: a folder has that name.`];
    case "ENOSPC":
    case "EDQUOT":
      return [`${name} can't be written: the disk is full.`, "Free some space and try again."];
    case "ENAMETOOLONG":
      return [`${name} can't be written: the name is too long.`];
    default:
      return [`${name} can't be written${code === "" ? "" : ` (${code})`}.`];
  }
}
