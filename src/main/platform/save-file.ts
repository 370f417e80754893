import { randomBytes } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { EngineError } from "#domain/errors";

/**
 * Writes a small file as a whole or not at all, where the user said.
 * @throws EngineError cannot-write
 */
export async function saveFile(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString("hex")}.tmp`);
  try {
    await writeFile(temporary, content, { flag: "wx" });
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    const code = (cause as NodeJS.ErrnoException).code ?? "unknown";
    throw new EngineError("cannot-write", `${basename(path)} can't be written (${code}).`, {
      hint: "Choose another folder, or close the file where it is open.",
      cause,
    });
  }
}
