import { expect, test } from "vitest";
import { valuesOf } from "../bridge/fixtures.ts";
import { numberFormatOf } from "./counts.ts";

const values = valuesOf("a");

test("forecasts of counts are written whole where they are shown as such", () => {
  const counts = { ...values, values: Float64Array.of(0, 5, Number.NaN, 2) };
  expect([
    numberFormatOf(counts, true)(2),
    numberFormatOf(counts, false)(2),
    numberFormatOf(counts, true)(Number.NaN),
  ]).toEqual(["2", "2.00", "–"]);
  expect(numberFormatOf({ ...values, values: Float64Array.of(0, 0.5, 6) }, true)(2)).toBe("2.00");
});
