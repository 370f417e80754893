import fc from "fast-check";
import { expect, test } from "vitest";
import { chanceToReach, totalAt, totalLevels } from "./index.ts";

const levels = [0.1, 0.5, 0.9];

test("a level between two is read between their quantiles", () => {
  expect(totalAt([10, 20, 40], levels, 0.5)).toBe(20);
  expect(totalAt([10, 20, 40], levels, 0.7)).toBeCloseTo(30, 9);
  expect(totalAt([10, 20, 40], levels, 0.01)).toBe(10);
  expect(totalAt([10, 20, 40], levels, 0.99)).toBe(40);
});

test("chances are as far from the ends as the levels are", () => {
  expect(chanceToReach([10, 20, 40], levels, 20)).toBe(0.5);
  expect(chanceToReach([10, 20, 40], levels, 30)).toBeCloseTo(0.3, 9);
  expect(chanceToReach([10, 20, 40], levels, 0)).toBe(0.9);
  expect(chanceToReach([10, 20, 40], levels, 99)).toBeCloseTo(0.1, 9);
  expect(chanceToReach([Number.NaN, Number.NaN, Number.NaN], levels, 1)).toBeNaN();
  expect(chanceToReach([10, 20, 40], levels, Number.NaN)).toBeNaN();
});

test("the chance to reach a quantile is what lies above it, and more is never likelier", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 199, maxLength: 199 }),
      fc.nat(198),
      (rises, at) => {
        let value = 0;
        const quantiles = rises.map((rise) => (value += rise));
        const reached = quantiles[at] as number;
        expect(chanceToReach(quantiles, totalLevels, reached)).toBeCloseTo(1 - (totalLevels[at] as number), 9);
        expect(chanceToReach(quantiles, totalLevels, reached + 1)).toBeLessThanOrEqual(
          chanceToReach(quantiles, totalLevels, reached),
        );
      },
    ),
  );
});
