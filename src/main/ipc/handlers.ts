import { basename, extname, join } from "node:path";
import { app, BrowserWindow, dialog, nativeTheme } from "electron";
import type { Grant, Sample } from "#contract/ipc";
import { CancelledError, EngineError } from "#engine/errors";
import { importReportCsv, importReportJson } from "#engine/export";
import type { Logger } from "#main/platform";
import type { SettingsStore } from "#main/platform";
import type { ForecastHost } from "#main/core";
import { saveText } from "#main/platform";
import { cacheHandlers } from "./cache-handlers.ts";
import type { Grants } from "./grants.ts";
import { Imports, readOptions } from "#main/datasets";
import { modelHandlers } from "./model-handlers.ts";
import { sendEvent, type Handlers } from "./ipc-main.ts";
import { PageVisits } from "./page-visits.ts";

export interface SampleFile extends Sample {
  readonly path: string;
}

export interface HandlerDependencies {
  readonly host: ForecastHost;
  readonly grants: Grants;
  readonly settings: SettingsStore;
  readonly logger: Logger;
  readonly samples: readonly SampleFile[];
  /** Files from the command line, handed to the first window that asks. */
  readonly takeOpenFiles: () => Grant[];
  /** A page is up and has asked its first question. */
  readonly onPageReady: () => void;
}

const readableExtensions = ["csv", "tsv", "txt", "xlsx", "parquet", "json", "tsf", "gz", "zip"];

/** What each request of the contract does. */
export function createHandlers({
  host,
  grants,
  settings,
  logger,
  samples,
  takeOpenFiles,
  onPageReady,
}: HandlerDependencies): Handlers {
  const imports = new Imports(host, settings);
  const visits = new PageVisits<Electron.WebContents>((handle) => imports.close(handle));
  return {
    "app:info": async () => {
      onPageReady();
      return {
        version: app.getVersion(),
        platform: process.platform,
        models: [...host.models()],
        defaultModel: host.defaultModel(),
        modelDefaults: host.modelAdmin.state().defaults,
        samples: samples.map(({ id, title, description }) => ({ id, title, description })),
        theme: settings.current.theme,
        composedModels: [...host.composedModels()],
        bands: settings.current.bands ?? "native",
        isRounded: settings.current.isRounded ?? false,
        openFiles: takeOpenFiles(),
      };
    },
    "file:choose": async (_args, { sender }) => {
      const chosen = await dialog.showOpenDialog(windowOf(sender), {
        title: "Open a file",
        properties: ["openFile"],
        filters: [
          { name: "Tables", extensions: readableExtensions },
          { name: "All files", extensions: ["*"] },
        ],
      });
      const path = chosen.filePaths[0];
      return chosen.canceled || path === undefined ? null : grants.open(path);
    },
    "sample:open": async ({ id }) => {
      const sample = samples.find((known) => known.id === id);
      if (sample === undefined) throw new EngineError("file-not-found", "This sample is not part of the application.");
      return grants.open(sample.path);
    },
    "dataset:import": async ({ grant, options }, { requestId, signal, sender }) => {
      const visit = visits.of(sender);
      const dataset = await imports.import(grants.pathOf(grant), options, {
        signal,
        onImportProgress: (progress) =>
          sendEvent(sender, { name: "import:progress", payload: { requestId, ...progress } }),
      });
      if (!visit.open(dataset.handle)) throw new CancelledError("user");
      return dataset;
    },
    "import:understood": async ({ grant }) => imports.understood(grants.pathOf(grant)),
    "repairs:list": async ({ dataset, code, from, count }) => imports.repairRows(dataset, code, from, count),
    "row:place": async ({ dataset, row, column }) => host.placeOfRow(dataset, row, column),
    "dataset:close": async ({ dataset }, { sender }) => {
      visits.of(sender).close(dataset);
      return {};
    },
    "series:values": async ({ dataset, series }) => host.values(dataset, series),
    "forecast:get": async ({ isRounded = false, ...args }, { signal, sender }) => {
      const { samples: _samples, ...forecast } = await host.ask(
        { bands: "native", ...args, view: `${sender.id}:${args.view}` },
        signal,
      );
      return isRounded ? host.rounded(forecast) : forecast;
    },
    "forecast:draw": ({ grant, options, ...request }, { signal }) =>
      host.draw(
        grants.pathOf(grant),
        { ...request, options: options === undefined ? undefined : readOptions(options) },
        { signal },
      ),
    "forecast:coverage": (args, { signal }) => host.coverage({ bands: "native", ...args }, signal),
    "background:focus": async (args) => {
      await host.focus(args);
      return {};
    },
    "export:save": async ({ format, ...key }, { signal, sender }) => {
      const chosen = await dialog.showSaveDialog(windowOf(sender), {
        title: "Export the forecast",
        defaultPath: join(app.getPath("documents"), exportName(key.series, key.origin, format)),
        filters: [{ name: format.toUpperCase(), extensions: [format] }],
      });
      if (chosen.canceled || chosen.filePath === "") return null;
      const path = extname(chosen.filePath) === "" ? `${chosen.filePath}.${format}` : chosen.filePath;
      await host.exportOne(path, { bands: "native", ...key }, imports.optionsOf(key.dataset), signal);
      return { name: basename(path) };
    },
    "report:save": async ({ dataset }, { sender }) => {
      const report = imports.report(dataset, app.getVersion());
      const chosen = await dialog.showSaveDialog(windowOf(sender), {
        title: "Save the import report",
        defaultPath: join(
          app.getPath("documents"),
          exportName(`${basename(report.name, extname(report.name))} import report`, 0, "csv"),
        ),
        filters: [
          { name: "Table (CSV)", extensions: ["csv"] },
          { name: "Data (JSON)", extensions: ["json"] },
        ],
      });
      if (chosen.canceled || chosen.filePath === "") return null;
      const path = extname(chosen.filePath) === "" ? `${chosen.filePath}.csv` : chosen.filePath;
      await saveText(
        path,
        extname(path).toLowerCase() === ".json" ? importReportJson(report) : importReportCsv(report),
      );
      return { name: basename(path) };
    },
    "settings:set": async ({ theme, bands, isRounded }) => {
      if (theme !== undefined) nativeTheme.themeSource = theme;
      await settings.update({
        ...(theme === undefined ? {} : { theme }),
        ...(bands === undefined ? {} : { bands }),
        ...(isRounded === undefined ? {} : { isRounded }),
      });
      return {};
    },
    ...cacheHandlers({ cache: host.cache, settings, wallNow: Date.now }),
    "transit:damaged": async ({ name }) => {
      logger.error("damaged-in-transit", { to: "window", name });
      return {};
    },
    "diagnostics:get": () => host.doctor({ waitForDevices: false }),
    ...modelHandlers(host.modelAdmin, grants),
  };
}

/** A file name that every file system takes, made of the series' own id. */
export function exportName(series: string, origin: number, extension: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are exactly what must go
  const safe = series.replace(/[\u0000-\u001f<>:"/\\|?*]+/g, "-");
  const stem = safe.replace(/^[.\s-]+|[.\s-]+$/g, "").slice(0, 80);
  return `${stem === "" ? "forecast" : stem}${origin === 0 ? "" : `-origin${origin}`}.${extension}`;
}

function windowOf(sender: Electron.WebContents): BrowserWindow {
  const window = BrowserWindow.fromWebContents(sender);
  if (window === null) throw new EngineError("not-allowed", "The window that asked is gone.");
  return window;
}
