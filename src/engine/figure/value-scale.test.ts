import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { usableScale, valueScale } from "./value-scale.ts";

const kinds = ["linear", "log", "symmetric"] as const;

describe("a value axis", () => {
  test("rises with the value, and gives it back", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.double({ min: 1, max: 1e6, noNaN: true }),
        fc.double({ min: 1, max: 1e6, noNaN: true }),
        (kind, one, other) => {
          const scale = valueScale(kind, [1, 1e6]);
          expect(scale.inverse(scale.forward(one))).toBeCloseTo(one, 4);
          expect(Math.sign(scale.forward(one) - scale.forward(other)) * Math.sign(one - other)).toBeGreaterThanOrEqual(
            0,
          );
        },
      ),
    );
  });

  test.each(kinds)("of kind %s labels a few round values inside of it", (kind) => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
        fc.double({ min: 1.01, max: 1e8, noNaN: true }),
        fc.integer({ min: 4, max: 9 }),
        (low, factor, count) => {
          const ticks = valueScale(kind, [low, low * factor]).ticks(count);
          expect(ticks.length).toBeLessThanOrEqual(2 * count + 1);
          for (const [index, tick] of ticks.entries()) {
            expect(tick).toBeGreaterThanOrEqual(low * (1 - 1e-9));
            expect(tick).toBeLessThanOrEqual(low * factor * (1 + 1e-9));
            expect(tick).toBeGreaterThan(ticks[index - 1] ?? Number.NEGATIVE_INFINITY);
          }
        },
      ),
    );
  });

  test("of logarithms has decades, and values between them where there is room", () => {
    expect(valueScale("log", [90, 1100]).ticks(7)).toEqual([100, 200, 500, 1000]);
    expect(valueScale("log", [1, 1e6]).ticks(4)).toEqual([1, 100, 1e4, 1e6]);
  });

  test("of logarithms puts what has none at its foot, out of sight", () => {
    const { forward } = valueScale("log", [10, 1000]);
    expect(forward(0)).toBe(forward(-5));
    expect(forward(0)).toBeLessThan(forward(10));
    expect(forward(Number.NaN)).toBeNaN();
  });

  test("that is symmetric has zero in its middle", () => {
    const scale = valueScale("symmetric", [-1000, 1000]);
    expect(scale.forward(0)).toBe(0);
    expect(scale.forward(-50)).toBeCloseTo(-scale.forward(50));
    expect(scale.ticks(7)).toEqual([-1000, -100, -10, 0, 10, 100, 1000]);
  });

  test("is logarithmic only where all values are above zero", () => {
    expect(usableScale("log", 0)).toBe("linear");
    expect(usableScale("log", 0.1)).toBe("log");
    expect(usableScale("symmetric", -1)).toBe("symmetric");
  });
});
