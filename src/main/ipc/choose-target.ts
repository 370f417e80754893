import { extname, join } from "node:path";
import { app, dialog, type FileFilter, type WebContents } from "electron";
import { windowOf } from "./window-of.ts";

/** Asks where to save; a name without an ending gets the first filter's. Null when the user closed the dialog. */
export async function chooseTarget(
  sender: WebContents,
  title: string,
  name: string,
  filters: readonly [FileFilter, ...FileFilter[]],
): Promise<string | null> {
  const defaultPath = join(app.getPath("documents"), name);
  const chosen = await dialog.showSaveDialog(windowOf(sender), { title, defaultPath, filters: [...filters] });
  if (chosen.canceled || chosen.filePath === "") return null;
  return extname(chosen.filePath) === "" ? `${chosen.filePath}.${filters[0].extensions[0]}` : chosen.filePath;
}

/** A file name that every file system takes, made of the series' own id. */
export function exportName(series: string, origin: number, extension: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are exactly what must go
  const safe = series.replace(/[\u0000-\u001f<>:"/\\|?*]+/g, "-");
  const stem = safe.replace(/^[.\s-]+|[.\s-]+$/g, "").slice(0, 80);
  return `${stem === "" ? "forecast" : stem}${origin === 0 ? "" : `-origin${origin}`}.${extension}`;
}
