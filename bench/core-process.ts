/** Starts core-host.ts under Electron itself, because utility processes exist nowhere else. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Answer, Question } from "../e2e/processes/core-host.ts";

export type CoreHost = ReturnType<typeof startCoreHost>;

/** The measured process, and a way to ask it. */
export function startCoreHost(cacheFolder?: string) {
  const child = spawn(
    process.execPath,
    [
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      "--ozone-platform=headless",
      "--disable-gpu",
      "--log-level=3",
      resolve(import.meta.dirname, "../e2e/processes/core-host.ts"),
    ],
    {
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...process.env, ELECTRON_RUN_AS_NODE: undefined, FANTAIL_BENCH_CACHE: cacheFolder },
    },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async <T>(): Promise<T> => {
    const { value } = await lines.next();
    if (value === undefined) throw new Error("the measured process ended");
    return JSON.parse(value) as T;
  };
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString("utf8")).slice(-10_000);
  });
  return {
    next,
    /** The last line of its standard error that is JSON. */
    lastNote<T>(): T | null {
      const line = said.split("\n").findLast((one) => one.startsWith("{") && one.endsWith("}"));
      return line === undefined ? null : (JSON.parse(line) as T);
    },
    /** As a power cut would: no process of its group gets a chance to say goodbye. */
    async kill(): Promise<void> {
      child.kill("SIGKILL");
      await once(child, "exit");
    },
    post(question: Question): void {
      child.stdin.write(`${JSON.stringify(question)}\n`);
    },
    ask(question: Question): Promise<Answer> {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      return next<Answer>();
    },
    async end(): Promise<void> {
      child.stdin.end();
      await once(child, "exit");
    },
  };
}
