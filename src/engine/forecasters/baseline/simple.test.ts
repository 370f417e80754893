import { describe, expect, test } from "vitest";
import { normalQuantile } from "#engine/numerics";
import known from "../smoothing/forecast-reference.json" with { type: "json" };
import { drift } from "./drift.ts";
import { movingAverage, seasonalMovingAverage } from "./moving-average.ts";
import { naive } from "./naive.ts";
import reference from "./reference.json" with { type: "json" };

function valuesOf(name: string): readonly number[] {
  const found = known.series.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no series ${name}`);
  return found.values;
}

/** Largest difference in units of the numbers' mean size. */
function distance(ours: ArrayLike<number>, theirs: readonly number[]): number {
  const size = theirs.reduce((sum, value) => sum + Math.abs(value), 0) / theirs.length;
  return Math.max(...theirs.map((value, index) => Math.abs(value - (ours[index] ?? Number.NaN)))) / size;
}

describe.each(reference.series)("against R: $name", (given) => {
  const values = valuesOf(given.name);

  test.each([
    [naive, given.naive],
    [drift, given.drift],
  ] as const)("the mean and the 80 % interval of $name", (forecaster, expected) => {
    const horizon = expected.mean.length;
    const table = forecaster.fit(values, 1).predict(horizon, [0.5, 0.9]);
    expect(distance(table.subarray(0, horizon), expected.mean)).toBeLessThan(1e-6);
    expect(distance(table.subarray(horizon), expected.upper80)).toBeLessThan(1e-6);
  });

  test("the window, the mean and the error of a moving average", () => {
    const { mean, sigma, window } = given.movingAverage;
    const { parameters, predict } = movingAverage.fit(values, 1);
    expect(parameters["window"]).toBe(window);
    expect(parameters["sigma"]).toBeCloseTo(sigma ?? Number.NaN, 5);
    const [middle = 0, high = 0] = predict(1, [0.5, 0.9]);
    expect(distance([middle, high], [mean[0] ?? 0, (mean[0] ?? 0) + normalQuantile(0.9) * (sigma ?? 0)])).toBeLessThan(
      1e-6,
    );
  });
});

test.each(reference.series.filter(({ season }) => season > 1))(
  "the window, the mean and the error of a seasonal moving average are R's for $name",
  ({ name, season, seasonalMovingAverage: expected }) => {
    const { parameters, predict } = seasonalMovingAverage.fit(valuesOf(name), season);
    expect(parameters["window"]).toBe(expected?.window);
    expect(parameters["sigma"]).toBeCloseTo(expected?.sigma ?? Number.NaN, 5);
    expect(distance(predict(season, [0.5]), expected?.mean ?? [])).toBeLessThan(1e-6);
  },
);

test("steps that are missing at the end count as steps ahead", () => {
  const values = valuesOf("Nile");
  for (const forecaster of [naive, drift, movingAverage]) {
    const whole = forecaster.fit(values, 1).predict(5, [0.1]);
    expect(forecaster.fit([...values, Number.NaN, Number.NaN], 1).predict(3, [0.1])).toEqual(whole.subarray(2));
  }
  const [gas, season] = [valuesOf("UKgas"), 4];
  const whole = seasonalMovingAverage.fit(gas, season).predict(8, [0.1]);
  expect(seasonalMovingAverage.fit([...gas, Number.NaN], season).predict(7, [0.1])).toEqual(whole.subarray(1));
});

test("the band of a moving average widens with the errors that it made so many steps ahead", () => {
  const walk = new Float64Array(300);
  for (let at = 1; at < walk.length; at++) walk[at] = (walk[at - 1] ?? 0) + (((at * at * 7919) % 101) / 50 - 1);
  const half = (values: Float64Array): number[] => {
    const table = movingAverage.fit(values, 1).predict(12, [0.5, 0.9]);
    return Array.from({ length: 12 }, (_, step) => (table[12 + step] ?? 0) - (table[step] ?? 0));
  };
  const [first = 0, last = 0] = [half(walk)[0], half(walk)[11]];
  expect(last / first).toBeGreaterThan(2);
  const steady = half(walk.map((value, at) => value - (walk[at - 1] ?? 0)));
  expect((steady[11] ?? 0) / (steady[0] ?? 0)).toBeLessThan(1.2);
});

test("series that are too short are left to seasonal naive, and it is said", () => {
  for (const forecaster of [drift, movingAverage, seasonalMovingAverage])
    expect(forecaster.fit([1, 2], 1).parameters.method, forecaster.id).toBe("Seasonal naive");
  expect(naive.fit([1, 2], 12).parameters).toEqual({ method: "Naive", sigma: 1 });
});
