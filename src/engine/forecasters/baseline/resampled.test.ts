import { describe, expect, test } from "vitest";
import known from "../smoothing/forecast-reference.json" with { type: "json" };
import { bootstrap } from "./bootstrap.ts";
import { pastValues } from "./past-values.ts";
import reference from "./reference.json" with { type: "json" };

function valuesOf(name: string): readonly number[] {
  const found = known.series.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no series ${name}`);
  return found.values;
}

describe.each(reference.series)("against R: $name", ({ name, season, bootstrap: expected, quantiles }) => {
  test("a seasonal bootstrap has the same quantiles, but for the luck of the draw", () => {
    const values = valuesOf(name);
    const { predict, parameters } = bootstrap.fit(values, season);
    const horizon = expected.low.length;
    const table = predict(horizon, [0.1, 0.9]);
    for (let step = 0; step < horizon; step++) {
      const allowed = 0.25 * Number(parameters["sigma"]) * Math.sqrt(Math.floor(step / season) + 1);
      expect(Math.abs((table[step] ?? 0) - (expected.low[step] ?? 0))).toBeLessThan(allowed);
      expect(Math.abs((table[horizon + step] ?? 0) - (expected.high[step] ?? 0))).toBeLessThan(allowed);
    }
  });

  test("the quantiles of past values are the same", () => {
    const table = pastValues.fit(valuesOf(name), 1).predict(1, [0.05, 0.25, 0.5, 0.9]);
    expect([...table]).toEqual(quantiles.map((value) => expect.closeTo(value, 3)));
  });
});

describe("a bootstrap", () => {
  test("goes on growing where the series grew, and its residuals are what is left then", () => {
    const values = Float64Array.from({ length: 48 }, (_, at) => 10 * Math.floor(at / 4) + (at % 4));
    const { predict, residuals } = bootstrap.fit(values, 4);
    expect([...predict(5, [0.5])]).toEqual([120, 121, 122, 123, 130]);
    expect([...residuals.slice(4)]).toEqual(Array.from({ length: 44 }, () => 0));
  });

  test("keeps the changes' skew, where a normal band has none", () => {
    // Two steps up of one, one down of two.
    const saw = Float64Array.from({ length: 90 }, (_, at) => at % 3);
    const [low = 0, middle = 0, high = 0] = bootstrap.fit(saw, 1).predict(1, [0.2, 0.5, 0.8]);
    expect([low - middle, high - middle]).toEqual([expect.closeTo(-3, 1), expect.closeTo(0, 1)]);
  });

  test("widens by the square root of the seasons ahead, and through steps that are missing at the end", () => {
    const values = Float64Array.from({ length: 400 }, (_, at) => ((at * at * 7919 + at * 104729) % 401) / 10);
    const width = (steps: ArrayLike<number>, at: number): number => {
      const table = bootstrap.fit(steps, 4).predict(40, [0.1, 0.9]);
      return (table[40 + at] ?? 0) - (table[at] ?? 0);
    };
    expect(width(values, 35) / width(values, 3)).toBeCloseTo(3, 0);
    const cut = [...values, Number.NaN, Number.NaN, Number.NaN, Number.NaN];
    expect(Math.abs(width(cut, 3) / width(values, 3) - Math.SQRT2)).toBeLessThan(0.15);
  });
});

test("the residuals of past values are differences from their median, where there are values", () => {
  const { residuals, parameters } = pastValues.fit([1, 2, 3, 4, Number.NaN, 5, 6, 7, 80], 1);
  expect(parameters["median"]).toBe(4.5);
  expect([...residuals]).toEqual([-3.5, -2.5, -1.5, -0.5, Number.NaN, 0.5, 1.5, 2.5, 75.5]);
});

test("series that are too short are left to seasonal naive, and it is said", () => {
  expect(bootstrap.fit([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 4).parameters.method).toBe("Seasonal naive");
  expect(pastValues.fit([1, 2, 3], 1).parameters.method).toBe("Seasonal naive");
});
