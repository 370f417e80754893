/** A runner, a store and a clock for tests: nothing happens until the test says so. */
import { workLevels, type FinishedWindow, type WorkLevel } from "#domain/forecast";
import { CancelledError, EngineError } from "#domain/errors";
import { Dispatcher, type DispatcherLimits, type RangeEnd } from "./dispatcher.ts";
import type { BatchInput, FailedWindow, ForecastColumn } from "./ports.ts";

export const testLimits: DispatcherLimits = {
  maxUserItems: 1000,
  maxUserBytes: 1e9,
  maxEvaluationItems: 1000,
  maxRanges: 16,
  ageingMs: 1000,
  maxBatch: 8,
  targetMs: 25,
  poisonousForMs: 60_000,
};

export function columnOf(series: string, overrides: Partial<ForecastColumn> = {}): ForecastColumn {
  return {
    key: `key-${series}`,
    dataset: "data",
    series,
    model: "model",
    executionProvider: "cpu",
    horizonSteps: 3,
    contextSteps: 4,
    ...overrides,
  };
}

export interface FakeBatch {
  readonly input: BatchInput;
  /** `series@origin` of every window, decoded from the numbers that it was given. */
  readonly names: readonly string[];
  isCancelRequested: boolean;
  isOver: boolean;
  /** @param busyMs how long the model ran for it; without it all the time since it began */
  succeed(busyMs?: number): void;
  /** Some of its windows are finished while the rest is still computed. */
  finish(...names: string[]): void;
  /** The names of its windows that are not. */
  unfinished(): readonly string[];
  fail(error: Error): void;
  crash(): void;
  stopAsCancelled(): void;
  /** Answers all windows but this one, which has no forecast. */
  succeedWithout(name: string, error: EngineError): void;
  /** The process is done with it; its answer is still on the way. */
  free(): void;
  /** Its answer is lost; the process is still at work on it. */
  lose(error: Error): void;
}

/** "ok", or in a word why not. */
export async function outcome(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => "ok",
    (error: EngineError & { reason?: string }) => error.reason ?? error.code,
  );
}

/** Lets every promise that is ready run its course. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 32; turn += 1) await Promise.resolve();
}

export function createHarness(options: { slots?: number; limits?: Partial<DispatcherLimits> } = {}) {
  const clock = { ms: 1000 };
  const batches: FakeBatch[] = [];
  const stored = new Map<string, FinishedWindow>();
  const storedTogether: number[] = [];
  const runs = new Map<string, number>();
  const rangeEnds: RangeEnd[] = [];
  const bugs: unknown[] = [];
  const missingDatasets = new Set<string>();
  const seriesNames: string[] = [];

  const dispatcher = new Dispatcher(
    {
      runner: {
        slots: options.slots ?? 1,
        run(input, onFinished) {
          const startedMs = clock.ms;
          const free = Promise.withResolvers<number | null>();
          const results = Promise.withResolvers<readonly (FinishedWindow | FailedWindow)[]>();
          const names = input.items.map(({ index }) => {
            const at = index * (input.windows.length / input.items.length);
            return `${seriesNames[input.windows[at] ?? -1]}@${input.windows[at + 1]}`;
          });
          for (const name of names) runs.set(name, (runs.get(name) ?? 0) + 1);
          const handedOver = new Set<number>();
          const answers = (): FinishedWindow[] =>
            input.items
              .filter(({ index }) => !handedOver.has(index))
              .map(({ index, wantsDensity }) => ({
                index,
                quantiles: Float32Array.of(input.windows[index * 4] ?? 0, input.windows[index * 4 + 1] ?? 0),
                density: wantsDensity
                  ? { points: 1, from: new Float32Array(1), step: new Float32Array(1), values: new Float32Array(1) }
                  : null,
              }));
          const end = (finish: () => void, busyMs: number | null = null) => {
            if (batch.isOver) throw new Error("the batch is over");
            batch.isOver = true;
            finish();
            free.resolve(busyMs);
          };
          const batch: FakeBatch = {
            input,
            names,
            isCancelRequested: false,
            isOver: false,
            unfinished: () => names.filter((_, index) => !handedOver.has(index)),
            succeed: (busyMs = clock.ms - startedMs) => end(() => results.resolve(answers()), busyMs),
            finish: (...some) => {
              const finished = answers().filter(({ index }) => some.includes(names[index] ?? ""));
              for (const { index } of finished) handedOver.add(index);
              onFinished(finished);
            },
            succeedWithout: (name, error) =>
              end(() =>
                results.resolve(
                  answers().map((answer) => (names[answer.index] === name ? { index: answer.index, error } : answer)),
                ),
              ),
            fail: (error) => end(() => results.reject(error)),
            crash: () => end(() => results.reject(new EngineError("worker-crashed", "The worker stopped."))),
            stopAsCancelled: () => end(() => results.reject(new CancelledError("user"))),
            free: () => free.resolve(clock.ms - startedMs),
            lose: (error) => results.reject(error),
          };
          batches.push(batch);
          return {
            free: free.promise,
            results: results.promise,
            cancel: () => {
              batch.isCancelRequested = true;
            },
          };
        },
      },
      windows: {
        fill(column, origin, target) {
          if (missingDatasets.has(column.dataset)) throw new EngineError("dataset-not-found", "Gone.");
          if (!seriesNames.includes(column.series)) seriesNames.push(column.series);
          target.fill(Number.NaN);
          target[0] = seriesNames.indexOf(column.series);
          target[1] = origin;
          return { isNonNegative: true };
        },
      },
      nextMissing(column, from, to) {
        const step = from <= to ? 1 : -1;
        for (let at = from; step > 0 ? at <= to : at >= to; at += step)
          if (!stored.has(`${column.series}@${at}`)) return at;
        return null;
      },
      store(forecasts) {
        storedTogether.push(forecasts.length);
        for (const { column, origin, window } of forecasts) stored.set(`${column.series}@${origin}`, window);
      },
      onRangeEnd: (end) => rangeEnds.push(end),
      onBug: (error) => bugs.push(error),
      now: () => clock.ms,
    },
    { ...testLimits, ...options.limits },
  );

  return {
    dispatcher,
    clock,
    batches,
    stored,
    /** Forecasts of each time that the store was given some. */
    storedTogether,
    /** How many times each window was given to the runner. */
    runs,
    rangeEnds,
    bugs,
    missingDatasets,
    /** The batches that are under way. */
    open: () => batches.filter(({ isOver }) => !isOver),
    request: (
      column: ForecastColumn,
      origin: number,
      wantsDensity = false,
      level: Exclude<WorkLevel, "background"> = "user",
    ) => dispatcher.request(column, origin, { wantsDensity, level }),
    /** Lets the open batch that a runner would end first succeed, of the most urgent level; returns what was in it. */
    async next(): Promise<readonly string[]> {
      await settle();
      const open = batches.filter(({ isOver }) => !isOver);
      const [batch] = open.toSorted(
        (one, other) => workLevels.indexOf(one.input.level) - workLevels.indexOf(other.input.level),
      );
      if (batch === undefined) return [];
      clock.ms += 10;
      batch.succeed(10);
      await settle();
      return batch.names;
    },
  };
}

export type Harness = ReturnType<typeof createHarness>;
