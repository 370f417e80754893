/** From a start of the built application to a window that answers, to a chart, and what of it Electron itself takes. */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
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
  /** Electron is up, and main's own code runs. */
  readonly main: number;
  /** The page's document begins to load. */
  readonly page: number;
  /** The page's code has run, and asks main for the first time. */
  readonly request: number;
  /** The empty window is on the screen, painted, and answers; a key was pressed to see that it does. */
  readonly interactive: number;
  /** Every part of main has started, the default model included. */
  readonly model: number;
}

const kinds = ["cold-fresh", "cold-kept", "warm-fresh", "warm-kept"] as const;
type Kind = (typeof kinds)[number];

/** `args`: some of the kinds of starts, `charts`, `sizes`; all of them where none is named. */
export async function run(context: BenchContext): Promise<void> {
  const { args, figure, note } = context;
  const isWanted = (part: string): boolean => args.length === 0 || args.includes(part);
  // This process is Electron as a plain Node; the windows it starts must not be.
  delete process.env["ELECTRON_RUN_AS_NODE"];
  const display = process.env["DISPLAY"] === undefined ? await startVirtualDisplay() : null;
  if (display !== null) process.env["DISPLAY"] = display.display;
  const folder = await mkdtemp(join(tmpdir(), "fantail-startup-bench-"));
  const canBeCold = emptyFileCache();
  if (!canBeCold) note("The file cache can't be emptied here: there are no cold starts.");
  try {
    const bareApp = await writeBareApp(join(folder, "bare"));
    for (const kind of kinds) {
      if (isWanted(kind) && (canBeCold || kind.startsWith("warm"))) await measureStarts(context, kind, folder, bareApp);
    }
    if (isWanted("charts")) await measureFirstCharts(context, folder, canBeCold);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    display?.stop();
  }
  if (isWanted("sizes")) measureSizes(figure);
}

/** Baseline: the bare window, started in turns with ours, so that both meet the same machine. */
async function measureStarts(
  { quick, figure }: BenchContext,
  kind: Kind,
  folder: string,
  bareApp: string,
): Promise<void> {
  const isCold = kind.startsWith("cold");
  const runs = quick ? 3 : 20;
  const userDataOf = (name: string, run: number): string =>
    join(folder, kind.endsWith("kept") ? `${kind}-${name}` : `${kind}-${name}-${run}`);
  if (kind.endsWith("kept")) {
    // Settings, databases and compiled code are there after a few starts.
    for (let run = 0; run < 3; run += 1) await startOnce(userDataOf("fantail", run));
  }
  const starts: Start[] = [];
  const bare: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    if (isCold) emptyFileCache();
    bare.push(await startBare(bareApp, userDataOf("bare", run)));
    if (isCold) emptyFileCache();
    starts.push(await startOnce(userDataOf("fantail", run)));
  }
  const interactive = starts.map((start) => start.interactive);
  const ids = [`${kind}/interactive`, `${kind}/interactive-worst`] as const;
  const [target, worst] = isCold ? [{ target: "<= 1000" }, { target: "<= 3000" }] : [{}, {}];
  figure({ id: ids[0], value: median(interactive), unit: "ms", ...target, baseline: median(bare), runs });
  figure({ id: ids[1], value: Math.max(...interactive), unit: "ms", ...worst, baseline: Math.max(...bare), runs });
  for (const [part, from, to] of parts) {
    const spans = starts.map((start) => start[to] - (from === null ? 0 : start[from]));
    figure({ id: `${kind}/${part}`, value: median(spans), unit: "ms", runs });
  }
}

/** Each from one moment to the next; the last one is for what goes on behind the window. */
const parts: readonly (readonly [string, keyof Start | null, keyof Start])[] = [
  ["spawn-to-main", null, "main"],
  ["main-to-page", "main", "page"],
  ["page-to-first-request", "page", "request"],
  ["first-request-to-interactive", "request", "interactive"],
  ["spawn-to-model-ready", null, "model"],
];

/** From the spawn of a start with a file to its chart, and from a drop on a window that has only just come up. */
async function measureFirstCharts({ quick, figure }: BenchContext, folder: string, canBeCold: boolean): Promise<void> {
  const runs = quick ? 3 : 7;
  const started: number[] = [];
  const dropped: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    if (canBeCold) emptyFileCache();
    await withStart(join(folder, `chart-${run}`), [sample], async ({ spawnedAt, userData }) => {
      await logWith(userData, ["window-ready"]);
      const page = await pageOf(userData);
      started.push((await markAt(page, "fantail:painted")) - spawnedAt);
    });
    if (canBeCold) emptyFileCache();
    await withStart(join(folder, `drop-${run}`), [], async ({ userData }) => {
      await logWith(userData, ["window-ready"]);
      const page = await pageOf(userData);
      await markAt(page, "fantail:interactive");
      await dropFiles(page, [sample]);
      dropped.push((await markAt(page, "fantail:painted")) - (await markAt(page, "fantail:drop")));
    });
  }
  const kind: Kind = canBeCold ? "cold-fresh" : "warm-fresh";
  figure({ id: `${kind}/started-with-file-to-chart`, value: median(started), unit: "ms", runs });
  figure({ id: `${kind}/drop-at-once-to-chart`, value: median(dropped), unit: "ms", runs });
}

interface StartedApp {
  /** Milliseconds since 1970. */
  readonly spawnedAt: number;
  readonly userData: string;
}

async function startOnce(userData: string): Promise<Start> {
  await rm(join(userData, "logs"), { recursive: true, force: true });
  return withStart(userData, [], async ({ spawnedAt }) => {
    // Nothing is connected before the window is up: whoever watches would take part of the processors.
    const logged = await logWith(userData, ["window-ready", "window-shown", "start-step default model"]);
    const page = await pageOf(userData);
    const painted = await markAt(page, "fantail:interactive");
    const { pageAt, pictureAt } = await page.evaluate(() => ({
      pageAt: performance.timeOrigin,
      pictureAt: performance.timeOrigin + (performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN),
    }));
    await page.keyboard.press("Tab");
    if (await page.evaluate(() => document.activeElement === document.body)) {
      throw new Error("the window does not answer a key");
    }
    const at = (name: string): number => logged.get(name) ?? Number.NaN;
    return {
      main: at("started") - spawnedAt,
      page: pageAt - spawnedAt,
      request: at("window-ready") - spawnedAt,
      interactive: Math.max(painted, pictureAt, at("window-shown")) - spawnedAt,
      model: at("start-step default model") - spawnedAt,
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
