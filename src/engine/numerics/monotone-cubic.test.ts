import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hermite, monotoneSlopes } from "./monotone-cubic.ts";
import reference from "./scipy-reference.json" with { type: "json" };

describe("monotone cubics", () => {
  test.each(reference.monotoneCubic)("$name: slopes and values are those of scipy's PchipInterpolator", (curve) => {
    const x = Float64Array.from(curve.x);
    const y = Float64Array.from(curve.y);
    const slopes = monotoneSlopes(x, y);
    curve.slopes.forEach((slope, index) => expect(slopes[index]).toBeCloseTo(slope, 10));
    curve.middles.forEach((middle, index) => {
      const [from = 0, to = 0] = x.subarray(index, index + 2);
      const [left = 0, right = 0] = y.subarray(index, index + 2);
      const { value } = hermite(0.5, to - from, left, right, slopes[index] ?? 0, slopes[index + 1] ?? 0);
      expect(value).toBeCloseTo(middle, 10);
    });
  });

  test("never leave the range of the two knots around a point", () => {
    const widths = fc.array(fc.double({ min: 0.01, max: 10, noNaN: true }), { minLength: 2, maxLength: 12 });
    const heights = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(widths, heights, fc.double({ min: 0, max: 1, noNaN: true }), (steps, values, t) => {
        let at = 0;
        const x = Float64Array.from(steps, (step) => (at += step));
        const y = Float64Array.from(values.slice(0, steps.length));
        const slopes = monotoneSlopes(x, y);
        for (let index = 0; index + 1 < x.length; index += 1) {
          const [left = 0, right = 0] = y.subarray(index, index + 2);
          const width = (x[index + 1] ?? 0) - (x[index] ?? 0);
          const { value } = hermite(t, width, left, right, slopes[index] ?? 0, slopes[index + 1] ?? 0);
          const slack = 1e-9 * (1 + Math.abs(left) + Math.abs(right));
          expect(value).toBeGreaterThanOrEqual(Math.min(left, right) - slack);
          expect(value).toBeLessThanOrEqual(Math.max(left, right) + slack);
        }
      }),
    );
  });

  test("one knot has no slope, none has none", () => {
    expect([...monotoneSlopes(Float64Array.of(1), Float64Array.of(2))]).toEqual([0]);
    expect([...monotoneSlopes(new Float64Array(0), new Float64Array(0))]).toEqual([]);
  });
});
