import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EngineError } from "#domain/errors";
import { normalCdf, normalQuantile } from "#engine/numerics";
import { quantileFunction } from "./quantile-function.ts";
import { gridDensity } from "./step-density.ts";

const levels = [0.025, 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 0.975];
const someValues = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), {
  minLength: levels.length,
  maxLength: levels.length,
});
const level = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });

describe("a distribution through quantiles", () => {
  test("gives back a normal distribution between the outermost levels", () => {
    const normal = quantileFunction(levels, levels.map(normalQuantile));
    for (const p of [0.025, 0.03, 0.11, 0.33, 0.5, 0.77, 0.96, 0.975]) {
      expect(normal.quantile(p)).toBeCloseTo(normalQuantile(p), 12);
      expect(normal.cdf(normalQuantile(p))).toBeCloseTo(p, 12);
    }
  });

  test("has tails a little heavier than normal ones, and symmetric", () => {
    const normal = quantileFunction(levels, levels.map(normalQuantile));
    for (const p of [0.99, 0.999]) {
      expect(normal.quantile(p)).toBeGreaterThan(normalQuantile(p));
      expect(normal.quantile(p)).toBeLessThan(normalQuantile(p) + 0.3);
      expect(normal.quantile(1 - p)).toBeCloseTo(-normal.quantile(p), 9);
    }
  });

  test("is continuous in value and density where the tails begin", () => {
    const skewed = quantileFunction(
      levels,
      levels.map((p) => Math.exp(normalQuantile(p))),
    );
    for (const at of [0.025, 0.975]) {
      const inner = (skewed.quantile(at + 1e-6) - skewed.quantile(at)) / 1e-6;
      const outer = (skewed.quantile(at) - skewed.quantile(at - 1e-6)) / 1e-6;
      expect(inner / outer).toBeCloseTo(1, 3);
    }
  });

  test("goes through every given quantile once they are sorted", () => {
    fc.assert(
      fc.property(someValues, (values) => {
        const distribution = quantileFunction(levels, values);
        const sorted = [...values].sort((a, b) => a - b);
        levels.forEach((p, index) => {
          const expected = sorted[index] ?? Number.NaN;
          expect(Math.abs(distribution.quantile(p) - expected)).toBeLessThanOrEqual(
            1e-9 * Math.max(1, Math.abs(expected)),
          );
        });
      }),
    );
  });

  test("rises with the level, also in the tails", () => {
    fc.assert(
      fc.property(someValues, level, level, (values, one, other) => {
        const distribution = quantileFunction(levels, values);
        const [low, high] = one < other ? [one, other] : [other, one];
        const slack = 1e-9 * (1 + Math.abs(distribution.quantile(high)));
        expect(distribution.quantile(low)).toBeLessThanOrEqual(distribution.quantile(high) + slack);
      }),
    );
  });

  test("the distribution function inverts the quantile function", () => {
    fc.assert(
      fc.property(someValues, level, (values, p) => {
        const distribution = quantileFunction(levels, values);
        const value = distribution.quantile(p);
        // Half a unit in the last place of the value may be a lot of probability where quantiles nearly touch.
        const nudge = 1e-9 * Math.max(1, Math.abs(value));
        expect(distribution.cdfBelow(value - nudge)).toBeLessThanOrEqual(p + 1e-9);
        expect(distribution.cdf(value + nudge)).toBeGreaterThanOrEqual(p - 1e-9);
      }),
    );
  });

  test("moves and stretches with the numbers", () => {
    fc.assert(
      fc.property(
        someValues,
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.double({ min: -1e4, max: 1e4, noNaN: true }),
        level,
        (values, scale, shift, p) => {
          const base = quantileFunction(levels, values).quantile(p);
          const moved = quantileFunction(
            levels,
            values.map((value) => value * scale + shift),
          ).quantile(p);
          const size = Math.max(...values.map(Math.abs)) * scale + Math.abs(shift) + 1;
          expect(Math.abs(moved - (base * scale + shift))).toBeLessThan(1e-7 * size);
        },
      ),
    );
  });

  test("puts no mass below its bound and keeps every level above it", () => {
    fc.assert(
      fc.property(someValues, level, (values, p) => {
        const free = quantileFunction(levels, values);
        const bounded = quantileFunction(levels, values, { lowerBound: 0 });
        expect(bounded.quantile(p)).toBe(Math.max(0, free.quantile(p)));
        expect(bounded.cdf(-1e-9)).toBe(0);
        expect(bounded.cdfBelow(0)).toBe(0);
        expect(bounded.cdf(0)).toBeCloseTo(free.cdf(0), 12);
      }),
    );
  });

  test("equal quantiles are a point mass", () => {
    const point = quantileFunction(
      levels,
      levels.map(() => 7),
    );
    expect(point.quantile(0.001)).toBe(7);
    expect(point.quantile(0.999)).toBe(7);
    expect(point.cdf(6.999)).toBe(0);
    expect(point.cdf(7)).toBe(1);
    expect(point.cdfBelow(7)).toBe(0);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])("refuses %s as a quantile", (bad) => {
    expect(() => quantileFunction([0.1, 0.5, 0.9], [1, bad, 3])).toThrow(EngineError);
  });

  test.each([[[0.5, 0.1]], [[0, 0.5]], [[0.5, 1]], [[0.5, 0.5]], [[0.5]], [[10, 90]]])(
    "refuses the levels %j",
    (bad) => {
      expect(() =>
        quantileFunction(
          bad,
          bad.map(() => 1),
        ),
      ).toThrow(EngineError);
    },
  );
});

describe("its density on a grid", () => {
  test("has mass one and is nowhere negative", () => {
    fc.assert(
      fc.property(someValues, fc.integer({ min: 8, max: 200 }), (values, points) => {
        const { step, values: density } = gridDensity(quantileFunction(levels, values), points);
        expect(density.reduce((sum, value) => sum + value, 0) * step).toBeCloseTo(1, 9);
        expect(Math.min(...density)).toBeGreaterThanOrEqual(0);
        expect(step).toBeGreaterThan(0);
      }),
    );
  });

  test("is the normal density for normal quantiles", () => {
    const { from, step, values } = gridDensity(quantileFunction(levels, levels.map(normalQuantile)), 64);
    values.forEach((value, index) => {
      const at = from + index * step;
      if (Math.abs(at) > 1.9) return;
      const mass = (normalCdf(at + step / 2) - normalCdf(at - step / 2)) / step;
      // The grid leaves 0.4 % out, which the rest makes up for.
      expect(value / (mass / 0.996)).toBeCloseTo(1, 3);
    });
  });

  test("never starts below the bound, and shows the mass at it", () => {
    const values = levels.map((p) => normalQuantile(p));
    const { from, step, values: density } = gridDensity(quantileFunction(levels, values, { lowerBound: 0 }), 64);
    expect(from - step / 2).toBeCloseTo(0, 12);
    expect(density[0] ?? 0).toBeGreaterThan((density[1] ?? 0) * 5);
  });

  test.each([0, 7, -1e9, 1e12])("all quantiles equal to %d make one narrow peak", (value) => {
    const bound = value >= 0 ? { lowerBound: 0 } : { lowerBound: Number.NEGATIVE_INFINITY };
    const { from, step, values } = gridDensity(
      quantileFunction(
        levels,
        levels.map(() => value),
        bound,
      ),
      32,
    );
    expect(values.filter((density) => density > 0)).toHaveLength(1);
    const peak = from + values.findIndex((density) => density > 0) * step;
    expect(Math.abs(peak - value)).toBeLessThanOrEqual(step);
    expect(from).toBeGreaterThanOrEqual(bound.lowerBound);
  });
});
