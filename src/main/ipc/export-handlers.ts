/** Requests that write a file where the user says. */
import { basename, extname, join } from "node:path";
import { app, dialog, type FileFilter, shell, type WebContents } from "electron";
import { EngineError } from "#domain/errors";
import { importReportCsv, importReportJson, tableCsv } from "#engine/export";
import type { Core } from "#main/core";
import type { ImportService } from "#main/datasets";
import { saveText } from "#main/platform";
import type { Handlers } from "./ipc-main.ts";
import { SavedFiles } from "./saved-files.ts";
import { windowOf } from "./window-of.ts";

type ExportRequest = "export:save" | "report:save" | "table:save" | "saved:open" | "saved:show";

export function exportHandlers(core: Core, imports: ImportService): Pick<Handlers, ExportRequest> {
  const saved = new SavedFiles();
  return {
    "export:save": async ({ format, ...key }, { signal, sender }) => {
      const path = await chooseTarget(sender, "Export the forecast", exportName(key.series, key.origin, format), [
        { name: format.toUpperCase(), extensions: [format] },
      ]);
      if (path === null) return null;
      await core.exporter.exportOne(path, { bands: "native", ...key }, imports.optionsOf(key.dataset), signal);
      return saved.add(path);
    },
    "report:save": async ({ dataset }, { sender }) => {
      const report = imports.report(dataset, app.getVersion());
      const name = exportName(`${basename(report.name, extname(report.name))} import report`, 0, "csv");
      const path = await chooseTarget(sender, "Save the import report", name, [
        { name: "Table (CSV)", extensions: ["csv"] },
        { name: "Data (JSON)", extensions: ["json"] },
      ]);
      if (path === null) return null;
      const isJson = extname(path).toLowerCase() === ".json";
      await saveText(path, isJson ? importReportJson(report) : importReportCsv(report));
      return saved.add(path);
    },
    "table:save": async ({ name, rows }, { sender }) => {
      const path = await chooseTarget(sender, "Save the table", exportName(name, 0, "csv"), [
        { name: "Table (CSV)", extensions: ["csv"] },
      ]);
      if (path === null) return null;
      await saveText(path, tableCsv(rows));
      return saved.add(path);
    },
    "saved:open": async ({ file }) => {
      const path = saved.openablePathOf(file);
      const problem = await shell.openPath(path);
      if (problem !== "") {
        throw new EngineError("file-unreadable", `"${basename(path)}" could not be opened.`, {
          hint: "It may have been moved, or no program is set for files of its kind.",
        });
      }
      return {};
    },
    "saved:show": async ({ file }) => {
      shell.showItemInFolder(saved.pathOf(file));
      return {};
    },
  };
}

/** Asks where to save; a name without an ending gets the first filter's. Null when the user closed the dialog. */
async function chooseTarget(
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
