import { describe, expect, test } from "vitest";
import reference from "../smoothing/forecast-reference.json" with { type: "json" };
import { seasonalNaive } from "./seasonal-naive.ts";

/** Largest difference in units of the numbers' mean size. */
function distance(ours: ArrayLike<number>, theirs: readonly number[]): number {
  const size = theirs.reduce((sum, value) => sum + Math.abs(value), 0) / theirs.length;
  return Math.max(...theirs.map((value, index) => Math.abs(value - (ours[index] ?? Number.NaN)))) / size;
}

describe.each(reference.series)("against R's forecast package: $name", (given) => {
  const horizon = given.snaive.mean.length;

  test("the same mean and the same 80 % interval", () => {
    const table = seasonalNaive.fit(given.values, given.season).predict(horizon, [0.5, 0.9]);
    expect(distance(table.subarray(0, horizon), given.snaive.mean)).toBeLessThan(1e-6);
    expect(distance(table.subarray(horizon), given.snaive.upper80)).toBeLessThan(1e-6);
  });
});

test("a missing value takes that of the season before", () => {
  const table = seasonalNaive.fit([1, 2, 3, Number.NaN], 2).predict(2, [0.5]);
  expect([...table]).toEqual([3, 2]);
});

test("the residuals are the differences from the season before, and their mean square is the variance", () => {
  const { residuals, parameters } = seasonalNaive.fit([1, 2, 4, Number.NaN, 7, 4], 2);
  expect([...residuals]).toEqual([Number.NaN, Number.NaN, 3, Number.NaN, 3, Number.NaN]);
  expect(parameters).toEqual({ method: "Seasonal naive", season: 2, sigma: 3 });
});

test("a series that is shorter than its season is measured from step to step", () => {
  const { residuals, parameters } = seasonalNaive.fit([1, 3, 7], 12);
  expect([...residuals]).toEqual([Number.NaN, 2, 4]);
  expect(parameters["sigma"]).toBeCloseTo(Math.sqrt(10), 12);
});
