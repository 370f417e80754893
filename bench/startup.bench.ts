/** From a start of the built application to a window that answers, to a chart, and what of it Electron itself takes. */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "@playwright/test";
import { dropFiles, electronPath, root } from "../e2e/support/application.ts";
import { startVirtualDisplay } from "../scripts/lib/virtual-display.mjs";
import { median, type BenchContext } from "./lib.ts";

export const describe =
  "cold and warm starts to a window that answers and to the first chart, with a breakdown, and the size of what is loaded first";

const sample = join(root, "samples", "airline-passengers.csv");
const rootFlags = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
const dropCaches = "/proc/sys/vm/drop_caches";

/** Milliseconds since the process was spawned. */
interface Start {
  /** The first line of main's own code that runs once Electron is up. */
  readonly main: number;
  readonly windowCreated: number;
  /** The page's document begins to load. */
  readonly page: number;
  readonly firstPaint: number;
  /** The empty window is painted and answers; a key was pressed to see that it does. */
  readonly interactive: number;
  /** Every part of main has started, the default model included. */
  readonly modelReady: number;
}

export async function run({ quick, figure, note }: BenchContext): Promise<void> {
  // This process is Electron as a plain Node; the windows it starts must not be.
  delete process.env["ELECTRON_RUN_AS_NODE"];
  const display = process.env["DISPLAY"] === undefined ? await startVirtualDisplay() : null;
  if (display !== null) process.env["DISPLAY"] = display.display;
  const folder = await mkdtemp(join(tmpdir(), "fantail-startup-bench-"));
  const runs = quick ? 3 : 20;
  const canDropCaches = emptyFileCache();
  if (!canDropCaches)
    note("The file cache can't be emptied here: every start is a warm one, and there are no cold figures.");
  try {
    const bareApp = await writeBareApp(join(folder, "bare"));
    const kept = join(folder, "kept");
    // What is kept between starts is there after a start or two: settings, databases, compiled code.
    for (let i = 0; i < 3; i += 1) await startOnce(kept, []);

    const kinds = [
      ...(canDropCaches ? (["cold-fresh", "cold-kept"] as const) : []),
      ...(["warm-fresh", "warm-kept"] as const),
    ];
    for (const kind of kinds) {
      const starts: Start[] = [];
      const bare: number[] = [];
      for (let i = 0; i < runs; i += 1) {
        // Turn and turn about, so that both meet the same machine.
        if (kind.startsWith("cold")) emptyFileCache();
        bare.push(await startBare(bareApp, join(folder, kind.endsWith("kept") ? "bare-kept" : `bare-${kind}-${i}`)));
        if (kind.startsWith("cold")) emptyFileCache();
        starts.push(await startOnce(kind.endsWith("kept") ? kept : join(folder, `${kind}-${i}`), []));
      }
      const isTargeted = kind.startsWith("cold");
      const interactive = starts.map((start) => start.interactive);
      figure({
        id: `${kind}/interactive`,
        value: median(interactive),
        unit: "ms",
        ...(isTargeted ? { target: "<= 1000" } : {}),
        baseline: median(bare),
        runs,
      });
      figure({
        id: `${kind}/interactive-worst`,
        value: Math.max(...interactive),
        unit: "ms",
        ...(isTargeted ? { target: "<= 3000" } : {}),
        baseline: Math.max(...bare),
        runs,
      });
      for (const [part, from, to] of parts) {
        figure({
          id: `${kind}/${part}`,
          value: median(starts.map((start) => start[to] - (from === null ? 0 : start[from]))),
          unit: "ms",
          runs,
        });
      }
    }
    await measureFirstCharts(folder, kept, quick ? 3 : 7, canDropCaches, figure);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    display?.stop();
  }
  measureSizes(figure);
}

/** Each from one moment to the next; the last one goes on beside the page. */
const parts: readonly (readonly [string, keyof Start | null, keyof Start])[] = [
  ["spawn-to-main", null, "main"],
  ["main-to-window-created", "main", "windowCreated"],
  ["window-created-to-page", "windowCreated", "page"],
  ["page-to-first-paint", "page", "firstPaint"],
  ["first-paint-to-interactive", "firstPaint", "interactive"],
  ["spawn-to-model-ready", null, "modelReady"],
];

/** From the spawn of a start with a file to its chart, and from a drop on a window that has only just come up. */
async function measureFirstCharts(
  folder: string,
  kept: string,
  runs: number,
  canDropCaches: boolean,
  figure: BenchContext["figure"],
): Promise<void> {
  const started: number[] = [];
  const dropped: number[] = [];
  for (let i = 0; i < runs; i += 1) {
    if (canDropCaches) emptyFileCache();
    await withStart(join(folder, `chart-${i}`), [sample], async ({ spawnedAt, userData }) => {
      await logWith(userData, ["window-ready"]);
      const page = await pageOf(userData);
      started.push((await markAt(page, "fantail:painted")) - spawnedAt);
    });
    if (canDropCaches) emptyFileCache();
    await withStart(join(folder, `drop-${i}`), [], async ({ userData }) => {
      await logWith(userData, ["window-ready"]);
      const page = await pageOf(userData);
      await markAt(page, "fantail:interactive");
      await dropFiles(page, [sample]);
      dropped.push((await markAt(page, "fantail:painted")) - (await markAt(page, "fantail:drop")));
    });
  }
  const kind = canDropCaches ? "cold-fresh" : "warm-fresh";
  figure({ id: `${kind}/started-with-file-to-chart`, value: median(started), unit: "ms", runs });
  figure({ id: `${kind}/drop-at-once-to-chart`, value: median(dropped), unit: "ms", runs });
}

interface StartedApp {
  /** Milliseconds since 1970. */
  readonly spawnedAt: number;
  readonly userData: string;
}

async function startOnce(userData: string, words: readonly string[]): Promise<Start> {
  await rm(join(userData, "logs"), { recursive: true, force: true });
  return withStart(userData, words, async ({ spawnedAt }) => {
    // Nothing is connected before the window is up: whoever watches would take part of the processors.
    const logged = await logWith(userData, ["window-ready", "start-step default model"]);
    const page = await pageOf(userData);
    const interactive = await markAt(page, "fantail:interactive");
    const { pageAt, firstPaint } = await page.evaluate(() => ({
      pageAt: performance.timeOrigin,
      firstPaint:
        performance.timeOrigin + (performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN),
    }));
    await page.keyboard.press("Tab");
    if (await page.evaluate(() => document.activeElement === document.body)) {
      throw new Error("the window does not answer a key");
    }
    const since = (time: number | undefined): number => (time ?? Number.NaN) - spawnedAt;
    return {
      main: since(logged.get("started")),
      windowCreated: since(logged.get("window-created")),
      page: since(pageAt),
      firstPaint: since(firstPaint),
      interactive: since(interactive),
      modelReady: since(logged.get("start-step default model")),
    };
  });
}

async function withStart<T>(
  userData: string,
  words: readonly string[],
  work: (started: StartedApp) => Promise<T>,
): Promise<T> {
  const portFile = join(userData, "DevToolsActivePort");
  await rm(portFile, { force: true });
  const spawnedAt = Date.now();
  const child = spawn(
    electronPath,
    [...rootFlags, `--user-data-dir=${userData}`, "--remote-debugging-port=0", root, ...words],
    { stdio: "ignore" },
  );
  try {
    return await work({ spawnedAt, userData });
  } finally {
    await end(child);
  }
}

async function end(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.on("close", resolve));
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  await gone;
}

/** A connection that is older than the window may wait for it for ever. */
async function pageOf(userData: string): Promise<Page> {
  const port = await until(async () => {
    const text = await readFile(join(userData, "DevToolsActivePort"), "utf8").catch(() => "");
    return text.includes("\n") ? text.split("\n")[0] : undefined;
  });
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  return until(async () =>
    browser
      .contexts()[0]
      ?.pages()
      .find((page) => page.url().startsWith("app://")),
  );
}

/** Milliseconds since 1970 of a mark that is there or will be. */
async function markAt(page: Page, name: string): Promise<number> {
  const mark = await page.waitForFunction((wanted) => {
    const found = performance.getEntriesByName(wanted)[0];
    return found === undefined ? null : performance.timeOrigin + found.startTime;
  }, name);
  return (await mark.jsonValue()) ?? Number.NaN;
}

/** Milliseconds since 1970 of the log's lines by name, once all the wanted ones are there. */
function logWith(userData: string, wanted: readonly string[]): Promise<ReadonlyMap<string, number>> {
  return until(async () => {
    const text = await readFile(join(userData, "logs", "fantail.log"), "utf8").catch(() => "");
    const lines = text
      .slice(0, text.lastIndexOf("\n") + 1)
      .split("\n")
      .filter(Boolean);
    const times = new Map(
      lines
        .map((line) => JSON.parse(line) as { time: string; event: string; step?: string })
        .map(({ time, event, step }) => [step === undefined ? event : `${event} ${step}`, Date.parse(time)]),
    );
    return wanted.every((name) => times.has(name)) ? times : undefined;
  });
}

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 600; tries += 1) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("a start did not come to its end in 30 s");
}

/** A window of the same size on an empty page, that says when it is painted: what Electron takes of every start. */
async function writeBareApp(folder: string): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  const { mkdir } = await import("node:fs/promises");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "bare", main: "main.cjs" }));
  await writeFile(join(folder, "page.html"), "<!doctype html><title>bare</title><p>bare</p>");
  await writeFile(
    join(folder, "main.cjs"),
    `const { app, BrowserWindow } = require("electron");
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1320, height: 860, show: false, webPreferences: { sandbox: true } });
  window.once("ready-to-show", () => {
    window.show();
    process.stdout.write(String(Date.now()) + "\\n");
  });
  void window.loadFile("page.html");
});
`,
  );
  return folder;
}

/** Milliseconds from the spawn to the painted page. */
async function startBare(app: string, userData: string): Promise<number> {
  const spawnedAt = Date.now();
  const child = spawn(electronPath, [...rootFlags, `--user-data-dir=${userData}`, app], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  try {
    let said = "";
    const paintedAt = await new Promise<number>((resolve, reject) => {
      child.on("close", () => reject(new Error("the bare window closed by itself")));
      child.stdout.on("data", (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes("\n")) resolve(Number(said));
      });
    });
    return paintedAt - spawnedAt;
  } finally {
    child.removeAllListeners("close");
    await end(child);
  }
}

/** Whole-system on Linux, where it is allowed. @returns whether it was */
function emptyFileCache(): boolean {
  try {
    execFileSync("sync");
    writeFileSync(dropCaches, "3");
    return true;
  } catch {
    return false;
  }
}

/** Bytes that are read and compiled before the window answers: the page's own, main's, the preload's and each worker's. */
function measureSizes(figure: BenchContext["figure"]): void {
  const out = join(root, "out");
  const bytes = (...path: string[]): number => statSync(join(out, ...path)).size;
  const assets = readdirSync(join(out, "renderer", "assets"));
  const html = readFileSync(join(out, "renderer", "index.html"), "utf8");
  const first = assets.filter((name) => html.includes(`/assets/${name}`) || html.includes(`./assets/${name}`));
  const sum = (names: readonly string[], ending: string): number =>
    names.filter((name) => name.endsWith(ending)).reduce((total, name) => total + bytes("renderer", "assets", name), 0);
  figure({ id: "size/page-first-script", value: sum(first, ".js") / 1000, unit: "kB" });
  figure({ id: "size/page-first-styles", value: sum(first, ".css") / 1000, unit: "kB" });
  figure({ id: "size/page-all-script", value: sum(assets, ".js") / 1000, unit: "kB" });
  figure({ id: "size/preload", value: bytes("preload", "index.cjs") / 1000, unit: "kB" });
  for (const name of readdirSync(join(out, "main")).filter((file) => file.endsWith(".js"))) {
    figure({ id: `size/${name.slice(0, -3)}`, value: withImports(join(out, "main", name)) / 1000, unit: "kB" });
  }
}

/** Bytes of a bundle and of the chunks that it imports without being asked to. */
function withImports(entry: string, seen = new Set<string>()): number {
  if (seen.has(entry) || !existsSync(entry)) return 0;
  seen.add(entry);
  const code = readFileSync(entry, "utf8");
  const imported = [...code.matchAll(/^(?:import|export) (?:[^"';]* from )?"(\.[^"]+)";$/gm)].map(([, path = ""]) =>
    join(entry, "..", path),
  );
  return Buffer.byteLength(code) + imported.reduce((total, path) => total + withImports(path, seen), 0);
}
