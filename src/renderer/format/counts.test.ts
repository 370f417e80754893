import { expect, test } from "vitest";
import { valuesOf } from "../bridge/fixtures.ts";
import { numbersOf } from "./counts.ts";

const values = valuesOf("a");

test("forecasts of counts are written whole where they are shown as such", () => {
  const counts = { ...values, values: Float64Array.of(0, 5, Number.NaN, 2) };
  expect([numbersOf(counts, true)(2), numbersOf(counts, false)(2), numbersOf(counts, true)(Number.NaN)]).toEqual([
    "2",
    "2.00",
    "–",
  ]);
  expect(numbersOf({ ...values, values: Float64Array.of(0, 0.5, 6) }, true)(2)).toBe("2.00");
});
