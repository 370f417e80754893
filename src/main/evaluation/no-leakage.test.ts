/**
 * Nothing that only later values show is known at an origin: whatever is changed or appended after it, every forecast from it and every
 * score up to its horizon stay the same, bit for bit. The whole way is real, from the series to the report, but for the network, which
 * repeats its last value, and the processes, which are called directly.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { FromEvaluate, ToEvaluate } from "#contract/worker";
import type { Forecast } from "#domain/forecast";
import type { BacktestReport } from "#domain/score";
import type { IngestedSeries } from "#domain/series";
import { forecasters } from "#engine/forecasters/catalogue";
import { randomFrom } from "#engine/numerics";
import { detectSeasonLengths, seasonLengths } from "#engine/series";
import { answer } from "../../worker/evaluate/work.ts";
import { datasetOf, regularSeries } from "../datasets/ingest-fixtures.ts";
import { createForecasts } from "../forecasts/forecast-fixtures.ts";
import { Backtests } from "./backtests.ts";
import { Calibration } from "./calibration.ts";
import { emptyQueries, modelOf, nothingAdopted } from "./evaluation-fixtures.ts";
import { ForecastRouter } from "./forecast-router.ts";
import { ModelSelection } from "./model-selection.ts";
import { NativeForecasts } from "./native-forecasts.ts";
import { NeuralForecasts } from "./neural-forecasts.ts";
import { StatisticalForecasts } from "./statistical-forecasts.ts";

const { signal } = new AbortController();
const horizon = 4;
const gapSteps = 1;
const catalogue = forecasters.all.filter(({ cost }) => cost !== "slow").map(({ id }) => id);
const slow = forecasters.all.filter(({ cost }) => cost === "slow").map(({ id }) => id);
/** Each run is dozens of fits; a counterexample is small enough as it is found. */
const few = { numRuns: 6, endOnFailure: true };
const fewest = { numRuns: 1, endOnFailure: true };

type Answered<T extends FromEvaluate["type"]> = Extract<FromEvaluate, { type: T }>;

function ask<T extends "forecast" | "backtest" | "calibrated">(request: ToEvaluate, type: T): Answered<T> {
  if (request.type === "stop" || request.type === "forget") throw new Error("nothing to answer");
  const reply = answer(structuredClone(request), () => 0);
  if (reply.type !== type) throw new Error(`expected ${type}, not ${reply.type}`);
  return reply as Answered<T>;
}

/** As the import would give it: what it says of the whole series comes from the whole series. */
function imported(id: string, values: readonly number[]): IngestedSeries {
  const series = regularSeries(id, values);
  return {
    ...series,
    seasonLengths: detectSeasonLengths(series.values, seasonLengths(series.frequency)),
    isNonNegative: series.values.every((value) => !(value < 0)),
  };
}

/** Everything that makes forecasts and scores of these series, with caches of its own. */
function everything(...all: readonly IngestedSeries[]) {
  const { page, datasets, forecasts } = createForecasts();
  page.open(datasetOf("h", ...all));
  const evaluate = {
    forecast: async (request: object) =>
      ask({ type: "forecast", id: 1, ...request } as ToEvaluate, "forecast").quantiles,
    backtest: async (request: object) => ask({ type: "backtest", id: 1, ...request } as ToEvaluate, "backtest"),
    calibrate: async (request: object) =>
      ask({ type: "calibrate", id: 1, ...request } as ToEvaluate, "calibrated").forecasts,
  };
  const model = modelOf("tiny", { maxContextSteps: 16, maxHorizonSteps: 24 });
  const models = { list: () => [model], defaultModel: () => "tiny", load: async () => undefined };
  const { service, background, columns } = forecasts;
  const neural = new NeuralForecasts({ datasets, models, service, background });
  const shared = { evaluate, datasets, models, neural, queries: emptyQueries(), adopted: nothingAdopted };
  const selection = new ModelSelection(shared);
  const statistical = new StatisticalForecasts(shared);
  const native = new NativeForecasts({ datasets, neural, statistical, selection });
  const calibration = new Calibration({ ...shared, statistical });
  const distributions = {
    density: () => Promise.reject(new Error("not asked for")),
    quantilesAt: () => Promise.reject(new Error("not asked for")),
  };
  const router = new ForecastRouter({
    datasets,
    neural,
    native,
    calibration,
    adopted: nothingAdopted,
    distributions,
    delay: async () => undefined,
  });
  const backtests = new Backtests({ ...shared, forecasts: router, columns, adopted: nothingAdopted, now: () => 0 });
  const plain = { view: null, density: false } as const;
  return {
    /** From after so many steps. */
    forecast: (series: IngestedSeries, end: number, of: string, bands: "native" | "calibrated"): Promise<Forecast> => {
      const at = { dataset: "h", series: series.id, origin: end - series.values.length };
      return router.get({ ...plain, ...at, model: of, horizon, bands }, signal);
    },
    /** Calibrated together, from after so many steps each. */
    together: async (series: IngestedSeries, ends: readonly number[], model: string): Promise<readonly Forecast[]> => {
      const at = ends.map((end) => ({
        dataset: "h",
        series: series.id,
        model,
        horizon,
        origin: end - series.values.length,
      }));
      return calibration.all(await Promise.all(at.map((key) => native.get(key, signal))), signal);
    },
    backtest: (series: IngestedSeries, part: { origins: number; models: readonly string[]; windowSteps?: number }) =>
      backtests.run(
        { targets: [{ dataset: "h", series: series.id }], horizon, stride: 2, gapSteps, detail: true, ...part },
        { signal, onProgress: () => undefined },
      ),
  };
}

/** What a forecast says, without where it lies in the series and in which cache it was. */
function said({ quantiles, levels, choice, calibration, model, anchor }: Forecast) {
  return { quantiles: [...quantiles], levels, choice, calibration, model, anchor };
}

/** Every score of every origin, by the step that was seen last. */
function scoresOf({ models }: BacktestReport): ReadonlyMap<string, unknown> {
  return new Map(
    models.flatMap(({ id, detail }) =>
      (detail?.byOrigin ?? []).map(({ time, metrics }): [string, unknown] => [`${id} ${time}`, metrics]),
    ),
  );
}

interface Past {
  readonly steps: number;
  /** Size of a week; 0 = none. */
  readonly week: number;
  /** Shares of the steps. */
  readonly zeros: number;
  readonly gaps: number;
  readonly seed: number;
}

/** Daily values up to the origin, never below zero. */
function pastOf({ steps, week, zeros, gaps, seed }: Past): number[] {
  const random = randomFrom(seed);
  return Array.from({ length: steps }, (_, step) => {
    const value = Math.round(10 * random()) + 20 + week * Math.sin((2 * Math.PI * step) / 7);
    const [isGap, isZero] = [random() < gaps, random() < zeros];
    // The last value is there: a forecast needs something to start from.
    if (isGap && step < steps - 1) return Number.NaN;
    return isZero ? 0 : value;
  });
}

const past: fc.Arbitrary<Past> = fc.record({
  steps: fc.integer({ min: 44, max: 60 }),
  week: fc.constantFrom(0, 0, 15),
  zeros: fc.constantFrom(0, 0.6),
  gaps: fc.constantFrom(0, 0.1),
  seed: fc.nat(),
});

/** What comes then shows something that the past did not: a week, values below zero, a jump, nothing at all. */
const futures = {
  week: (step: number) => 30 + 25 * Math.sin((2 * Math.PI * step) / 7),
  below: (step: number) => -100 + step,
  jump: () => 1e6,
  nothing: () => Number.NaN,
  zero: () => 0,
};

interface Later {
  readonly kind: keyof typeof futures;
  readonly steps: number;
}

const laterOf = ({ kind, steps }: Later): number[] => Array.from({ length: steps }, (_, step) => futures[kind](step));

const later: fc.Arbitrary<Later> = fc.record({
  kind: fc.constantFrom("week", "below", "jump", "nothing", "zero"),
  steps: fc.integer({ min: 4, max: 12 }).map((pairs) => 2 * pairs),
});

/** Where a season or a sign that only comes later would be the easiest to see. */
const noise: Past = { steps: 45, week: 0, zeros: 0, gaps: 0, seed: 4 };
const turns: [Past, Later][] = [
  [noise, { kind: "week", steps: 24 }],
  [
    { ...noise, zeros: 0.6, seed: 5 },
    { kind: "below", steps: 10 },
  ],
];

test.each([
  { models: ["tiny", "auto", ...catalogue], calibrated: ["tiny", "auto", "theta"], runs: few },
  { models: slow, calibrated: [], runs: fewest },
])("forecasts from an origin don't depend on what comes later: $models", async ({ models, calibrated, runs }) => {
  await fc.assert(
    fc.asyncProperty(past, later, async (known, unknown) => {
      const [before, after] = [pastOf(known), laterOf(unknown)];
      const [short, long] = [imported("s", before), imported("s", [...before, ...after])];
      const [one, other] = [everything(short), everything(long)];
      const asked = [
        ...models.map((model) => ({ model, bands: "native" as const })),
        ...calibrated.map((model) => ({ model, bands: "calibrated" as const })),
      ];
      for (const { model, bands } of asked) {
        const [plain, changed] = await Promise.all([
          one.forecast(short, before.length, model, bands),
          other.forecast(long, before.length, model, bands),
        ]);
        expect(said(changed), `${model}, ${bands}`).toEqual(said(plain));
      }
      for (const model of calibrated.filter((one) => one !== "auto")) {
        const [plain] = await one.together(short, [before.length], model);
        const [changed] = await other.together(long, [before.length, long.values.length], model);
        expect(changed && said(changed), `${model}, together`).toEqual(plain && said(plain));
      }
    }),
    { ...runs, examples: turns },
  );
});

test.each([
  { models: catalogue, runs: few },
  { models: slow, runs: fewest },
])("scores up to an origin don't depend on what comes later: $models", async ({ models, runs }) => {
  await fc.assert(
    fc.asyncProperty(past, later, fc.constantFrom({}, { windowSteps: 20 }), async (known, unknown, window) => {
      const [before, after] = [pastOf(known), laterOf(unknown)];
      const [short, long] = [imported("s", before), imported("s", [...before, ...after])];
      const [plain, changed] = await Promise.all([
        everything(short).backtest(short, { origins: 2, models, ...window }),
        everything(long).backtest(long, { origins: 2 + after.length / 2, models, ...window }),
      ]);
      const [early, all] = [scoresOf(plain), scoresOf(changed)];
      expect(early.size).toBe(2 * models.length);
      for (const [origin, metrics] of early) expect(all.get(origin), origin).toEqual(metrics);
    }),
    { ...runs, examples: turns.map(([known, unknown]): [Past, Later, object] => [known, unknown, {}]) },
  );
});

test.each([
  { models: catalogue, runs: few },
  { models: slow, runs: fewest },
])("scores after a gap don't depend on what happens within it: $models", async ({ models, runs }) => {
  await fc.assert(
    fc.asyncProperty(past, later, fc.constantFrom({}, { windowSteps: 20 }), async (known, unknown, window) => {
      const before = pastOf(known);
      const gap = laterOf(unknown).slice(0, gapSteps);
      const actuals = before.slice(0, horizon);
      const [calm, wild] = [gap.map(() => 22), gap].map((within) => imported("s", [...before, ...within, ...actuals]));
      const [plain, changed] = await Promise.all(
        [calm, wild].map((series) => everything(series!).backtest(series!, { origins: 1, models, ...window })),
      );
      expect(scoresOf(changed!)).toEqual(scoresOf(plain!));
      expect(scoresOf(plain!).size).toBe(models.length);
    }),
    { ...runs, examples: turns.map(([known, unknown]): [Past, Later, object] => [known, unknown, {}]) },
  );
});

test("bands that other series help to calibrate don't depend on what comes later in these", async () => {
  await fc.assert(
    fc.asyncProperty(fc.tuple(past, past, past), later, async (known, unknown) => {
      const [befores, after] = [known.map(pastOf), laterOf(unknown)];
      const seen = Math.min(...befores.map(({ length }) => length));
      const make = (isChanged: boolean): IngestedSeries[] =>
        befores.map((before, index) => {
          const rest = after.map((value, step) => (isChanged ? value : (before[step] ?? 0)));
          return imported(`s${index}`, [...before.slice(-seen), ...rest]);
        });
      const [plain, changed] = [make(false), make(true)];
      const [one, other] = [everything(...plain), everything(...changed)];
      for (const model of ["tiny", "theta"]) {
        const [first, second] = await Promise.all([
          one.forecast(plain[0]!, seen, model, "calibrated"),
          other.forecast(changed[0]!, seen, model, "calibrated"),
        ]);
        expect(said(second), model).toEqual(said(first));
        expect(first.calibration?.otherSeries, model).toBe(2);
      }
    }),
    {
      ...few,
      examples: turns.map(([known, unknown]): [[Past, Past, Past], Later] => [
        [known, { ...known, seed: 1 }, { ...known, seed: 2 }],
        unknown,
      ]),
    },
  );
});
