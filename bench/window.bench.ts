/** What a person waits for in the real window: the first chart of a dropped file, and each step of the scrubber. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { targetText } from "#domain/health";
import { dropFiles, launch, root, type Running } from "../e2e/support/application.ts";
import { originSlider } from "../e2e/support/window.ts";
import { startVirtualDisplay } from "../scripts/lib/virtual-display.mjs";
import { median, quantile, type BenchContext } from "./lib.ts";

export const describe =
  "drop to the painted fan chart, cached scrub step to paint, cached request from window to window";

interface Mark {
  readonly startTime: number;
  readonly detail: Readonly<Record<string, unknown>> | null;
}

export async function run(context: BenchContext): Promise<void> {
  // This process is Electron as a plain Node; the windows it starts must not be.
  delete process.env["ELECTRON_RUN_AS_NODE"];
  const display = process.env["DISPLAY"] === undefined ? await startVirtualDisplay() : null;
  if (display !== null) process.env["DISPLAY"] = display.display;
  const folder = await mkdtemp(join(tmpdir(), "fantail-window-bench-"));
  try {
    const hourly = join(folder, "hourly-20000.csv");
    await writeFile(hourly, hourlyTable(20_000));
    await measureDrops(context, "drop-to-chart-144-rows", join(root, "samples", "airline-passengers.csv"));
    await measureDrops(context, "drop-to-chart-20000-rows", hourly);
    await measureScrubbing(context);
    await measureRequests(context);
  } finally {
    await rm(folder, { recursive: true, force: true });
    display?.stop();
  }
}

async function measureDrops({ quick, figure }: BenchContext, id: string, path: string): Promise<void> {
  const runs = quick ? 3 : 7;
  const first: number[] = [];
  const again: number[] = [];
  for (let i = 0; i < runs; i += 1) {
    await withWindow(async ({ page }) => {
      await page.getByRole("heading", { name: /^Drop a CSV/ }).waitFor();
      // A drop on a window that has only just come up waits for the model: `startup` measures that.
      await page.evaluate("window.fantail.request(crypto.randomUUID(), 'models:list', {}).then(() => undefined)");
      first.push(await dropAndWait(page, path));
      await page
        .getByRole("button", { name: /^Close / })
        .first()
        .click();
      await page.getByRole("heading", { name: /^Drop a CSV/ }).waitFor();
      again.push(await dropAndWait(page, path));
    });
  }
  figure({ id, value: median(first), unit: "ms", target: targetText("firstChart"), baseline: median(again), runs });
}

/** Baseline: the same steps' round trip to main, without drawing. */
async function measureScrubbing({ quick, figure }: BenchContext): Promise<void> {
  await withWindow(async ({ page }) => {
    await page.getByRole("heading", { name: /^Drop a CSV/ }).waitFor();
    await dropAndWait(page, join(root, "samples", "airline-passengers.csv"));
    await page.getByText(/^All \d+ past forecasts ready$/).waitFor();
    await originSlider(page).focus();
    const steps = quick ? 20 : 100;
    const paint: number[] = [];
    for (let step = 1; step <= steps; step += 1) {
      await page.evaluate(() => performance.clearMarks());
      await page.keyboard.press("ArrowLeft");
      paint.push(await between(page, "fantail:origin", "fantail:painted", -step));
    }
    figure({ id: "cached-scrub-to-paint-p50", value: median(paint), unit: "ms", runs: steps });
    figure({
      id: "cached-scrub-to-paint-p95",
      value: quantile(paint, 0.95),
      unit: "ms",
      target: targetText("cachedChart"),
      baseline: median(paint),
      runs: steps,
    });
  });
}

/** What `measureRequests` runs in the page. */
interface Requests {
  readonly cachedMs: readonly number[];
  readonly emptyMs: readonly number[];
}

/**
 * From the call in the page, over main's look-up, to the forecast in the page with its checksum verified, by the same code
 * as the window's own. Baseline: requests that carry and do nothing.
 */
async function measureRequests({ quick, figure }: BenchContext): Promise<void> {
  // The page's policy lets it load no module of ours: the code goes along with the question.
  const code = await Promise.all(
    ["src/engine/checksum/checksum.ts", "src/contract/ipc/checked.ts"].map(async (file) =>
      stripTypeScriptTypes(await readFile(join(root, file), "utf8"))
        .replaceAll(/^import .*$/gm, "")
        .replaceAll(/^export /gm, ""),
    ),
  );
  const runs = quick ? 100 : 500;
  await withWindow(async ({ page }) => {
    await page.getByRole("heading", { name: /^Drop a CSV/ }).waitFor();
    const { cachedMs, emptyMs } = await page.evaluate<Requests>(`(async () => {
      ${code.join("\n")}
      const ask = async (name, args) => {
        const answer = await window.fantail.request(crypto.randomUUID(), name, args);
        if (!answer.ok) throw new Error(answer.error.message);
        return answer;
      };
      const { value: info } = await ask("app:info", {});
      const { value: models } = await ask("models:list", {});
      const { value: grant } = await ask("sample:open", { id: info.samples[0].id });
      const { value: dataset } = await ask("dataset:import", { grant: grant.grant });
      const key = { dataset: dataset.handle, series: dataset.series[0].id, model: models.defaultModel, horizon: 24, view: "bench", density: false };
      const forecast = async (origin) => {
        const { value, checksum: sum } = await ask("forecast:get", { ...key, origin });
        if (checksum(...checkedOfAnswer("forecast:get", value)) !== sum) throw new Error("a forecast came damaged");
        return value;
      };
      const origins = Math.min(100, -dataset.series[0].oldestOrigin);
      for (let origin = 0; origin < origins; origin += 1) await forecast(-origin);
      const cachedMs = [];
      const emptyMs = [];
      for (let run = 0; run < ${runs}; run += 1) {
        let started = performance.now();
        const { source } = await forecast(-(run % origins));
        cachedMs.push(performance.now() - started);
        if (source !== "cache") throw new Error("not from the cache");
        started = performance.now();
        await ask("dataset:close", { dataset: "none" });
        emptyMs.push(performance.now() - started);
      }
      return { cachedMs, emptyMs };
    })()`);
    figure({
      id: "cached-request-renderer-to-renderer-p50",
      value: median(cachedMs),
      unit: "ms",
      baseline: median(emptyMs),
      runs,
    });
    figure({
      id: "cached-request-renderer-to-renderer-p95",
      value: quantile(cachedMs, 0.95),
      unit: "ms",
      target: targetText("hit"),
      baseline: quantile(emptyMs, 0.95),
      runs,
    });
  });
}

async function dropAndWait(page: Running["page"], path: string): Promise<number> {
  await page.evaluate(() => performance.clearMarks());
  await dropFiles(page, [path]);
  return between(page, "fantail:drop", "fantail:painted", 0);
}

/** Milliseconds from the first mark to the first picture of `origin` with a forecast in it. */
async function between(page: Running["page"], from: string, to: string, origin: number): Promise<number> {
  const marks = await page.waitForFunction(
    ([fromName, toName, wanted]) => {
      const read = (name: string): Mark[] => performance.getEntriesByName(name) as unknown as Mark[];
      const start = read(fromName)[0];
      const end = read(toName).find((mark) => mark.detail?.["origin"] === wanted);
      return start === undefined || end === undefined ? null : end.startTime - start.startTime;
    },
    [from, to, origin] as const,
    { timeout: 30_000 },
  );
  return (await marks.jsonValue()) ?? Number.NaN;
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

function hourlyTable(rows: number): string {
  const lines = ["time,load"];
  for (let row = 0; row < rows; row += 1) {
    const time = new Date(Date.UTC(2020, 0, 1) + row * 3_600_000).toISOString().slice(0, 19);
    const value =
      500 + 120 * Math.sin((2 * Math.PI * row) / 24) + 60 * Math.sin((2 * Math.PI * row) / 168) + ((row * 7919) % 41);
    lines.push(`${time},${value.toFixed(1)}`);
  }
  return `${lines.join("\n")}\n`;
}
