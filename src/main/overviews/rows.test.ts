import { expect, test } from "vitest";
import { sparkForecast, sparkHistory } from "#domain/overview";
import { baseOf, factsOf, fillForecast, fillHistory } from "./rows.ts";

const seriesOf = (values: readonly number[], season = 4) => ({
  values: Float64Array.from(values),
  times: Float64Array.from(values, (_, step) => 1_000 * step),
  seasonLengths: season === 1 ? [] : [season],
});
const { NaN: none } = Number;

test("the last value is the last that was observed, and is compared with that of a season before", () => {
  const facts = factsOf([seriesOf([1, 2, 3, 4, 5, none]), seriesOf([7, 3], 1), seriesOf([none, none])]);
  expect([...facts.last]).toEqual([5, 3, none]);
  expect([...facts.lastTime]).toEqual([4_000, 1_000, none]);
  expect([...facts.before]).toEqual([1, 7, none]);
  expect([...facts.beforeTime]).toEqual([0, 0, none]);
  expect([...facts.lowest, ...facts.highest]).toEqual([1, 3, none, 5, 7, none]);
});

test.each([
  // Of the season 4 after step 7: step 1 ahead is at the place of step 4.
  [1, 4],
  [4, 7],
  [6, 5],
  [8, 7],
])("%i steps ahead is compared with step %i", (horizon, step) => {
  expect(baseOf(seriesOf([10, 11, 12, 13, 14, 15, 16, 17]), horizon)).toEqual({ value: 10 + step, time: 1_000 * step });
});

test("without a season, or without a value at its place, the last observed value is compared with", () => {
  expect(baseOf(seriesOf([1, 2, 3], 1), 2).value).toBe(3);
  expect(baseOf(seriesOf([1, 2, 3, 4, none, 6, 7, 8]), 1).value).toBe(8);
});

test("pictures hold means of equally many steps, the last ending with the series", () => {
  const history = new Float32Array(2 * sparkHistory).fill(-1);
  // 32 steps ahead: two for each point.
  fillHistory(history, sparkHistory, Float64Array.of(9, 1, 3, none, 5), 32);
  expect([...history.subarray(0, sparkHistory)]).toEqual(new Array(sparkHistory).fill(-1));
  expect([...history.subarray(2 * sparkHistory - 3)]).toEqual([9, 2, 5]);
  expect(history[sparkHistory]).toBeNaN();
  const forecast = new Float32Array(sparkForecast).fill(none);
  fillForecast(
    forecast,
    0,
    Float32Array.from({ length: 17 }, (_, step) => step),
  );
  expect([...forecast.subarray(0, 9)]).toEqual([0.5, 2.5, 4.5, 6.5, 8.5, 10.5, 12.5, 14.5, 16]);
  expect(forecast[9]).toBeNaN();
});
