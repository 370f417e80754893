import { performance } from "node:perf_hooks";
import { join } from "node:path";
import { app } from "electron";
import { exitCodes, runCli } from "#cli";
import type { Core } from "#main/core";
import { EngineError, type Outcome } from "#domain/errors";
import { noPolicy, type Policy } from "#domain/policy";
import { FileLogger, SettingsStore } from "#main/platform";
import { createApplicationCore } from "./application-core.ts";
import { reportCrashes } from "./crashes.ts";
import { commandLineHost } from "./command-line-host.ts";
import { openUserDatabase, type UserDatabase } from "#main/database";
import { pathsUnder } from "./policy.ts";
import { disableNetwork } from "./security.ts";
import { createShutdown } from "./shutdown.ts";

/** Time for a command to end by itself; the way out takes its own. */
const interruptGraceMs = 500;

/** The same application without a window: one command, its answer on standard output, its exit code. */
export async function runCommand(args: readonly string[], read: Outcome<Policy>): Promise<void> {
  disableNetwork();
  // A window may be running on the same data; Chromium's own files must not be shared with it.
  app.setPath("sessionData", join(app.getPath("userData"), "command-line"));
  const policy = read.ok ? read.value : noPolicy;
  const where = pathsUnder(policy);
  const logger = new FileLogger(where.logs, policy.managed.logLevel);
  reportCrashes(where, logger);
  let core: Core | undefined;
  let database: UserDatabase | undefined;
  const abort = new AbortController();
  const shutdown = createShutdown(logger, async () => {
    await core?.lifecycle.stop();
    database?.close();
    await flushOutput();
  });
  const interrupt = (): void => {
    if (abort.signal.aborted) app.exit(exitCodes.cancelled);
    abort.abort();
    // A command that is in the middle of something long and does not listen has had its time.
    setTimeout(() => void shutdown.exit(exitCodes.cancelled), interruptGraceMs);
  };
  // Electron turns SIGINT and SIGTERM into a request to quit, and Node's own signal events never come.
  app.on("before-quit", (event) => {
    event.preventDefault();
    interrupt();
  });
  // A reader that went away (`| head`) is not an error of ours.
  process.stdout.on("error", () => abort.abort());

  await app.whenReady();
  const exitCode = await runCli(args, {
    stdout: process.stdout,
    stderr: process.stderr,
    signal: abort.signal,
    now: () => performance.now(),
    version: app.getVersion(),
    updates: async () => {
      if (!read.ok) throw EngineError.fromPlain(read.error);
      const { installHint, updatesUnder } = await import("./updates.ts");
      const updates = updatesUnder(policy);
      return {
        check: () => updates.check(),
        stage: (control) => updates.stage(control),
        apply: (onStep) => updates.apply(onStep),
        rollBack: () => updates.rollBack(),
        hintFor: ({ kind, path }) => installHint(kind, path),
      };
    },
    startHost: async (device, bandwidth) => {
      try {
        if (!read.ok) throw EngineError.fromPlain(read.error);
        const settings = new SettingsStore(where.settings, logger, policy);
        // A window may be running: that one repairs what is damaged.
        ({ database } = openUserDatabase({ folder: where.database, logger, wallNow: Date.now, repairs: false }));
        core = createApplicationCore({
          paths: where,
          logger,
          settings,
          policy,
          database,
          bandwidth,
          runsJobsFor: "command",
          onEvent: ({ name, payload }) => {
            if (name === "notice") process.stderr.write(`Warning: ${payload.message}\n`);
          },
        });
        await core.lifecycle.start();
      } catch (error) {
        process.stderr.write(`Fantail can't start. The log is in ${logger.path}\n`);
        throw error;
      }
      if (device !== undefined) await core.modelAdmin.useDeviceOnce(device);
      return commandLineHost(core);
    },
  });
  await shutdown.exit(exitCode);
}

/** Pipes are asynchronous: leaving before they drain would cut a long answer short. */
function flushOutput(): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write("", () => process.stderr.write("", () => resolve()));
  });
}
