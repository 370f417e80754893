import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CancelledError } from "#domain/errors";
import { minimise } from "./golden-section.ts";
import { minimiseSmooth } from "./quasi-newton.ts";

test("a golden-section search finds the bottom of a valley", () => {
  fc.assert(
    fc.property(fc.double({ min: -5, max: 5, noNaN: true }), (bottom) => {
      expect(minimise((x) => Math.abs(x - bottom), -5, 5)).toBeCloseTo(bottom, 6);
    }),
  );
});

describe("a quasi-Newton search", () => {
  /** Rosenbrock's valley: narrow and bent, with its bottom at (1, 1). */
  const rosenbrock = (point: Float64Array, gradient: Float64Array): number => {
    const [x = 0, y = 0] = point;
    gradient[0] = -2 * (1 - x) - 400 * x * (y - x * x);
    gradient[1] = 200 * (y - x * x);
    return (1 - x) ** 2 + 100 * (y - x * x) ** 2;
  };

  test("finds the bottom of a bent valley from anywhere", () => {
    const place = fc.double({ min: -2, max: 2, noNaN: true });
    fc.assert(
      fc.property(place, place, (x, y) => {
        const { point, value } = minimiseSmooth(rosenbrock, Float64Array.of(x, y), 1000);
        expect(value).toBeLessThan(1e-6);
        expect(point[0]).toBeCloseTo(1, 2);
      }),
    );
  });

  test("shortens steps that lead where the function is not defined", () => {
    const { point } = minimiseSmooth(([x = 0], gradient) => {
      gradient[0] = 1 - 1 / x;
      return x > 0 ? x - Math.log(x) : Number.POSITIVE_INFINITY;
    }, Float64Array.of(0.01));
    expect(point[0]).toBeCloseTo(1, 3);
  });

  test("stops when it is cancelled", () => {
    let rounds = 0;
    const signal = {
      get aborted() {
        return ++rounds > 3;
      },
    };
    expect(() => minimiseSmooth(rosenbrock, Float64Array.of(-1, 2), 1000, signal)).toThrow(CancelledError);
    expect(rounds).toBe(4);
  });
});
