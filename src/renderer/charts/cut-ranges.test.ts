import { expect, test } from "vitest";
import { forecastOf } from "../bridge/fixtures.ts";
import { cutRanges } from "./cut-ranges.ts";

/** Every step has the levels' own order as values: 95 % from 0 to 6, 80 % from 1 to 5, 50 % from 2 to 4. */
const forecast = forecastOf({ dataset: "d", series: "a", model: "m", horizon: 3, origin: 0 });
const always = [-Infinity, Infinity] as const;

test("an axis that holds the whole fan cuts nothing", () => {
  expect(cutRanges(forecast, always, [0, 6])).toEqual([]);
});

test("ranges beyond the axis are named from inner to outer, with how far they go", () => {
  expect(cutRanges(forecast, always, [0, 5.5])).toEqual([{ side: "above", shares: [0.95], reach: 6 }]);
  expect(cutRanges(forecast, always, [1.5, 4.5])).toEqual([
    { side: "above", shares: [0.8, 0.95], reach: 6 },
    { side: "below", shares: [0.8, 0.95], reach: 0 },
  ]);
});

test("what is out of the picture sideways is no matter", () => {
  const [first = 0, second = 0] = forecast.times;
  const steps = Float32Array.from(forecast.quantiles);
  steps[6 * forecast.horizon + 2] = 1e9;
  const wild = { ...forecast, quantiles: steps };
  expect(cutRanges(wild, [first, second], [0, 6])).toEqual([]);
  expect(cutRanges(wild, always, [0, 6])).toEqual([{ side: "above", shares: [0.95], reach: 1e9 }]);
});

test("a model without a range has none that is cut", () => {
  const median = { ...forecast, levels: [0.5], quantiles: Float32Array.of(9, 9, 9) };
  expect(cutRanges(median, always, [0, 6])).toEqual([]);
});
