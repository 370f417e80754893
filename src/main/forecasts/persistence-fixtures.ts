/** Runs of the application on a cache folder, one after the other, over a runner of tests. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, vi } from "vitest";
import type { DensityColumns, FinishedWindow } from "#domain/forecast";
import type { IngestedSeries } from "#domain/series";
import type { BatchInput } from "#engine/dispatch";
import { DatasetRegistry } from "#main/datasets";
import { pinsInMemory } from "../cache/pin-fixtures.ts";
import { pageOf, regularSeries } from "../datasets/ingest-fixtures.ts";
import type { BackgroundProgress } from "./background-precomputer.ts";
import { tinyModel, view } from "./forecast-fixtures.ts";
import { defaultForecastLimits, type ForecastLimits } from "./forecast-limits.ts";
import type { ServiceModel } from "./forecast-model.ts";
import { Forecasts } from "./forecasts.ts";

const hourMs = 3_600_000;
const silentLogger = { info: () => undefined, warn: () => undefined, error: () => undefined };

export const seriesOf = (startStep: number, values: readonly number[], id = "s"): IngestedSeries =>
  regularSeries(id, values, { unit: "hour", startMs: startStep * hourMs });

/** A forecast that every value of the window, its place in it, and the bound by zero have a say in. */
function finish({ windows, items, horizon }: BatchInput): FinishedWindow[] {
  const contextSteps = windows.length / items.length;
  return items.map(({ index, isNonNegative, wantsDensity }) => {
    let digest = isNonNegative ? 17 : 18;
    for (const value of windows.subarray(index * contextSteps, (index + 1) * contextSteps)) {
      digest = (Math.imul(digest, 31) + (Number.isNaN(value) ? 7 : Math.round(value * 8))) | 0;
    }
    const quantiles = Float32Array.from({ length: 3 * horizon }, (_, at) => (digest % 100_000) + at / 8);
    return { index, quantiles, density: wantsDensity ? densityOf(quantiles, horizon) : null };
  });
}

function densityOf(quantiles: Float32Array, horizon: number): DensityColumns {
  return {
    points: 2,
    from: quantiles.slice(0, horizon),
    step: new Float32Array(horizon).fill(1),
    values: new Float32Array(2 * horizon).fill(0.5),
  };
}

/** A later run of the application is later by the clock on the wall, too. */
let starts = 0;

export interface RunOptions {
  readonly limits?: Partial<ForecastLimits>;
  readonly model?: Partial<ServiceModel>;
  /** Null: nothing outlives the run. */
  readonly cacheFolder: string | null;
  readonly answerVersion?: string;
  readonly schedule?: (work: () => void, ms: number) => void;
}

function startService({ cacheFolder, ...options }: RunOptions) {
  const model = { ...tinyModel, ...options.model };
  const clock = { ms: 0 };
  const startedMs = 1e12 + (starts += 1) * 1e6;
  const progress: BackgroundProgress[] = [];
  const notices: string[] = [];
  let windows = 0;
  let densities = 0;
  const datasets = new DatasetRegistry();
  const page = pageOf(datasets);
  const forecasts = new Forecasts({
    datasets,
    runner: {
      slots: 1,
      run(batch) {
        windows += batch.items.length;
        const done = Promise.resolve(finish(batch));
        return { free: done.then(() => null), results: done, cancel: () => undefined };
      },
    },
    models: { find: () => model },
    density: {
      density: ({ quantiles, horizon }) => {
        densities += 1;
        return { promise: Promise.resolve(densityOf(quantiles, horizon)), cancel: () => undefined };
      },
    },
    onBackgroundProgress: (one) => progress.push(one),
    onNotice: (message) => notices.push(message),
    answerVersion: () => options.answerVersion ?? "1",
    logger: silentLogger,
    now: () => (clock.ms += 1),
    wallNow: () => startedMs + clock.ms,
    // Only when a test asks for it.
    schedule: options.schedule ?? (() => undefined),
    limits: { ...defaultForecastLimits(1e9), ...options.limits },
  });
  if (cacheFolder !== null) forecasts.openCaches(cacheFolder, pinsInMemory());
  const key = (dataset: string, origin: number) => ({ dataset, series: "s", model: "tiny", horizon: 2, origin });
  return {
    page,
    datasets,
    forecasts,
    clock,
    progress,
    notices,
    windows: () => windows,
    /** How many were made of forecasts that were there. */
    densities: () => densities,
    get: (dataset: string, origin: number) => forecasts.service.get({ ...key(dataset, origin), density: false }),
    focus: (dataset: string, origin = 0) => forecasts.background.focus(view, key(dataset, origin)),
    /** Everything that the background has to do is done. */
    async idle(): Promise<BackgroundProgress> {
      await vi.waitUntil(() => progress.at(-1)?.computed === progress.at(-1)?.total && progress.length > 0, {
        interval: 1,
      });
      return progress.at(-1) as BackgroundProgress;
    },
  };
}

export const ramp = (count: number, from = 0) => Array.from({ length: count }, (_, step) => ((from + step) * 37) % 101);

export type Run = ReturnType<typeof startService>;

/** A folder of its own for each test of the file. */
export function runsOnDisk(): {
  readonly folder: () => string;
  readonly start: (options?: Partial<RunOptions>) => Run;
} {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "fantail-persistence-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return { folder: () => folder, start: (options = {}) => startService({ cacheFolder: folder, ...options }) };
}
