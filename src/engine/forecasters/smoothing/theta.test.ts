import { describe, expect, test } from "vitest";
import reference from "./forecast-reference.json" with { type: "json" };
import { theta } from "./theta.ts";

/** Largest difference in units of the numbers' mean size. */
function distance(ours: ArrayLike<number>, theirs: readonly number[]): number {
  const size = theirs.reduce((sum, value) => sum + Math.abs(value), 0) / theirs.length;
  return Math.max(...theirs.map((value, index) => Math.abs(value - (ours[index] ?? Number.NaN)))) / size;
}

describe.each(reference.series)("against R's forecast package: $name", (given) => {
  const horizon = given.theta.mean.length;

  test("the same mean", () => {
    const table = theta.fit(given.values, given.season).predict(horizon, [0.5]);
    expect(distance(table, given.theta.mean)).toBeLessThan(5e-5);
  });
});

test.each(reference.series.filter(({ season }) => season === 1))("the same interval as R's for $name", (given) => {
  const table = theta.fit(given.values, 1).predict(given.theta.mean.length, [0.9]);
  expect(distance(table, given.theta.upper80)).toBeLessThan(5e-5);
});
