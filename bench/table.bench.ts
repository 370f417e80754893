/** The table of series in the real window: how long it takes to fill, and how it scrolls and sorts. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { dropFiles, launch, type Running } from "../e2e/support/application.ts";
import { originSlider } from "../e2e/support/window.ts";
import { startVirtualDisplay } from "../scripts/lib/virtual-display.mjs";
import { median, quantile, type BenchContext } from "./lib.ts";

export const describe = "the table of series: 300 series filled, 10,000 scrolled and sorted";

export async function run(context: BenchContext): Promise<void> {
  // This process is Electron as a plain Node; the windows it starts must not be.
  delete process.env["ELECTRON_RUN_AS_NODE"];
  const display = process.env["DISPLAY"] === undefined ? await startVirtualDisplay() : null;
  if (display !== null) process.env["DISPLAY"] = display.display;
  const folder = await mkdtemp(join(tmpdir(), "fantail-table-bench-"));
  try {
    await measureFilling(context, folder);
    await measureMany(context, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
    display?.stop();
  }
}

/** Ten years of months: a forecast, and four past ones, for each series. Baseline: the same again, from what is kept. */
async function measureFilling({ quick, figure }: BenchContext, folder: string): Promise<void> {
  const series = 300;
  const file = join(folder, "months.csv");
  await writeFile(file, months(series, 120));
  const runs = quick ? 1 : 3;
  const charts: number[] = [];
  const sight: number[] = [];
  const forecasts: number[] = [];
  const all: number[] = [];
  const again: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    await withWindow(async ({ page }) => {
      charts.push(await drop(page, file));
      const first = await fill(page, series);
      sight.push(first.sightMs);
      forecasts.push(first.forecastsMs);
      all.push(first.allMs);
      await page.reload();
      await page.getByRole("heading", { name: /^Drop a CSV/ }).waitFor();
      await drop(page, file);
      again.push((await fill(page, series)).allMs);
    });
  }
  const of300 = { unit: "ms", runs };
  figure({ id: "drop-300-series-to-chart", value: median(charts), target: "<= 1000", ...of300 });
  figure({ id: "rows-in-sight-filled", value: median(sight), ...of300 });
  figure({ id: "forecasts-of-300-series", value: median(forecasts), ...of300 });
  figure({ id: "all-of-300-series", value: median(all), target: "<= 5000", baseline: median(again), ...of300 });
}

async function measureMany({ quick, figure }: BenchContext, folder: string): Promise<void> {
  const series = quick ? 2_000 : 10_000;
  const file = join(folder, "many.csv");
  await writeFile(file, months(series, 36));
  await withWindow(async ({ page }) => {
    await drop(page, file);
    const openMs = await page.evaluate(openTable);
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    const busySeconds = async (): Promise<number> =>
      (await session.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration")?.value ??
      Number.NaN;
    const before = await busySeconds();
    const frames = await page.evaluate(scrollTable, quick ? 120 : 400);
    const busyMs = (1_000 * ((await busySeconds()) - before)) / frames.length;
    const sorts = await page.evaluate(sortTable, 10);
    figure({ id: "many/click-to-rows", value: openMs, unit: "ms" });
    figure({ id: "many/scroll-frame-p50", value: median(frames), unit: "ms", runs: frames.length });
    figure({
      id: "many/scroll-frame-p95",
      value: quantile(frames, 0.95),
      unit: "ms",
      target: "<= 20",
      runs: frames.length,
    });
    figure({ id: "many/scroll-cpu-per-frame", value: busyMs, unit: "ms of CPU time", runs: frames.length });
    figure({ id: "many/sort-to-paint-p50", value: median(sorts), unit: "ms", runs: sorts.length });
  });
}

async function drop(page: Page, file: string): Promise<number> {
  await page.getByRole("heading", { name: /^Drop a CSV/ }).waitFor();
  await page.evaluate("window.fantail.request(crypto.randomUUID(), 'models:list', {}).then(() => undefined)");
  await page.evaluate(() => performance.clearMarks());
  await dropFiles(page, [file]);
  await originSlider(page).waitFor({ timeout: 60_000 });
  const took = await page.waitForFunction(() => {
    const at = (name: string): number | undefined => performance.getEntriesByName(name)[0]?.startTime;
    const [from, to] = [at("fantail:drop"), at("fantail:painted")];
    return from === undefined || to === undefined ? null : to - from;
  });
  return (await took.jsonValue()) ?? Number.NaN;
}

interface Filled {
  readonly sightMs: number;
  readonly forecastsMs: number;
  readonly allMs: number;
}

/** From the click on. */
function fill(page: Page, series: number): Promise<Filled> {
  return page.evaluate(async (total) => {
    const started = performance.now();
    document.querySelector<HTMLElement>(".all-series")?.click();
    const until = (isThere: () => boolean): Promise<number> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (isThere()) resolve(performance.now() - started);
          else requestAnimationFrame(look);
        };
        look();
      });
    const status = (): string => document.querySelector(".overview-status [role=status]")?.textContent ?? "";
    const cells = (column: string): Element[] => [
      ...document.querySelectorAll(`.overview td[data-column="${column}"]`),
    ];
    const sightMs = await until(() => {
      const skills = cells("skill").slice(0, 15);
      return skills.length > 0 && skills.every((cell) => cell.textContent !== "…");
    });
    const forecastsMs = await until(() => status() !== "" && !status().includes("forecast so far"));
    const allMs = await until(() => status() === `${total} series`);
    return { sightMs, forecastsMs, allMs };
  }, series);
}

/** From the click to the first rows. */
async function openTable(): Promise<number> {
  const started = performance.now();
  document.querySelector<HTMLElement>(".all-series")?.click();
  while (document.querySelector(".overview tr[data-row]") === null)
    await new Promise((resolve) => requestAnimationFrame(resolve));
  return performance.now() - started;
}

/** Milliseconds of each frame while the table scrolls by a notch of a wheel in each. */
async function scrollTable(count: number): Promise<number[]> {
  const table = document.querySelector(".overview .windowed");
  if (table === null) throw new Error("there is no table");
  const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
  const frames: number[] = [];
  let before = await frame();
  for (let at = 0; at < count; at += 1) {
    table.scrollTop += 120;
    const now = await frame();
    frames.push(now - before);
    before = now;
  }
  return frames;
}

/** From a click on a head to the next picture. */
async function sortTable(count: number): Promise<number[]> {
  const head = document.querySelector<HTMLElement>('.overview th[data-column="last"] button');
  const times: number[] = [];
  for (let at = 0; at < count; at += 1) {
    const started = performance.now();
    head?.click();
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    times.push(performance.now() - started);
  }
  return times;
}

async function withWindow(work: (running: Running) => Promise<void>): Promise<void> {
  const running = await launch();
  try {
    await work(running);
  } finally {
    await running.app.close();
    await rm(running.userData, { recursive: true, force: true });
  }
}

/** Sales of articles in shops: levels, trends and seasons differ, and so does how regular they are. */
function months(series: number, steps: number): string {
  const lines = ["shop,article,month,sales"];
  for (let one = 0; one < series; one += 1) {
    const level = 100 + ((one * 37) % 400);
    for (let step = 0; step < steps; step += 1) {
      const noise = ((one * 7919 + step * 104_729) % 211) / 211 - 0.5;
      const season = 0.2 * Math.sin((2 * Math.PI * (step + one)) / 12);
      const value = level * (1 + (((one % 21) - 10) / 2_000) * step + season + 0.1 * noise);
      const date = new Date(Date.UTC(2012, step, 1)).toISOString().slice(0, 10);
      lines.push(`Shop ${one % 12},Article ${one},${date},${value.toFixed(1)}`);
    }
  }
  return `${lines.join("\n")}\n`;
}
