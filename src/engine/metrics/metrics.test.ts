import { describe, expect, test } from "vitest";
import { geometricMean, scoreOrigin, seasonalScale, summarise, symmetricError } from "./index.ts";

const levels = [0.025, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.975];

describe("point errors", () => {
  test("the scale is the in-sample error of the seasonal naive forecast", () => {
    expect(seasonalScale([1, 2, 3, 5], 1)).toBeCloseTo(4 / 3, 12);
    expect(seasonalScale([1, 10, 3, 14], 2)).toBeCloseTo(3, 12);
    expect(seasonalScale([1, Number.NaN, 3, 5], 1)).toBeCloseTo(2, 12);
    expect(seasonalScale([1, 2, 4], 12)).toBeCloseTo(1.5, 12);
    expect(seasonalScale([7, 7, 7, 7], 1)).toBeNaN();
    expect(seasonalScale([7], 1)).toBeNaN();
  });

  test("the symmetric error is 0 for a hit, 2 for a sign that is wrong, and defined at zero", () => {
    expect(symmetricError(5, 5)).toBe(0);
    expect(symmetricError(5, -5)).toBe(2);
    expect(symmetricError(0, 0)).toBe(0);
  });
});

describe("the score of one forecast", () => {
  const rows = (centre: readonly number[], spread: number): Float32Array =>
    Float32Array.from(levels.flatMap((level) => centre.map((value) => value + (level - 0.5) * spread)));

  test("counts steps inside each interval and ignores steps without an actual", () => {
    // ±25 of 50 % reach, ±40 of 80 %, ±47.5 of 95 %.
    const score = scoreOrigin({
      levels,
      quantiles: rows([100, 100, 100, 100], 100),
      actuals: [100, 130, 145, Number.NaN],
      context: [90, 100, 90, 100],
      seasonSteps: 1,
    });
    expect(score.steps).toBe(3);
    expect(score.inside).toEqual({ "0.5": 1, "0.8": 2, "0.95": 3 });
    expect(score.mase).toBeCloseTo((0 + 30 + 45) / 3 / 10, 6);
  });

  test("a sure and right forecast scores zero", () => {
    const score = scoreOrigin({
      levels,
      quantiles: rows([5, 6], 0),
      actuals: [5, 6],
      context: [1, 2, 4],
      seasonSteps: 1,
    });
    expect(score).toMatchObject({ mase: 0, pinballSum: 0, symmetricErrorSum: 0 });
    expect(score.crpsSum).toBeCloseTo(0, 9);
    expect(score.inside["0.5"]).toBe(2);
  });

  test("an actual on the end of a band lies inside, though quantiles have fewer digits", () => {
    const actuals = [0.1, 0.3, 4.99, 1e9 + 0.1];
    const score = scoreOrigin({ levels, quantiles: rows(actuals, 0), actuals, context: [1, 2, 4], seasonSteps: 1 });
    expect(score.inside).toEqual({ "0.5": 4, "0.8": 4, "0.95": 4 });
  });

  test("grows with the scale of the series where it should, and not elsewhere", () => {
    const base = { levels, context: [1, 5, 2, 7], seasonSteps: 1 };
    const small = scoreOrigin({ ...base, quantiles: rows([4, 5], 3), actuals: [6, 4] });
    const large = scoreOrigin({
      levels,
      seasonSteps: 1,
      context: [100, 500, 200, 700],
      quantiles: rows([400, 500], 300),
      actuals: [600, 400],
    });
    expect(large.mase).toBeCloseTo(small.mase, 5);
    expect(large.crpsSum / small.crpsSum).toBeCloseTo(100, 3);
    expect(summarise([large]).WQL).toBeCloseTo(summarise([small]).WQL, 5);
    expect(summarise([large]).coverage).toEqual(summarise([small]).coverage);
  });

  test("takes missing levels from the quantile function", () => {
    const nine = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
    const quantiles = Float32Array.from(nine, (level) => level * 100);
    const score = scoreOrigin({ levels: nine, quantiles, actuals: [91], context: [1, 2], seasonSteps: 1 });
    expect(score.inside).toEqual({ "0.5": 0, "0.8": 0, "0.95": 1 });
  });

  test("is undefined without an actual, and does not spoil a summary", () => {
    const empty = scoreOrigin({
      levels,
      quantiles: rows([1], 1),
      actuals: [Number.NaN],
      context: [1, 2],
      seasonSteps: 1,
    });
    const full = scoreOrigin({ levels, quantiles: rows([1], 1), actuals: [2], context: [1, 2], seasonSteps: 1 });
    expect(empty.mase).toBeNaN();
    expect(summarise([empty, full])).toMatchObject({ MASE: full.mase, steps: 1, origins: 2 });
    expect(summarise([empty]).WQL).toBeNaN();
  });
});

test("the geometric mean weighs ratios evenly", () => {
  expect(geometricMean([0.5, 2])).toBeCloseTo(1, 12);
});
