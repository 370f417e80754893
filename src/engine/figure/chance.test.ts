import fc from "fast-check";
import { expect, test } from "vitest";
import { chanceAbove } from "./chance.ts";

const flat = { points: 5, from: [10], step: [1], values: [1, 1, 1, 1, 1] };

test("the chance of more is the area above", () => {
  expect(chanceAbove(flat, 0, 12)).toBeCloseTo(0.5);
  expect(chanceAbove(flat, 0, 13.5)).toBeCloseTo(0.125);
  expect(chanceAbove(flat, 0, 9)).toBe(1);
  expect(chanceAbove(flat, 0, 15)).toBe(0);
  expect(chanceAbove({ ...flat, values: [0, 0, 0, 0, 0] }, 0, 12)).toBeNaN();
});

test("it falls as the value rises, whatever the density", () => {
  const values = fc.array(fc.double({ min: 0, max: 5, noNaN: true }), { minLength: 3, maxLength: 20 });
  fc.assert(
    fc.property(
      values,
      fc.double({ min: -5, max: 30, noNaN: true }),
      fc.double({ min: 0, max: 5, noNaN: true }),
      (row, at, more) => {
        fc.pre(row.some((one) => one > 0.01));
        const density = { points: row.length, from: [0], step: [1], values: row };
        const [here, there] = [chanceAbove(density, 0, at), chanceAbove(density, 0, at + more)];
        expect(there).toBeLessThanOrEqual(here + 1e-12);
        expect(here >= 0 && here <= 1).toBe(true);
      },
    ),
  );
});
