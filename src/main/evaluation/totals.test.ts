import { expect, test } from "vitest";
import type { FromEvaluate, ToEvaluate } from "#contract/worker";
import type { Forecast } from "#domain/forecast";
import { type IngestedSeries, dayMs } from "#domain/series";
import { sumStretches } from "#domain/totals";
import { randomFrom } from "#engine/numerics";
import { answer } from "../../worker/evaluate/work.ts";
import { regularSeries } from "../datasets/ingest-fixtures.ts";
import { emptyQueries, modelOf, openData, originAsForecast } from "./evaluation-fixtures.ts";
import { StatisticalForecasts } from "./statistical-forecasts.ts";
import { JointPaths } from "./joint-paths.ts";
import { Totals } from "./totals.ts";

const { signal } = new AbortController();
const levels = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975];
/** 1 January 2026. */
const startMs = 20_454 * dayMs;

type Answered<T extends FromEvaluate["type"]> = Extract<FromEvaluate, { type: T }>;

function ask<T extends "forecast" | "error-scores" | "paths">(type: T, part: object): Answered<T> {
  const request: object = { type, id: 1, ...part };
  const reply = answer(structuredClone(request) as Exclude<ToEvaluate, { type: "stop" | "forget" }>, () => 0);
  if (reply.type !== type) throw new Error(`expected ${type}, not ${reply.type}`);
  return reply as Answered<T>;
}

/** Everything that forecasts and sums these series, with a cache of its own. */
function setUp(...[first, ...others]: [IngestedSeries, ...IngestedSeries[]]) {
  const asked = { totals: 0 };
  const ports = {
    evaluate: {
      forecast: async (request: object) => ask("forecast", request).quantiles,
      errorScores: async (request: object) => ask("error-scores", request),
      paths: async (request: object) => {
        asked.totals++;
        return ask("paths", request).nodes;
      },
    },
    datasets: openData(first, ...others),
    models: { list: () => [modelOf("n", { levels })], defaultModel: () => "n" },
    neural: originAsForecast,
    queries: emptyQueries(),
  };
  const statistical = new StatisticalForecasts(ports);
  const totals = new Totals({ ...ports, paths: new JointPaths({ ...ports, statistical }) });
  const forecast = ({ id }: IngestedSeries, horizon: number, origin = 0): Promise<Forecast> =>
    statistical.get({ dataset: "d", series: id, model: "ses", horizon, origin }, [{ model: "ses", weight: 1 }], signal);
  const whole = { stretch: "horizon", levels } as const;
  return { totals, forecast, asked, whole };
}

/** A random walk in days. */
function walk(id: string, steps: number, seed: number, sign = 1, start = startMs): IngestedSeries {
  const random = randomFrom(seed);
  let level = 1000;
  return regularSeries(
    id,
    Array.from({ length: steps }, () => (level += sign * (random() - 0.5))),
    { startMs: start },
  );
}

const widthOf = (quantiles: readonly number[] = []): number =>
  (quantiles[5] ?? Number.NaN) - (quantiles[1] ?? Number.NaN);
const row = ({ quantiles, horizon }: Forecast, level: number): Float32Array =>
  quantiles.subarray(level * horizon, (level + 1) * horizon);
const sumOf = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0);

test("a sum of one step has the range of that step", async () => {
  const series = walk("a", 120, 1);
  const { totals, forecast, whole } = setUp(series);
  const made = await forecast(series, 1);
  const [total] = (await totals.of([made], whole, signal)).totals;
  expect(total).toMatchObject({ from: 0, to: 1, name: "horizon", isWhole: true, actual: null });
  for (const [index, quantile] of (total?.quantiles ?? []).entries())
    expect(Math.abs(quantile - (made.quantiles[index] ?? 0))).toBeLessThan(0.02 * widthOf([...made.quantiles]));
});

test("the range of a sum is narrower than the sum of the ranges, around the same middle", async () => {
  const random = randomFrom(3);
  const series = regularSeries(
    "noise",
    Array.from({ length: 200 }, () => 50 + 10 * random()),
    { startMs },
  );
  const { totals, forecast, whole } = setUp(series);
  const made = await forecast(series, 14);
  const { totals: found, origins } = await totals.of([made], whole, signal);
  const [total] = found;
  const summed = sumOf(row(made, 5)) - sumOf(row(made, 1));
  expect(widthOf(total?.quantiles)).toBeLessThan(0.6 * summed);
  expect(widthOf(total?.quantiles)).toBeGreaterThan(0.15 * summed);
  expect(Math.abs((total?.mean ?? 0) - sumOf(row(made, 3)))).toBeLessThan(0.1 * summed);
  expect(total?.quantiles).toEqual(total?.quantiles.toSorted((left, right) => left - right));
  expect(origins).toBe(16);
});

test("the same content gives the same sums, and they are summed once", async () => {
  const series = walk("a", 90, 5);
  const { totals, forecast, asked, whole } = setUp(series);
  const first = await totals.of([await forecast(series, 7)], whole, signal);
  expect(await totals.of([await forecast(series, 7)], whole, signal)).toEqual(first);
  expect(asked.totals).toBe(1);
  const other = setUp(walk("a", 90, 5));
  expect(await other.totals.of([await other.forecast(series, 7)], other.whole, signal)).toEqual(first);
});

test.each(sumStretches)(
  "nothing of a sum by the %s is known of what comes later but that it happened",
  async (stretch) => {
    const long = walk("a", 100, 7);
    const short = regularSeries("a", long.values.subarray(0, 90), { startMs });
    const changed = regularSeries("a", [...short.values, ...new Array<number>(10).fill(-500)], { startMs });
    const [now, later] = [setUp(short), setUp(changed)];
    const wanted = { stretch, levels };
    const before = await now.totals.of([await now.forecast(short, 10)], wanted, signal);
    const after = await later.totals.of([await later.forecast(changed, 10, -10)], wanted, signal);
    expect(after.origins).toBe(before.origins);
    expect(after.totals.map(({ actual: _actual, ...rest }) => rest)).toEqual(
      before.totals.map(({ actual: _actual, ...rest }) => rest),
    );
    expect(after.totals.map(({ actual, from, to }) => actual === -500 * (to - from))).not.toContain(false);
  },
);

test("a sum of which a step is not known did not happen yet", async () => {
  const series = walk("a", 90, 9);
  const { totals, forecast, whole } = setUp(series);
  const { totals: found } = await totals.of([await forecast(series, 10, -9)], whole, signal);
  expect(found[0]?.actual).toBeNull();
});

test("a series without a past is summed with what is usual", async () => {
  const series = walk("a", 8, 11);
  const { totals, forecast, whole } = setUp(series);
  const { totals: found, origins } = await totals.of([await forecast(series, 6)], whole, signal);
  expect(origins).toBe(0);
  expect(widthOf(found[0]?.quantiles)).toBeGreaterThan(0);
});

test("series that err alike have a wider sum than those that err against each other, however long each is", async () => {
  const widths: number[] = [];
  for (const sign of [1, -1]) {
    const first = walk("a", 200, 13);
    const whole = walk("b", 200, 13, sign);
    // The end of the same time, over a shorter past.
    const other = regularSeries("b", whole.values.subarray(47), { startMs: startMs + 47 * dayMs });
    const { totals, forecast, whole: wanted } = setUp(first, other);
    const made = [await forecast(first, 8), await forecast(other, 8)];
    const found = await totals.of(made, wanted, signal);
    expect(found.origins).toBe(16);
    widths.push(widthOf(found.totals[0]?.quantiles));
    const [alone] = (await totals.of(made.slice(0, 1), wanted, signal)).totals;
    expect(widthOf(found.totals[0]?.quantiles)).toBeLessThan(2.05 * widthOf(alone?.quantiles));
  }
  expect(widths[1]).toBeLessThan(0.7 * (widths[0] ?? 0));
});

test("forecasts of other steps have no sum", async () => {
  const [first, other] = [walk("a", 60, 1), walk("b", 60, 2, 1, startMs + dayMs)];
  const { totals, forecast, whole } = setUp(first, other);
  const made = [await forecast(first, 4), await forecast(other, 4)];
  await expect(totals.of(made, whole, signal)).rejects.toThrow("different steps");
});

test("whoever gives up gets no answer, and nothing is summed for it", async () => {
  const series = walk("a", 120, 1);
  const { totals, forecast, asked, whole } = setUp(series);
  const made = await forecast(series, 7);
  const stopped = new AbortController();
  const waiting = totals.of([made], whole, stopped.signal);
  stopped.abort();
  await expect(waiting).rejects.toMatchObject({ name: "CancelledError" });
  expect(asked.totals).toBe(0);
});
