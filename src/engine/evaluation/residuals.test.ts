import { describe, expect, test } from "vitest";
import reference from "./residuals-reference.json" with { type: "json" };
import { autocorrelations, ljungBox } from "#engine/numerics";
import { residualReport } from "./residuals.ts";

const nan = Number.NaN;
const given = (values: readonly (number | null)[]): Float64Array => Float64Array.from(values, (value) => value ?? nan);
const method = { method: "x" };

test("autocorrelations and the test of white noise are R's, gaps among the residuals or not", () => {
  const off = reference.tests.filter(({ residuals, lags, estimated, acf, statistic, p }) => {
    const own = ljungBox(given(residuals), lags, estimated);
    const correlations = autocorrelations(given(residuals), lags);
    return !(
      Math.abs(own.statistic / statistic - 1) < 1e-7 &&
      Math.abs(own.p - p) < 1e-7 &&
      own.freedom === lags - estimated &&
      acf.every((value, index) => Math.abs(value - (correlations[index] ?? nan)) < 1e-7)
    );
  });
  expect(off).toEqual([]);
  expect(reference.tests).toHaveLength(16);
});

describe("a report on residuals", () => {
  const noise = given(reference.tests[0]?.residuals ?? []);
  const smooth = given(reference.tests.find(({ name }) => name === "gappy")?.residuals ?? []);

  test("tells white noise from what has something left in it", () => {
    expect(residualReport("m", noise, 1, method).whiteness?.p).toBeGreaterThan(0.05);
    const left = residualReport("m", smooth, 1, method);
    expect(left.whiteness?.p).toBeLessThan(1e-6);
    expect(left.autocorrelation.values[0]).toBeGreaterThan(left.autocorrelation.limit);
    expect(left.count).toBe(111);
    expect(left.residuals).toBe(smooth);
  });

  test("looks at two seasons, at 60 lags at most, and at no more than there are", () => {
    const lagsOf = (values: Float64Array, season: number) =>
      residualReport("m", values, season, method).autocorrelation.values.length;
    expect([1, 12, 40].map((season) => lagsOf(smooth, season))).toEqual([20, 24, 60]);
    expect(lagsOf(noise.subarray(0, 9), 12)).toBe(8);
  });

  test("estimated coefficients cost a degree of freedom, other parameters none", () => {
    const fitted = { method: "ARIMA", ar1: 0.4, ma1: 0.2, sma1: 0.1, sigma: 3, alpha: 0.1, drift: 1 };
    expect(residualReport("m", noise, 1, fitted).whiteness).toMatchObject({ lags: 10, freedom: 7 });
    expect(residualReport("m", noise, 12, fitted).whiteness).toMatchObject({ lags: 16, freedom: 13 });
    expect(residualReport("m", noise.subarray(0, 12), 1, fitted).whiteness).toMatchObject({ lags: 6, freedom: 3 });
  });

  test("every residual is in one bin", () => {
    for (const values of [noise, smooth, given([1, 1, 1, 1, 1, 9]), given([2, 2, 2]), given([nan, 5])]) {
      const { histogram, count } = residualReport("m", values, 1, method);
      expect(histogram.counts.reduce((sum, bin) => sum + bin, 0)).toBe(count);
      expect(histogram.edges).toHaveLength(histogram.counts.length + 1);
      expect(histogram.edges).toEqual(histogram.edges.toSorted((left, right) => left - right));
    }
    const { edges, counts } = residualReport("m", given([0, 1, 2, 3, 4, 5, 6, 7]), 1, method).histogram;
    expect(edges).toEqual([0, 3.5, 7]);
    expect(counts).toEqual([4, 4]);
  });

  test("says nothing of what is not there", () => {
    const nothing = residualReport("m", given([nan, nan]), 1, method);
    expect(nothing).toMatchObject({ count: 0, whiteness: null, histogram: { edges: [], counts: [] } });
    expect(nothing.autocorrelation.values).toEqual([]);
    expect(residualReport("m", given([3, 3, 3, 3, 3, 3, 3, 3]), 1, method)).toMatchObject({
      deviation: 0,
      whiteness: null,
    });
    expect(residualReport("m", given([1, 2, 3]), 1, method).whiteness).toBe(null);
  });
});
