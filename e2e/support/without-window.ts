import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { _electron, expect, type ElectronApplication } from "@playwright/test";
import { electronPath } from "./places.ts";

export interface WithoutWindow {
  readonly app: ElectronApplication;
  readonly close: () => Promise<void>;
}

/** Electron's flags for a main process that needs neither a display nor a graphics card. */
export const headlessFlags: readonly string[] = [
  // Chromium's sandbox refuses to run as root; only tests and the checkout's launcher may do without it.
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
  "--ozone-platform=headless",
  "--disable-gpu",
  "--log-level=3",
];

export interface WithoutWindowOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** A folder that another start goes on with; by default each has a new one, which goes with it. */
  readonly userData?: string;
}

/** Runs a script of ours as Electron's main process, and waits until it has set what it is reached by. */
export async function launchWithoutWindow(
  script: string,
  global: string,
  options: WithoutWindowOptions = {},
): Promise<WithoutWindow> {
  const userData = options.userData ?? (await mkdtemp(join(tmpdir(), "fantail-without-window-")));
  const app = await _electron.launch({
    executablePath: electronPath,
    args: [...headlessFlags, `--user-data-dir=${userData}`, script],
    env: { ...(process.env as Record<string, string>), ...options.env },
  });
  await expect
    .poll(() => app.evaluate((_, name) => name in globalThis, global), { timeout: 30_000, intervals: [20] })
    .toBe(true);
  const close = async (): Promise<void> => {
    await app.close();
    if (options.userData === undefined) await rm(userData, { recursive: true, force: true });
  };
  return { app, close };
}
