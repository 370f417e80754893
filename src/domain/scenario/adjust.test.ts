import fc from "fast-check";
import { expect, test } from "vitest";
import type { Forecast } from "#domain/forecast";
import { arbitraryAdjustment, dayTimes } from "./scenario-fixtures.ts";
import {
  type AdjustmentChange,
  adjustForecast,
  adjustPaths,
  adjustQuantiles,
  linesOf,
  type RangeRule,
  shareAt,
  type StepAdjustment,
  usualRange,
} from "./index.ts";

const levels = [0.1, 0.5, 0.9];
const dayMs = 86_400_000;

/** Quantiles by step, written as [horizon][levels]. */
function forecastOf(rows: readonly (readonly number[])[], origin = 0): Forecast {
  const horizon = rows.length;
  return {
    ...{ dataset: "d", series: "a", model: { id: "m", version: "1", sha256: "" }, executionProvider: "cpu" },
    ...{ horizon, origin, levels, times: dayTimes(horizon), actuals: null, anchor: { time: -dayMs, value: 0 } },
    quantiles: Float32Array.from({ length: levels.length * horizon }, (_, place) => {
      return rows[place % horizon]?.[Math.floor(place / horizon)] ?? Number.NaN;
    }),
    ...{ density: null, source: "computed" },
  };
}

function one(change: AdjustmentChange, rest: Partial<StepAdjustment> = {}): StepAdjustment {
  return { from: 0, to: 0, change, shape: "pulse", range: usualRange[change.kind], ...rest };
}

function adjusted(rows: readonly (readonly number[])[], adjustments: readonly StepAdjustment[], isNonNegative = true) {
  const { forecast } = adjustForecast(forecastOf(rows), adjustments, { isNonNegative });
  return rows.map((_, step) => levels.map((__, level) => forecast.quantiles[level * rows.length + step]));
}

const column = fc
  .array(fc.double({ noNaN: true, min: -1000, max: 1000 }), { minLength: 3, maxLength: 3 })
  .map((values) => values.map(Math.fround).sort((left, right) => left - right));
const rowsOf = fc.array(column, { minLength: 1, maxLength: 8 });

test("the median becomes what was asked for, and the range follows as its rule says", () => {
  const rows = [[80, 100, 130]];
  const by = (change: AdjustmentChange, range?: RangeRule) =>
    adjusted(rows, [one(change, range === undefined ? {} : { range })])[0];
  expect(by({ kind: "set", value: 150 })).toEqual([130, 150, 180]);
  expect(by({ kind: "add", amount: -10 })).toEqual([70, 90, 120]);
  expect(by({ kind: "multiply", factor: 1.5 })).toEqual([120, 150, 195]);
  expect(by({ kind: "multiply", factor: 1.5 }, "keep")).toEqual([130, 150, 180]);
  expect(by({ kind: "set", value: 50 }, "scale")).toEqual([40, 50, 65]);
  expect(by({ kind: "set", value: 50 }, "certain")).toEqual([50, 50, 50]);
});

test("adjustments build on those before them", () => {
  const chain = [
    one({ kind: "multiply", factor: 2 }),
    one({ kind: "add", amount: 10 }),
    one({ kind: "set", value: 0 }),
  ];
  expect(adjusted([[80, 100, 130]], chain.slice(0, 2))).toEqual([[170, 210, 270]]);
  // What is cut off at zero is cut off at the end, so that nothing of the range is lost on the way.
  expect(adjusted([[80, 100, 130]], chain)).toEqual([[0, 0, 60]]);
  expect(adjusted([[80, 100, 130]], [...chain, one({ kind: "set", value: 100 })])).toEqual([[60, 100, 160]]);
});

test("only steps of the stretch change, each by its share", () => {
  const flat = Array.from({ length: 5 }, () => [100, 100, 100]);
  const medians = (shape: StepAdjustment["shape"]) =>
    adjusted(flat, [one({ kind: "add", amount: 40 }, { from: dayMs, to: 3 * dayMs, shape })]).map((row) => row[1]);
  expect(medians("pulse")).toEqual([100, 140, 140, 140, 100]);
  expect(medians("shift")).toEqual([100, 140, 140, 140, 140]);
  expect(medians("ramp")).toEqual([100, 100, 120, 140, 140]);
  expect(medians("decay").map((value) => Math.round(value ?? 0))).toEqual([100, 140, 109, 102, 100]);
});

test("a stretch that began before the forecast goes on where it is", () => {
  const decay = one({ kind: "add", amount: 40 }, { from: -2 * dayMs, to: 2 * dayMs, shape: "decay" });
  expect(adjusted([[0, 0, 0]], [decay], false)[0]?.[1]).toBeCloseTo(40 * Math.sqrt(0.05));
});

test("whatever is adjusted, quantiles stay in order, are not below the bound, and other steps stay as they are", () => {
  fc.assert(
    fc.property(rowsOf, fc.array(arbitraryAdjustment(10), { maxLength: 5 }), fc.boolean(), (rows, edits, isBounded) => {
      const bounded = isBounded ? rows.map((row) => row.map((value) => Math.max(0, value))) : rows;
      const forecast = forecastOf(bounded);
      const before = forecast.quantiles.slice();
      const after = adjustForecast(forecast, edits, { isNonNegative: isBounded }).forecast;
      expect(forecast.quantiles).toEqual(before);
      for (let step = 0; step < rows.length; step++) {
        const values = levels.map((_, level) => after.quantiles[level * rows.length + step] ?? Number.NaN);
        expect(values).toEqual(values.toSorted((left, right) => left - right));
        expect(Math.min(...values)).toBeGreaterThanOrEqual(isBounded ? 0 : Number.NEGATIVE_INFINITY);
        const isTouched = edits.some((edit) => shareAt(edit, step * dayMs) > 0);
        expect(isTouched ? bounded[step] : values).toEqual(bounded[step]);
      }
    }),
  );
});

test("the median is what was set last, to the precision of a forecast", () => {
  fc.assert(
    fc.property(rowsOf, fc.array(arbitraryAdjustment(8), { maxLength: 4 }), fc.nat(1000), (rows, edits, value) => {
      const all = [...edits, one({ kind: "set", value }, { to: 9 * dayMs })];
      const { forecast, lines } = adjustForecast(forecastOf(rows), all, { isNonNegative: false });
      const medians = forecast.quantiles.subarray(rows.length, 2 * rows.length);
      const largest = Math.max(...(lines?.shift ?? []).map(Math.abs), 1000);
      for (const median of medians) expect(Math.abs(median - value)).toBeLessThan(1e-6 * largest);
    }),
  );
});

test("quantiles of adjusted paths are the adjusted quantiles of the paths", () => {
  const paths = fc.array(fc.double({ noNaN: true, min: -100, max: 100 }), { minLength: 5, maxLength: 5 });
  fc.assert(
    fc.property(rowsOf, fc.array(arbitraryAdjustment(8), { minLength: 1, maxLength: 4 }), paths, (rows, edits, row) => {
      const lines = linesOf(forecastOf(rows), edits, { isNonNegative: true });
      fc.pre(lines !== null);
      const sorted = Float32Array.from(row).sort();
      const all = Float32Array.from({ length: rows.length * 5 }, (_, place) => sorted[place % 5] ?? 0);
      const after = adjustPaths(all, 5, lines);
      // The k-th path as the k-th quantile of every step.
      const asQuantiles = Float32Array.from(all, (_, place) => sorted[Math.floor(place / rows.length)] ?? 0);
      const quantiles = adjustQuantiles(asQuantiles, lines);
      for (let step = 0; step < rows.length; step++)
        for (let path = 0; path < 5; path++) expect(after[step * 5 + path]).toBe(quantiles[path * rows.length + step]);
    }),
  );
});

test("a forecast of whole numbers stays one", () => {
  const { forecast } = adjustForecast(forecastOf([[3, 7, 12]]), [one({ kind: "multiply", factor: 1.25 })], {
    ...{ isNonNegative: true, isWhole: true },
  });
  expect(forecast.quantiles).toEqual(Float32Array.of(4, 9, 15));
});

test("nothing is done to forecasts of the past, nor where nothing would change", () => {
  const set = one({ kind: "set", value: 5 });
  const past = forecastOf([[1, 2, 3]], -4);
  expect(adjustForecast(past, [set], { isNonNegative: true })).toEqual({ forecast: past, lines: null });
  expect(adjustForecast(past, [set], { isNonNegative: true }).forecast).toBe(past);
  const now = forecastOf([[1, 2, 3]]);
  expect(adjustForecast(now, [one({ kind: "multiply", factor: 1 })], { isNonNegative: true }).forecast).toBe(now);
  expect(
    adjustForecast(now, [one({ kind: "set", value: 5 }, { from: dayMs, to: dayMs })], { isNonNegative: true }).lines,
  ).toBeNull();
});

test("the density moves along, and all of it is still there", () => {
  const density = {
    points: 3,
    from: Float32Array.of(0, 0),
    step: Float32Array.of(1, 1),
    values: Float32Array.of(0.25, 0.5, 0.25, 0.25, 0.5, 0.25),
  };
  const forecast = {
    ...forecastOf([
      [0, 1, 2],
      [0, 1, 2],
    ]),
    density,
  };
  const made = adjustForecast(forecast, [one({ kind: "multiply", factor: 4 })], { isNonNegative: true }).forecast
    .density;
  expect(made).toEqual({
    points: 3,
    from: Float32Array.of(0, 0),
    step: Float32Array.of(4, 1),
    values: Float32Array.of(0.0625, 0.125, 0.0625, 0.25, 0.5, 0.25),
  });
});

test("a forecast without the level of the median is adjusted from between its neighbours", () => {
  const forecast = { ...forecastOf([[80, 100, 130]]), levels: [0.2, 0.4, 0.6] };
  const { lines } = adjustForecast(forecast, [one({ kind: "set", value: 215 })], { isNonNegative: true });
  expect(lines?.shift).toEqual(Float64Array.of(100));
});
