/** The application, ended by a signal at some moment of its start. */
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { electronPath, root } from "../e2e/support/application.ts";

const rootFlags = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
/** Beyond the three seconds that the way out may take: the process did not end at all. */
const giveUpMs = 15_000;

export interface EndedStart {
  readonly afterMs: number;
  /** From the signal to the end of the process. */
  readonly tookMs: number;
  /** "0" for a clean end, otherwise an exit code or the name of a signal. */
  readonly end: string;
}

/** Before Chromium has put up its handlers, the operating system itself ends the process on SIGTERM: that is a clean end, too. */
export const isCleanEnd = ({ end, tookMs }: EndedStart): boolean =>
  (end === "0" || end === "SIGTERM") && tookMs <= 3_000;

export async function endWhileStarting(afterMs: number): Promise<EndedStart> {
  const userData = await mkdtemp(join(tmpdir(), "fantail-start-"));
  const child = spawn(electronPath, [...rootFlags, `--user-data-dir=${userData}`, root], { stdio: "ignore" });
  try {
    const ended = new Promise<string>((resolve) =>
      child.on("close", (code, signal) => resolve(signal ?? String(code))),
    );
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    const asked = performance.now();
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), giveUpMs);
    const end = await ended;
    clearTimeout(timer);
    return { afterMs, tookMs: performance.now() - asked, end };
  } finally {
    await rm(userData, { recursive: true, force: true, maxRetries: 5 });
  }
}
