import { join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { app, dialog, nativeTheme, type BrowserWindow, type WebContents } from "electron";
import type { AnyEvent } from "#contract/ipc";
import { exitCodes, exitCodeOf } from "#cli";
import { toPlainError } from "#domain/errors";
import type { Core } from "#main/core";
import type { UserDatabase } from "#main/database";
import {
  type CoreHandlers,
  earlyHandlers,
  Grants,
  readSamples,
  registerIpc,
  RequestCounts,
  sendEvent,
} from "#main/ipc";
import { FileLogger, paths, SettingsStore } from "#main/platform";
import { createWindow, installMenu, preloadPathIn, WindowRegistry } from "#main/windows";
import { fileArguments } from "./arguments.ts";
import { developmentServer } from "./development.ts";
import { registerAppScheme, serveApp } from "./protocol.ts";
import { disableNetwork, hardenSessions } from "./security.ts";
import { createShutdown } from "./shutdown.ts";

/** A page that is not there by then does not hold up the core, which others may wait for. */
const pageLimitMs = 2_000;

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
  const requestCounts = new RequestCounts(() => performance.now());
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

  // The window first: its page loads in processes of its own.
  const samples = readSamples(where.samples);
  const pageReady = Promise.withResolvers<void>();
  const coreHandlers = Promise.withResolvers<CoreHandlers>();
  coreHandlers.promise.catch(() => undefined);
  let granting = Promise.resolve();
  abortRequests = registerIpc({
    early: earlyHandlers({
      settings,
      logger,
      grants,
      samples,
      takeOpenFiles: async (contents) => {
        await granting;
        return windows.takeFiles(contents);
      },
      openWindow: () => void windows.open(),
      onPageReady: () => {
        if (isPageReady) return;
        isPageReady = true;
        const sinceStartMs = Math.round(Date.now() - (process.getCreationTime() ?? Date.now()));
        logger.info("window-ready", { sinceStartMs });
        pageReady.resolve();
      },
    }),
    core: coreHandlers.promise,
    // A file is read while the model loads.
    whenStarted: async (name) => core?.lifecycle.reached(name === "dataset:import" ? "caches" : "default model"),
    grantPath: (path, kind) => (kind === "model" ? grants.openModel(path) : grants.open(path)),
    logger,
    counts: requestCounts,
  });
  installMenu((name) => windows.sendToCurrent({ name: "command", payload: { name } }));
  const window = windows.open();
  logger.info("window-created");
  const shown = new Promise<void>((resolve) =>
    window.once("show", () => {
      logger.info("window-shown");
      resolve();
    }),
  );
  const loaded = new Promise<void>((resolve) => window.webContents.once("did-finish-load", () => resolve()));
  const tellPage = (notice: AnyEvent): void => void loaded.then(() => broadcast(notice));
  granting = openInWindow(fileArguments(args), tellPage);

  // Main's thread, and half of a small machine, are the page's until it is there.
  await Promise.race([Promise.all([pageReady.promise, shown]), delay(pageLimitMs, undefined, { ref: false })]);
  if (shutdown.isLeaving) return;
  try {
    const { createWindowCore } = await import("./window-core.ts");
    if (shutdown.isLeaving) return;
    const created = await createWindowCore({
      ...{ paths: where, logger, settings, grants, requestCounts, broadcast },
      onNotice: (message) => tellPage({ name: "notice", payload: { level: "warning", message } }),
    });
    ({ core, database } = created);
    // Closed meanwhile, with nothing of it to stop.
    if (shutdown.isLeaving) {
      database.close();
      return;
    }
    coreHandlers.resolve(created.handlers);
    await created.core.lifecycle.start();
    created.core.deviceMeasurement.runLater();
  } catch (error) {
    coreHandlers.reject(error);
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
