import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalCdf, normalPdf, normalQuantile } from "#engine/numerics";
import { quantileFunction } from "#engine/density";
import {
  crpsOfQuantiles,
  crpsOfSamples,
  pinball,
  probabilityIntegralTransform,
  weightedQuantileLoss,
  winkler,
} from "./scores.ts";

const levels = [0.025, 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 0.975];
const standard = quantileFunction(levels, levels.map(normalQuantile));

describe("CRPS", () => {
  test.each([-3, -1, 0, 0.4, 2.5])("of normal quantiles at %d is the normal distribution's", (actual) => {
    const closed = actual * (2 * normalCdf(actual) - 1) + 2 * normalPdf(actual) - 1 / Math.sqrt(Math.PI);
    expect(Math.abs(crpsOfQuantiles(standard, levels, actual) / closed - 1)).toBeLessThan(2e-3);
  });

  test("of a point mass is the absolute error", () => {
    const point = quantileFunction(
      levels,
      levels.map(() => 3),
    );
    expect(crpsOfQuantiles(point, levels, 5)).toBeCloseTo(2, 9);
    expect(crpsOfSamples([3, 3, 3], 5)).toBeCloseTo(2, 12);
  });

  test("grows by the distance for an actual far out in a tail", () => {
    expect(crpsOfQuantiles(standard, levels, 1000) - crpsOfQuantiles(standard, levels, 999)).toBeCloseTo(1, 6);
    expect(crpsOfQuantiles(standard, levels, -1000) - crpsOfQuantiles(standard, levels, -999)).toBeCloseTo(1, 6);
  });

  test("of samples equals the double sum of its definition", () => {
    const numbers = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(numbers, fc.double({ min: -100, max: 100, noNaN: true }), (samples, actual) => {
        const count = samples.length;
        const error = samples.reduce((sum, x) => sum + Math.abs(x - actual), 0) / count;
        const spread = samples.flatMap((x) => samples.map((y) => Math.abs(x - y))).reduce((sum, x) => sum + x, 0);
        expect(crpsOfSamples(samples, actual)).toBeCloseTo(error - spread / (2 * count * count), 9);
      }),
    );
  });

  test("of many normal samples approaches that of the quantiles", () => {
    const samples = Float64Array.from({ length: 5000 }, (_, index) => normalQuantile((index + 0.5) / 5000));
    expect(crpsOfSamples(samples, 0.7)).toBeCloseTo(crpsOfQuantiles(standard, levels, 0.7), 3);
  });
});

describe("quantile losses", () => {
  test("pinball weighs misses by their side", () => {
    expect(pinball(0.9, 10, 12)).toBeCloseTo(1.8, 12);
    expect(pinball(0.9, 12, 10)).toBeCloseTo(0.2, 12);
    expect(pinball(0.5, 4, 4)).toBe(0);
  });

  test("weighted quantile loss is twice the pinball loss over the actuals' size, averaged over levels", () => {
    // Steps 1 and 2; levels 0.1 and 0.9.
    expect(weightedQuantileLoss([0.1, 0.9], [8, 18, 12, 22], [10, 20])).toBeCloseTo((2 * 4 * 0.2) / (30 * 2), 12);
    expect(weightedQuantileLoss([0.5], [1, 5], [2, Number.NaN])).toBeCloseTo(0.5, 12);
    expect(weightedQuantileLoss([0.5], [1], [0])).toBeNaN();
  });

  test("Winkler is the width inside and adds the penalty outside", () => {
    expect(winkler(0.8, 10, 20, 15)).toBe(10);
    expect(winkler(0.8, 10, 20, 21)).toBeCloseTo(10 + 10, 9);
    expect(winkler(0.95, 10, 20, 9)).toBeCloseTo(10 + 40, 9);
  });
});

test("the probability integral transform is the level of the actual, the middle of a jump at a point mass", () => {
  expect(probabilityIntegralTransform(standard, 0)).toBeCloseTo(0.5, 12);
  expect(probabilityIntegralTransform(standard, 1.96)).toBeCloseTo(normalCdf(1.96), 9);
  expect(
    probabilityIntegralTransform(
      quantileFunction(
        levels,
        levels.map(() => 3),
      ),
      3,
    ),
  ).toBe(0.5);
});
