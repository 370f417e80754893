import { dirname, extname, join } from "node:path";
import { dialog, type FileFilter, type WebContents } from "electron";
import { safeStem } from "#engine/export";
import type { ExportPlace } from "./export-folders.ts";
import { windowOf } from "./window-of.ts";

/**
 * Asks where to save; a name without an ending gets the first filter's. Null when the user closed the dialog.
 *
 * @throws EngineError policy-forbids where files may not be written there
 */
export async function chooseTarget(
  sender: WebContents,
  title: string,
  name: string,
  filters: readonly [FileFilter, ...FileFilter[]],
  place: ExportPlace,
): Promise<string | null> {
  const defaultPath = join(place.folder, name);
  const chosen = await dialog.showSaveDialog(windowOf(sender), { title, defaultPath, filters: [...filters] });
  if (chosen.canceled || chosen.filePath === "") return null;
  const path = extname(chosen.filePath) === "" ? `${chosen.filePath}.${filters[0].extensions[0]}` : chosen.filePath;
  place.require(path);
  place.remember(dirname(path));
  return path;
}

/** Asks for a folder. Null when the user closed the dialog. */
export async function chooseFolder(sender: WebContents, title: string, place: ExportPlace): Promise<string | null> {
  const chosen = await dialog.showOpenDialog(windowOf(sender), {
    title,
    defaultPath: place.folder,
    buttonLabel: "Export here",
    properties: ["openDirectory", "createDirectory"],
  });
  const [folder] = chosen.filePaths;
  if (chosen.canceled || folder === undefined) return null;
  place.remember(folder);
  return folder;
}

/** A file name that every file system takes. */
export function exportName(name: string, extension: string): string {
  return `${safeStem(name)}.${extension}`;
}
