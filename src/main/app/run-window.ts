import { join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as delay } from "node:timers/promises";
import { app, dialog, nativeTheme, type BrowserWindow, type WebContents } from "electron";
import type { AnyEvent } from "#contract/ipc";
import { exitCodes, exitCodeOf } from "#cli";
import type { CommandId } from "#domain/commands";
import { type AppError, type Outcome, toPlainError } from "#domain/errors";
import { noPolicy, type Policy } from "#domain/policy";
import type { Core } from "#main/core";
import type { UserDatabase } from "#main/database";
import {
  type CoreHandlers,
  earlyHandlers,
  Grants,
  listFolder,
  readableExtensions,
  readSamples,
  registerIpc,
  RequestCounts,
  SavedFiles,
  sendEvent,
} from "#main/ipc";
import { FileLogger, markOf, ReplacedArchive, SettingsStore } from "#main/platform";
import type { Projects } from "#main/projects";
import type { WindowSessions } from "#main/sessions";
import { createWindow, installMenu, preloadPathIn, WindowRegistry } from "#main/windows";
import { fileArguments, startsEmpty } from "./arguments.ts";
import { reportCrashes } from "./crashes.ts";
import { developmentServer } from "./development.ts";
import { pathsUnder, placesUnder } from "./policy.ts";
import { registerAppScheme, serveApp } from "./protocol.ts";
import { disableNetwork, hardenSessions } from "./security.ts";
import { createShutdown } from "./shutdown.ts";

/** A page that is not there by then does not hold up the core, which others may wait for. */
const pageLimitMs = 2_000;

/** For the last save of projects, which are a moment behind at most. */
const projectLimitMs = 800;

/** The application with its windows. */
export async function runWindow(args: readonly string[], read: Outcome<Policy>): Promise<void> {
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

  const policy = read.ok ? read.value : noPolicy;
  const where = pathsUnder(policy);
  const logger = new FileLogger(where.logs, policy.managed.logLevel);
  const crashes = reportCrashes(where, logger);
  const settings = new SettingsStore(where.settings, logger, policy);
  const grants = new Grants();
  const saved = new SavedFiles();
  const requestCounts = new RequestCounts(() => performance.now());
  let core: Core | null = null;
  let database: UserDatabase | null = null;
  let isPageReady = false;
  let abortRequests = (): void => undefined;

  let sessions: WindowSessions<WebContents> | null = null;
  let projects: Projects<WebContents> | null = null;
  const leaving = new AbortController();
  const shutdown = createShutdown(logger, async () => {
    leaving.abort();
    abortRequests();
    await Promise.race([projects?.flush(), delay(projectLimitMs)]);
    sessions?.leave();
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
    onCrash: (contents, reason, pauseMs) => {
      logger.error("window-crashed", { reason, pauseMs });
      sessions?.crashed(contents);
    },
    onClosed(contents, isLast) {
      projects?.closed(contents);
      sessions?.closed(contents, isLast);
    },
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
  const sendCommand = (name: CommandId): void => windows.sendToCurrent({ name: "command", payload: { name } });
  const notifyCurrentWindow = (notice: AnyEvent): void => windows.sendToCurrent(notice);
  const archive = new ReplacedArchive(() => (app.isPackaged ? markOf(app.getAppPath()) : null));
  const tellOfUpdate = (): void => {
    if (!archive.isNews()) return;
    logger.warn("archive-replaced");
    const message = "Fantail was updated. Close it and start it again, so that all of it is the new version.";
    broadcast({ name: "notice", payload: { level: "warning", message } });
  };
  app.on("browser-window-focus", tellOfUpdate);
  app.on("second-instance", (_event, _argv, _folder, data) => {
    windows.activate();
    tellOfUpdate();
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
  if (!read.ok) {
    logger.error("start-failed", { code: read.error.code, policy: read.error.message });
    exitCode = exitCodeOf(read.error.code);
    await sayWhyNot(read.error, logger.path);
    await shutdown.exit(exitCode);
    return;
  }
  for (const conflict of policy.conflicts) logger.warn("policy-conflict", { policy: conflict });
  nativeTheme.themeSource = settings.values.theme;
  settings.onChange((values, before) => {
    if (values.theme !== before.theme) nativeTheme.themeSource = values.theme;
    broadcast({ name: "settings:changed", payload: { settings: values } });
  });
  hardenSessions(logger, server);
  serveApp(join(where.out, "renderer"), server);

  nativeTheme.on("updated", () =>
    broadcast({
      name: "theme:changed",
      payload: { theme: settings.values.theme, dark: nativeTheme.shouldUseDarkColors },
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
      policy,
      places: placesUnder(policy),
      logger,
      grants,
      samples,
      saved,
      pasted: where.pasted,
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
    grantPath: (path, kind) => {
      if (kind === "folder") return listFolder(path, readableExtensions, grants);
      return kind === "model" ? grants.openModel(path) : grants.open(path);
    },
    logger,
    onAct: () => core?.warming.acted(),
    counts: requestCounts,
  });
  const menu = installMenu(sendCommand, settings.values.shortcuts);
  settings.onChange(({ shortcuts }) => menu.useKeys(shortcuts));
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
      ...{ paths: where, logger, crashes, settings, policy, grants, saved, requestCounts, broadcast, samples },
      windows: {
        pages: () => windows.inOrder().map(({ webContents }) => webContents),
        open: () => windows.open().webContents,
        listRecent: menu.listRecent,
        current: () => windows.current?.webContents,
      },
      startsEmpty: startsEmpty(args),
      onNotice: (message) => tellPage({ name: "notice", payload: { level: "warning", message } }),
    });
    ({ core, database, sessions, projects } = created);
    // Closed meanwhile, with nothing of it to stop.
    if (shutdown.isLeaving) {
      database.close();
      return;
    }
    coreHandlers.resolve(created.handlers);
    await created.core.lifecycle.start();
    created.core.deviceMeasurement.runLater();
    if (policy.managed.updateAtStart === "stage") {
      const { stageAtStart } = await import("./updates.ts");
      void stageAtStart(policy, logger, leaving.signal, (message) =>
        tellPage({ name: "notice", payload: { level: "info", message } }),
      );
    }
  } catch (error) {
    coreHandlers.reject(error);
    // Closed before it had started: a dialog now would hold up the way out for ever.
    if (shutdown.isLeaving) return;
    // Without a model there is nothing to offer: say so where it can't be missed, and leave.
    const plain = toPlainError(error);
    logger.error("start-failed", { code: plain.code, message: plain.message });
    exitCode = exitCodeOf(plain.code);
    for (const one of windows.all) one.hide();
    await sayWhyNot(plain, logger.path);
    await shutdown.exit(exitCode);
  }
}

async function sayWhyNot({ message, hint }: AppError, logPath: string): Promise<void> {
  // Not showErrorBox: that one blocks the process, which then could not even be ended by a signal.
  await dialog.showMessageBox({
    type: "error",
    title: "Fantail",
    message: "Fantail can't start",
    detail: [message, hint, `The log is in ${logPath}`].filter((line) => line !== undefined).join("\n\n"),
    buttons: ["Quit"],
  });
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
