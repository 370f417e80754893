import { expect, test } from "vitest";
import { forecastOf, valuesOf } from "../bridge/fixtures.ts";
import { holds, indexAtOrAfter, insideCount, originTime, quantileAt, rowAt } from "./reading.ts";

const key = { dataset: "d", series: "a", model: "m", horizon: 3 };
const past = forecastOf({ ...key, origin: -2 });
const future = forecastOf({ ...key, origin: 0 });
const values = valuesOf("a");

test("levels are found although they went through 32 bits", () => {
  expect(quantileAt({ ...past, levels: [...Float32Array.from(past.levels)] }, 0.025, 1)).toBe(0);
  expect(quantileAt(past, 0.33, 1)).toBeNaN();
});

test("a row holds the model's own numbers and the actual where there is one", () => {
  expect(rowAt(past, 0)).toEqual({
    time: Date.UTC(2020, 46, 1),
    median: 3,
    intervals: [
      { lower: 2, upper: 4 },
      { lower: 1, upper: 5 },
      { lower: 0, upper: 6 },
    ],
    actual: 46,
  });
  expect(rowAt(past, 2).actual).toBeNaN();
  expect(rowAt(future, 0).actual).toBeNaN();
});

test("only observed steps count as inside or outside", () => {
  expect(insideCount(past)).toEqual({ inside: 0, observed: 2 });
  expect(insideCount({ ...past, actuals: Float64Array.of(1, Number.NaN, 5) })).toEqual({ inside: 2, observed: 2 });
  expect(insideCount(future)).toEqual({ inside: 0, observed: 0 });
});

test("an actual on the end of the band is inside, though the band has fewer digits", () => {
  const flat = {
    ...past,
    quantiles: new Float32Array(past.quantiles.length).fill(4.99),
    actuals: Float64Array.of(4.99, 4.99, 4.98),
  };
  expect(insideCount(flat)).toEqual({ inside: 2, observed: 3 });
});

test("what a model has no interval for is neither inside nor outside", () => {
  const middle = { ...past, levels: past.levels.map((level) => (level === 0.1 ? 0.05 : level)) };
  expect(insideCount(middle)).toEqual({ inside: 0, observed: 0 });
  expect([
    holds({ lower: 1, upper: 2 }, 1.5),
    holds({ lower: 1, upper: 2 }, 3),
    holds({ lower: Number.NaN, upper: 2 }, 1.5),
    holds({ lower: 1, upper: 2 }, Number.NaN),
  ]).toEqual([true, false, null, null]);
});

test("an origin's time counts from the end", () => {
  expect([originTime(values, 0), originTime(values, -47)]).toEqual([Date.UTC(2020, 47, 1), Date.UTC(2020, 0, 1)]);
});

test("the first step at or after a time is found by halving", () => {
  expect([-5, 0, 1, 30, 31].map((time) => indexAtOrAfter(Float64Array.of(0, 10, 20, 30), time))).toEqual([
    0, 0, 1, 3, 4,
  ]);
});
