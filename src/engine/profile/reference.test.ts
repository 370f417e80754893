import { describe, expect, test } from "vitest";
import { parseFrequency } from "#domain/series";
import { lineCost, meanCost, pelt } from "./pelt.ts";
import { profileSeries } from "./profile-series.ts";
import reference from "./reference.json" with { type: "json" };
import { adf, kpss } from "./stationarity.ts";
import strengths from "./strength-reference.json" with { type: "json" };

describe("tests of stationarity are statsmodels'", () => {
  const digits = (value: number, theirs: number): void => expect(Math.abs(value - theirs)).toBeLessThan(1e-7);

  test.each(reference.tests)("KPSS of $name", ({ values, kpssLevel, kpssTrend }) => {
    const own = Float64Array.from(values);
    for (const [around, theirs] of [["level", kpssLevel] as const, ["trend", kpssTrend] as const]) {
      const found = kpss(own, around);
      digits(found.statistic, theirs.statistic);
      digits(found.p, theirs.p);
      expect(found.lags).toBe(theirs.lags);
    }
  });

  test.each(reference.tests)("ADF of $name", ({ values, adfLevel, adfTrend }) => {
    const own = Float64Array.from(values);
    for (const [around, theirs] of [["level", adfLevel] as const, ["trend", adfTrend] as const]) {
      const found = adf(own, around);
      expect(found.lags).toBe(theirs.lags);
      digits(found.statistic, theirs.statistic);
      digits(found.p, theirs.p);
    }
  });
});

describe("PELT finds what ruptures finds", () => {
  test.each(reference.levels)("stretches of one mean: $name", ({ values, penalty, shortest, changes }) => {
    expect(pelt(meanCost(Float64Array.from(values)), penalty, shortest)).toEqual(changes);
  });

  test.each(reference.lines)("stretches of a line: $name", ({ values, penalty, shortest, changes }) => {
    expect(pelt(lineCost(Float64Array.from(values)), penalty, shortest)).toEqual(changes);
  });
});

/** Ours are robust, and beside several seasons of one series R takes the trend of another window. */
test.each(strengths)("strengths of $name are near R's", ({ seasons, values, trend, strengths: theirs }) => {
  const units: Readonly<Record<number, string>> = { 4: "quarter", 12: "month", 24: "hour" };
  const frequency = parseFrequency(units[seasons[0] ?? 0] ?? "");
  const own = profileSeries({ id: "x", frequency, values: Float64Array.from(values) });
  expect(own.seasons?.map(({ length }) => length)).toEqual(seasons);
  expect(own.trend?.strength).toBeGreaterThan(trend - 0.05);
  expect(own.trend?.strength).toBeLessThan(trend + 0.05);
  own.seasons?.forEach(({ strength }, index) => {
    expect(Math.abs(strength - (theirs[index] ?? 0))).toBeLessThan(0.05);
  });
});
