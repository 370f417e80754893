/** A working day after the other in one real window, and whether memory or handles of any process grow with it. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { type Browser, chromium, type Page } from "@playwright/test";
import { dropFiles, electronPath, root } from "../e2e/support/application.ts";
import { originSlider, request } from "../e2e/support/window.ts";
import { startVirtualDisplay } from "../scripts/lib/virtual-display.mjs";
import type { BenchContext } from "./lib.ts";
import { type Sample, trendOf } from "./soak-trend.ts";

export const describe =
  "imports, scrubs, searches, copies and windows for --minutes 60, in a build or a package (--app PATH): memory and handles by process";

/** Of the time, before which nothing is compared: caches fill, code is compiled. */
const warmupShare = 0.3;
const steps = 8;
/** On a machine that has other work, too. */
const slowMs = 120_000;
/** Lines of the log that nobody wants to see. */
const errorEvents =
  /"event":"(?:unhandled-rejection|main-crashed|window-crashed|request-failed|core-bug|worker-not-ready)"|UnhandledPromiseRejectionWarning: (?!Unhandled)/g;

export async function run(context: BenchContext): Promise<void> {
  const { args, quick, figure, note } = context;
  const option = (name: string): string | undefined => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
  const minutes = Number(option("--minutes") ?? (quick ? 2 : 60));
  if (!(minutes > 0)) throw new Error("--minutes takes a number");
  delete process.env["ELECTRON_RUN_AS_NODE"];
  const display = process.env["DISPLAY"] === undefined ? await startVirtualDisplay() : null;
  if (display !== null) process.env["DISPLAY"] = display.display;
  const userData = await mkdtemp(join(tmpdir(), "fantail-soak-"));
  await writeFile(join(userData, "settings.json"), JSON.stringify({ isTourSeen: true }));
  const started = await start(option("--app") ?? null, userData);
  try {
    const days = await live(started, userData, minutes * 60_000, note);
    report(days, figure, note);
    const log = await readFile(join(userData, "logs", "fantail.log"), "utf8");
    const crashes = existsSync(join(userData, "crashes")) ? await readdir(join(userData, "crashes")) : [];
    const errors = (log.match(errorEvents) ?? []).length + crashes.length + days.pageErrors.length;
    for (const error of days.pageErrors.slice(0, 5)) note(`in a page: ${error}`);
    figure({ id: "soak/unhandled-errors", value: errors, unit: "errors", target: "<= 0" });
  } finally {
    await started.end();
    display?.stop();
    await rm(userData, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

interface Started {
  readonly page: Page;
  readonly pid: number;
  readonly end: () => Promise<void>;
}

/** Through the debugging port alone, which packages have, too. */
async function start(app: string | null, userData: string): Promise<Started> {
  const words = [
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ...[`--user-data-dir=${userData}`, "--remote-debugging-port=0", ...(app === null ? [root] : []), "--empty"],
  ];
  const child = spawn(app ?? electronPath, words, { stdio: "ignore" });
  const port = await until(async () => {
    const text = await readFile(join(userData, "DevToolsActivePort"), "utf8").catch(() => "");
    return text.includes("\n") ? text.split("\n")[0] : undefined;
  });
  const address = `http://127.0.0.1:${port}`;
  try {
    // A connection that is older than the window may wait for it for ever.
    await until(async () => {
      const targets = (await (await fetch(`${address}/json/list`)).json()) as { type: string; url: string }[];
      return targets.find(({ type, url }) => type === "page" && url.startsWith("app://"));
    });
    const browser = await chromium.connectOverCDP(address);
    const page = await until(async () => pagesOf(browser)[0]);
    await page.getByRole("main").first().waitFor();
    return { page, pid: child.pid ?? 0, end: () => end(child, browser) };
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
}

function pagesOf(browser: Browser): readonly Page[] {
  return browser.contexts().flatMap((one) => one.pages().filter((page) => page.url().startsWith("app://")));
}

async function end(child: ChildProcess, browser: Browser): Promise<void> {
  const gone = new Promise((resolve) => child.on("close", resolve));
  await browser.close().catch(() => undefined);
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  await gone;
}

async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  const stopAt = performance.now() + 60_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > stopAt) throw new Error("it did not come in a minute");
    await delay(50);
  }
}

interface Days {
  readonly samples: ReadonlyMap<string, readonly Sample[]>;
  readonly pageErrors: readonly string[];
  readonly count: number;
}

async function live({ page, pid }: Started, userData: string, ms: number, note: (line: string) => void): Promise<Days> {
  const samples = new Map<string, Sample[]>();
  const pageErrors: string[] = [];
  page.on("pageerror", (error) => pageErrors.push(error.message));
  const began = performance.now();
  let count = 0;
  while (performance.now() - began < ms) {
    await day(page, userData, count);
    count += 1;
    const hours = (performance.now() - began) / 3_600_000;
    for (const [name, value] of await measure(page, pid)) {
      const known = samples.get(name) ?? [];
      if (hours * 3_600_000 >= ms * warmupShare) known.push({ hours, value });
      samples.set(name, known);
    }
    if (count % 10 === 0) note(`${count} days in ${((performance.now() - began) / 60_000).toFixed(1)} min`);
  }
  return { samples, pageErrors, count };
}

/** What somebody does with a file, and with another one in a window of its own. Its numbers are new each day. */
async function day(page: Page, userData: string, number: number): Promise<void> {
  const file = join(userData, `day-${number % 4}.csv`);
  await writeFile(file, monthly(number));
  await dropFiles(page, [file]);
  await untilShown(page, 0);
  for (let step = 1; step <= steps; step += 1) {
    await originSlider(page).press("ArrowLeft");
    await untilShown(page, -step);
  }
  await inPage(page, number);
  const opened = new Promise<Page>((resolve) => page.context().once("page", resolve));
  await request(page, "window:open", {});
  const other = await opened;
  await other.getByRole("main").first().waitFor();
  await dropFiles(other, [join(root, "samples", "france-load-hourly.csv")]);
  await untilShown(other, 0);
  const closed = other.waitForEvent("close");
  await request(other, "window:close", {}).catch(() => undefined);
  await closed;
  // By its tab, as people do: a page that is loaded again would forget what it leaks.
  await page.keyboard.press("ControlOrMeta+w");
  await page.getByRole("heading", { name: "Drop a CSV to see its future" }).waitFor();
}

/** Until the numbers of a forecast are there. */
async function untilShown(page: Page, origin: number): Promise<void> {
  const toggle = page.getByRole("button", { name: "Numbers", exact: true });
  await toggle.waitFor({ timeout: slowMs });
  if ((await toggle.getAttribute("aria-pressed")) === "false") await toggle.click();
  await page.locator(`table[data-origin="${origin}"]`).waitFor({ timeout: slowMs });
}

/** What has no place on the screen that is quick to reach: a search to its end, and every way to copy. */
function inPage(page: Page, number: number): Promise<void> {
  return page.evaluate(async (day) => {
    const { fantail } = window as unknown as {
      fantail: { request(id: string, name: string, args: unknown): Promise<{ ok: boolean; value?: unknown }> };
    };
    const ask = async <T>(name: string, args: unknown): Promise<T> => {
      const answer = await fantail.request(crypto.randomUUID(), name, args);
      if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer)}`);
      return answer.value as T;
    };
    const { grant } = await ask<{ grant: string }>("sample:open", { id: "airline" });
    const { handle, series } = await ask<{ handle: string; series: { id: string }[] }>("dataset:import", { grant });
    const { defaultModel } = await ask<{ defaultModel: string }>("models:list", {});
    const key = { dataset: handle, series: series[0]?.id, model: defaultModel, horizon: 12 + (day % 5), origin: 0 };
    await ask("copy:numbers", { ...key, what: "forecast" });
    await ask("copy:picture", key);
    const search = {
      horizon: 12,
      metric: "MASE",
      preset: "fast",
      models: ["ets", "theta", "snaive"],
      origins: 2,
      stride: null,
    };
    const { job } = await ask<{ job: string }>("search:start", {
      ...{
        ...search,
        budget: { trials: 6 + (day % 3) },
        isPooled: false,
        dataset: handle,
        series: null,
        priority: "user",
      },
    });
    for (;;) {
      const jobs = await ask<{ id: string; state: string }[]>("jobs:list", {});
      const state = jobs.find(({ id }) => id === job)?.state;
      if (state === undefined || ["completed", "failed", "cancelled"].includes(state)) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await ask("jobs:clear-finished", {});
    await ask("dataset:close", { dataset: handle });
  }, number);
}

/** 12 years of months that no day before had. */
function monthly(number: number): string {
  const rows = Array.from({ length: 144 }, (_, month) => {
    const value = 100 + month + 20 * Math.sin((month * Math.PI) / 6) + number / 10;
    return `${1990 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")},${value.toFixed(3)}`;
  });
  return `month,sold\n${rows.join("\n")}\n`;
}

/** Memory by process in MB, and handles of all of them, in a quiet moment. */
async function measure(page: Page, pid: number): Promise<readonly (readonly [string, number])[]> {
  const session = await page.context().newCDPSession(page);
  // What a page has let go is no leak.
  await session.send("HeapProfiler.collectGarbage");
  await session.detach();
  const { value } = (await request(page, "diagnostics:live", {})) as {
    value: { processes: { name: string; memoryBytes: number }[] };
  };
  const byName = new Map<string, number>();
  let all = 0;
  for (const { name, memoryBytes } of value.processes) {
    all += memoryBytes / 1e6;
    // Processes that come and go with their work have no course of their own.
    if (/^(main|window|gpu|inference|density)/i.test(name))
      byName.set(name, (byName.get(name) ?? 0) + memoryBytes / 1e6);
  }
  const handles = handlesOf(pid);
  return [
    ...[...byName].map(([name, size]) => [`memory/${name.toLowerCase().replaceAll(/\W+/g, "-")}`, size] as const),
    ["memory/all", all],
    ...(handles === null ? [] : [["handles/all", handles] as const]),
  ];
}

/** Open files of a process and of all below it; null where the system does not say. */
function handlesOf(pid: number): number | null {
  if (process.platform !== "linux") return null;
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc").filter((one) => /^\d+$/.test(one))) {
    const parent = parentOf(Number(name));
    if (parent !== null) parents.set(Number(name), parent);
  }
  const isOurs = (one: number): boolean => one === pid || (parents.has(one) && isOurs(parents.get(one) ?? 0));
  return [...parents.keys()].filter(isOurs).reduce((sum, one) => sum + countOf(`/proc/${one}/fd`), 0);
}

function parentOf(pid: number): number | null {
  try {
    return Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? Number.NaN) || null;
  } catch {
    return null;
  }
}

function countOf(folder: string): number {
  try {
    return readdirSync(folder).length;
  } catch {
    return 0;
  }
}

function report({ samples, count }: Days, figure: BenchContext["figure"], note: (line: string) => void): void {
  note(`${count} days`);
  for (const [name, course] of samples) {
    const unit = name.startsWith("memory") ? "MB" : "files";
    const runs = course.length;
    if (runs < 8) {
      note(`${name}: ${runs} samples are too few for a trend`);
      continue;
    }
    const { ratio, last, slopePerHour, slopeMargin } = trendOf(course);
    figure({ id: `soak/${name}`, value: last, unit, runs });
    figure({ id: `soak/${name}-last-over-first`, value: ratio, unit: "ratio", target: "<= 1.05", runs });
    figure({ id: `soak/${name}-slope`, value: slopePerHour, unit: `${unit}/h`, runs });
    figure({ id: `soak/${name}-slope-margin`, value: slopeMargin, unit: `${unit}/h`, runs });
  }
}
