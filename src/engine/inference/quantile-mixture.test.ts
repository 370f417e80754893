import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalQuantile } from "#engine/numerics";
import { QuantileMixture } from "./quantile-mixture.ts";

const levels = [0.025, 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 0.975];

/** Paths spread normally by `between`, each with a normal distribution of width `within`. */
function normalMixture(between: number, within: number): number[] {
  const conditional = new Float32Array(levels.length ** 2);
  levels.forEach((path, p) => {
    levels.forEach((level, l) => {
      conditional[p * levels.length + l] = between * normalQuantile(path) + within * normalQuantile(level);
    });
  });
  const result: number[] = [];
  new QuantileMixture(levels).quantiles(conditional, 0, levels.length, 1, (level, value) => {
    result[level] = value;
  });
  return result;
}

describe("QuantileMixture", () => {
  it.each([
    [1, 0],
    [0, 1],
    [8, 1],
    [8, 3],
    [1, 1],
    [1, 2],
    [1, 8],
  ])("of normal paths (%f) with normal steps (%f) has the normal sum's quantiles within 1 %%", (between, within) => {
    const width = Math.hypot(between, within);
    normalMixture(between, within).forEach((value, index) => {
      const exact = width * normalQuantile(levels[index] ?? 0.5);
      expect(Math.abs(value - exact), `level ${levels[index]}`).toBeLessThan(0.01 * 1.96 * width);
    });
  });

  it("gives quantiles that rise with the level, whatever the paths say", () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ noNaN: true, min: -1000, max: 1000 }), {
          minLength: levels.length ** 2,
          maxLength: levels.length ** 2,
        }),
        (numbers) => {
          const result: number[] = [];
          new QuantileMixture(levels).quantiles(Float32Array.from(numbers), 0, levels.length, 1, (level, value) => {
            result[level] = value;
          });
          expect(result).toEqual(result.toSorted((a, b) => a - b));
        },
      ),
      { numRuns: 50 },
    );
  });
});
