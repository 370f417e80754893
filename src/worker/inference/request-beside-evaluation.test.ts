/** Main's dispatcher and the lanes of a process together, on a fake clock: how long a user's request takes beside other work. */
import { expect, test } from "vitest";
import type { FinishedWindow, WorkLevel } from "#domain/forecast";
import { Dispatcher, type ForecastColumn } from "#engine/dispatch";
import { Lanes } from "./lanes.ts";

const msPerWindow = 10;
/** While users ask, a run holds twice what a single window takes. */
const windowsPerRun = 2;

function setUp() {
  const clock = { ms: 0 };
  const now = (): number => clock.ms;
  const lanes = new Lanes({ ageingMs: 1000, turnMs: 25, turn: () => Promise.resolve(), now });
  const stored = new Set<string>();
  /** Called after each run of the model: when messages come in. */
  const listeners: (() => void)[] = [];
  const dispatcher = new Dispatcher(
    {
      runner: {
        slots: 1,
        run({ items, level }) {
          const results = Promise.withResolvers<FinishedWindow[]>();
          lanes.add(level, async () => {
            for (let done = 0; done < items.length; done += windowsPerRun) {
              await lanes.yieldFrom(level);
              clock.ms += msPerWindow * Math.min(windowsPerRun, items.length - done);
              for (const listener of listeners.splice(0)) listener();
            }
            results.resolve(items.map(({ index }) => ({ index, quantiles: new Float32Array(1), density: null })));
          });
          return {
            free: results.promise.then(() => items.length * msPerWindow),
            results: results.promise,
            cancel: () => undefined,
          };
        },
      },
      windows: { fill: () => ({ isNonNegative: false }) },
      nextMissing: (column, from, to) => {
        const step = from <= to ? 1 : -1;
        for (let at = from; step > 0 ? at <= to : at >= to; at += step)
          if (!stored.has(`${at}@${column.key}`)) return at;
        return null;
      },
      store: (forecasts) => {
        for (const { column, origin } of forecasts) stored.add(`${origin}@${column.key}`);
      },
      onRangeEnd: () => undefined,
      onBug: (error) => {
        throw error;
      },
      now,
    },
    {
      maxUserItems: 1000,
      maxUserBytes: 1e9,
      maxEvaluationItems: 5000,
      maxRanges: 8,
      ageingMs: 1000,
      maxBatch: 64,
      targetMs: 25,
      poisonousForMs: 1000,
    },
  );
  const column = (series: string): ForecastColumn => ({
    key: series,
    dataset: "d",
    series,
    model: "m",
    executionProvider: "cpu",
    horizonSteps: 1,
    contextSteps: 1,
  });
  /** In milliseconds of the fake clock. */
  const latencyOf = async (origin: number): Promise<number> => {
    const askedMs = clock.ms;
    await dispatcher.request(column("shown"), origin, { wantsDensity: false }).promise;
    return clock.ms - askedMs;
  };
  const ask = (level: Exclude<WorkLevel, "background">, series: string, count: number): Promise<unknown> =>
    Promise.all(
      Array.from(
        { length: count },
        (_, index) => dispatcher.request(column(series), -index, { wantsDensity: false, level }).promise,
      ),
    );
  const afterNextRun = (): Promise<void> => new Promise((resolve) => listeners.push(resolve));
  return { dispatcher, column, latencyOf, ask, afterNextRun };
}

test.each([
  ["a calibration", "evaluation"],
  ["background work", "background"],
  ["both", "both"],
])("a request beside %s takes at most three times as long as alone, whenever it comes", async (_, beside) => {
  const { dispatcher, column, latencyOf, ask, afterNextRun } = setUp();
  const alone = await latencyOf(-1000);
  expect(alone).toBe(msPerWindow);
  const evaluation = beside === "background" ? Promise.resolve() : ask("evaluation", "past", 96 * 33);
  if (beside !== "evaluation") dispatcher.focus(column("ahead"), { oldest: -3000, newest: 0, focus: 0 });
  const latencies: number[] = [];
  for (let request = 0; request < 50; request += 1) {
    for (let run = 0; run < 1 + (request % 7); run += 1) await afterNextRun();
    latencies.push(await latencyOf(-request));
  }
  expect(Math.max(...latencies)).toBeLessThanOrEqual(3 * alone);
  // It was there all the time.
  const { evaluationItems, ranges } = dispatcher.depth();
  expect(beside === "background" ? ranges : evaluationItems).toBeGreaterThan(0);
  void evaluation;
});

test("an evaluation is done before background work goes on, but for its turns", async () => {
  const { dispatcher, column, ask } = setUp();
  dispatcher.focus(column("ahead"), { oldest: -3000, newest: 0, focus: 0 });
  await ask("evaluation", "past", 200);
  const { done } = dispatcher.depth();
  expect(done.evaluation).toBe(200);
  // Two seconds of work: a batch before it began, and a turn a second.
  expect(done.background).toBeLessThanOrEqual(16);
});
