import { expect, onTestFinished, test, vi } from "vitest";
import type { WantedForecasts } from "#contract/worker";
import type { IngestedDataset } from "#domain/dataset";
import type { Forecast } from "#domain/forecast";
import { CancelledError, EngineError } from "#domain/errors";
import { DatasetRegistry } from "#main/datasets";
import { datasetOf, regularSeries } from "../datasets/ingest-fixtures.ts";
import { NeuralTrials, type Outcome } from "./neural-trials.ts";

vi.mock("electron", () => ({}));

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const values = Float64Array.from({ length: 40 }, (_, step) => step);

function wanted(task: number, origins: readonly number[] = [-8, -4]): WantedForecasts {
  return {
    task,
    dataset: "h",
    series: { id: "s", sha256: "c0ffee", values, usualSeasons: [7] },
    model: { id: "m", sha256: "1", executionProvider: "cpu" },
    horizon: 4,
    origins,
  };
}

/** A model whose forecasts say what they were asked: dataset's place in the order of opening, and origin. */
function create({ frequencies = "any" as "any" | readonly string[] } = {}) {
  const datasets = new DatasetRegistry();
  const opened: string[] = [];
  datasets.addListener({ opened: ({ dataset }) => opened.push(dataset.handle) });
  const outcomes: [number, Outcome][] = [];
  const asked: { dataset: string; level: unknown; origin: number }[] = [];
  let answer: (origin: number, signal: AbortSignal) => Promise<number> = async (origin) => origin;
  const trials = new NeuralTrials({
    datasets,
    models: { load: async () => undefined, find: () => ({ frequencies }) },
    logger: silent,
    onOutcome: (task, outcome) => outcomes.push([task, outcome]),
    neural: {
      get: async ({ dataset, series, origin, level }, signal) => {
        // Open for as long as it is forecast.
        datasets.series(dataset, series);
        asked.push({ dataset, level, origin });
        const quantiles = Float32Array.of(await answer(origin, signal));
        return {
          origin,
          levels: [0.5],
          quantiles,
          model: { id: "m", sha256: "1" },
          executionProvider: "cpu",
        } as unknown as Forecast;
      },
    },
  });
  return {
    datasets,
    trials,
    opened,
    outcomes,
    asked,
    answerWith: (next: typeof answer): void => void (answer = next),
  };
}

test("forecasts of an open file are those of the window, at the level of evaluations, in the order of the origins", async () => {
  const { datasets, trials, outcomes, asked } = create();
  datasets.open(datasetOf("h", regularSeries("s", values)), {});
  await trials.want(wanted(1, [-4, -8]));
  expect(outcomes).toEqual([
    [1, { ok: true, forecasts: { model: "m", levels: [0.5], quantiles: [Float32Array.of(-4), Float32Array.of(-8)] } }],
  ]);
  expect(asked.map(({ dataset, level }) => [dataset, level])).toEqual([
    ["h", "evaluation"],
    ["h", "evaluation"],
  ]);
  expect(datasets.find("h")).toBeDefined();
});

test("where the file is closed the job's own values are opened for as long as it takes, and not under the file's name", async () => {
  const { datasets, trials, opened, outcomes } = create({ frequencies: ["5 minute"] });
  let seen: unknown;
  datasets.addListener({ opened: ({ series, isKept }) => (seen = [[...series.values()][0]?.frequency, isKept]) });
  await trials.want(wanted(1));
  expect(outcomes[0]?.[1].ok).toBe(true);
  expect(seen).toEqual([{ unit: "minute", count: 5 }, false]);
  expect(opened).toHaveLength(1);
  expect(opened[0]).not.toBe("h");
  expect([...datasets.values()]).toEqual([]);
});

test("the job's own values are made ready once for all trials of a series, and forgotten a while after the last", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { datasets, trials } = create();
  const opened: IngestedDataset[] = [];
  datasets.addListener({ opened: ({ dataset }) => opened.push(dataset) });
  const other = { ...wanted(3), series: { id: "t", sha256: "decaf", values, usualSeasons: [7] } };
  for (const task of [wanted(1), wanted(2), other, wanted(4)]) await trials.want(task);
  vi.advanceTimersByTime(60_000);
  await trials.want(wanted(5));
  const [first, second, third, fourth, fifth] = opened;
  expect(second).toBe(first);
  expect(new Set([first, third, fourth, fifth]).size).toBe(4);
  expect([first, third].map((one) => one?.handle)).toEqual(["search:c0ffee:day", "search:decaf:day"]);
  expect([fourth, fifth].map((one) => one?.handle)).toEqual(["search:c0ffee:day", "search:c0ffee:day"]);
});

test("a file that is closed meanwhile stays open until the forecasts are there", async () => {
  const { datasets, trials, outcomes, answerWith } = create();
  const owner = {};
  datasets.open(datasetOf("h", regularSeries("s", values)), owner);
  const { promise, resolve } = Promise.withResolvers<number>();
  answerWith(() => promise);
  const done = trials.want(wanted(1, [-4]));
  await Promise.resolve();
  datasets.closeAll(owner);
  resolve(3);
  await done;
  expect(outcomes[0]?.[1].ok).toBe(true);
  expect(datasets.find("h")).toBeUndefined();
});

test("a failure is answered in words, and so is a forecast that one of the origins lacks", async () => {
  const { trials, outcomes, answerWith } = create();
  answerWith(() => Promise.reject(new EngineError("model-refused", "Not for this.")));
  await trials.want(wanted(1));
  answerWith((origin) =>
    origin === -4 ? Promise.reject(new EngineError("series-too-short", "Too short.")) : Promise.resolve(1),
  );
  await trials.want(wanted(2));
  expect(outcomes).toMatchObject([
    [1, { ok: false, error: { code: "model-refused", message: "Not for this." } }],
    [2, { ok: false, error: { code: "series-too-short" } }],
  ]);
});

test.each([
  ["file", { sha256: "2" }],
  ["device", { executionProvider: "cuda" }],
])("forecasts of a model with another %s than at the submission are refused in words", async (_what, then) => {
  const { trials, outcomes } = create();
  const { model, ...rest } = wanted(1);
  await trials.want({ ...rest, model: { ...model, ...then } });
  expect(outcomes).toMatchObject([
    [1, { ok: false, error: { code: "model-refused", message: expect.stringContaining("not what it was") as string } }],
  ]);
});

test("what is cancelled is given up and not answered", async () => {
  const { datasets, trials, outcomes, answerWith } = create();
  answerWith(
    (_origin, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(new CancelledError("user")));
      }),
  );
  const one = trials.want(wanted(1));
  const two = trials.want(wanted(2));
  await Promise.resolve();
  trials.cancel(1);
  trials.cancelAll();
  await Promise.all([one, two]);
  expect(outcomes).toEqual([]);
  expect([...datasets.values()]).toEqual([]);
});
