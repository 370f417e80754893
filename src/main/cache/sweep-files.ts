import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

/** Younger files may belong to a write that another process has not indexed yet. */
const orphanAgeMs = 10 * 60_000;

/**
 * Deletes Arrow files, whole or half written, that nobody knows.
 * @param known relative to the root, as their folders are
 * @returns how many went
 */
export async function sweepFiles(
  root: string,
  folders: readonly string[],
  known: ReadonlySet<string>,
  nowMs: number,
): Promise<number> {
  let swept = 0;
  for (const folder of folders) {
    const names = await readdir(join(root, folder), { recursive: true }).catch(() => []);
    for (const name of names) {
      const file = `${folder}/${name.replaceAll("\\", "/")}`;
      if (known.has(file) || !/\.arrow(\.part)?$/.test(file)) continue;
      const path = join(root, file);
      const modifiedMs = (await stat(path).catch(() => null))?.mtimeMs ?? Number.POSITIVE_INFINITY;
      if (nowMs - modifiedMs < orphanAgeMs) continue;
      await rm(path, { force: true });
      swept += 1;
    }
  }
  return swept;
}
