import fc from "fast-check";
import { expect, test } from "vitest";
import { areCounts, wholeQuantiles } from "./counts.ts";

test("whole numbers from zero up are counts; missing values say nothing", () => {
  expect(areCounts([0, 3, Number.NaN, 12])).toBe(true);
  expect(areCounts([0, 3.5])).toBe(false);
  expect(areCounts([-1, 3])).toBe(false);
  expect(areCounts([Number.NaN])).toBe(false);
  expect(areCounts([])).toBe(false);
});

test("rounded quantiles keep their order, stay within one half, and a second time change nothing", () => {
  fc.assert(
    fc.property(fc.array(fc.float({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 30 }), (values) => {
      const quantiles = Float32Array.from(values).sort();
      const whole = wholeQuantiles(quantiles);
      whole.forEach((value, index) => {
        expect(Number.isInteger(value)).toBe(true);
        expect(Math.abs(value - (quantiles[index] as number))).toBeLessThanOrEqual(0.5);
        expect(value).toBeGreaterThanOrEqual(whole[index - 1] ?? Number.NEGATIVE_INFINITY);
      });
      expect(wholeQuantiles(whole)).toEqual(whole);
    }),
  );
  expect([...wholeQuantiles(Float32Array.of(0.5, 1.5, 2.49, -0.2))]).toEqual([1, 2, 2, 0]);
});
