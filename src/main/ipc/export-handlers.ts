/** Requests that write a file where the user says. */
import { basename, extname } from "node:path";
import { app, shell } from "electron";
import { EngineError } from "#domain/errors";
import { importReportCsv, importReportJson, tableCsv } from "#engine/export";
import type { Core } from "#main/core";
import type { ImportService } from "#main/datasets";
import { saveText } from "#main/platform";
import type { Handlers } from "./ipc-main.ts";
import { chooseTarget, exportName } from "./choose-target.ts";
import type { SavedFiles } from "./saved-files.ts";

type ExportRequest = "export:save" | "report:save" | "table:save" | "saved:open" | "saved:show";

export function exportHandlers(core: Core, imports: ImportService, saved: SavedFiles): Pick<Handlers, ExportRequest> {
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
      const corrections = await core.corrections.reported(dataset);
      const report = { ...imports.report(dataset, app.getVersion()), corrections };
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
