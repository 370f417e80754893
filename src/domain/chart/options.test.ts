import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boundsOf, extraLevels, maxShares, sharePresets, sharesFrom } from "./index.ts";

describe("ranges as people type them", () => {
  test.each([
    ["60, 90", [0.6, 0.9]],
    ["90 60 90", [0.6, 0.9]],
    ["99.5 %", [0.995]],
    ["50/80/95", [0.5, 0.8, 0.95]],
  ])("%s", (text, shares) => {
    expect(sharesFrom(text)).toEqual({ shares });
  });

  test.each(["", " , ", "0", "100", "-5", "ten", "1 2 3 4 5 6"])("refuses %j in words", (text) => {
    expect(sharesFrom(text)).toEqual({ problem: expect.stringMatching(/\.$/) });
  });

  test("of any numbers are ascending, few, and between zero and one", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -10, max: 110, noNaN: true }), { maxLength: 8 }), (numbers) => {
        const read = sharesFrom(numbers.map((number) => number.toFixed(2)).join(" "));
        const shares = "shares" in read ? read.shares : [0.5];
        expect(shares.length).toBeLessThanOrEqual(maxShares);
        expect(shares.every((share) => share > 0 && share < 1)).toBe(true);
        expect([...shares].sort((a, b) => a - b)).toEqual(shares);
      }),
    );
  });
});

test("the bounds of a range leave the same share on both sides", () => {
  expect(boundsOf(0.8)).toEqual([0.1, 0.9]);
  expect(boundsOf(0.95)).toEqual([0.025, 0.975]);
  for (const share of sharePresets.flat()) {
    const [lower, upper] = boundsOf(share);
    expect(upper - lower).toBeCloseTo(share, 9);
    expect(lower + upper).toBeCloseTo(1, 9);
  }
});

test("the usual ranges ask for no level, others for both of their bounds", () => {
  expect(extraLevels([0.5, 0.8, 0.95])).toEqual([]);
  expect(extraLevels([0.6, 0.8, 0.9])).toEqual([0.05, 0.2, 0.8, 0.95]);
});
