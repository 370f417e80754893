import { join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { app, dialog, nativeTheme, type BrowserWindow, type WebContents } from "electron";
import type { AnyEvent } from "#contract/ipc";
import { exitCodes, exitCodeOf } from "#cli";
import { toPlainError, type EngineError } from "#domain/errors";
import type { Core } from "#main/core";
import { openUserDatabase, type UserDatabase } from "#main/database";
import { migrateImportPresets, ImportPresets } from "#main/datasets";
import { createHandlers, Grants, type Handlers, readSamples, registerIpc, sendEvent } from "#main/ipc";
import { purge } from "#main/models";
import { FileLogger, paths, SettingsStore } from "#main/platform";
import { createWindow, installMenu, preloadPathIn, WindowRegistry } from "#main/windows";
import { createApplicationCore } from "./application-core.ts";
import { fileArguments } from "./arguments.ts";
import { developmentServer } from "./development.ts";
import { registerAppScheme, serveApp } from "./protocol.ts";
import { disableNetwork, hardenSessions } from "./security.ts";
import { createShutdown } from "./shutdown.ts";

/** The application with its windows. */
export async function runWindow(args: readonly string[]): Promise<void> {
  // A second start hands its files to the first and leaves.
  if (!app.requestSingleInstanceLock({ files: fileArguments(args).map((file) => resolve(file)) })) {
    app.exit(exitCodes.done);
    return;
  }
  registerAppScheme();
  const server = import.meta.env?.DEV ? developmentServer(app.isPackaged, process.env) : null;
  disableNetwork(server);
  // As root Chromium's sandbox can't start at all; the checkout's launcher then says so with this switch.
  if (!app.commandLine.hasSwitch("no-sandbox")) app.enableSandbox();

  const where = paths(app);
  const logger = new FileLogger(where.logs);
  const settings = new SettingsStore(where.settings, logger);
  const grants = new Grants();
  let core: Core | null = null;
  let database: UserDatabase | null = null;
  let isPageReady = false;
  let abortRequests = (): void => undefined;

  const shutdown = createShutdown(logger, async () => {
    abortRequests();
    await core?.lifecycle.stop();
    database?.close();
  });
  // Quitting and the signals SIGINT and SIGTERM all arrive here; whoever asks twice does not want to wait.
  let isQuitting = false;
  let exitCode: number = exitCodes.done;
  app.on("before-quit", (event) => {
    event.preventDefault();
    if (isQuitting) app.exit(exitCodes.cancelled);
    isQuitting = true;
    void shutdown.exit(exitCode);
  });
  app.on("window-all-closed", () => void shutdown.exit(exitCodes.done));

  const page = { settings, preloadPath: preloadPathIn(where.out), icon: where.icon };
  const windows = new WindowRegistry<WebContents, BrowserWindow>({
    create: (place, beside) => createWindow(page, place, beside),
    tell: sendEvent,
    askAboutCrashes: (window, reason) => askAboutCrashes(window, reason, logger.path),
    onGivenUp: () => void shutdown.exit(exitCodes.done),
    onCrash: (reason, pauseMs) => logger.error("window-crashed", { reason, pauseMs }),
    isLeaving: () => shutdown.isLeaving,
    now: () => performance.now(),
    after: (ms, work) => void setTimeout(work, ms),
  });
  const broadcast = (event: AnyEvent): void => windows.broadcast(event);
  /** Grants each file and shows it in the current window; `onProblem` hears about those that can't be read. */
  const openInWindow = async (files: readonly string[], onProblem: (notice: AnyEvent) => void): Promise<void> => {
    for (const file of files) {
      try {
        windows.openFile(await grants.open(resolve(file)));
      } catch (error) {
        onProblem({ name: "notice", payload: { level: "error", message: toPlainError(error).message } });
      }
    }
  };
  const notifyCurrentWindow = (notice: AnyEvent): void => windows.sendToCurrent(notice);
  app.on("second-instance", (_event, _argv, _folder, data) => {
    windows.activate();
    void openInWindow((data as { files: string[] }).files, notifyCurrentWindow);
  });
  app.on("open-file", (event, path) => {
    event.preventDefault();
    void openInWindow([path], notifyCurrentWindow);
  });

  await app.whenReady();
  // Closed before it was up: whatever is created from here on would hold up the way out.
  if (shutdown.isLeaving) return;
  logger.info("started", { version: app.getVersion(), electron: process.versions.electron });
  nativeTheme.themeSource = settings.current.theme;
  hardenSessions(logger, server);
  serveApp(join(where.out, "renderer"), server);

  nativeTheme.on("updated", () =>
    broadcast({
      name: "theme:changed",
      payload: { theme: settings.current.theme, dark: nativeTheme.shouldUseDarkColors },
    }),
  );

  // The window first: its page loads in processes of its own, and what it asks for waits for the rest.
  const handlers = Promise.withResolvers<Handlers>();
  const started = Promise.withResolvers<void>();
  started.promise.catch(() => undefined);
  abortRequests = registerIpc({
    handlers: handlers.promise,
    started: started.promise,
    grantPath: (path, kind) => (kind === "model" ? grants.openModel(path) : grants.open(path)),
    logger,
  });
  installMenu((name) => windows.sendToCurrent({ name: "command", payload: { name } }));
  const window = windows.open();
  logger.info("window-created");
  const loaded = new Promise<void>((resolve) => window.webContents.once("did-finish-load", () => resolve()));
  const tellPage = (notice: AnyEvent): void => void loaded.then(() => broadcast(notice));
  const granting = openInWindow(fileArguments(args), tellPage);

  // Nobody else has them open: a second start of the application has left above.
  await purge(where.ownModels);
  if (shutdown.isLeaving) return;
  const opened = openUserDatabase({ folder: where.database, logger, wallNow: Date.now, repairs: true });
  ({ database } = opened);
  if (opened.notice !== null) tellPage(noticeOf(opened.notice));
  const presets = new ImportPresets(database, Date.now);
  await migrateImportPresets(settings, presets).catch((error: unknown) =>
    logger.error("imports-not-carried-over", { message: String(error) }),
  );
  if (shutdown.isLeaving) return;
  const created = createApplicationCore({
    paths: where,
    logger,
    settings,
    database,
    runsJobsFor: "window",
    onEvent: broadcast,
  });
  core = created;
  await granting;
  handlers.resolve(
    createHandlers({
      core: created,
      grants,
      presets,
      settings,
      logger,
      samples: readSamples(where.samples),
      takeOpenFiles: (contents) => windows.takeFiles(contents),
      openWindow: () => void windows.open(),
      onPageReady: () => {
        if (isPageReady) return;
        isPageReady = true;
        const sinceStartMs = Math.round(Date.now() - (process.getCreationTime() ?? Date.now()));
        logger.info("window-ready", { sinceStartMs });
      },
    }),
  );

  try {
    await created.lifecycle.start();
    started.resolve();
    created.deviceMeasurement.runLater();
  } catch (error) {
    started.reject(error);
    // Closed before it had started: a dialog now would hold up the way out for ever.
    if (shutdown.isLeaving) return;
    // Without a model there is nothing to offer: say so where it can't be missed, and leave.
    const plain = toPlainError(error);
    logger.error("start-failed", { code: plain.code, message: plain.message });
    exitCode = exitCodeOf(plain.code);
    for (const one of windows.all) one.hide();
    // Not showErrorBox: that one blocks the process, which then could not even be ended by a signal.
    await dialog.showMessageBox({
      type: "error",
      title: "Fantail",
      message: "Fantail can't start",
      detail: [plain.message, plain.hint, `The log is in ${logger.path}`]
        .filter((line) => line !== undefined)
        .join("\n\n"),
      buttons: ["Quit"],
    });
    await shutdown.exit(exitCode);
  }
}

function noticeOf({ message, hint }: EngineError): AnyEvent {
  return { name: "notice", payload: { level: "warning", message: [message, hint].filter(Boolean).join(" ") } };
}

/** A page that crashes again and again: loading it once more is the user's decision. */
async function askAboutCrashes(window: BrowserWindow, reason: string, logPath: string): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: "error",
    title: "Fantail",
    message: "The window keeps crashing",
    detail: `It was reloaded three times and crashed each time (${reason}). Computed forecasts are safe. The log is in ${logPath}`,
    buttons: ["Reload", "Quit"],
    defaultId: 0,
    cancelId: 1,
  });
  return response === 0;
}
