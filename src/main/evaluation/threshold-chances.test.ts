import { expect, test } from "vitest";
import type { FromEvaluate, ToEvaluate } from "#contract/worker";
import type { Forecast, ForecastKey } from "#domain/forecast";
import { dayMs, type IngestedSeries } from "#domain/series";
import type { Threshold, ThresholdRule } from "#domain/threshold";
import { randomFrom } from "#engine/numerics";
import { answer } from "../../worker/evaluate/work.ts";
import { regularSeries } from "../datasets/ingest-fixtures.ts";
import { emptyQueries, modelOf, openData, originAsForecast } from "./evaluation-fixtures.ts";
import { JointPaths } from "./joint-paths.ts";
import { StatisticalForecasts } from "./statistical-forecasts.ts";
import { ThresholdChances } from "./threshold-chances.ts";
import { Totals } from "./totals.ts";

const { signal } = new AbortController();
const levels = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975];
/** 1 January 2026. */
const startMs = 20_454 * dayMs;

type Asked = "forecast" | "error-scores" | "paths" | "thresholds" | "threshold-past";
type Answered<T extends Asked> = Extract<FromEvaluate, { type: T }>;

function ask<T extends Asked>(type: T, part: object): Answered<T> {
  const request: object = { type, id: 1, ...part };
  const reply = answer(structuredClone(request) as Exclude<ToEvaluate, { type: "stop" | "forget" }>, () => 0);
  if (reply.type !== type) throw new Error(`expected ${type}, not ${reply.type}`);
  return reply as Answered<T>;
}

/** Everything that forecasts one series and says how likely it is beyond a limit. */
function setUp(series: IngestedSeries, kept: readonly Threshold[] = [], ...others: readonly IngestedSeries[]) {
  const asked = { thresholds: 0 };
  const ports = {
    evaluate: {
      forecast: async (request: object) => ask("forecast", request).quantiles,
      errorScores: async (request: object) => ask("error-scores", request),
      paths: async (request: object) => ask("paths", request).nodes,
      thresholds: async (request: object) => {
        asked.thresholds++;
        return ask("thresholds", request).answers;
      },
      thresholdPast: async (request: object) => ask("threshold-past", request).reliability,
    },
    datasets: openData(series, ...others),
    models: { list: () => [modelOf("n", { levels })], defaultModel: () => "n" },
    neural: originAsForecast,
    queries: emptyQueries(),
  };
  const statistical = new StatisticalForecasts(ports);
  const forecasts = {
    get: ({ model, ...rest }: ForecastKey): Promise<Forecast> =>
      statistical.get({ ...rest, model }, [{ model, weight: 1 }], signal),
  };
  const paths = new JointPaths({ ...ports, statistical });
  const totals = new Totals({ ...ports, paths });
  const chances = new ThresholdChances({ ...ports, forecasts, statistical, paths, kept: { of: () => kept } });
  return { chances, totals, forecasts, asked };
}

const key = { dataset: "d", series: "a", model: "ses", horizon: 7, origin: 0, bands: "native" } as const;

function noise(steps: number, seed = 1, id = "a"): IngestedSeries {
  const random = randomFrom(seed);
  const values = Array.from({ length: steps }, () => 100 + 10 * (random() + random() + random() - 1.5));
  return regularSeries(id, values, { startMs });
}

function threshold(rule: ThresholdRule, more: Partial<Threshold> = {}): Threshold {
  return {
    ...{ id: 1, name: "", rule, scope: { kind: "all" }, from: null, to: null, unit: "", severity: "warning" },
    ...more,
  };
}

test("says of each threshold what its forecast says, and of one that can't be answered why", async () => {
  const series = noise(200);
  const { chances } = setUp(series);
  const lastDay = series.times.at(-1) ?? 0;
  const { answers, origins } = await chances.of(
    key,
    [
      threshold({ kind: "above", value: 100 }),
      threshold({ kind: "below", value: 50 }, { id: 2 }),
      threshold({ kind: "target", value: 100, time: lastDay + 3 * dayMs }, { id: 3 }),
      threshold({ kind: "target", value: 100, time: lastDay + 30 * dayMs }, { id: 4 }),
      threshold({ kind: "stock", service: { by: "level", level: 0.9 }, leadSteps: 4 }, { id: 5 }),
      threshold({ kind: "stock", service: { by: "level", level: 0.9 }, leadSteps: 8 }, { id: 6 }),
    ],
    signal,
  );
  expect(answers.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6]);
  const [above, below, target, late, stock, far] = answers;
  expect(above?.limit?.at[0]).toBeCloseTo(0.5, 0);
  expect(above?.limit?.ever).toBeGreaterThan(0.9);
  expect(below?.limit?.ever).toBeLessThan(0.001);
  expect(target?.limit?.at.map((chance) => chance === null)).toEqual([true, true, false, true, true, true, true]);
  expect(late).toMatchObject({ limit: null, problem: "The forecast has no step at the date of this target." });
  expect(stock?.stock?.order).toBeGreaterThan(400);
  expect(stock?.stock?.order).toBeLessThan(430);
  expect(far?.problem).toBe("The lead time has 8 steps, but the forecast only 7.");
  expect(origins).toBe(16);
});

test("what several series come to together is said of the sums that totals give, beside what is said of one", async () => {
  const { chances, totals, forecasts } = setUp(noise(200), [], noise(200, 2, "b"));
  const scope = { kind: "sum", of: null } as const;
  const stock = { kind: "stock", service: { by: "level", level: 0.9 }, leadSteps: 7 } as const;
  const { answers } = await chances.of(
    key,
    [
      threshold({ kind: "above", value: 210 }, { scope }),
      threshold({ kind: "above", value: 110 }, { id: 2 }),
      threshold(stock, { id: 3, scope }),
      threshold({ kind: "above", value: 1 }, { id: 4, scope: { kind: "sum", of: { column: "x", value: "y" } } }),
    ],
    signal,
  );
  expect(answers.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
  const both = [await forecasts.get(key), await forecasts.get({ ...key, series: "b" })];
  const quantile = async (statistic: "sum" | "peak", level: number): Promise<number> =>
    (await totals.of(both, { stretch: "horizon", statistic, levels: [level] }, signal)).totals[0]?.quantiles[0] ?? 0;
  const [together, alone, order, none] = answers;
  expect(order?.stock?.order).toBeCloseTo(await quantile("sum", 0.9), 6);
  const ever = together?.limit?.ever ?? 0;
  expect(ever).toBeGreaterThan(0.02);
  expect(await quantile("peak", 1 - ever - 0.01)).toBeLessThan(210);
  expect(await quantile("peak", Math.min(0.999, 1 - ever + 0.01))).toBeGreaterThan(210);
  expect(together?.limit?.at).not.toEqual(alone?.limit?.at);
  expect(none).toMatchObject({ limit: null, problem: "There is no series to sum." });
});

test("chances of a sum held at past origins, by what was known of all of its series then", async () => {
  const scope = { kind: "sum", of: null } as const;
  const limit = threshold({ kind: "above", value: 205 }, { scope });
  const [one, other] = [noise(400), noise(380, 2, "b")];
  // Both end at the same time.
  const later: IngestedSeries = { ...other, times: one.times.slice(20) };
  const { chances } = setUp(one, [], later);
  const held = await chances.reliability(key, limit, signal);
  expect(held.steps).toMatchObject({ origins: 16, steps: 112, verdict: "held" });
  expect(held.steps?.spells).toBeGreaterThan(5);
  const [sum] = await chances.sums(chances.shown(key, signal), [limit], { bands: "native", isJudged: true }, signal);
  expect(sum).toMatchObject({ series: ["a", "b"], reliability: held });
  // What came after an origin changes nothing of what is said there.
  const at = { ...key, origin: -100 };
  const changed = { ...later, values: later.values.map((value, step) => (step >= 280 ? 500 : value)) };
  expect(await setUp(one, [], changed).chances.reliability(at, limit, signal)).toEqual(
    await setUp(one, [], later).chances.reliability(at, limit, signal),
  );
});

test("an order for the whole horizon is the quantile of the sum that totals give", async () => {
  const series = noise(200);
  const { chances, totals, forecasts } = setUp(series);
  const rule = { kind: "stock", service: { by: "level", level: 0.9 }, leadSteps: 7 } as const;
  const { answers } = await chances.of(key, [threshold(rule)], signal);
  const made = await forecasts.get(key);
  const summed = await totals.of([made], { stretch: "horizon", levels: [0.9] }, signal);
  expect(answers[0]?.stock?.order).toBe(summed.totals[0]?.quantiles[0]);
});

test("the same question is computed once, whatever the threshold is called", async () => {
  const { chances, asked } = setUp(noise(100));
  const rule = { kind: "above", value: 100 } as const;
  const first = await chances.of(key, [threshold(rule)], signal);
  expect(await chances.of(key, [threshold(rule, { name: "Limit", severity: "critical" })], signal)).toEqual(first);
  expect(asked.thresholds).toBe(1);
});

test("chances of a limit held at past origins where the forecasts are right, and few events are said to be few", async () => {
  const { chances } = setUp(noise(400));
  const held = await chances.reliability(key, threshold({ kind: "above", value: 105 }), signal);
  expect(held.steps).toMatchObject({ origins: 16, steps: 112, verdict: "held" });
  expect(held.steps?.spells).toBeGreaterThan(10);
  expect(held.ever).toMatchObject({ origins: 16, steps: 16 });
  const rare = await chances.reliability(key, threshold({ kind: "above", value: 130 }), signal);
  expect(rare.steps).toMatchObject({ events: 0, verdict: "too-few" });
});

test("nothing of how chances did is known of what comes later", async () => {
  const series = noise(400);
  const changed = { ...series, values: series.values.map((value, step) => (step >= 300 ? 500 : value)) };
  const at = { ...key, origin: -100 };
  const limit = threshold({ kind: "above", value: 105 });
  expect(await setUp(changed).chances.reliability(at, limit, signal)).toEqual(
    await setUp(series).chances.reliability(at, limit, signal),
  );
});

test("a series that is too short has no past to judge by", async () => {
  const { chances } = setUp(noise(14));
  expect(await chances.reliability(key, threshold({ kind: "above", value: 105 }), signal)).toEqual({
    ...{ steps: null, ever: null },
  });
});

test("the risk of a series is the limit that is crossed most likely, and one without a limit has none", async () => {
  const series = noise(200);
  const rules: Threshold[] = [
    threshold({ kind: "above", value: 130 }, { id: 3 }),
    threshold({ kind: "below", value: 95 }, { id: 4 }),
    threshold({ kind: "stock", service: { by: "level", level: 0.9 }, leadSteps: 2 }, { id: 5 }),
  ];
  const { dataset, model, horizon, bands } = key;
  const asked = { dataset, model, horizon, bands, places: [0] };
  const risks = await setUp(series, rules).chances.risks(asked, signal);
  expect([...risks.threshold]).toEqual([4]);
  expect(risks.chance[0]).toBeGreaterThan(0.5);
  expect(risks.first[0]).toBeGreaterThan(series.times.at(-1) ?? 0);
  const none = await setUp(series).chances.risks(asked, signal);
  expect([...none.chance, ...none.first, ...none.threshold]).toEqual([Number.NaN, Number.NaN, 0]);
});
