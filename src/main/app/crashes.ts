/** Hears of every process of the application that ends unasked. */
import { app, crashReporter } from "electron";
import { CrashReports, type FileLogger, type paths } from "#main/platform";

export function reportCrashes(where: ReturnType<typeof paths>, logger: FileLogger): CrashReports {
  const crashes = new CrashReports({
    folder: where.crashes,
    dumps: app.getPath("crashDumps"),
    versions: { Fantail: app.getVersion(), Electron: process.versions.electron },
    recentLog: () => logger.recent,
    wallNow: Date.now,
  });
  crashReporter.start({ uploadToServer: false });
  // What happens then stays what it was: this only looks on.
  process.on("uncaughtExceptionMonitor", (error) => {
    const reason = logger.plain(error.stack ?? String(error));
    logger.error("main-crashed", { message: reason });
    crashes.record({ process: "main", reason, exitCode: null });
  });
  process.on("unhandledRejection", (reason) =>
    logger.error("unhandled-rejection", { message: reason instanceof Error ? reason.stack : String(reason) }),
  );
  logger.onWorkerCrash(({ worker, reason, code }) => crashes.record({ process: worker, reason, exitCode: code }));
  app.on("render-process-gone", (_event, _contents, { reason, exitCode }) => {
    if (reason !== "clean-exit") crashes.record({ process: "window", reason, exitCode });
  });
  app.on("child-process-gone", (_event, { type, reason, exitCode }) => {
    // Workers are told of by those who know whether they were asked to end.
    if (type !== "Utility" && reason !== "clean-exit")
      crashes.record({ process: type.toLowerCase(), reason, exitCode });
  });
  return crashes;
}
