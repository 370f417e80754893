import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalQuantile } from "#engine/density";
import { applyCalibration, calibrate, type PastForecast } from "./calibration.ts";

const levels = [0.025, 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 0.975];
const even = { "0.5": 1, "0.8": 1, "0.95": 1 };

/** Standard normal actuals in a fixed order, against normal forecasts of another spread. */
function past(count: number, spread: number): PastForecast[] {
  const horizon = 10;
  return Array.from({ length: count / horizon }, (_, origin) => ({
    levels,
    quantiles: Float32Array.from(levels.flatMap((level) => new Array<number>(horizon).fill(normalQuantile(level) * spread))),
    actuals: Array.from({ length: horizon }, (_step, step) => {
      const rank = ((origin * horizon + step) * 617) % count;
      return normalQuantile((rank + 0.5) / count);
    }),
  }));
}

describe("calibration from past forecasts", () => {
  test.each([0.5, 1, 2])("stretches bands that are %d times as wide as they should be", (spread) => {
    const { factors, steps } = calibrate(past(2000, spread), even, 0);
    expect(steps).toBe(2000);
    for (const factor of Object.values(factors)) expect(factor).toBeCloseTo(1 / spread, 1);
  });

  test("says how the native bands did", () => {
    const { nativeCoverage } = calibrate(past(2000, 1));
    expect(nativeCoverage["0.5"]).toBeCloseTo(0.5, 2);
    expect(nativeCoverage["0.8"]).toBeCloseTo(0.8, 2);
    expect(nativeCoverage["0.95"]).toBeCloseTo(0.95, 2);
  });

  test("the calibrated bands hold what they claim on the same past", () => {
    const forecasts = past(500, 0.4);
    const { factors } = calibrate(forecasts, even, 0);
    const moved = forecasts.map((forecast) => ({
      ...forecast,
      quantiles: applyCalibration({ levels, horizon: 10, values: forecast.quantiles }, factors, false),
    }));
    const { nativeCoverage } = calibrate(moved);
    expect(nativeCoverage["0.5"]).toBeGreaterThanOrEqual(0.5);
    expect(nativeCoverage["0.8"]).toBeGreaterThanOrEqual(0.8);
    expect(nativeCoverage["0.95"]).toBeGreaterThanOrEqual(0.95);
    expect(nativeCoverage["0.8"]).toBeLessThan(0.82);
  });

  test("a short past moves little, and towards the pooled factors", () => {
    const pooled = { "0.5": 2, "0.8": 2, "0.95": 2 };
    expect(calibrate([], pooled).factors).toEqual(pooled);
    const few = calibrate(past(10, 0.5)).factors["0.8"];
    expect(few).toBeGreaterThan(1);
    expect(few).toBeLessThan(1.8);
  });

  test("ignores steps without an actual and survives bands without width", () => {
    const flat = { levels, quantiles: new Float32Array(levels.length * 2).fill(5), actuals: [5, Number.NaN] };
    const { factors, steps } = calibrate([flat]);
    expect(steps).toBe(1);
    for (const factor of Object.values(factors)) expect(Number.isFinite(factor)).toBe(true);
    const missed = calibrate([{ ...flat, actuals: [6, 7] }], even, 0).factors;
    for (const factor of Object.values(missed)) expect(factor).toBe(4);
  });
});

describe("calibrated quantiles", () => {
  const factor = fc.double({ min: 0.25, max: 4, noNaN: true });
  const values = fc
    .array(fc.float({ min: -1000, max: 1000, noNaN: true }), { minLength: levels.length, maxLength: levels.length })
    // Zeros of either sign are equal for quantiles, but not for `toBe`.
    .map((numbers) => Float32Array.from(numbers, (value) => value + 0).sort());

  test("rise with the level, keep the median, and stay above zero where asked", () => {
    fc.assert(
      fc.property(values, factor, factor, factor, fc.boolean(), (given, half, most, nearlyAll, isNonNegative) => {
        const clipped = isNonNegative ? given.map((value) => Math.max(0, value) + 0) : given;
        const moved = applyCalibration(
          { levels, horizon: 1, values: clipped },
          { "0.5": half, "0.8": most, "0.95": nearlyAll },
          isNonNegative,
        );
        moved.forEach((value, index) => {
          if (index > 0) expect(value).toBeGreaterThanOrEqual(moved[index - 1] ?? 0);
          if (isNonNegative) expect(value).toBeGreaterThanOrEqual(0);
        });
        expect(moved[levels.indexOf(0.5)]).toBe(clipped[levels.indexOf(0.5)]);
      }),
    );
  });

  test("do not change with factors of 1", () => {
    const given = Float32Array.from(levels, (level) => 100 + level * 50);
    const moved = applyCalibration({ levels, horizon: 1, values: given }, even, false);
    moved.forEach((value, index) => expect(value).toBeCloseTo(given[index] ?? 0, 3));
  });
});
