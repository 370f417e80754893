import { expect, test } from "vitest";
import { meanOver, stepRows } from "./step-words.ts";

const errorsOf = (...errors: readonly number[]) => ({
  forecasts: 3,
  errors: Float64Array.from(errors),
  repeated: Float64Array.from(errors, (error) => 2 * error),
  outside: Float64Array.from(errors, () => 0.25),
});

test("errors are told from the first step to the last, near ones closer together", () => {
  const rows = stepRows(errorsOf(...Array.from({ length: 24 }, (_, step) => step + 1)));
  expect(rows.map(({ ahead }) => ahead)).toEqual([1, 3, 6, 12, 18, 24]);
  expect(rows[1]).toEqual({ ahead: 3, error: 3, repeated: 6, outside: 0.25 });
});

test("only as far as past forecasts reached, and each step once", () => {
  expect(stepRows(errorsOf(1, 2, Number.NaN)).map(({ ahead }) => ahead)).toEqual([1, 2]);
  expect(stepRows(errorsOf(Number.NaN))).toEqual([]);
});

test("a mean is over the steps that are known", () => {
  expect(meanOver(Float64Array.of(1, Number.NaN, 3))).toBe(2);
  expect(meanOver(new Float64Array())).toBeNaN();
});
