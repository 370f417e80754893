import fc from "fast-check";
import { expect, test } from "vitest";
import { normalCdf, normalPdf, normalQuantile } from "./normal.ts";
import reference from "./scipy-reference.json" with { type: "json" };

test("the distribution function equals scipy's, far into the tails", () => {
  for (const [z = 0, expected = 0] of reference.normalCdf) {
    // In a tail the rounding of z itself weighs z² times as much.
    expect(Math.abs(normalCdf(z) / expected - 1), `z = ${z}`).toBeLessThan(1e-15 * (1 + z * z));
  }
});

test("the quantile function equals scipy's to the last digits, at its seams and far into the tails", () => {
  for (const [p = 0.5, expected = 0] of reference.normalQuantile) {
    expect(Math.abs(normalQuantile(p) - expected), `p = ${p}`).toBeLessThanOrEqual(2e-15 * Math.abs(expected));
  }
});

test("the quantile function inverts the distribution function, rises with the level and is odd around one half", () => {
  const level = fc.double({ min: 1e-12, max: 0.5, noNaN: true });
  fc.assert(
    fc.property(level, level, (one, other) => {
      expect(Math.abs(normalCdf(normalQuantile(one)) / one - 1)).toBeLessThan(1e-12);
      const [low, high] = [Math.min(one, other), Math.max(one, other)];
      expect(normalQuantile(low)).toBeLessThanOrEqual(normalQuantile(high));
      // 1 − p has fewer digits than p.
      expect(Math.abs(normalQuantile(1 - one) + normalQuantile(1 - (1 - one)))).toBe(0);
    }),
    { numRuns: 1000 },
  );
});

test("levels 0 and 1 are infinitely far out", () => {
  expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
  expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
  expect(normalPdf(0)).toBeCloseTo(0.3989422804014327, 15);
});
