/** Requests that write a file where the user says. */
import { basename, extname, join } from "node:path";
import { app, dialog, type FileFilter, type WebContents } from "electron";
import { importReportCsv, importReportJson } from "#engine/export";
import type { Core } from "#main/core";
import type { ImportService } from "#main/datasets";
import { saveText } from "#main/platform";
import type { Handlers } from "./ipc-main.ts";
import { windowOf } from "./window-of.ts";

export function exportHandlers(core: Core, imports: ImportService): Pick<Handlers, "export:save" | "report:save"> {
  return {
    "export:save": async ({ format, ...key }, { signal, sender }) => {
      const path = await chooseTarget(sender, "Export the forecast", exportName(key.series, key.origin, format), [
        { name: format.toUpperCase(), extensions: [format] },
      ]);
      if (path === null) return null;
      await core.exporter.exportOne(path, { bands: "native", ...key }, imports.optionsOf(key.dataset), signal);
      return { name: basename(path) };
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
      return { name: basename(path) };
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
