import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommandsHost } from "./commands-host.ts";
import { electronPath, root } from "./places.ts";
import { headlessFlags, launchWithoutWindow, type WithoutWindowOptions } from "./without-window.ts";

declare global {
  var commands: CommandsHost;
}

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real command line, without a display, on a data folder of its own. */
export async function fantail(
  words: readonly string[],
  options: {
    readonly env?: Readonly<Record<string, string>>;
    readonly interruptAtFirstNote?: boolean;
    /** As a terminal does it: to all of its processes, once this is in a note. */
    readonly signal?: { readonly name: "SIGINT" | "SIGKILL"; readonly at: RegExp };
    /** Told of each note. */
    readonly onNote?: (note: string) => void;
    /** A folder that another run goes on with; by default each run has a new one. */
    readonly userData?: string;
  } = {},
): Promise<CommandResult> {
  const userData = options.userData ?? (await mkdtemp(join(tmpdir(), "fantail-cli-")));
  const args = [...headlessFlags, `--user-data-dir=${userData}`, root, ...words];
  const { DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...env } = process.env;
  try {
    return await new Promise((resolve, reject) => {
      const child = spawn(electronPath, args, {
        cwd: root,
        env: { ...env, ...options.env },
        // With a group of its own.
        detached: options.signal !== undefined,
      });
      const out: Buffer[] = [];
      const err: Buffer[] = [];
      let isInterrupted = false;
      child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
      child.stderr.on("data", (chunk: Buffer) => {
        err.push(chunk);
        options.onNote?.(chunk.toString("utf8"));
        if (options.signal?.at.test(Buffer.concat(err).toString("utf8")) === true && !isInterrupted)
          isInterrupted = process.kill(-(child.pid ?? 0), options.signal.name);
        if (options.interruptAtFirstNote === true && !isInterrupted) isInterrupted = child.kill("SIGINT");
      });
      child.on("error", reject);
      child.on("close", (code, signal) =>
        resolve({
          exitCode: code ?? (signal === null ? -1 : 128),
          stdout: Buffer.concat(out).toString("utf8"),
          stderr: Buffer.concat(err).toString("utf8"),
        }),
      );
    });
  } finally {
    if (options.userData === undefined) await rm(userData, { recursive: true, force: true });
  }
}

/** Commands that run one after the other in one process. */
export interface Commands {
  readonly run: (words: readonly string[]) => Promise<CommandResult>;
  /** The one JSON document that a `--json` command prints. */
  readonly json: <T>(words: readonly string[]) => Promise<T>;
}

/** Starts the process in which they run, with its core. */
export async function launchCommands(
  options: WithoutWindowOptions = {},
): Promise<Commands & { readonly close: () => Promise<void> }> {
  const { app, close } = await launchWithoutWindow(join(import.meta.dirname, "commands-host.ts"), "commands", options);
  const run = (words: readonly string[]): Promise<CommandResult> =>
    app.evaluate((_, given) => globalThis.commands.run(given), words);
  return { run, close, json: async (words) => documentOf(words, await run([...words, "--json"])) };
}

/** The one JSON document that a `--json` command prints, by a process of its own. */
export async function fantailJson<T>(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<T> {
  return documentOf<T>(words, await fantail([...words, "--json"], { env }));
}

function documentOf<T>(words: readonly string[], { exitCode, stdout, stderr }: CommandResult): T {
  if (exitCode !== 0) throw new Error(`fantail ${words.join(" ")} ended with ${exitCode}: ${stdout} ${stderr}`);
  return JSON.parse(stdout) as T;
}
