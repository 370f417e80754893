/** Starting other programs: quietly, with their output shown only on failure, or in our place. */
import { spawn } from "node:child_process";
import os from "node:os";
import { say, SetupError } from "./log.mjs";

/**
 * Runs a program and collects what it says.
 * Resolves with the exit code and output for every way a program can end; `timedOut` when it ran past `timeoutMs`.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {import("node:child_process").SpawnOptions & { timeoutMs?: number }} [options]
 */
export function collect(command, args, { timeoutMs = 0, ...options } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
    const chunks = { stdout: [], stderr: [], all: [] };
    for (const name of ["stdout", "stderr"]) {
      child[name].on("data", (chunk) => {
        chunks[name].push(chunk);
        chunks.all.push(chunk);
      });
    }
    let timedOut = false;
    const timer = timeoutMs > 0 && setTimeout(() => ((timedOut = true), child.kill("SIGKILL")), timeoutMs);
    const finish = (code, extra = "") => {
      if (timer) clearTimeout(timer);
      const text = (list) => Buffer.concat(list).toString("utf8");
      resolve({
        code,
        timedOut,
        stdout: text(chunks.stdout),
        stderr: text(chunks.stderr) + extra,
        output: text(chunks.all) + extra,
      });
    };
    child.on("error", (error) => finish(127, `${error.message}\n`));
    child.on("close", (code, signal) => finish(code ?? signalCode(signal)));
  });
}

/**
 * Runs a program that has to succeed; its output becomes the error when it does not.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {import("node:child_process").SpawnOptions & { timeoutMs?: number, what?: string }} [options]
 */
export async function mustRun(command, args, { what = `${command} ${args.join(" ")}`, ...options } = {}) {
  const result = await collect(command, args, options);
  if (result.code !== 0) {
    const why = result.timedOut ? "took too long and was stopped" : `failed with exit code ${result.code}`;
    throw new SetupError(`${what} ${why}:\n${result.output.trimEnd()}`);
  }
  return result;
}

/** npm as it was started (so that its configuration, registry and proxy hold), or the one on the path. */
export function npmCommand(args, env = process.env) {
  if (env.npm_execpath?.endsWith(".js")) return [process.execPath, [env.npm_execpath, ...args]];
  return process.platform === "win32"
    ? [process.env.ComSpec ?? "cmd.exe", ["/d", "/s", "/c", "npm", ...args]]
    : ["npm", args];
}

/** What a shell reports for a program that a signal ended. */
export function signalCode(signal) {
  return signal ? 128 + (os.constants.signals[signal] ?? 0) : 1;
}

/** Ctrl-C reaches us once from the terminal and once more from npm; within this time they are one key press. */
const samePressMs = 300;

/** Ends a program that hangs, with everything it started. */
function endGroup(child, timeoutMs) {
  say(`fantail: not finished after ${timeoutMs / 1000} s: stopped`);
  if (process.platform === "win32") child.kill("SIGKILL");
  else process.kill(-child.pid, "SIGKILL");
}

/**
 * Runs a program in our place: its output is ours, our signals are its, its exit code is the result.
 * It gets a process group of its own, so that one Ctrl-C arrives once and a second one can mean "now".
 *
 * @param {string} command
 * @param {string[]} args
 * @param {import("node:child_process").SpawnOptions & { timeoutMs?: number,
 *   onStart?: (child: import("node:child_process").ChildProcess) => void }} [options]
 * @returns {Promise<number>}
 */
export function inOurPlace(command, args, { timeoutMs = 0, onStart, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "inherit", detached: process.platform !== "win32", ...options });
    onStart?.(child);
    const last = new Map();
    const forward = (signal) => {
      const now = performance.now();
      if (now - (last.get(signal) ?? -Infinity) < samePressMs) return;
      last.set(signal, now);
      child.kill(signal);
    };
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
    for (const signal of signals) process.on(signal, forward);
    const timer = timeoutMs > 0 && setTimeout(() => endGroup(child, timeoutMs), timeoutMs);
    const done = () => {
      if (timer) clearTimeout(timer);
      for (const signal of signals) process.off(signal, forward);
    };
    child.on("error", (error) => (done(), reject(new SetupError(`${command} could not be started: ${error.message}`))));
    child.on("exit", (code, signal) => (done(), resolve(code ?? signalCode(signal))));
  });
}
