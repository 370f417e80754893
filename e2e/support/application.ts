import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test as base, _electron, expect, type ElectronApplication, type Page } from "@playwright/test";
import { launchCommands, type Commands } from "./command-line.ts";
import { root } from "./places.ts";

export interface LaunchOptions {
  /** Words after the application's folder, for instance a file to open. */
  readonly words?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** A folder from an earlier start; by default each start has a new one. */
  readonly userData?: string;
  /** With what was open in that earlier start. */
  readonly restores?: boolean;
  /** With the tour, which stays away from all other tests. */
  readonly isFirstUse?: true;
}

// Two windows on one display would take the keyboard from each other.
const display = process.env["FANTAIL_DISPLAYS"]?.split(" ")[Number(process.env["TEST_PARALLEL_INDEX"])];
if (display !== undefined) process.env["DISPLAY"] = display;

/** Numbers and dates as the command line writes them, whatever machine the tests run on. */
const fixedLocale = { LC_ALL: "en_GB.UTF-8", LANGUAGE: "en_GB" };

async function declineTour(userData: string): Promise<void> {
  const settings = join(userData, "settings.json");
  if (existsSync(settings)) return;
  await mkdir(userData, { recursive: true });
  await writeFile(settings, JSON.stringify({ isTourSeen: true }));
}

export interface Running {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly userData: string;
}

export async function launch(options: LaunchOptions = {}): Promise<Running> {
  const userData = options.userData ?? (await mkdtemp(join(tmpdir(), "fantail-e2e-")));
  if (options.isFirstUse !== true) await declineTour(userData);
  const app = await _electron.launch({
    // Without `executablePath` Playwright finds Electron as the launcher does (ELECTRON_OVERRIDE_DIST_PATH) and holds the
    // start back until it listens; with it, a window that opens at once is sometimes missed.
    // Chromium's sandbox refuses to run as root; only tests and the checkout's launcher may do without it.
    args: [
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      `--user-data-dir=${userData}`,
      root,
      ...(options.restores === true ? [] : ["--empty"]),
      ...(options.words ?? []),
    ],
    env: { ...withoutUndefined(process.env), ...fixedLocale, ...options.env },
  });
  return { app, page: await app.firstWindow(), userData };
}

/** Ends what `launch` started, and removes its folder. */
export async function close({ app, userData }: Running): Promise<void> {
  await app.close().catch(() => undefined);
  // Its last process may write a moment longer.
  await rm(userData, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

/** Drops real files, by path, onto the window: what the file manager does. */
export async function dropFiles(
  page: Page,
  paths: readonly string[],
  {
    x = 400,
    y = 300,
    isAltHeld = false,
  }: { readonly x?: number; readonly y?: number; readonly isAltHeld?: boolean } = {},
): Promise<void> {
  // A page that still loads has nobody who takes a drop.
  await page.getByRole("main").first().waitFor();
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: paths.map((path) => resolve(path)), dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await session.send("Input.dispatchDragEvent", { type, x, y, data, modifiers: isAltHeld ? 1 : 0 });
  }
  await session.detach();
}

export interface Fixtures {
  /** Starts the application; everything started is closed, and its folders removed, when the test ends. */
  start: (options?: LaunchOptions) => Promise<Running>;
  /** The window that tests share which need no fresh start: empty, of its first size, in the system's theme. */
  shared: Running;
}

export interface SharedFixtures {
  sharedApplication: Running;
  /** The command line on one core for all commands: for answers and numbers, not for how a process starts and ends. */
  commands: Commands;
}

export const test = base.extend<Fixtures, SharedFixtures>({
  start: async ({}, use) => {
    const running: Running[] = [];
    await use(async (options) => {
      const started = await launch(options);
      running.push(started);
      return started;
    });
    for (const each of running) await close(each);
  },
  shared: async ({ sharedApplication }, use) => {
    await empty(sharedApplication);
    await use(sharedApplication);
  },
  sharedApplication: [
    async ({}, use) => {
      const running = await launch();
      await use(running);
      await close(running);
    },
    { scope: "worker" },
  ],
  commands: [
    async ({}, use) => {
      const { close: end, ...commands } = await launchCommands();
      await use(commands);
      await end();
    },
    { scope: "worker" },
  ],
});

/** What a test may leave behind in a window that is shared. Remembered import settings stay: files of one kind share them. */
async function empty({ app, page }: Running): Promise<void> {
  await page.emulateMedia({ colorScheme: null });
  await app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    window?.webContents.setZoomFactor(1);
    window?.setContentSize(1320, 833);
  });
  await page.mouse.move(0, 0);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Drop a CSV to see its future" })).toBeVisible();
}

export { electronPath, root } from "./places.ts";
export { expect } from "@playwright/test";

function withoutUndefined(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
