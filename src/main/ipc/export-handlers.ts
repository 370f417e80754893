/** Requests that write a file where the user says. */
import { randomUUID } from "node:crypto";
import { basename, extname, join } from "node:path";
import { app, shell, type WebContents } from "electron";
import { EngineError } from "#domain/errors";
import type { BatchProgress } from "#domain/export";
import { exportStem, importReportCsv, importReportJson, tableCsv } from "#engine/export";
import type { Core } from "#main/core";
import type { ImportService } from "#main/datasets";
import { batchNames, exportBatch, type WantedBatch } from "#main/exports";
import { saveFile } from "#main/platform";
import { sendEvent, type Handlers } from "./ipc-main.ts";
import { chooseFolder, chooseTarget, exportName } from "./choose-target.ts";
import type { ExportFolders, ExportPlace } from "./export-folders.ts";
import type { SavedFiles } from "./saved-files.ts";

type ExportRequest =
  | "export:save"
  | "export:batch"
  | "report:texts"
  | "report:set-texts"
  | "report:save"
  | "table:save"
  | "picture:save"
  | "saved:open"
  | "saved:show";

export interface ExportHandlerDependencies {
  readonly core: Core;
  readonly imports: ImportService;
  readonly saved: SavedFiles;
  readonly folders: ExportFolders;
  /** Milliseconds since 1970. */
  readonly wallNow: () => number;
}

/** Places of earlier exports of several series, for what has to be tried again. */
const maxTargets = 100;
const progressEveryMs = 100;

export function exportHandlers({
  core,
  imports,
  saved,
  folders,
  wallNow,
}: ExportHandlerDependencies): Pick<Handlers, ExportRequest> {
  const targets = new Map<string, WantedBatch["target"]>();
  const placeOf = (dataset: string | null): ExportPlace =>
    folders.of(dataset === null ? null : (core.datasets.find(dataset)?.source?.path ?? null));
  /** Of the file, the series where there are several, and today. */
  const nameOf = (dataset: string, series: string | null): string => {
    const { source, series: all } = core.datasets.get(dataset);
    return exportStem(source?.name ?? "", all.size === 1 ? null : series, dayOf(wallNow()));
  };
  const chooseBatchTarget = async (
    sender: WebContents,
    dataset: string,
    { series, format, layout }: { series: readonly string[]; format: string; layout: string },
  ): Promise<WantedBatch["target"] | null> => {
    const place = placeOf(dataset);
    if (layout === "file-per-series") {
      const folder = await chooseFolder(sender, "Export each series to a folder", place);
      if (folder === null) return null;
      place.require(join(folder, `series.${format}`));
      return { folder, names: batchNames(series) };
    }
    const file = await chooseTarget(
      sender,
      "Export the forecasts",
      `${nameOf(dataset, null)}.${format}`,
      [{ name: format.toUpperCase(), extensions: [format] }],
      place,
    );
    return file === null ? null : { file };
  };
  return {
    "export:save": async ({ format, ...key }, { signal, sender }) => {
      const path = await chooseTarget(
        sender,
        "Export the forecast",
        `${nameOf(key.dataset, key.series)}${key.origin === 0 ? "" : ` origin${key.origin}`}.${format}`,
        [{ name: format.toUpperCase(), extensions: [format] }],
        placeOf(key.dataset),
      );
      if (path === null) return null;
      await core.exporter.exportOne(path, { bands: "native", ...key }, imports.optionsOf(key.dataset), signal);
      return saved.add(path);
    },
    "export:batch": async ({ format, layout, withScores, target: known, ...shown }, { signal, sender, requestId }) => {
      const earlier = known === undefined ? undefined : targets.get(known);
      if (known !== undefined && earlier === undefined)
        throw new EngineError("not-allowed", "This place was not chosen in this session.");
      const target =
        earlier ?? (await chooseBatchTarget(sender, shown.dataset, { series: shown.series, format, layout }));
      if (target === null) return null;
      const outcome = await exportBatch(
        core.exporter,
        {
          shown: { bands: "native", ...shown },
          options: imports.optionsOf(shown.dataset),
          ...{ format, withScores, target },
        },
        throttled((progress) => sendEvent(sender, { name: "export:progress", payload: { requestId, ...progress } })),
        signal,
      );
      const token = known ?? randomUUID();
      const [oldest] = targets.keys();
      if (oldest !== undefined && targets.size >= maxTargets) targets.delete(oldest);
      targets.set(token, target);
      const path =
        "file" in target ? target.file : join(target.folder, firstFileOf(target, shown.series, outcome.failed, format));
      return {
        ...outcome,
        failed: [...outcome.failed],
        target: token,
        saved: outcome.files === 0 ? null : saved.add(path),
      };
    },
    "report:texts": async ({ dataset }) => core.reports.of(dataset),
    "report:set-texts": async ({ dataset, texts }) => {
      core.reports.set(dataset, texts);
      return {};
    },
    "report:save": async ({ dataset }, { sender }) => {
      const corrections = await core.corrections.reported(dataset);
      const report = { ...imports.report(dataset, app.getVersion()), corrections };
      const name = exportName(`${basename(report.name, extname(report.name))} import report`, "csv");
      const path = await chooseTarget(
        sender,
        "Save the import report",
        name,
        [
          { name: "Table (CSV)", extensions: ["csv"] },
          { name: "Data (JSON)", extensions: ["json"] },
        ],
        placeOf(dataset),
      );
      if (path === null) return null;
      const isJson = extname(path).toLowerCase() === ".json";
      await saveFile(path, isJson ? importReportJson(report) : importReportCsv(report));
      return saved.add(path);
    },
    "table:save": async ({ name, rows }, { sender }) => {
      const path = await chooseTarget(
        sender,
        "Save the table",
        exportName(name, "csv"),
        [{ name: "Table (CSV)", extensions: ["csv"] }],
        placeOf(null),
      );
      if (path === null) return null;
      await saveFile(path, tableCsv(rows));
      return saved.add(path);
    },
    "picture:save": async ({ name, svg, format }, { signal, sender }) => {
      const path = await chooseTarget(
        sender,
        "Save the picture",
        exportName(name, format),
        [{ name: format.toUpperCase(), extensions: [format] }],
        placeOf(null),
      );
      if (path === null) return null;
      await core.exporter.draw(path, svg, format, signal);
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

/** A folder is shown by a file within it. */
function firstFileOf(
  { names }: { readonly names: ReadonlyMap<string, string> },
  series: readonly string[],
  failed: readonly { readonly series: string }[],
  format: string,
): string {
  const without = new Set(failed.map((one) => one.series));
  const first = series.find((id) => !without.has(id)) ?? "";
  return `${names.get(first) ?? ""}.${format}`;
}

/** The last one always: it says that all is done. */
function throttled(tell: (progress: BatchProgress) => void): (progress: BatchProgress) => void {
  let toldMs = Number.NEGATIVE_INFINITY;
  return (progress) => {
    const now = performance.now();
    if (progress.done < progress.total && now - toldMs < progressEveryMs) return;
    toldMs = now;
    tell(progress);
  };
}

/** The user's own day, ISO 8601. */
function dayOf(ms: number): string {
  const date = new Date(ms);
  const two = (part: number): string => String(part).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
