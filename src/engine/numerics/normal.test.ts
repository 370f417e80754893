import { expect, test } from "vitest";
import { normalCdf, normalPdf, normalQuantile } from "./normal.ts";
import reference from "../density/scipy-reference.json" with { type: "json" };

test("the distribution function equals scipy's, far into the tails", () => {
  for (const [z = 0, expected = 0] of reference.normalCdf) {
    expect(Math.abs(normalCdf(z) / expected - 1), `z = ${z}`).toBeLessThan(1e-13);
  }
});

test("the quantile function equals scipy's and inverts the distribution function", () => {
  for (const [p = 0.5, expected = 0] of reference.normalQuantile) {
    expect(Math.abs(normalQuantile(p) - expected), `p = ${p}`).toBeLessThan(1e-13 * Math.max(1, Math.abs(expected)));
    expect(Math.abs(normalCdf(normalQuantile(p)) / p - 1)).toBeLessThan(1e-12);
  }
});

test("levels 0 and 1 are infinitely far out", () => {
  expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
  expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
  expect(normalPdf(0)).toBeCloseTo(0.3989422804014327, 15);
});
