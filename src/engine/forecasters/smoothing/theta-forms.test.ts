import fc from "fast-check";
import { describe, expect, test } from "vitest";
import reference from "./forecast-reference.json" with { type: "json" };
import { dynamicOptimisedTheta, dynamicTheta, optimisedTheta } from "./theta-forms.ts";
import { fitTheta, thetaMoments } from "./theta-model.ts";
import { lineThrough } from "./theta-parts.ts";

const series = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 12, maxLength: 60 });
const forms = [
  { isDynamic: false, isOptimised: true },
  { isDynamic: true, isOptimised: false },
  { isDynamic: true, isOptimised: true },
];

describe.each(forms)("a Theta model, $isDynamic $isOptimised", (form) => {
  test("has no larger error where it has one parameter more", () => {
    fc.assert(
      fc.property(series, (given) => {
        const values = Float64Array.from(given);
        const squares = (isOptimised: boolean): number =>
          fitTheta(values, { ...form, isOptimised })
            .errors.slice(3)
            .reduce((sum, error) => sum + error * error, 0);
        expect(squares(true)).toBeLessThanOrEqual(squares(false) * (1 + 1e-6) + 1e-9);
      }),
    );
  });

  test("forecasts a moved and stretched series likewise", () => {
    fc.assert(
      fc.property(series, (given) => {
        fc.pre(new Set(given).size > 5);
        const one = thetaMoments(fitTheta(Float64Array.from(given), form), 5);
        const other = thetaMoments(
          fitTheta(
            Float64Array.from(given, (value) => 2 * value),
            form,
          ),
          5,
        );
        one.means.forEach((mean, step) => expect(other.means[step]).toBeCloseTo(2 * mean, 3));
        one.deviations.forEach((deviation, step) => expect(other.deviations[step]).toBeCloseTo(2 * deviation, 3));
      }),
      { numRuns: 40 },
    );
  });
});

test("the line that is brought up to date is the line through the values so far", () => {
  fc.assert(
    fc.property(series, (given) => {
      const { start, slope } = fitTheta(Float64Array.from(given), { isDynamic: true, isOptimised: true }).state;
      const line = lineThrough(Float64Array.from(given));
      expect(slope).toBeCloseTo(line.slope, 8);
      expect(start).toBeCloseTo(line.start, 6);
    }),
  );
});

test.each([optimisedTheta, dynamicTheta, dynamicOptimisedTheta])("$name widens with the horizon", ({ fit }) => {
  for (const { values, season } of reference.series.filter((one) => one.season === 1)) {
    const table = fit(values, season).predict(8, [0.1, 0.9]);
    const widths = Array.from({ length: 8 }, (_, step) => (table[8 + step] ?? 0) - (table[step] ?? 0));
    expect(widths).toEqual(widths.toSorted((left, right) => left - right));
  }
});
