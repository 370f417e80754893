import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EngineError } from "#domain/errors";
import { finishQuantiles, requantile, stepDensities } from "./finish-quantiles.ts";

const levels = [0.1, 0.25, 0.5, 0.75, 0.9];
const horizon = 3;
const numbers = fc
  .array(fc.float({ min: -1000, max: 1000, noNaN: true }), {
    minLength: levels.length * horizon,
    maxLength: levels.length * horizon,
  })
  // Zeros of either sign are equal for quantiles, but not for `toEqual`.
  .map((values) => Float32Array.from(values, (value) => value + 0));

function column(values: Float32Array, count: number, step: number): number[] {
  return Array.from({ length: count }, (_, level) => values[level * horizon + step] ?? Number.NaN);
}

describe("finished quantiles", () => {
  test("rise with the level at every step and hold the same numbers", () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const finished = finishQuantiles({ levels, horizon, values }, false);
        for (let step = 0; step < horizon; step++) {
          const sorted = column(values, levels.length, step).sort((a, b) => a - b);
          expect(column(finished, levels.length, step)).toEqual(sorted);
        }
      }),
    );
  });

  test("never lie below zero where the series does not", () => {
    fc.assert(
      fc.property(numbers, (values) => {
        expect(Math.min(...finishQuantiles({ levels, horizon, values }, true))).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test("leave the model's own numbers untouched", () => {
    const values = Float32Array.from({ length: 15 }, (_, index) => -index);
    const before = [...values];
    finishQuantiles({ levels, horizon, values }, true);
    expect([...values]).toEqual(before);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY])("refuse %s", (bad) => {
    const values = new Float32Array(15).fill(1);
    values[7] = bad;
    expect(() => finishQuantiles({ levels, horizon, values }, false)).toThrow(EngineError);
  });

  test("refuse a table of the wrong size", () => {
    expect(() => finishQuantiles({ levels, horizon, values: new Float32Array(14) }, false)).toThrow(EngineError);
  });
});

describe("other levels", () => {
  test("keep native levels exactly and lie between their neighbours otherwise", () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const finished = finishQuantiles({ levels, horizon, values }, false);
        const other = requantile({ levels, horizon, values }, [0.05, 0.25, 0.3, 0.95], false);
        for (let step = 0; step < horizon; step++) {
          const native = column(finished, levels.length, step);
          const [low = 0, quarter = 0, inner = 0, high = 0] = column(other, 4, step);
          expect(quarter).toBe(native[1]);
          expect(inner).toBeGreaterThanOrEqual((native[1] ?? 0) - 1e-3);
          expect(inner).toBeLessThanOrEqual((native[2] ?? 0) + 1e-3);
          expect(low).toBeLessThanOrEqual(native[0] ?? 0);
          expect(high).toBeGreaterThanOrEqual(native[4] ?? 0);
        }
      }),
    );
  });

  test("are refused outside 0 and 1", () => {
    const values = new Float32Array(15).fill(1);
    expect(() => requantile({ levels, horizon, values }, [0.5, 1], false)).toThrow(EngineError);
  });
});

test("densities are columns with mass one per step, never below zero for such series", () => {
  fc.assert(
    fc.property(numbers, (values) => {
      const density = stepDensities({ levels, horizon, values }, true, 64);
      for (let step = 0; step < horizon; step++) {
        const row = density.values.subarray(step * 64, (step + 1) * 64);
        expect(row.reduce((sum, value) => sum + value, 0) * (density.step[step] ?? 0)).toBeCloseTo(1, 3);
        expect(density.from[step] ?? -1).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});
