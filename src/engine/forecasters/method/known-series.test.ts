import fc from "fast-check";
import { expect, test } from "vitest";
import { knownAt } from "./known-series.ts";

const usualSeasons = [4, 12];
const value = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 0, max: 9 }) },
  { weight: 1, arbitrary: fc.constant(Number.NaN) },
  { weight: 1, arbitrary: fc.constant(-1) },
);

test("what is known after some steps is what those steps alone would tell", () => {
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 30, maxLength: 90 }),
      fc.nat(30),
      fc.boolean(),
      (given, hidden, isSeasonal) => {
        const values = Float64Array.from(
          given,
          (one, index) => one + (isSeasonal && index > 24 && one >= 0 ? 20 * (index % 4) : 0),
        );
        const seen = values.length - hidden;
        expect(knownAt({ values, usualSeasons })(seen)).toEqual(
          knownAt({ values: values.slice(0, seen), usualSeasons })(seen),
        );
      },
    ),
    { numRuns: 300 },
  );
});

test("seasons and a value below zero are known once they were seen", () => {
  const values = Float64Array.from({ length: 96 }, (_, index) =>
    index < 24 ? (index * index * 7919) % 31 : 50 + 40 * Math.sin((index * Math.PI) / 2),
  );
  values[80] = -1;
  const at = knownAt({ values, usualSeasons });
  expect(at(24)).toMatchObject({ seasonSteps: 1, seasonLengths: [], isNonNegative: true });
  expect(at(80)).toMatchObject({ seasonSteps: 4, seasonLengths: [4], isNonNegative: true });
  expect(at(81).isNonNegative).toBe(false);
  expect(at(81)).toBe(at(81));
});
