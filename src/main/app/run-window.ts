import { join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { app, BrowserWindow, dialog, nativeTheme } from "electron";
import type { AnyEvent } from "#contract/ipc";
import { exitCodes, exitCodeOf } from "#cli";
import { toPlainError } from "#engine/errors";
import { ForecastHost } from "#main/core";
import { purge } from "#main/models";
import { Grants } from "#main/ipc";
import { createHandlers } from "#main/ipc";
import { registerIpc, sendEvent } from "#main/ipc";
import { OpenFiles } from "#main/ipc";
import { createMainWindow, preloadPathIn } from "#main/windows";
import { installMenu } from "#main/windows";
import { fileArguments } from "./arguments.ts";
import { developmentServer } from "./development.ts";
import { FileLogger } from "#main/platform";
import { PageCrashes } from "#main/windows";
import { paths } from "#main/platform";
import { registerAppScheme, serveApp } from "./protocol.ts";
import { readSamples } from "./samples.ts";
import { disableNetwork, hardenSessions } from "./security.ts";
import { SettingsStore } from "#main/platform";
import { createShutdown } from "./shutdown.ts";

/** The application with its window. */
export async function runWindow(words: readonly string[]): Promise<void> {
  // A second start hands its files to the first and leaves.
  if (!app.requestSingleInstanceLock({ files: fileArguments(words).map((file) => resolve(file)) })) {
    app.exit(exitCodes.done);
    return;
  }
  registerAppScheme();
  const server = import.meta.env?.DEV ? developmentServer(app.isPackaged, process.env) : null;
  disableNetwork(server);
  // As root Chromium's sandbox can't start at all; the checkout's launcher then says so with this switch.
  if (!app.commandLine.hasSwitch("no-sandbox")) app.enableSandbox();

  const where = paths();
  const logger = new FileLogger(where.logs);
  const settings = new SettingsStore(where.settings, logger);
  const grants = new Grants();
  let host: ForecastHost | null = null;
  let isPageReady = false;
  let abortRequests = (): void => undefined;

  const shutdown = createShutdown(logger, async () => {
    abortRequests();
    await host?.stop();
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

  const broadcast = (event: AnyEvent): void => {
    for (const window of BrowserWindow.getAllWindows()) sendEvent(window.webContents, event);
  };
  const openFiles = new OpenFiles((payload) => broadcast({ name: "file:opened", payload }));
  const openInWindow = async (files: readonly string[]): Promise<void> => {
    for (const file of files) {
      try {
        openFiles.add(await grants.open(file));
      } catch (error) {
        broadcast({ name: "notice", payload: { level: "error", message: toPlainError(error).message } });
      }
    }
  };
  app.on("second-instance", (_event, _argv, _folder, data) => {
    const window = BrowserWindow.getAllWindows()[0];
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
    void openInWindow((data as { files: string[] }).files);
  });
  app.on("open-file", (event, path) => {
    event.preventDefault();
    void openInWindow([path]);
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

  // Nobody else has them open: this is the only window.
  await purge(where.ownModels);
  if (shutdown.isLeaving) return;
  // The window loads while the models do; its requests wait for them.
  host = new ForecastHost({
    paths: where,
    logger,
    version: app.getVersion(),
    onEvent: broadcast,
    limits: settings.current.limits,
    bandwidth: settings.current.bandwidth,
    settings,
  });
  const started = host;
  const starting = started.start();
  const startupNotices: AnyEvent[] = [];
  const handlers = Promise.all([grantAll(grants, fileArguments(words), openFiles, startupNotices), starting]).then(() =>
    createHandlers({
      host: started,
      grants,
      settings,
      logger,
      samples: readSamples(where.samples),
      takeOpenFiles: () => openFiles.take(),
      onPageReady: () => {
        if (isPageReady) return;
        isPageReady = true;
        logger.info("window-ready", {
          sinceStartMs: Math.round(Date.now() - (process.getCreationTime() ?? Date.now())),
        });
      },
    }),
  );
  handlers.catch(() => undefined);
  abortRequests = registerIpc(
    handlers,
    (path, kind) => (kind === "model" ? grants.openModel(path) : grants.open(path)),
    logger,
  );
  installMenu((name) => {
    const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
    if (window !== undefined) sendEvent(window.webContents, { name: "command", payload: { name } });
  });
  const window = createMainWindow(settings, preloadPathIn(where.out), where.icon);
  const crashes = new PageCrashes(() => performance.now());
  window.webContents.on("render-process-gone", (_event, { reason }) => {
    if (reason === "clean-exit" || shutdown.isLeaving) return;
    openFiles.hold();
    const pauseMs = crashes.next();
    logger.error("window-crashed", { reason, pauseMs });
    const reload = (): void => {
      if (!window.isDestroyed() && !shutdown.isLeaving) window.reload();
    };
    if (pauseMs !== null) {
      setTimeout(reload, pauseMs);
      return;
    }
    void askAboutCrashes(reason, logger.path).then((wantsReload) => {
      crashes.forget();
      if (wantsReload) reload();
      else void shutdown.exit(exitCodes.done);
    });
  });
  window.webContents.once("did-finish-load", () => startupNotices.forEach(broadcast));

  try {
    await starting;
    started.measureDevicesLater();
  } catch (error) {
    // Closed before it had started: a dialog now would hold up the way out for ever.
    if (shutdown.isLeaving) return;
    // Without a model there is nothing to offer: say so where it can't be missed, and leave.
    const plain = toPlainError(error);
    logger.error("start-failed", { code: plain.code, message: plain.message });
    exitCode = exitCodeOf(plain.code);
    window.hide();
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
async function askAboutCrashes(reason: string, logPath: string): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: "error",
    title: "Fantail",
    message: "The window keeps crashing",
    detail: `It was loaded again three times and stopped each time (${reason}). What was computed is kept. The log is in ${logPath}`,
    buttons: ["Load again", "Quit"],
    defaultId: 0,
    cancelId: 1,
  });
  return response === 0;
}

async function grantAll(
  grants: Grants,
  files: readonly string[],
  opened: OpenFiles,
  notices: AnyEvent[],
): Promise<void> {
  for (const file of files) {
    try {
      opened.add(await grants.open(resolve(file)));
    } catch (error) {
      notices.push({ name: "notice", payload: { level: "error", message: toPlainError(error).message } });
    }
  }
}
