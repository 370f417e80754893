import fc from "fast-check";
import { expect, test } from "vitest";
import { decimalsOf, errorFormat, fixed, percent, signed } from "./error-format.ts";

test("a series has as many decimals as its values were written with", () => {
  expect(decimalsOf([1, 2, Number.NaN])).toBe(0);
  expect(decimalsOf([1.5, 2])).toBe(1);
  expect(decimalsOf([0.1 + 0.2, 315.71])).toBe(2);
  expect(decimalsOf([Math.PI])).toBe(6);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4 }), fc.array(fc.integer({ min: -1e6, max: 1e6 })), (decimals, units) => {
      expect(decimalsOf(units.map((unit) => unit / 10 ** decimals))).toBeLessThanOrEqual(decimals);
    }),
  );
});

test("errors have a true minus and grouped thousands, and one decimal more where values are few", () => {
  const write = errorFormat([104, 622]);
  expect([write(-12.345), write(1234.56), write(-0.01), write(Number.NaN)]).toEqual([
    "\u221212.3",
    "1,234.6",
    "0.0",
    "–",
  ]);
  expect(errorFormat([30_000, 80_000])(1234.56)).toBe("1,235");
  expect(errorFormat([0.25, 12.5])(1.23456)).toBe("1.23");
  expect(errorFormat([0.25, 1.5])(1.23456)).toBe("1.235");
});

test("shares and signs", () => {
  expect([percent(0.1234), percent(0.1234, 1), percent(Number.NaN)]).toEqual(["12\u00A0%", "12.3\u00A0%", "–"]);
  expect([signed("0.4"), signed("\u22120.4"), signed("0.0"), signed("–"), signed(percent(0.05))]).toEqual([
    "+0.4",
    "\u22120.4",
    "0.0",
    "–",
    "+5\u00A0%",
  ]);
  expect(fixed(-0.0001, 2)).toBe("0.00");
});
