/** Model search through the persistent queue, backtests of many series, and the window beside a search. */
import { execFile, execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { dropFiles, launch, root } from "../e2e/support/application.ts";
import { fantail } from "../e2e/support/command-line.ts";
import { originSlider } from "../e2e/support/window.ts";
import { startVirtualDisplay } from "../scripts/lib/virtual-display.mjs";
import { median, quantile, type BenchContext } from "./lib.ts";

export const describe =
  "the grid of 526 fits against a plain loop and R, cost of the queue, backtest of 1,000 series, frames of the window while every core searches";

const airline = join(root, "samples", "airline-passengers.csv");
const horizon = 12;

const parts: Record<string, (context: BenchContext) => Promise<void>> = { grid, backtest, window };

/** `npm run bench -- search grid` measures one part only. */
export async function run(context: BenchContext): Promise<void> {
  for (const [name, part] of Object.entries(parts)) {
    if (context.args.length === 0 || context.args.includes(name)) await part(context);
  }
}

interface Found {
  readonly seconds: number;
  readonly trials: { readonly completed: number };
  readonly leaderboard: readonly { readonly seconds: number }[];
}

/** Where a method is tried: the usual five origins, or every month of five years, which is long enough for the start of a process not to matter. */
interface Places {
  readonly origins: number;
  readonly stride: number;
}
const usual: Places = { origins: 5, stride: horizon };
const everyMonth: Places = { origins: 60, stride: 1 };

/** The queue's file is a new one each time, so that nothing is known before. */
function search(workers: number, { origins, stride }: Places): Promise<Found> {
  const where = ["--horizon", `${horizon}`, "--origins", `${origins}`, "--stride", `${stride}`];
  return answerOf<Found>(["search", airline, ...where, "--preset", "full", "--workers", `${workers}`, "--json"]);
}

async function answerOf<T>(words: readonly string[]): Promise<T> {
  delete process.env["ELECTRON_RUN_AS_NODE"];
  const { exitCode, stdout, stderr } = await fantail(words);
  if (exitCode !== 0) throw new Error(`fantail ${words.join(" ")} ended with ${exitCode}: ${stdout}${stderr}`);
  return JSON.parse(stdout) as T;
}

async function grid(context: BenchContext): Promise<void> {
  const { figure, note } = context;
  const { one, loop } = await gridAt(context, "grid", usual);
  await gridAt(context, "grid-every-month", everyMonth);
  const runs = one.length;
  // What one worker's search takes beyond the trials themselves: planning, messages and the file.
  const overheads = one.map(
    (found) =>
      (1000 * (found.seconds - found.leaderboard.reduce((sum, row) => sum + row.seconds, 0))) / found.trials.completed,
  );
  figure({ id: "grid/queue-per-trial", value: median(overheads), unit: "ms", target: "<= 2", runs });
  const reference = inR();
  if (reference === null) note("R with its package forecast is not here: the same fits were not timed there.");
  else {
    figure({
      id: "grid/plain-loop-against-r",
      value: loop,
      unit: "s",
      baseline: reference.seconds,
      target: `<= ${reference.seconds}`,
      runs,
    });
    note(`R made ${reference.fits} fits.`);
  }
}

/** All three alternate, so that what else the machine does meets them alike. */
async function gridAt(
  { quick, figure }: BenchContext,
  name: string,
  places: Places,
): Promise<{ readonly one: readonly Found[]; readonly loop: number }> {
  const runs = quick ? 1 : 5;
  const plain: number[] = [];
  const together: number[] = [];
  const one: Found[] = [];
  const two: Found[] = [];
  for (let run = 0; run < runs; run += 1) {
    plain.push((await plainLoop(places)).seconds);
    together.push(...(await Promise.all([plainLoop(places), plainLoop(places)])).map((each) => each.seconds));
    one.push(await search(1, places));
    two.push(await search(2, places));
  }
  const seconds = (found: readonly Found[]): number => median(found.map((each) => each.seconds));
  const loop = median(plain);
  figure({ id: `${name}/one-worker`, value: seconds(one), unit: "s", baseline: loop, runs });
  figure({ id: `${name}/two-workers`, value: seconds(two), unit: "s", baseline: loop, runs });
  figure({ id: `${name}/speed-up-of-two-workers`, value: loop / seconds(two), unit: "x", target: ">= 1.7", runs });
  // Two loops that share nothing but the machine: what no queue on it could be faster than.
  figure({ id: `${name}/speed-up-of-two-loops`, value: (2 * loop) / median(together), unit: "x", runs });
  return { one, loop };
}

async function plainLoop({ origins, stride }: Places): Promise<{ readonly seconds: number; readonly fits: number }> {
  const script = join(import.meta.dirname, "search-run.ts");
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: "1" };
  const numbers = [horizon, origins, stride].map(String);
  const { stdout } = await promisify(execFile)(process.execPath, [script, airline, ...numbers], { env });
  return JSON.parse(stdout) as Awaited<ReturnType<typeof plainLoop>>;
}

function inR(): { readonly seconds: number; readonly fits: number } | null {
  const origins = [-96, -84, -72, -60, -48].map(String);
  try {
    const script = join(import.meta.dirname, "search-reference.R");
    const text = execFileSync("Rscript", [script, airline, `${horizon}`, ...origins], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return JSON.parse(text) as ReturnType<typeof inR>;
  } catch {
    return null;
  }
}

/** Monthly sales of so many shops with trend, season and noise, as a long table. */
function shops(count: number, months: number): string {
  let state = 1;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const lines = ["shop,month,sales"];
  for (let shop = 0; shop < count; shop += 1) {
    const [level, trend, size] = [100 + 900 * random(), random() - 0.4, 0.3 * random()];
    for (let month = 0; month < months; month += 1) {
      const date = new Date(Date.UTC(2010, month, 1)).toISOString().slice(0, 10);
      const value = (level + trend * month) * (1 + size * Math.sin((Math.PI * month) / 6)) * (0.9 + 0.2 * random());
      lines.push(`shop ${shop},${date},${value.toFixed(1)}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

async function backtest({ quick, figure }: BenchContext): Promise<void> {
  const series = quick ? 100 : 1000;
  const folder = await mkdtemp(join(tmpdir(), "fantail-search-bench-"));
  try {
    const file = join(folder, "shops.csv");
    await writeFile(file, shops(series, 120));
    const words = ["backtest", file, "--horizon", `${horizon}`, "--origins", "5", "--models", "fantail-base", "--json"];
    const times: number[] = [];
    const runs = quick ? 1 : 3;
    for (let run = 0; run < runs; run += 1) {
      const startedMs = performance.now();
      await answerOf(words);
      times.push((performance.now() - startedMs) / 1000);
    }
    figure({ id: `backtest/${series}-series-5-origins`, value: median(times), unit: "s", runs });
    figure({ id: "backtest/forecasts-per-second", value: (5 * series) / median(times), unit: "1/s", runs });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Of a page that scrubs: time between two frames, and from a request to its answer. */
interface Scrubbed {
  readonly framesMs: readonly number[];
  readonly cachedMs: readonly number[];
  readonly uncachedMs: readonly number[];
}

/** Baseline: the same without a search. */
async function window({ quick, figure, note }: BenchContext): Promise<void> {
  // This process is Electron as a plain Node; the windows it starts must not be.
  delete process.env["ELECTRON_RUN_AS_NODE"];
  const display = process.env["DISPLAY"] === undefined ? await startVirtualDisplay() : null;
  if (display !== null) process.env["DISPLAY"] = display.display;
  const running = await launch();
  try {
    const { page } = running;
    await page.getByRole("heading", { name: /^Drop a CSV/ }).waitFor();
    await dropFiles(page, [airline]);
    await page.getByText(/^All \d+ past forecasts ready$/).waitFor({ timeout: 120_000 });
    await originSlider(page).focus();
    const key = await openSample(page);
    const steps = quick ? 40 : 100;
    const idle = await scrub(page, key, steps, 13);
    const { job } = await ask<{ readonly job: string }>(page, "search:start", {
      ...{ dataset: key.dataset, series: null, priority: "user", horizon, metric: "MASE", preset: "full" },
      // Hundreds of thousands of fits: it is still at it when the window has been measured.
      ...{ models: null, origins: 80, stride: 1, budget: null, isPooled: false },
    });
    await untilRunning(page, job);
    const busy = await scrub(page, key, steps, 14);
    const state = (await jobOf(page, job))?.state;
    if (state !== "running") throw new Error(`the search was ${state} before the window was measured`);
    await ask(page, "jobs:change", { job, to: "cancel" });
    note(`A search had all ${cpus().length} cores.`);
    const figures = [
      ["window/frame-p95", "framesMs", "<= 20"],
      ["window/cached-forecast-p95", "cachedMs", "<= 16"],
      ["window/uncached-forecast-p95", "uncachedMs", "<= 100"],
    ] as const;
    for (const [id, what, target] of figures) {
      const [value, baseline] = [quantile(busy[what], 0.95), quantile(idle[what], 0.95)];
      figure({ id, value, unit: "ms", baseline, target, runs: busy[what].length });
    }
  } finally {
    await running.app.close();
    await rm(running.userData, { recursive: true, force: true });
    display?.stop();
  }
}

type Page = Awaited<ReturnType<typeof launch>>["page"];

function ask<T>(page: Page, name: string, args: unknown): Promise<T> {
  return page.evaluate(
    async ([request, value]) => {
      const { fantail: api } = globalThis as unknown as {
        fantail: { request(id: string, name: string, args: unknown): Promise<{ ok: boolean; value: T; error: Error }> };
      };
      const answer = await api.request(crypto.randomUUID(), request, value);
      if (!answer.ok) throw new Error(answer.error.message);
      return answer.value;
    },
    [name, args] as const,
  );
}

interface SeenJob {
  readonly id: string;
  readonly state: string;
  readonly trials: { readonly completed: number };
}

async function jobOf(page: Page, job: string): Promise<SeenJob | undefined> {
  return (await ask<readonly SeenJob[]>(page, "jobs:list", {})).find(({ id }) => id === job);
}

async function untilRunning(page: Page, job: string): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (((await jobOf(page, job))?.trials.completed ?? 0) > 0) return;
    await page.waitForTimeout(100);
  }
  throw new Error("the search did not start");
}

interface Key {
  readonly dataset: string;
  readonly series: string;
  readonly model: string;
}

/** The file that is open in the window has the same content, and so the same handle. */
async function openSample(page: Page): Promise<Key> {
  const info = await ask<{ readonly samples: readonly { readonly id: string }[] }>(page, "app:info", {});
  const { defaultModel } = await ask<{ readonly defaultModel: string }>(page, "models:list", {});
  const { grant } = await ask<{ readonly grant: string }>(page, "sample:open", { id: info.samples[0]?.id });
  const dataset = await ask<{ readonly handle: string; readonly series: readonly { readonly id: string }[] }>(
    page,
    "dataset:import",
    { grant },
  );
  return { dataset: dataset.handle, series: dataset.series[0]?.id ?? "", model: defaultModel };
}

/**
 * Steps of the scrubber, one for each frame or two as a held key gives them, and requests to main beside: the same origin again,
 * and origins of a horizon that nobody has asked for.
 */
async function scrub(page: Page, key: Key, steps: number, freshHorizon: number): Promise<Scrubbed> {
  await page.evaluate(() => {
    const seen = globalThis as unknown as { frames: number[] };
    seen.frames = [];
    const next = (): void => {
      seen.frames.push(performance.now());
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
  for (let step = 0; step < steps; step += 1) {
    await page.keyboard.press(step % 40 < 20 ? "ArrowLeft" : "ArrowRight");
    await page.waitForTimeout(30);
  }
  const times = await page.evaluate(() => (globalThis as unknown as { frames: number[] }).frames);
  const requests = (horizons: readonly number[], origins: number): Promise<number[]> =>
    page.evaluate(
      async ([about, wanted, count]) => {
        const { fantail: api } = globalThis as unknown as {
          fantail: { request(id: string, name: string, args: unknown): Promise<{ ok: boolean; error: Error }> };
        };
        const took: number[] = [];
        for (const steps of wanted)
          for (let origin = 0; origin < count; origin += 1) {
            const startedMs = performance.now();
            const args = { ...about, horizon: steps, origin: -origin, view: "bench", density: false };
            const answer = await api.request(crypto.randomUUID(), "forecast:get", args);
            if (!answer.ok) throw new Error(answer.error.message);
            took.push(performance.now() - startedMs);
          }
        return took;
      },
      [key, horizons, origins] as const,
    );
  const uncachedMs = await requests([freshHorizon], steps);
  const cachedMs = await requests([freshHorizon], steps);
  return { framesMs: times.slice(1).map((time, index) => time - (times[index] as number)), cachedMs, uncachedMs };
}
