import fc from "fast-check";
import { expect, test } from "vitest";
import { trendOf } from "./soak-trend.ts";

test("a line has its slope, and no margin", () => {
  fc.assert(
    fc.property(fc.integer({ min: 8, max: 200 }), fc.integer({ min: -50, max: 50 }), (count, slope) => {
      const samples = Array.from({ length: count }, (_, index) => ({
        hours: index / 60,
        value: 500 + (slope * index) / 60,
      }));
      const trend = trendOf(samples);
      expect(trend.slopePerHour).toBeCloseTo(slope, 6);
      expect(trend.slopeMargin).toBeCloseTo(0, 6);
      expect(Math.sign(trend.ratio - 1)).toBe(Math.sign(slope));
    }),
  );
});

test("the slope of noise alone is within its margin about 19 times of 20", () => {
  // A fixed sequence: xorshift.
  let state = 0x9e3779b9;
  const random = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  const within = Array.from({ length: 1_000 }, () => {
    const trend = trendOf(Array.from({ length: 64 }, (_, index) => ({ hours: index / 60, value: 100 + random() })));
    return Math.abs(trend.slopePerHour) <= trend.slopeMargin;
  }).filter(Boolean).length;
  expect(within).toBeGreaterThan(925);
  expect(within).toBeLessThan(975);
});

test("too few samples have no trend", () => {
  expect(() => trendOf([{ hours: 0, value: 1 }])).toThrow("a trend of 1 samples");
});
