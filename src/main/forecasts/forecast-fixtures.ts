/** The room of forecasts over a runner of tests: it answers each window with its last observed value. */
import type { IngestedDataset } from "#domain/dataset";
import type { FinishedWindow } from "#domain/forecast";
import { deviceChanged, type BatchInput } from "#engine/dispatch";
import { CancelledError, type EngineError } from "#domain/errors";
import { DatasetRegistry } from "#main/datasets";
import type { BackgroundProgress } from "./background-precomputer.ts";
import { defaultForecastLimits, type ForecastLimits } from "./forecast-limits.ts";
import type { ServiceModel } from "./forecast-model.ts";
import { Forecasts } from "./forecasts.ts";

/** A model of three levels that sees 16 steps and reaches 24. */
export const tinyModel: ServiceModel = {
  id: "tiny",
  version: "1.0.0",
  sha256: "f".repeat(64),
  contextSteps: 16,
  levels: [0.1, 0.5, 0.9],
  maxHorizonSteps: 24,
  preprocessing: "1",
  executionProvider: "cpu",
};

export const view = { page: 1, chart: "main" };

export const ramp = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** Answers each window with its last observed value, spread by level and step, on the next turn of the event loop. */
function finish({ windows, items, horizon }: BatchInput): FinishedWindow[] {
  const contextSteps = windows.length / items.length;
  return items.map(({ index, wantsDensity }) => {
    const window = windows.subarray(index * contextSteps, (index + 1) * contextSteps);
    const last = window.findLast((value) => !Number.isNaN(value)) ?? 0;
    const quantiles = new Float32Array(tinyModel.levels.length * horizon);
    tinyModel.levels.forEach((level, row) => quantiles.fill(last + level, row * horizon, (row + 1) * horizon));
    return { index, quantiles, density: wantsDensity ? densityOf(horizon) : null };
  });
}

export function densityOf(horizon: number) {
  return {
    points: 2,
    from: new Float32Array(horizon),
    step: new Float32Array(horizon).fill(1),
    values: new Float32Array(2 * horizon).fill(0.5),
  };
}

export function createForecasts(options: Partial<ForecastLimits> = {}) {
  const clock = { ms: 0 };
  const batches: BatchInput[] = [];
  const progress: BackgroundProgress[] = [];
  const densities: number[] = [];
  const bugs: string[] = [];
  const warnings: string[] = [];
  const scheduled: { readonly work: () => void; readonly ms: number }[] = [];
  const bounds: boolean[] = [];
  const held: (() => void)[] = [];
  const control = {
    isHeld: false,
    isDensityHeld: false,
    device: tinyModel.executionProvider,
    error: null as EngineError | null,
  };
  const heldDensities: (() => void)[] = [];
  const densityCancels: string[] = [];
  const datasets = new DatasetRegistry();
  const owner = {};
  const page = {
    open: (dataset: IngestedDataset) => datasets.open(dataset, owner),
    close: (handle: string) => datasets.close(handle, owner),
  };
  const forecasts = new Forecasts({
    datasets,
    runner: {
      slots: 1,
      run(batch) {
        batches.push(batch);
        const free = Promise.withResolvers<number | null>();
        const results = Promise.withResolvers<FinishedWindow[]>();
        const end = () => {
          const { executionProvider } = batch;
          if (control.error !== null) results.reject(control.error);
          else if (executionProvider === control.device) results.resolve(finish(batch));
          else results.reject(deviceChanged(tinyModel.id, executionProvider));
          free.resolve(null);
        };
        if (control.isHeld) held.push(end);
        else setImmediate(end);
        return { free: free.promise, results: results.promise, cancel: () => undefined };
      },
    },
    models: { find: (id) => (id === tinyModel.id ? { ...tinyModel, executionProvider: control.device } : undefined) },
    density: {
      density: ({ quantiles, levels, horizon, isNonNegative }) => {
        bounds.push(isNonNegative);
        densities.push(quantiles.length / levels.length / horizon);
        const answer = Promise.withResolvers<ReturnType<typeof densityOf>>();
        if (control.isDensityHeld) heldDensities.push(() => answer.resolve(densityOf(horizon)));
        else answer.resolve(densityOf(horizon));
        return { promise: answer.promise, cancel: (reason) => densityCancels.push(reason) };
      },
    },
    onBackgroundProgress: (one) => progress.push(one),
    logger: {
      info: () => undefined,
      warn: (event, fields) => void warnings.push(`${event} ${JSON.stringify(fields)}`),
      error: (event) => void bugs.push(event),
    },
    now: () => (clock.ms += 1),
    // Nothing is flushed, and no comparison cut short, behind a test's back.
    schedule: (work, ms) => void scheduled.push({ work, ms }),
    limits: { ...defaultForecastLimits(1e9), densityTtlMs: 1000, ...options },
  });
  const key = { dataset: "h", series: "s", model: "tiny", horizon: 5, origin: 0 };
  return {
    page,
    datasets,
    forecasts,
    clock,
    batches,
    progress,
    densities,
    bounds,
    heldDensities,
    densityCancels,
    held,
    control,
    key,
    get: (overrides: Partial<typeof key> & { density?: boolean } = {}, signal?: AbortSignal) =>
      forecasts.service.get({ ...key, density: false, ...overrides }, signal),
    windows: () => batches.reduce((sum, { items }) => sum + items.length, 0),
    windowsOf: (horizon: number) =>
      batches.filter((batch) => batch.horizon === horizon).reduce((sum, { items }) => sum + items.length, 0),
    /** Entries of the log that mean a bug. */
    bugs,
    warnings,
    /** Lets everything happen that was put off by exactly so long. */
    elapse(ms: number): void {
      const due = scheduled.filter((one) => one.ms === ms);
      for (const one of due) scheduled.splice(scheduled.indexOf(one), 1);
      clock.ms += ms;
      for (const { work } of due) work();
    },
    /** Nothing has moved for many turns: neither batches nor the queue. How many batches that takes is not for tests to know. */
    async settled(): Promise<void> {
      let seen = "";
      for (let quiet = 0; quiet < 200; quiet += 1) {
        await new Promise<void>((resolve) => setImmediate(resolve));
        const { user, evaluation, background } = forecasts.health().queues;
        const queues = [user, evaluation, background].map(({ waiting, running, done }) => [waiting, running, done]);
        const now = JSON.stringify([batches.length, progress.length, queues]);
        if (now !== seen) quiet = 0;
        seen = now;
      }
    },
  };
}

/** A request that a newer one can supersede. */
export function supersedable(): { readonly signal: AbortSignal; readonly supersede: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, supersede: () => controller.abort(new CancelledError("superseded")) };
}
