import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultWeights, type MetricId, metricLoss, metrics } from "#domain/score";
import { compositeOf, metricOf, metricValues, ScorePool, scoreOrigin, scoreSteps, sumsOf } from "./index.ts";

const levels = [0.025, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.975];
const history = [10, 14, 11, 17];

function forecastOf(centre: readonly number[], actuals: readonly number[], spread = 4, context = history) {
  const quantiles = Float32Array.from(levels.flatMap((level) => centre.map((value) => value + (level - 0.5) * spread)));
  return { levels, quantiles, actuals, context, seasonSteps: 1, byStep: true };
}

function scored(centre: readonly number[], actuals: readonly number[], { spread = 4, context = history } = {}) {
  return scoreOrigin(forecastOf(centre, actuals, spread, context));
}

describe("each metric over one forecast", () => {
  // Errors (median − actual) −2, 0, +4; the scale is (4 + 3 + 6) / 3.
  const score = scored([10, 5, 8], [12, 5, 4]);
  test.each<[MetricId, number]>([
    ["MASE", 2 / (13 / 3)],
    ["RMSSE", Math.sqrt(20 / 3 / (61 / 3))],
    ["sMAPE", (2 / 11 + 4 / 6) / 3],
    ["MAPE", (2 / 12 + 4 / 4) / 3],
    ["WAPE", 6 / 21],
    ["MAE", 2],
    ["RMSE", Math.sqrt(20 / 3)],
    ["bias", 2 / 3],
    ["relativeBias", 2 / 21],
    ["coverage50", 1 / 3],
    ["coverage80", 1 / 3],
    ["coverage95", 1 / 3],
    ["width80", 3.2],
    ["scaledWidth80", 3.2 / (13 / 3)],
    // Outside by 0.4 and 2.4, each counted ten times.
    ["winkler80", 3.2 + (10 * (0.4 + 2.4)) / 3],
  ])("%s", (metric, expected) => {
    expect(metricOf([score], metric)).toBeCloseTo(expected, 5);
  });

  test("its steps are there one by one", () => {
    expect(score.byStep?.error.map((error) => Math.round(error))).toEqual([-2, 0, 4]);
    expect(score.byStep?.pinball.reduce((sum, loss) => sum + loss, 0)).toBeCloseTo(score.pinballSum, 12);
    expect(scored([1, 2], [Number.NaN, 2]).byStep?.error).toEqual([Number.NaN, 0]);
  });
});

test("a percentage of zero is none: MAPE skips zeros, counts the rest, and says nothing where all are zero", () => {
  const some = scored([1, 6], [0, 4]);
  expect(some).toMatchObject({ steps: 2, nonZeroSteps: 1 });
  expect(metricOf([some], "MAPE")).toBeCloseTo(0.5, 6);
  const zeros = scored([0, 0], [0, 0]);
  expect(zeros.nonZeroSteps).toBe(0);
  expect(metricOf([zeros], "MAPE")).toBeNaN();
  expect(metricOf([zeros], "WAPE")).toBeNaN();
  expect(metricOf([zeros], "MAE")).toBe(0);
});

test("nothing was measured where nothing was observed, and no metric says otherwise", () => {
  const nothing = scored([1, 2], [Number.NaN, Number.NaN]);
  for (const values of [metricValues(sumsOf([])), metricValues(sumsOf([nothing]))])
    expect(Object.values(values).every(Number.isNaN)).toBe(true);
});

test("pools of parts together say what the whole says", () => {
  const scores = [scored([10, 5, 8], [12, 5, 4]), scored([3, 3], [0, Number.NaN]), scored([7], [9])];
  const [pool, rest] = [new ScorePool(), new ScorePool()];
  pool.add(scores[0]!);
  rest.add(scores[1]!);
  rest.add(scores[2]!);
  pool.merge(rest.sums());
  expect(pool.sums()).toEqual(sumsOf(scores));
  expect(pool.sums()).toMatchObject({ forecasts: 3, steps: 5, scaledForecasts: 3 });
  expect(metricOf(scores, "MASE")).toBeCloseTo((scores[0]!.mase + scores[1]!.mase + scores[2]!.mase) / 3, 12);
});

test("scores of single steps are those of the forecast, split", () => {
  const forecast = forecastOf([10, 5, 8, 1], [12, 5, Number.NaN, 4]);
  const steps = scoreSteps(forecast);
  expect(steps.map((one) => one.steps)).toEqual([1, 1, 0, 1]);
  const [whole, split] = [metricValues(sumsOf([scoreOrigin(forecast)])), metricValues(sumsOf(steps))];
  for (const { id } of metrics) expect(split[id], id).toBeCloseTo(whole[id], 12);
});

test("a metric ranks by its distance from its best value", () => {
  expect(metricLoss("coverage80", 0.7)).toBeCloseTo(0.1, 12);
  expect(metricLoss("coverage80", 0.9)).toBeCloseTo(0.1, 12);
  expect(metricLoss("bias", -3)).toBe(3);
  expect(metricLoss("MASE", 0.7)).toBe(0.7);
  expect(new Set(metrics.map(({ id }) => id)).size).toBe(metrics.length);
});

describe("the composite", () => {
  const naive = [scored([10, 10, 10], [12, 8, 14])];
  const model = [scored([11, 9, 12], [12, 8, 14])];

  test("of the baseline is 1, whatever the weights", () => {
    expect(compositeOf(naive, naive, defaultWeights)).toBeCloseTo(1, 12);
    expect(compositeOf(naive, naive, { WQL: 3, MASE: 1 })).toBeCloseTo(1, 12);
  });

  test("is the weighted mean of ratios", () => {
    const ratio = (id: MetricId): number => metricOf(model, id) / metricOf(naive, id);
    expect(compositeOf(model, naive, { MAE: 3, RMSE: 1 })).toBeCloseTo((3 * ratio("MAE") + ratio("RMSE")) / 4, 12);
  });

  test("leaves out for every model what says nothing of the baseline", () => {
    const [zeros, others] = [[scored([1, 2], [0, 0])], [scored([3, 3], [0, 0])]];
    const ratio = metricOf(others, "MAE") / metricOf(zeros, "MAE");
    expect(compositeOf(others, zeros, { MAPE: 1, MAE: 1 })).toBeCloseTo(ratio, 12);
    expect(compositeOf(others, zeros, { MAPE: 1 })).toBeNaN();
  });

  test("does not depend on the series' unit", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 4, maxLength: 8 }),
        fc.constantFrom(4, 64, 1024),
        (actuals, factor) => {
          const centre = (by: number, size: number): number[] => actuals.map((_, index) => (20 + by * index) * size);
          const at = (size: number): number => {
            const options = { spread: 8 * size, context: history.map((value) => value * size) };
            const sized = actuals.map((value) => value * size);
            const [one, against] = [centre(1, size), centre(-1, size)].map((points) => [
              scored(points, sized, options),
            ]);
            return compositeOf(one ?? [], against ?? [], defaultWeights);
          };
          expect(at(factor)).toBeCloseTo(at(1), 9);
        },
      ),
    );
  });
});
