import fc from "fast-check";
import { expect, test } from "vitest";
import { recentLimits, sparklineOf } from "./index.ts";

test("a short series is its own points, from the lowest to the highest", () => {
  expect(sparklineOf([1, 2, Number.NaN, 3])).toEqual([0, 0.5, null, 1]);
  expect(sparklineOf([5, 5])).toEqual([0.5, 0.5]);
  expect(sparklineOf([Number.NaN])).toEqual([]);
});

test("any series becomes a few points between 0 and 1", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.double(), fc.constant(Number.NaN)), { maxLength: 3000 }), (values) => {
      const points = sparklineOf(values);
      expect(points.length).toBeLessThanOrEqual(recentLimits.points);
      expect(points.every((point) => point === null || (point >= 0 && point <= 1))).toBe(true);
    }),
  );
});
