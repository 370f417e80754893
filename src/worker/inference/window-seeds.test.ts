import fc from "fast-check";
import { expect, test } from "vitest";
import { windowSeeds } from "./window-seeds.ts";

const numbers = fc.array(fc.float({ noDefaultInfinity: true }), { minLength: 8, maxLength: 8 });

test("a window's seed is its own, wherever it stands in a batch", () => {
  fc.assert(
    fc.property(fc.array(numbers, { minLength: 1, maxLength: 6 }), (windows) => {
      const together = windowSeeds(Float32Array.from(windows.flat()), windows.length);
      windows.forEach((window, item) => {
        expect(together[item]).toBe(windowSeeds(Float32Array.from(window), 1)[0]);
      });
    }),
  );
});

test("seeds are never negative, and another for any other value, place or sign", () => {
  fc.assert(
    fc.property(numbers, fc.nat({ max: 7 }), (window, place) => {
      const values = Float32Array.from(window);
      const [seed = -1n] = windowSeeds(values, 1);
      expect(seed).toBeGreaterThanOrEqual(0n);
      const other = values.slice();
      other[place] = Number.isNaN(other[place]) ? 1 : Number.NaN;
      expect(windowSeeds(other, 1)[0]).not.toBe(seed);
    }),
  );
  const seeds = [
    [1, 2, 0],
    [2, 1, 0],
    [1, 2, -0],
    [1, 2, 1e-45],
  ].map((window) => windowSeeds(Float32Array.from(window), 1)[0]);
  expect(new Set(seeds).size).toBe(4);
});

test("every NaN is the same missing value", () => {
  const bits = Uint32Array.of(0x3f800000, 0x7fc00000, 0x3f800000, 0xffc00001);
  const [one, other] = windowSeeds(new Float32Array(bits.buffer), 2);
  expect(one).toBe(other);
});
