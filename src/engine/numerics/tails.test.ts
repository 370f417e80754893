import { expect, test } from "vitest";
import reference from "./tails-reference.json" with { type: "json" };
import { chiSquaredTail, studentTails, varianceRatioTail } from "./tails.ts";

/** Relative, and where a probability is next to nothing that it is. */
function isClose(value: number, expected: number): boolean {
  return Math.abs(value - expected) <= 1e-10 * Math.abs(expected) + 1e-15;
}

test("both tails of Student's distribution are R's", () => {
  const off = reference.student.filter(([t = 0, n = 0, p = 0]) => !isClose(studentTails(t, n), p));
  expect(off).toEqual([]);
  expect(reference.student.length).toBe(72);
  expect(studentTails(Number.POSITIVE_INFINITY, 3)).toBe(0);
  expect(studentTails(Number.NaN, 3)).toBeNaN();
});

test("the upper tail of the chi-squared distribution is R's", () => {
  const off = reference.chiSquared.filter(([x = 0, n = 0, p = 0]) => !isClose(chiSquaredTail(x, n), p));
  expect(off).toEqual([]);
  expect(reference.chiSquared.length).toBe(56);
  expect(chiSquaredTail(0, 4)).toBe(1);
  expect(chiSquaredTail(Number.POSITIVE_INFINITY, 4)).toBe(0);
});

test("the upper tail of a ratio of variances is R's", () => {
  const off = reference.varianceRatio.filter(
    ([f = 0, above = 0, below = 0, p = 0]) => !isClose(varianceRatioTail(f, above, below), p),
  );
  expect(off).toEqual([]);
  expect(reference.varianceRatio.length).toBe(150);
  expect(varianceRatioTail(0, 3, 4)).toBe(1);
  expect(varianceRatioTail(Number.NaN, 3, 4)).toBeNaN();
});
