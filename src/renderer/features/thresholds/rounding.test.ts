import fc from "fast-check";
import { expect, test } from "vitest";
import { axisStep, nearestRound } from "./rounding.ts";

test.each([
  [[0, 100], 1],
  [[0, 650], 10],
  [[0.1, 0.35], 0.005],
  [[0, 0], 1],
] as const)("of %j a step is %d", (range, step) => {
  expect(axisStep([...range])).toBeCloseTo(step, 12);
});

test("a rounded value is near, and short", () => {
  const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(
      number,
      fc.double({ min: 0.01, max: 1e6, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (low, width, share) => {
        const range = [low, low + width] as const;
        const value = low + share * width;
        const rounded = nearestRound(value, range);
        expect(Math.abs(rounded - value)).toBeLessThanOrEqual(0.5 * axisStep(range) * (1 + 1e-6) + 1e-9);
        expect(axisStep(range)).toBeLessThanOrEqual(width / 10);
      },
    ),
  );
});
