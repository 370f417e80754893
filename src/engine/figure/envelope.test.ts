import fc from "fast-check";
import { expect, test } from "vitest";
import { envelope } from "./envelope.ts";
import { drawnHistory, outlines } from "./fan-points.ts";

const hourMs = 3_600_000;
const timesOf = (count: number): number[] => Array.from({ length: count }, (_, index) => index * hourMs);
const values = fc.array(
  fc.oneof({ weight: 8, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) }, fc.constant(Number.NaN)),
  { minLength: 200, maxLength: 1500 },
);

test("no value lies outside of its column, and the outermost ones are there: no spike is lost", () => {
  fc.assert(
    fc.property(values, fc.integer({ min: 10, max: 120 }), (all, pixels) => {
      const dense = envelope(timesOf(all.length), all, pixels);
      if (dense === null) throw new Error("It is dense enough.");
      const finite = all.filter((value) => !Number.isNaN(value));
      expect(Math.min(...dense.low.filter((value) => !Number.isNaN(value)))).toBe(Math.min(...finite));
      expect(Math.max(...dense.high.filter((value) => !Number.isNaN(value)))).toBe(Math.max(...finite));
      dense.mean.forEach((mean, index) => {
        if (Number.isNaN(mean)) return;
        const slack = 1e-9 * Math.max(1, Math.abs(mean));
        expect(mean).toBeGreaterThanOrEqual((dense.low[index] ?? 0) - slack);
        expect(mean).toBeLessThanOrEqual((dense.high[index] ?? 0) + slack);
      });
      expect(dense.times.length).toBeLessThanOrEqual(pixels);
      expect(dense.stepsPerColumn * pixels).toBeGreaterThanOrEqual(all.length);
    }),
    { numRuns: 40 },
  );
});

test("where a line shows every step there is none", () => {
  expect(envelope(timesOf(100), timesOf(100), 80)).toBeNull();
  expect(envelope([], [], 80)).toBeNull();
  expect(envelope(new Array<number>(500).fill(7), timesOf(500), 10)).toBeNull();
});

test("a gap as wide as a column breaks the shade", () => {
  const all = Array.from({ length: 1000 }, (_, index) => (index >= 400 && index < 500 ? Number.NaN : 1));
  const line = timesOf(1000).map((time, index) => ({ time, value: all[index] ?? Number.NaN }));
  const { range } = drawnHistory(line, [], 100);
  expect(outlines(range)).toHaveLength(2);
  expect(outlines([])).toEqual([]);
});
