import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decimate } from "./decimate.ts";

// Zeros of either sign are equal in a chart, but not for `toBe`.
const number = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value + 0);
const values = fc.array(fc.oneof({ weight: 6, arbitrary: number }, fc.constant(Number.NaN)), {
  minLength: 1,
  maxLength: 2000,
});
const evenTimes = (count: number): number[] => Array.from({ length: count }, (_, index) => index * 3_600_000);

describe("decimation", () => {
  test("keeps the first, last, lowest and highest observation", () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 300 }), (all, pixels) => {
        const thin = decimate(evenTimes(all.length), all, pixels);
        const finite = all.filter(Number.isFinite);
        const kept = thin.values.filter(Number.isFinite);
        expect(kept[0]).toBe(finite[0]);
        expect(kept.at(-1)).toBe(finite.at(-1));
        expect(Math.min(...kept)).toBe(Math.min(...finite));
        expect(Math.max(...kept)).toBe(Math.max(...finite));
      }),
    );
  });

  test("gives at most five points per pixel, in time order, all of them real", () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 300 }), (all, pixels) => {
        const times = evenTimes(all.length);
        const thin = decimate(times, all, pixels);
        expect(thin.times.length).toBeLessThanOrEqual(pixels * 5);
        thin.times.forEach((time, index) => {
          expect(time).toBeGreaterThan(thin.times[index - 1] ?? Number.NEGATIVE_INFINITY);
          expect(thin.values[index]).toBe(all[times.indexOf(time)]);
        });
      }),
      { numRuns: 40 },
    );
  });

  test("keeps a gap a gap", () => {
    const all = Array.from({ length: 5000 }, (_, index) => (index >= 2000 && index < 2600 ? Number.NaN : index));
    const thin = decimate(evenTimes(5000), all, 200);
    const gap = thin.values.findIndex(Number.isNaN);
    expect(thin.values.slice(0, gap).every((value) => value < 2000)).toBe(true);
    expect(
      thin.values
        .slice(gap)
        .filter(Number.isFinite)
        .every((value) => value >= 2600),
    ).toBe(true);
  });

  test("a single missing step within a pixel still breaks the line", () => {
    const all = Array.from({ length: 5000 }, (_, index) => (index === 2500 ? Number.NaN : 1));
    expect(decimate(evenTimes(5000), all, 100).values.filter(Number.isNaN)).toHaveLength(1);
  });

  test("leaves short columns as they are, and survives times that do not move", () => {
    expect(decimate([1, 2, 3], [4, Number.NaN, 6], 100)).toEqual({ times: [1, 2, 3], values: [4, Number.NaN, 6] });
    expect(decimate(new Array<number>(50).fill(7), evenTimes(50), 2).times.length).toBeLessThanOrEqual(5);
    expect(decimate([], [], 10)).toEqual({ times: [], values: [] });
  });
});
