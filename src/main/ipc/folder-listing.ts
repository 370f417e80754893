/** The data files of a folder that was dropped. */
import { opendir, stat } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import type { FolderListing } from "#contract/ipc";
import { EngineError } from "#domain/errors";
import type { Grants } from "./grants.ts";

/** Longer lists are looked through by nobody. */
const maxFiles = 500;
/** A folder of a whole disk must not be walked for minutes. */
const maxEntries = 20_000;
const maxDepth = 4;

/**
 * Files with an ending that can be read, in the folder and those within it. Links are not followed, and what is hidden is passed over.
 *
 * @param readable endings, without the dot
 * @throws EngineError file-unreadable where it is no folder, or can't be read
 */
export async function listFolder(
  path: string,
  readable: readonly string[],
  grants: Pick<Grants, "open">,
): Promise<FolderListing> {
  const name = basename(path);
  const info = await stat(path).catch(() => null);
  if (info?.isDirectory() !== true) throw new EngineError("file-unreadable", `"${name}" is not a folder.`);
  const endings = new Set(readable.map((ending) => `.${ending}`));
  const found: { readonly path: string; readonly within: string }[] = [];
  let entries = 0;
  let isCut = false;
  const waiting = [{ path, within: "", depth: 0 }];
  for (let folder = waiting.shift(); folder !== undefined && !isCut; folder = waiting.shift()) {
    const listed = await opendir(folder.path).catch((cause: unknown) => {
      // A folder within it that can't be read costs the others nothing.
      if (folder?.depth !== 0) return null;
      throw new EngineError("file-unreadable", `The folder "${name}" can't be read.`, { cause });
    });
    if (listed === null) continue;
    for await (const entry of listed) {
      entries += 1;
      if (entries > maxEntries || found.length === maxFiles) {
        isCut = true;
        break;
      }
      if (entry.name.startsWith(".")) continue;
      const within = `${folder.within}${entry.name}`;
      const full = join(folder.path, entry.name);
      if (entry.isDirectory() && folder.depth < maxDepth)
        waiting.push({ path: full, within: `${within}/`, depth: folder.depth + 1 });
      else if (entry.isFile() && endings.has(extname(entry.name).toLowerCase())) found.push({ path: full, within });
    }
  }
  const files: FolderListing["files"][number][] = [];
  for (const { path: file, within } of found.sort((one, other) => one.within.localeCompare(other.within, "en"))) {
    const state = await stat(file).catch(() => null);
    if (state === null) continue;
    files.push({ ...(await grants.open(file)), path: within, changedMs: state.mtimeMs });
  }
  return { name, files, isCut };
}
