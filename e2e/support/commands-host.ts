/**
 * The command line without the start of a process for each command: a main process that starts one core and runs commands
 * on it, one after the other. Reached as `globalThis.commands`.
 */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { performance } from "node:perf_hooks";
import { app } from "electron";
import { runCli } from "../../src/cli/index.ts";
import { commandLineHost } from "../../src/main/app/command-line-host.ts";
import { createCore, type Core } from "../../src/main/core/index.ts";
import { openUserDatabase } from "../../src/main/database/index.ts";
import { FileLogger, paths, SettingsStore } from "../../src/main/platform/index.ts";
import type { CommandResult } from "./command-line.ts";

const root = resolve(import.meta.dirname, "../..");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
/** What the core says of itself, while a command runs. */
let note = (_message: string): void => undefined;

async function startCore(): Promise<Core> {
  const where = paths({ isPackaged: false, getAppPath: () => root, getPath: (name) => app.getPath(name) });
  const logger = new FileLogger(where.logs);
  const settings = new SettingsStore(where.settings, logger);
  const { database } = openUserDatabase({ folder: where.database, logger, wallNow: Date.now, repairs: false });
  const core = createCore({
    paths: where,
    logger,
    settings,
    database,
    version,
    limits: settings.current.limits,
    bandwidth: settings.current.bandwidth,
    runsJobsFor: "command",
    onEvent: (event) => {
      if (event.name === "notice") note(event.payload.message);
    },
  });
  await core.lifecycle.start();
  return core;
}

export class CommandsHost {
  readonly #core: Core;

  constructor(core: Core) {
    this.#core = core;
  }

  async run(words: readonly string[]): Promise<CommandResult> {
    const [out, err]: [string[], string[]] = [[], []];
    note = (message) => void err.push(`Warning: ${message}\n`);
    const exitCode = await runCli(words, {
      stdout: { write: (text) => out.push(text) },
      stderr: { write: (text) => err.push(text) },
      signal: new AbortController().signal,
      now: () => performance.now(),
      version,
      startHost: (device, bandwidth) => {
        if (device !== undefined || bandwidth !== undefined) throw new Error("that is for the start of a process");
        return Promise.resolve(commandLineHost(this.#core));
      },
    });
    return { exitCode, stdout: out.join(""), stderr: err.join("") };
  }
}

app.on("window-all-closed", () => undefined);
app.on("before-quit", () => undefined);
void app
  .whenReady()
  .then(startCore)
  .then((core) => Object.assign(globalThis, { commands: new CommandsHost(core) }));
