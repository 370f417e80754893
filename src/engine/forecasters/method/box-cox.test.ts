import fc from "fast-check";
import { describe, expect, test } from "vitest";
import known from "../smoothing/forecast-reference.json" with { type: "json" };
import { boxCox, guerreroLambda, inverseBoxCox, variationOf } from "./box-cox.ts";
import reference from "./reference.json" with { type: "json" };

describe.each(reference.series)("against R's BoxCox.lambda: $name", ({ name, season, lambda, first, last }) => {
  const given = known.series.find((one) => one.name === name)?.values ?? [];
  // Months without a sunspot have no logarithm.
  const values = Float64Array.from(given, (value) => (name === "sunspots" ? value + 1 : value));

  test("the same λ", () => {
    expect(guerreroLambda(values, season)).toBeCloseTo(lambda, 3);
    const variation = variationOf(values, Math.max(2, season));
    expect(variation(guerreroLambda(values, season))).toBeLessThanOrEqual(variation(lambda) + 1e-9);
  });

  test("the same transformed values", () => {
    const transformed = boxCox(values, lambda);
    expect((transformed[0] ?? 0) / first).toBeCloseTo(1, 7);
    expect((transformed.at(-1) ?? 0) / last).toBeCloseTo(1, 7);
  });
});

test("what was transformed comes back, and order is kept beyond it", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 1e-3, max: 1e6, noNaN: true }), { minLength: 1 }),
      fc.oneof(fc.constant(0), fc.double({ min: 1e-7, max: 2, noNaN: true })),
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      (values, lambda, low, more) => {
        const back = boxCox(values, lambda).map((value) => inverseBoxCox(value, lambda));
        back.forEach((value, at) => expect(value / (values[at] ?? 0)).toBeCloseTo(1, 6));
        expect(inverseBoxCox(low, lambda)).toBeLessThanOrEqual(inverseBoxCox(low + more, lambda));
        expect(inverseBoxCox(low, lambda)).toBeGreaterThanOrEqual(0);
      },
    ),
  );
});

test("what was not observed stays so, and says nothing of λ", () => {
  const values = known.series.find(({ name }) => name === "UKgas")?.values ?? [];
  const gappy = Float64Array.from([Number.NaN, Number.NaN, Number.NaN, Number.NaN, ...values]);
  expect(guerreroLambda(gappy, 4)).toBe(guerreroLambda(values, 4));
  expect([...boxCox([1, Number.NaN], 0)]).toEqual([0, Number.NaN]);
});

test.each([
  ["a constant series", new Array<number>(30).fill(7), 4],
  ["two seasons", [1, 2, 3, 4, 5, 6, 7, 8], 4],
  ["a single value", [3], 1],
])("%s leaves the values as they are", (_name, values, season) => {
  expect(guerreroLambda(values, season)).toBe(1);
});
