import { expect, test } from "vitest";
import { sampleQuantile } from "./sample-quantile.ts";

test("quantiles of a sample are R's, of type 7", () => {
  const sorted = [1, 2, 4, 8, 16];
  // quantile(c(1, 2, 4, 8, 16), c(0, 0.1, 0.25, 0.6, 0.95, 1))
  const expected = [1, 1.4, 2, 5.6, 14.4, 16];
  [0, 0.1, 0.25, 0.6, 0.95, 1].forEach((level, at) =>
    expect(sampleQuantile(sorted, level)).toBeCloseTo(expected[at] ?? Number.NaN, 12),
  );
  expect(sampleQuantile([3], 0.7)).toBe(3);
});
