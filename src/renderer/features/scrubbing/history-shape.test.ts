import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { envelope, historyPath } from "./history-shape.ts";

const scaleOf = (steps: number, width: number) => ({ times: new Float64Array(steps), horizon: 0, width });
const value = fc.oneof({ weight: 8, arbitrary: fc.integer({ min: -1000, max: 1000 }) }, fc.constant(Number.NaN));

describe("the envelope of a dense history", () => {
  test("has the lowest and the highest value of each column", () => {
    const { low, high } = envelope(Float64Array.of(1, 5, 2, 8, Number.NaN, 7), scaleOf(6, 2));
    expect([[...low], [...high]]).toEqual([
      [1, 7],
      [5, 8],
    ]);
  });

  test("leaves out no value, and invents none", () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 2, maxLength: 300 }), fc.integer({ min: 1, max: 40 }), (all, width) => {
        const { low, high } = envelope(Float64Array.from(all), scaleOf(all.length, width));
        const finite = all.filter((one) => !Number.isNaN(one));
        const ends = [...low, ...high].filter((one) => !Number.isNaN(one));
        expect(Math.min(...ends)).toBe(Math.min(...finite));
        expect(Math.max(...ends)).toBe(Math.max(...finite));
        expect(ends.every((end) => finite.includes(end))).toBe(true);
        expect(low.every((one, column) => !(one > (high[column] ?? 0)))).toBe(true);
      }),
    );
  });
});

describe("the path of the history", () => {
  test("is a line from step to step with its gaps, where there is room", () => {
    expect(historyPath(Float64Array.of(0, 10, Number.NaN, 5), scaleOf(4, 30), 20)).toBe(
      "M0.0 20.0h.01L10.0 0.0M30.0 10.0h.01",
    );
  });

  test("is a stroke per column where there is none", () => {
    const values = Float64Array.from({ length: 10 }, (_, index) => index % 2);
    expect(historyPath(values, scaleOf(10, 2), 10)).toBe("M0.5 10.0V0.0L1.5 10.0V0.0");
  });

  test("is in the middle where all values are the same, and nothing where there are none", () => {
    expect(historyPath(Float64Array.of(3, 3), scaleOf(2, 10), 8)).toBe("M0.0 4.0h.01L10.0 4.0");
    expect(historyPath(Float64Array.of(Number.NaN), scaleOf(1, 10), 8)).toBe("");
  });
});
