/** Ten real windows of one application that ask at once, through their pages' own api: what each of them waits for. */
import { rm } from "node:fs/promises";
import { targetText } from "#domain/health";
import { launch } from "../e2e/support/application.ts";
import { askInPage, openWindows, type Answered } from "../e2e/support/ten-windows.ts";
import { startVirtualDisplay } from "../scripts/lib/virtual-display.mjs";
import { median, quantile, type BenchContext } from "./lib.ts";

export const describe = "ten windows at once: imports, cached and uncached forecasts, in each of them";

/** A step of the slider that is known has to be there with the next picture. */
const scrubTarget = "<= 16";
const manyWindows = 10;
const sample = "france-load";

export async function run({ quick, figure, note }: BenchContext): Promise<void> {
  // This process is Electron as a plain Node; the windows it starts must not be.
  delete process.env["ELECTRON_RUN_AS_NODE"];
  const display = process.env["DISPLAY"] === undefined ? await startVirtualDisplay() : null;
  if (display !== null) process.env["DISPLAY"] = display.display;
  const count = quick ? 20 : 100;
  try {
    const one = await measureWindows(1, count);
    const ten = await measureWindows(manyWindows, count);
    note(`${manyWindows} windows were there after ${ten.openMs.toFixed(0)} ms`);
    const p95 = (id: string, target: string, of: (measured: Measured) => readonly number[]): void => {
      const values = of(ten);
      const baseline = quantile(of(one), 0.95);
      figure({ id: `${id}-p50`, value: median(values), unit: "ms", baseline: median(of(one)), runs: values.length });
      figure({ id: `${id}-p95`, value: quantile(values, 0.95), unit: "ms", target, baseline, runs: values.length });
    };
    // The baseline is a window alone.
    p95("ten-windows/import", targetText("import"), ({ importMs }) => importMs);
    p95("ten-windows/uncached-request", targetText("user"), ({ uncachedMs }) => uncachedMs);
    p95("ten-windows/cached-request", scrubTarget, ({ cachedMs }) => cachedMs);
    figure({ id: "ten-windows/opened", value: ten.openMs, unit: "ms", runs: 1 });
  } finally {
    display?.stop();
  }
}

interface Measured {
  readonly openMs: number;
  readonly importMs: readonly number[];
  readonly uncachedMs: readonly number[];
  readonly cachedMs: readonly number[];
}

/** Every window goes through a stretch of the past of its own, and then through it again. */
async function measureWindows(windows: number, count: number): Promise<Measured> {
  const { app, page: first, userData } = await launch();
  try {
    await first.getByRole("main").first().waitFor();
    // The model is there by then.
    await askInPage(first, { sample: "airline", series: 0, origins: [0] });
    const started = performance.now();
    const pages = windows === 1 ? [first] : await openWindows(app, first, windows);
    const openMs = performance.now() - started;
    const ask = (): Promise<readonly Answered[]> =>
      Promise.all(
        pages.map((page, index) => {
          const origins = Array.from({ length: count }, (_, step) => -(index * count + step));
          return askInPage(page, { sample, series: 0, origins });
        }),
      );
    const cold = await ask();
    const warm = await ask();
    const known = warm.reduce((sum, { cached }) => sum + cached, 0);
    if (known !== windows * count) throw new Error(`${known} of ${windows * count} forecasts came from the cache`);
    return {
      openMs,
      importMs: [...cold, ...warm].map(({ importMs }) => importMs),
      uncachedMs: cold.flatMap(({ forecastMs }) => forecastMs),
      cachedMs: warm.flatMap(({ forecastMs }) => forecastMs),
    };
  } finally {
    await app.close();
    await rm(userData, { recursive: true, force: true });
  }
}
