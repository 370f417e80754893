import { describe, expect, test } from "vitest";
import { croston, intermittentRates } from "./croston.ts";

describe("Croston's method", () => {
  // A demand of 3, 4 or 5 at every fourth step.
  const values = Float64Array.from({ length: 80 }, (_, index) => (index % 4 === 3 ? 3 + ((index >> 2) % 3) : 0));

  test("finds the size of a demand and the steps between two", () => {
    const rates = intermittentRates(values);
    expect(rates?.interval).toBeCloseTo(4, 6);
    expect(rates?.size).toBeCloseTo(4, 0);
    expect(rates?.probability ?? 0).toBeGreaterThan(0.1);
    expect(rates?.probability ?? 1).toBeLessThanOrEqual(0.25);
  });

  test("gives the mixture's quantiles: nothing up to the share of idle steps, then sizes", () => {
    const table = croston.fit(values, 1).predict(3, [0.5, 0.7, 0.9, 0.975]);
    expect([...table.slice(0, 6)]).toEqual([0, 0, 0, 0, 0, 0]);
    for (const value of table.slice(6)) {
      expect(value).toBeGreaterThan(2.5);
      expect(value).toBeLessThan(5.5);
    }
    expect(table[9] ?? 0).toBeGreaterThan(table[6] ?? 0);
  });

  test("does not take a series without zeros, with negative values or with hardly any demand", () => {
    expect(intermittentRates(Float64Array.of(1, 2, 3, 4))).toBeNull();
    expect(intermittentRates(Float64Array.of(0, -2, 3, 4, 0, 5))).toBeNull();
    expect(intermittentRates(Float64Array.of(0, 0, 3, 0, 0, 5))).toBeNull();
  });

  test("measures each value against the mean demand that the rates before it stand for", () => {
    // Idle after the last demand, where the rates are those of the forecast.
    const { residuals, parameters } = croston.fit([...values, 0, 0], 1);
    const mean = Number(parameters["size"]) * Number(parameters["probability"]);
    expect([...residuals.slice(-2)]).toEqual([-mean, -mean]);
    // Nothing is learnt while there is no demand.
    expect(new Set(residuals.slice(0, 3)).size).toBe(1);
    expect(residuals[3]).toBeCloseTo(3 + (residuals[0] ?? 0), 12);
  });

  test("leaves what is not intermittent to seasonal naive, and says so", () => {
    expect(croston.fit([1, 2, 3, 4], 1).parameters.method).toBe("Seasonal naive");
  });
});
